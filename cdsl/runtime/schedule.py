"""When a schedule runs: every form of it as a pure function (language.md 5).

Floor 5. The clock, the zone and the values of tokens are handed in; nothing here runs anything.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final, assert_never

from cdsl.semantics.expressions import Expression
from cdsl.semantics.program import Schedule, ScheduleEvery, ScheduleOnce
from cdsl.world.calendar import day_bounds, day_of, local_to_instant
from cdsl.world.values import Value

Worth = Callable[[Expression], Value]
"""Works out an expression of a schedule, in the chain of its campaign and without a person."""

_MONDAY_OF_1970: Final = date(1970, 1, 5)
_JANUARY_1970: Final = date(1970, 1, 1)
_MIDNIGHT: Final = time(0)


def next_run(schedule: Schedule, earliest: datetime, zone: tzinfo, worth: Worth) -> datetime | None:
    """The first run at or after `earliest` (in UTC), None when there is none.

    `zone` is the schedule's own for a recurrence, else the workspace's. A time that a clock
    change skips is the first instant after the gap. An empty `once at` never runs; an empty
    `from` or `until` is none.
    """
    match schedule:
        case ScheduleOnce():
            at = moment(worth(schedule.value), schedule.at, zone)
            return at if at is not None and at >= earliest else None
        case ScheduleEvery():
            return _next_of_recurrence(schedule, earliest, zone, worth)
        case _:
            assert_never(schedule)


def expressions_of(schedule: Schedule) -> tuple[Expression, ...]:
    """The values that a schedule names."""
    match schedule:
        case ScheduleOnce():
            return (schedule.value,)
        case ScheduleEvery():
            return tuple(one for one in (schedule.first, schedule.last) if one is not None)
        case _:
            assert_never(schedule)


def moment(value: Value, at: time | None, zone: tzinfo) -> datetime | None:
    """The instant that a date (its start, or `at` on it) or an instant names; None if empty."""
    match value:
        case datetime():
            return value if at is None else local_to_instant(day_of(value, zone), at, zone)
        case date():
            return local_to_instant(value, at or _MIDNIGHT, zone)
        case _:
            return None


def _next_of_recurrence(
    schedule: ScheduleEvery, earliest: datetime, zone: tzinfo, worth: Worth
) -> datetime | None:
    first = None if schedule.first is None else worth(schedule.first)
    last = None if schedule.last is None else worth(schedule.last)
    from_day: date | None = None
    if isinstance(first, date):
        from_day = day_of(first, zone) if isinstance(first, datetime) else first
        start = first if isinstance(first, datetime) else day_bounds(first, zone)[0]
        earliest = max(earliest, start)
    # A clock change may push a time of the day before past midnight.
    search = max(day_of(earliest, zone).toordinal() - 1, 1)
    for day in _days(schedule, from_day, date.fromordinal(search)):
        instant = local_to_instant(day, schedule.at, zone)
        if _is_past(instant, day, last):
            return None
        if instant >= earliest and (from_day is None or day >= from_day):
            return instant
    return None


def _is_past(instant: datetime, day: date, last: Value) -> bool:
    """Whether a run lies beyond `until`, which is inclusive: the whole day where it is a date."""
    if isinstance(last, datetime):
        return instant > last.astimezone(UTC)
    return isinstance(last, date) and day > last


def _days(schedule: ScheduleEvery, first: date | None, start: date) -> Iterator[date]:
    """The days of a recurrence from `start` on, in order, up to the end of the calendar."""
    match schedule.unit:
        case "day":
            return _by_days(schedule, first or _MONDAY_OF_1970, start)
        case "week":
            return _by_weeks(schedule, first or _MONDAY_OF_1970, start)
        case "month":
            return _by_months(schedule, first or _JANUARY_1970, start)
        case _:
            raise AssertionError(schedule.unit)


def _by_days(schedule: ScheduleEvery, anchor: date, start: date) -> Iterator[date]:
    behind = (start.toordinal() - anchor.toordinal()) % schedule.count
    ordinal = start.toordinal() + (schedule.count - behind) % schedule.count
    fruitless = 0
    while ordinal <= date.max.toordinal() and fruitless < 7:
        day = date.fromordinal(ordinal)
        fruitless += 1
        if not schedule.weekdays or day.weekday() in schedule.weekdays:
            fruitless = 0
            yield day
        ordinal += schedule.count


def _by_weeks(schedule: ScheduleEvery, anchor: date, start: date) -> Iterator[date]:
    weekdays = sorted(schedule.weekdays or {anchor.weekday()})
    # Weeks are counted by their Monday; the ordinal of a Monday is 1 modulo 7.
    anchor_week, start_week = (anchor.toordinal() - 1) // 7, (start.toordinal() - 1) // 7
    week = start_week - (start_week - anchor_week) % schedule.count
    while True:
        for weekday in weekdays:
            ordinal = week * 7 + 1 + weekday
            if ordinal > date.max.toordinal():
                return
            if ordinal >= start.toordinal():
                yield date.fromordinal(ordinal)
        week += schedule.count


def _by_months(schedule: ScheduleEvery, anchor: date, start: date) -> Iterator[date]:
    days = schedule.month_days or {anchor.day}
    anchor_month, start_month = _month_index(anchor), _month_index(start)
    month = start_month - (start_month - anchor_month) % schedule.count
    while month <= _month_index(date.max):
        year, index = divmod(month, 12)
        if year >= 1:
            length = monthrange(year, index + 1)[1]
            for number in sorted({min(day, length) for day in days}):
                day = date(year, index + 1, number)
                if day >= start:
                    yield day
        month += schedule.count


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1
