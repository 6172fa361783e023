"""CDS480: a branch that asks for more than one thing.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AllOf, AnyOf, Condition, Not
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition, Role


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each condition of an `if` that is made of several."""
    if condition.role is Role.BRANCH and _has_parts(condition.core):
        yield Problem(
            condition.span,
            "a choice of the modelled system asks for one thing",
            help="make a smart list of it, and ask `member of smart list`",
        )


def _has_parts(condition: Condition) -> bool:
    match condition:
        case Not(part=part):
            return _has_parts(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return len(parts) != 1 or _has_parts(parts[0])
        case _:
            return False


RULE: Final = ConditionRule("CDS480", check, portable=True)
