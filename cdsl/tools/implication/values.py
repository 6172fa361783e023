"""The few values that stand for all that a subject can have.

Floor 6. Whatever a subject's value is, one of these makes the same comparisons true: those beside
the ends that are named. No value is not among them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations
from math import inf, nextafter
from typing import Final

from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.expressions import Constant
from cdsl.semantics.numbers import CURRENCY_STEP
from cdsl.semantics.time import Duration, Unit
from cdsl.tools.implication.durations import longer
from cdsl.world.calendar import day_bounds, shift, shift_date, time_frame
from cdsl.world.folding import fold
from cdsl.world.values import Value

NOW: Final = datetime(2026, 6, 17, 12, tzinfo=UTC)
_INSTANT: Final = timedelta(microseconds=1)
_LONG_AGO: Final = date(1900, 1, 1)
_NOWHERE: Final = "\x1f"
"""A character that nobody writes: it ends a prefix and parts what is contained."""
MOST_TOGETHER: Final = 6
"""Texts contained in one value, or comparisons whose order is unknown: each doubles the world."""


# Texts ------------------------------------------------------------------------------------------


def texts(comparisons: Sequence[Compare]) -> list[Value] | None:
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
    if len(contained) > MOST_TOGETHER:
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


def numbers_beside(named: Iterable[int | float | Decimal], is_whole: bool) -> Iterator[Value]:
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


def moments_beside(named: Iterable[date], is_day: bool) -> Iterator[Value]:
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


def days_in_frames(comparisons: Sequence[Compare], is_day: bool) -> Iterator[Value]:
    """A day in each frame, and one in none."""
    days = [_LONG_AGO]
    for comparison in comparisons:
        assert comparison.frame is not None
        days.append(time_frame(comparison.frame, NOW, UTC)[0])
    for day in days:
        yield day if is_day else day_bounds(day, UTC)[0]


def window_ends(comparisons: Sequence[Compare], is_day: bool) -> list[Value] | None:
    """Now and the end of each window, with what lies beside them; None beyond the calendar."""
    values: list[Value] = []
    for sign, length in [(1, Duration(0, Unit.DAY)), *map(_directed, comparisons)]:
        if is_day:
            day = shift_date(NOW.date(), length, sign)
            if day is None:
                return None
            values += _days_beside(day)
        else:
            instant = shift(NOW, length, sign, UTC)
            if instant is None:
                return None
            values += _instants_beside(instant)
    return values


def _directed(comparison: Compare) -> tuple[int, Duration]:
    assert comparison.duration is not None
    is_past = comparison.operator in (Operator.IN_PAST, Operator.IN_PAST_BEFORE)
    return -1 if is_past else 1, comparison.duration


def are_in_order(comparisons: Sequence[Compare]) -> bool:
    """Whether the windows end in the same order whenever they are looked at."""
    lengths = [_directed(comparison) for comparison in comparisons]
    return all(
        sign != other_sign or longer(one, other) is not None
        for (sign, one), (other_sign, other) in combinations(lengths, 2)
    )
