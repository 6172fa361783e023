"""CDS482: a token in the condition of a branch.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition, Role


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each token that a condition of an `if` compares with, or compares."""
    if condition.role is Role.BRANCH:
        for value in values_in_condition(condition.core):
            for token in tokens_in(value):
                yield Problem(
                    token.span,
                    "the choices of the modelled system take no tokens",
                    help="write the value, or keep it in a field and ask for that",
                )


RULE: Final = ConditionRule("CDS482", check, portable=True)
