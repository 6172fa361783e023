"""CDS486: an operator that the type does not have.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Compare, Condition, Not, Operator
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, Type
from cdsl.semantics.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report floats compared with `is`, and empty booleans; and what has no contrary there."""
    for part in conditions_in(condition.core):
        match part:
            case Compare(type=Type.FLOAT, operator=Operator.IS):
                yield Problem(
                    part.span,
                    "the modelled system compares no float with `is`",
                    help="ask `between` two numbers",
                )
            case Compare(type=Type.BOOLEAN, operator=Operator.IS_EMPTY):
                yield Problem(
                    part.span,
                    "in the modelled system a boolean is true or false, and never empty",
                    help="ask `is true` or `is not true`",
                )
            case Not(part=inner):
                if _has_no_contrary(inner):
                    assert isinstance(inner, Compare)
                    yield Problem(
                        inner.span,
                        f"the modelled system has no `not` for `{inner.operator}`",
                        help="ask for the contrary, and for empty values where they are meant",
                    )
            case _:
                pass


def _has_no_contrary(condition: Condition) -> bool:
    match condition:
        case Compare(type=type, operator=operator):
            is_plain = operator in (Operator.IS, Operator.IS_EMPTY)
            return type in NUMBER_LIKE | DATE_LIKE and not is_plain
        case _:
            return False


RULE: Final = ConditionRule("CDS486", check, portable=True)
