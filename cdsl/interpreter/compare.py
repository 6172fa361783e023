"""What the operators mean for values (language.md 3).

Floor 4. Pure: a value on the left, values on the right, a clock and a zone. Dates and instants are
compared by ranges, so that a day against an instant is that whole day.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from operator import contains, eq, ge, gt, le, lt
from types import MappingProxyType
from typing import Any, Final, assert_never

from cdsl.semantics.conditions import Compare, Operator, Window, WindowKind
from cdsl.semantics.time import Duration
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import (
    FIRST_INSTANT,
    LAST_INSTANT,
    NO_DAYS,
    day_bounds,
    day_of,
    shift,
    shift_date,
    time_frame,
)
from cdsl.world.folding import fold
from cdsl.world.values import Value, text_of

Right = Sequence[Value]

EMPTY_IS_EARLY: Final = frozenset({Operator.BEFORE, Operator.ON_OR_BEFORE, Operator.IN_PAST_BEFORE})
"""The operators of dates that also match empty (language.md 3)."""

# Bound once, as the tables below are: to look a member up in its enumeration at each comparison
# costs several times the comparison.
_IS: Final = Operator.IS
_IS_EMPTY: Final = Operator.IS_EMPTY
_BETWEEN: Final = Operator.BETWEEN
_DATE: Final = Type.DATE


def compare(node: Compare, value: Value, right: Right, now: datetime, zone: tzinfo) -> bool:
    """Whether VALUE OPERATOR RIGHT holds; `right` are the values of the node's operands.

    The value's class tells its family; only an empty value needs the operator to speak for it.
    """
    operator = node.operator
    if value is None:
        return operator is _IS_EMPTY or _compare_empty(node, right, now, zone)
    if operator is _IS_EMPTY:
        return False
    if isinstance(value, str):
        return _compare_text(operator, value, right, zone)
    if isinstance(value, bool):
        return value in right
    if isinstance(value, date):
        for one in ranges(node, right, now, zone):  # noqa: SIM110 - a generator costs more
            if within(value, one):
                return True
        return False
    return _compare_number(operator, value, right)


def _compare_empty(node: Compare, right: Right, now: datetime, zone: tzinfo) -> bool:
    """What also matches empty: `is 0`, and the operators of dates that look back."""
    if node.operator is _IS:
        return any(not isinstance(operand, bool) and operand == 0 for operand in right)
    return node.operator in EMPTY_IS_EARLY and bool(ranges(node, right, now, zone))


# Texts ------------------------------------------------------------------------------------------


_TEXTS: Final[Mapping[Operator, Callable[[str, str], bool]]] = MappingProxyType(
    {Operator.IS: eq, Operator.CONTAINS: contains, Operator.STARTS_WITH: str.startswith}
)


def _compare_text(operator: Operator, value: str, right: Right, zone: tzinfo) -> bool:
    agrees = _TEXTS[operator]
    folded = fold(value)
    for operand in right:
        if operand is None:
            continue
        text = fold(operand if isinstance(operand, str) else text_of(operand, Type.TEXT, zone))
        if agrees(folded, text):
            return True
    return False


# Numbers ----------------------------------------------------------------------------------------


_NUMBERS: Final[Mapping[Operator, Callable[[int, int], bool]]] = MappingProxyType(
    {Operator.GREATER: gt, Operator.AT_LEAST: ge, Operator.LESS: lt, Operator.AT_MOST: le}
)


def _compare_number(operator: Operator, value: Value, right: Right) -> bool:
    if operator is _IS:
        return any(operand is not None and _order(value, operand) == 0 for operand in right)
    if None in right:
        return False
    if operator is _BETWEEN:
        return _order(value, right[0]) >= 0 >= _order(value, right[1])
    return _NUMBERS[operator](_order(value, right[0]), 0)


def _order(left: Any, right: Any) -> int:
    """-1, 0 or 1 as a number is below, equal to or above another.

    They are compared as floats where either is one, else exactly.
    """
    if left.__class__ is not right.__class__ and float in (left.__class__, right.__class__):
        left, right = float(left), float(right)
    return (left > right) - (left < right)  # type: ignore[no-any-return]


def crosses(old: Value, bound: Value, new: Value) -> bool:
    """Whether a number went from below a bound to it or above; an empty old one counts as 0."""
    if bound is None or new is None:
        return False
    return _order(0 if old is None else old, bound) < 0 <= _order(new, bound)


# Days and instants ------------------------------------------------------------------------------

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Range:
    """Days or instants between two ends; an end None is open, one not included lies outside."""

    low: Moment | None
    high: Moment | None
    low_included: bool = True
    high_included: bool = True


def within(value: Value, limits: Range) -> bool:
    """Whether a day lies in a range of days, or an instant in one of instants."""
    assert isinstance(value, date)
    low, high = limits.low, limits.high
    if low is not None and (value < low or (value == low and not limits.low_included)):
        return False
    return high is None or value < high or (value == high and limits.high_included)


def ranges(node: Compare, right: Right, now: datetime, zone: tzinfo) -> tuple[Range, ...]:
    """Where the subject must lie, in days or in instants as its type says.

    None of them, when the right side is empty.
    """
    days = node.type is _DATE
    if not right:
        return _clock_ranges(node, days, now, zone)
    if node.operator is _BETWEEN:
        return () if None in right else (_between(right, days, zone),)
    operator = node.operator
    return tuple([_side(one, operator, days, zone) for one in right if one is not None])


def _clock_ranges(node: Compare, days: bool, now: datetime, zone: tzinfo) -> tuple[Range, ...]:
    """The range of an operator that looks at the clock."""
    if node.frame is not None:
        first, last = time_frame(node.frame, now, zone)
        if (first, last) == NO_DAYS:
            return ()
        return (Range(first, last) if days else _span(first, last, zone),)
    assert node.duration is not None
    here = day_of(now, zone) if days else now
    match node.operator:
        case Operator.IN_PAST:
            return (Range(_away(now, node.duration, -1, days, zone), here),)
        case Operator.IN_PAST_BEFORE:
            start = _away(now, node.duration, -1, days, zone)
            return (Range(None, start, high_included=False),)
        case Operator.IN_FUTURE:
            return (Range(here, _away(now, node.duration, 1, days, zone)),)
        case Operator.IN_FUTURE_AFTER:
            end = _away(now, node.duration, 1, days, zone)
            return (Range(end, None, low_included=False),)
        case _:
            raise AssertionError(node.operator)


def window_range(window: Window, right: Right, now: datetime, zone: tzinfo) -> Range | None:
    """The instants of a window of `did`; None when its right side is empty."""
    if None in right:
        return None
    match window.kind:
        case WindowKind.IN_PAST:
            assert window.duration is not None
            return Range(_away(now, window.duration, -1, False, zone), now)
        case WindowKind.IN_TIME_FRAME:
            assert window.frame is not None
            first, last = time_frame(window.frame, now, zone)
            return None if (first, last) == NO_DAYS else _span(first, last, zone)
        case WindowKind.SINCE:
            return _side(right[0], Operator.ON_OR_AFTER, False, zone)
        case WindowKind.BEFORE:
            return _side(right[0], Operator.BEFORE, False, zone)
        case WindowKind.BETWEEN:
            return _between(right, False, zone)
        case _:
            assert_never(window.kind)


def _between(right: Right, days: bool, zone: tzinfo) -> Range:
    """From the first day or instant to the last, both included."""
    low = _side(right[0], Operator.ON_OR_AFTER, days, zone)
    high = _side(right[1], Operator.ON_OR_BEFORE, days, zone)
    return Range(low.low, high.high, low.low_included, high.high_included)


def _side(operand: Value, operator: Operator, days: bool, zone: tzinfo) -> Range:
    """The range of one comparison with a day or an instant."""
    assert isinstance(operand, date)
    if days and isinstance(operand, datetime):
        operand = day_of(operand, zone)
    start: Moment = operand
    end: Moment = operand
    closed = True
    if not days and not isinstance(operand, datetime):
        start, end = day_bounds(operand, zone)
        closed = False
    return _SIDES[operator](start, end, closed)


_SIDES: Final[Mapping[Operator, Callable[[Moment, Moment, bool], Range]]] = MappingProxyType(
    {
        Operator.IS: lambda start, end, closed: Range(start, end, high_included=closed),
        Operator.BEFORE: lambda start, end, closed: Range(None, start, high_included=False),
        Operator.ON_OR_BEFORE: lambda start, end, closed: Range(None, end, high_included=closed),
        Operator.AFTER: lambda start, end, closed: Range(end, None, low_included=not closed),
        Operator.ON_OR_AFTER: lambda start, end, closed: Range(start, None),
    }
)
"""By what a comparison asks, the range from the start and the end of what it names.

A moment is a closed end; a day ends where the next one starts, which is not in it."""


def _span(first: date, last: date, zone: tzinfo) -> Range:
    return Range(day_bounds(first, zone)[0], day_bounds(last, zone)[1], high_included=False)


def _away(now: datetime, duration: Duration, sign: int, days: bool, zone: tzinfo) -> Moment:
    """The instant or the day a duration away, else the end of the calendar on that side."""
    found: Moment | None
    if days:
        found = shift_date(day_of(now, zone), duration, sign)
        ends: tuple[Moment, Moment] = (date.min, date.max)
    else:
        found = shift(now, duration, sign, zone)
        ends = (FIRST_INSTANT, LAST_INSTANT)
    return ends[sign > 0] if found is None else found
