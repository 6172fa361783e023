"""CDS487: `not` of several conditions together.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.syntax import conditions as syntax
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each `not ( … )` and `not all { … }` of more than one condition."""
    for root in condition.written:
        for part in conditions_in(root):
            if isinstance(part, syntax.Not) and _is_group(part.part):
                yield Problem(
                    part.span,
                    "the rule logic of the modelled system has no `not`",
                    help="negate each condition, and join them by `or` where it was `and`",
                )


def _is_group(condition: syntax.Condition) -> bool:
    match condition:
        case syntax.Group(part=part):
            return _is_group(part)
        case syntax.Block(parts=parts):
            return len(parts) > 1
        case syntax.And() | syntax.Or():
            return True
        case _:
            return False


RULE: Final = ConditionRule("CDS487", check, portable=True)
