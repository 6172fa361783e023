"""Comparisons and values in plain words, with what they make of an empty value.

Floor 6. What the operators mean is `cdsl.interpreter.compare`.
"""

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.interpreter.compare import EMPTY_IS_EARLY
from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.expressions import Constant, Expression, HoleValue, Shifted
from cdsl.semantics.time import Duration, TimeFrame
from cdsl.tools.spelling import duration, expression

Zone = tzinfo

_WORDS: Final[Mapping[Operator, tuple[str, str]]] = MappingProxyType(
    {
        Operator.IS: ("is {}", "is not {}"),
        Operator.IS_EMPTY: ("is empty", "is not empty"),
        Operator.STARTS_WITH: ("starts with {}", "does not start with {}"),
        Operator.CONTAINS: ("contains {}", "does not contain {}"),
        Operator.GREATER: ("is more than {}", "is at most {}"),
        Operator.AT_LEAST: ("is at least {}", "is less than {}"),
        Operator.LESS: ("is less than {}", "is at least {}"),
        Operator.AT_MOST: ("is at most {}", "is more than {}"),
        Operator.BETWEEN: ("is between {}", "is not between {}"),
        Operator.BEFORE: ("is before {}", "is on or after {}"),
        Operator.ON_OR_BEFORE: ("is on or before {}", "is after {}"),
        Operator.AFTER: ("is after {}", "is on or before {}"),
        Operator.ON_OR_AFTER: ("is on or after {}", "is before {}"),
        Operator.IN_PAST: ("is in the past {}", "is not in the past {}"),
        Operator.IN_PAST_BEFORE: ("is more than {} ago", "is not more than {} ago"),
        Operator.IN_FUTURE: ("is in the next {}", "is not in the next {}"),
        Operator.IN_FUTURE_AFTER: ("is more than {} ahead", "is not more than {} ahead"),
        Operator.IN_TIME_FRAME: ("is {}", "is not {}"),
    }
)
"""By operator: what is said where it holds, and where it does not."""

_DAYS: Final = frozenset({TimeFrame.TODAY, TimeFrame.YESTERDAY, TimeFrame.TOMORROW})


def compared(node: Compare, positive: bool, may_be_empty: bool, zone: Zone) -> str:
    """What a comparison asks of its subject, or the contrary: "is at least 3".

    Where the subject may be empty and somebody would guess wrong what comes of it, that is added.
    """
    right = _right(node, zone)
    if node.operator is Operator.IS and len(node.operands) > 1:
        words = f"is {'one' if positive else 'none'} of {right}"
    else:
        words = _WORDS[node.operator][0 if positive else 1].format(right)
    return f"{words}{_of_empty(node, positive, words) if may_be_empty else ''}"


def _right(node: Compare, zone: Zone) -> str:
    if node.duration is not None:
        is_counted = node.operator in (Operator.IN_PAST_BEFORE, Operator.IN_FUTURE_AFTER)
        return duration(node.duration) if is_counted else length(node.duration)
    if node.frame is not None:
        return str(node.frame) if node.frame in _DAYS else f"within {node.frame}"
    values = [value(operand, zone) for operand in node.operands]
    if node.operator is Operator.BETWEEN:
        return " and ".join(values)
    if len(values) > 2:
        values = [", ".join(values[:-1]), values[-1]]
    return " or ".join(values)


def _of_empty(node: Compare, positive: bool, words: str) -> str:
    if node.operator is Operator.IS_EMPTY or isinstance(node.subject, Constant):
        return ""
    matches_zero = node.operator is Operator.IS and any(
        isinstance(operand, Constant) and operand.value == 0 and operand.value is not False
        for operand in node.operands
    )
    if positive is (matches_zero or node.operator in EMPTY_IS_EARLY):
        return " (or empty)"
    return " (nor empty)" if not positive and (matches_zero or "is not" in words) else ""


def value(node: Expression, zone: Zone) -> str:
    """What is compared with: "3", "{{my.day}} minus 3 days"."""
    match node:
        case Shifted(base=base, sign=sign, duration=away):
            return f"{expression(base, zone)} {'plus' if sign > 0 else 'minus'} {duration(away)}"
        case HoleValue():
            return "what is still `?`"
        case _:
            return expression(node, zone)


def length(of: Duration) -> str:
    """`30 days`; one is the bare unit, as in "the past day"."""
    return str(of.unit) if of.count == 1 else duration(of)
