"""Which truths comparisons of one subject can have together: a small world instead of all values.

Floor 6. Whatever a subject's value is, one of a few values makes the same comparisons true: those
beside the ends that are named, and no value. The truths come from the interpreter's own `compare`,
so that what is said here and what a run does cannot part. Knows one subject at a time; what whole
conditions say is `cdsl.tools.implication.implication`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain, combinations, product
from math import inf, nextafter, prod
from types import MappingProxyType
from typing import Final

from cdsl.interpreter.compare import compare
from cdsl.semantics.conditions import AttributeOf, Compare, Operator
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.numbers import CURRENCY_STEP
from cdsl.semantics.time import BELOW_A_DAY, Duration, TimeFrame, Unit
from cdsl.semantics.types import DATE_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.world.calendar import day_bounds, shift, shift_date, time_frame
from cdsl.world.folding import fold
from cdsl.world.values import Value

Truths = tuple[bool, ...]

_NOW: Final = datetime(2026, 6, 17, 12, tzinfo=UTC)
_INSTANT: Final = timedelta(microseconds=1)
_LONG_AGO: Final = date(1900, 1, 1)
_NOWHERE: Final = "\x1f"
"""A character that nobody writes: it ends a prefix and parts what is contained."""
_MOST_TOGETHER: Final = 6
"""Texts contained in one value, or comparisons whose order is unknown: each doubles the world."""
_MOST: Final = 512
_EMPTINESS: Final = "emptiness"
_WINDOW: Final = "window"


def truths_of(comparisons: Sequence[Compare]) -> frozenset[Truths] | None:
    """All truths that comparisons of one subject have together, for no value and for any.

    Perhaps some more: what cannot be told apart counts as possible. None where there would be too
    many, or where a right side is not known.
    """
    axes: dict[str, list[int]] = {}
    for place, comparison in enumerate(comparisons):
        axis = _axis(comparison)
        if axis is None:
            return None
        axes.setdefault(axis, []).append(place)
    empty = tuple(_holds(comparison, None) for comparison in comparisons)
    sides = []
    for axis, places in axes.items():
        side = _side(axis, [comparisons[place] for place in places])
        if side is None:
            return None
        sides.append(side)
    if prod(map(len, sides)) > _MOST:
        return None
    if len(sides) == 1:
        return sides[0] | {empty}
    order = list(chain.from_iterable(axes.values()))
    filled = set()
    for parts in product(*sides):
        truth = dict(zip(order, chain.from_iterable(parts), strict=True))
        filled.add(tuple(truth[place] for place in range(len(comparisons))))
    return frozenset({empty, *filled})


def is_known(comparison: Compare) -> bool:
    """Whether its subject is one that persons have, and its right side is written out."""
    return not isinstance(comparison.subject, Token | Constant) and _axis(comparison) is not None


def _axis(comparison: Compare) -> str | None:
    """What of the subject a comparison looks at: those of two axes say nothing of each other.

    A day that is written out and a window from now may lie in any order, so may two kinds of
    frames, and a day and an instant, whose order is the zone's.
    """
    if comparison.operator is Operator.IS_EMPTY:
        return _EMPTINESS
    if comparison.duration is not None:
        return _WINDOW
    if comparison.frame is not None:
        return _frame_axis(comparison.frame)
    kinds = {
        type(operand.value) if isinstance(operand, Constant) else None
        for operand in comparison.operands
    }
    if None in kinds:
        return None
    if comparison.type not in DATE_LIKE:
        return "value"
    if kinds == {date}:
        return "day"
    return "instant" if kinds == {datetime} and comparison.type is Type.DATETIME else None


def _frame_axis(frame: TimeFrame) -> str:
    word = frame.rpartition(" ")[2]
    return "day frame" if word in ("today", "yesterday", "tomorrow") else f"{word} frame"


def _side(axis: str, comparisons: Sequence[Compare]) -> frozenset[Truths] | None:
    """The truths along one axis, of a subject that has a value."""
    if axis == _EMPTINESS:
        return frozenset({(False,) * len(comparisons)})
    if axis == _WINDOW and not _are_in_order(comparisons):
        if len(comparisons) > _MOST_TOGETHER:
            return None
        return frozenset(product((False, True), repeat=len(comparisons)))
    values = _values(axis, comparisons)
    if values is None:
        return None
    return frozenset(tuple(_holds(one, value) for one in comparisons) for value in values)


def _holds(comparison: Compare, value: Value) -> bool:
    right = [operand.value for operand in comparison.operands if isinstance(operand, Constant)]
    return compare(comparison, value, right, _NOW, UTC)


def _values(axis: str, comparisons: Sequence[Compare]) -> list[Value] | None:
    """The values that stand for all."""
    first = comparisons[0]
    if axis == _WINDOW:
        return _windows(comparisons, first.type is Type.DATE)
    if first.frame is not None:
        return list(_frames(comparisons, first.type is Type.DATE))
    named = [
        operand.value
        for comparison in comparisons
        for operand in comparison.operands
        if isinstance(operand, Constant)
    ]
    if first.type in TEXT_LIKE:
        return _texts(comparisons)
    if first.type is Type.BOOLEAN:
        return [True, False]
    if first.type in DATE_LIKE:
        moments = [value for value in named if isinstance(value, date)]
        return list(_moments(moments, first.type is Type.DATE))
    is_whole = first.type in WHOLE and not isinstance(first.subject, AttributeOf)
    numbers = [value for value in named if isinstance(value, int | float | Decimal)]
    return list(_numbers(numbers, is_whole))


# Texts ------------------------------------------------------------------------------------------


def _texts(comparisons: Sequence[Compare]) -> list[Value] | None:
    """Each text that is named, and what starts and contains them in every way.

    A text that is none of those named is told from others by the longest start that it has and by
    what it contains: that start, then these, with a character between that nobody asks for.
    """
    exact, starts, contained = (
        dict.fromkeys(
            fold(operand.value)
            for comparison in comparisons
            if comparison.operator is operator
            for operand in comparison.operands
            if isinstance(operand, Constant) and isinstance(operand.value, str)
        )
        for operator in (Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS)
    )
    if len(contained) > _MOST_TOGETHER:
        return None
    together = [
        _NOWHERE.join(some)
        for count in range(len(contained) + 1)
        for some in combinations(contained, count)
    ]
    return [
        *exact,
        *(f"{start}{_NOWHERE}{rest}{_NOWHERE}" for start in ("", *starts) for rest in together),
    ]


# Numbers ----------------------------------------------------------------------------------------


def _numbers(named: Iterable[int | float | Decimal], is_whole: bool) -> Iterator[Value]:
    """Each number that is named, and those next to it."""
    for number in named:
        if is_whole:
            exact = Decimal(number)
            low = int(exact.to_integral_value(ROUND_FLOOR))
            high = int(exact.to_integral_value(ROUND_CEILING))
            yield from (low - 1, low, high, high + 1)
        elif isinstance(number, float):
            yield from (nextafter(number, -inf), number, nextafter(number, inf))
        else:
            near = Decimal(number)
            yield from (near - CURRENCY_STEP, near, near + CURRENCY_STEP)


# Days and instants ------------------------------------------------------------------------------


def _moments(named: Iterable[date], is_day: bool) -> Iterator[Value]:
    """Each end of what is named, and the day or the instant on either side."""
    for moment in named:
        if is_day:
            yield from _days_beside(moment)
        elif isinstance(moment, datetime):
            yield from _instants_beside(moment)
        else:
            for bound in day_bounds(moment, UTC):
                yield from _instants_beside(bound)


def _days_beside(day: date) -> Iterator[date]:
    for ordinal in range(day.toordinal() - 1, day.toordinal() + 2):
        if 1 <= ordinal <= date.max.toordinal():
            yield date.fromordinal(ordinal)


def _instants_beside(instant: datetime) -> Iterator[datetime]:
    yield instant
    if instant.year > 1:
        yield instant - _INSTANT
    if instant.year < date.max.year:
        yield instant + _INSTANT


def _frames(comparisons: Sequence[Compare], is_day: bool) -> Iterator[Value]:
    """A day in each frame, and one in none."""
    days = [_LONG_AGO]
    for comparison in comparisons:
        assert comparison.frame is not None
        days.append(time_frame(comparison.frame, _NOW, UTC)[0])
    for day in days:
        yield day if is_day else day_bounds(day, UTC)[0]


def _windows(comparisons: Sequence[Compare], is_day: bool) -> list[Value] | None:
    """Now and the end of each window, with what lies beside them; None beyond the calendar."""
    values: list[Value] = []
    for sign, length in [(1, Duration(0, Unit.DAY)), *map(_directed, comparisons)]:
        if is_day:
            day = shift_date(_NOW.date(), length, sign)
            if day is None:
                return None
            values += _days_beside(day)
        else:
            instant = shift(_NOW, length, sign, UTC)
            if instant is None:
                return None
            values += _instants_beside(instant)
    return values


def _directed(comparison: Compare) -> tuple[int, Duration]:
    assert comparison.duration is not None
    is_past = comparison.operator in (Operator.IN_PAST, Operator.IN_PAST_BEFORE)
    return -1 if is_past else 1, comparison.duration


def _are_in_order(comparisons: Sequence[Compare]) -> bool:
    """Whether the windows end in the same order whenever they are looked at."""
    lengths = [_directed(comparison) for comparison in comparisons]
    return all(
        sign != other_sign or longer(one, other) is not None
        for (sign, one), (other_sign, other) in combinations(lengths, 2)
    )


def longer(one: Duration, other: Duration) -> int | None:
    """1, 0 or -1 as one duration is always longer than another, as long, or shorter.

    None where that depends on the months and the clock changes between.
    """
    if _kind(one) == _kind(other):
        left, right = _amount(one), _amount(other)
        return (left > right) - (left < right)
    (low, high), (other_low, other_high) = _minutes(one), _minutes(other)
    if low > other_high:
        return 1
    return -1 if high < other_low else None


_IN: Final = MappingProxyType({Unit.HOUR: 60, Unit.WEEK: 7, Unit.YEAR: 12})
_DAY: Final = 24 * 60
_CLOCK_CHANGES: Final = 26 * 60
"""By how many minutes the clocks of a zone may have moved between two days, and a bit more."""


def _kind(length: Duration) -> str:
    if length.unit in BELOW_A_DAY:
        return "minutes"
    return "days" if length.unit in (Unit.DAY, Unit.WEEK) else "months"


def _amount(length: Duration) -> int:
    """In minutes, days or months."""
    return length.count * _IN.get(length.unit, 1)


def _minutes(length: Duration) -> tuple[int, int]:
    """The least and the most minutes that a duration can be."""
    amount = _amount(length)
    match _kind(length):
        case "minutes":
            return amount, amount
        case "days":
            low, high = amount * _DAY, amount * _DAY
        case _:
            low, high = amount * 28 * _DAY, amount * 31 * _DAY
    return low - _CLOCK_CHANGES, high + _CLOCK_CHANGES
