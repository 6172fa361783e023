"""Arithmetic on instants and days in a time zone (language.md 3, 5, 6 and 8).

Floor 3. Pure: the clock and the zone are handed in. An instant is an aware `datetime` in UTC. The
years are 1 to 9999; what a shift or a search would find outside of them is None.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.semantics.instants import FIRST_INSTANT as FIRST_INSTANT
from cdsl.semantics.instants import LAST_INSTANT as LAST_INSTANT
from cdsl.semantics.instants import local as local
from cdsl.semantics.instants import local_to_instant as local_to_instant
from cdsl.semantics.time import BELOW_A_DAY, WEEK, Duration, TimeFrame, Unit, Weekday

NO_DAYS: Final = (date.max, date.min)
"""A range of days, first and last, that holds none."""

_MIDNIGHT: Final = time(0)


def is_utc(zone: tzinfo) -> bool:
    """Whether a zone's clock is UTC's, whatever the zone is called by."""
    return zone is UTC or str(zone) in ("UTC", "Etc/UTC")


def day_of(instant: datetime, zone: tzinfo) -> date:
    """The day in the zone at an instant."""
    return local(instant, zone).date()


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first instant of a day and that of the day after (language.md 3)."""
    start = local_to_instant(day, _MIDNIGHT, zone)
    if day == date.max:
        return start, LAST_INSTANT
    return start, local_to_instant(day + timedelta(days=1), _MIDNIGHT, zone)


def shift(instant: datetime, duration: Duration, sign: int, zone: tzinfo) -> datetime | None:
    """The instant a duration later (`sign` 1) or earlier (-1); None outside of the years.

    Minutes and hours are elapsed time; days and more follow the zone's wall clock, clipped to
    the month's last day (language.md 3).
    """
    if duration.count == 0:
        return instant
    if duration.unit in BELOW_A_DAY:
        minutes = duration.count * (60 if duration.unit is Unit.HOUR else 1)
        try:
            return instant + timedelta(minutes=sign * minutes)
        except OverflowError:
            return None
    wall = local(instant, zone)
    day = shift_date(wall.date(), duration, sign)
    return None if day is None else local_to_instant(day, wall.time(), zone)


def shift_date(day: date, duration: Duration, sign: int) -> date | None:
    """The day a duration later or earlier; None outside of the years.

    Units below a day are no units of a date: the checker refuses them (CDS205), so that one here
    is a bug of ours and a ValueError.
    """
    count = sign * duration.count
    match duration.unit:
        case Unit.DAY:
            return _day(day.toordinal() + count)
        case Unit.WEEK:
            return _day(day.toordinal() + 7 * count)
        case Unit.MONTH:
            return _day_of_month(_month_index(day) + count, day.day)
        case Unit.YEAR:
            return _day_of_month(_month_index(day) + 12 * count, day.day)
        case _:
            raise ValueError(f"a date has no {duration.unit}s")


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def _month_index(day: date) -> int:
    """Months counted from January of the year 0."""
    return day.year * 12 + day.month - 1


def _day_of_month(index: int, day: int) -> date | None:
    """That day of a month, or the month's last one."""
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


_DAYS, _MONTHS = Unit.DAY, Unit.MONTH
_FRAMES: Final = MappingProxyType(
    {
        TimeFrame.TODAY: (0, 1, _DAYS),
        TimeFrame.YESTERDAY: (-1, 1, _DAYS),
        TimeFrame.TOMORROW: (1, 1, _DAYS),
        TimeFrame.THIS_WEEK: (0, 7, _DAYS),
        TimeFrame.LAST_WEEK: (-1, 7, _DAYS),
        TimeFrame.NEXT_WEEK: (1, 7, _DAYS),
        TimeFrame.THIS_MONTH: (0, 1, _MONTHS),
        TimeFrame.LAST_MONTH: (-1, 1, _MONTHS),
        TimeFrame.NEXT_MONTH: (1, 1, _MONTHS),
        TimeFrame.THIS_QUARTER: (0, 3, _MONTHS),
        TimeFrame.LAST_QUARTER: (-1, 3, _MONTHS),
        TimeFrame.NEXT_QUARTER: (1, 3, _MONTHS),
        TimeFrame.THIS_YEAR: (0, 12, _MONTHS),
        TimeFrame.LAST_YEAR: (-1, 12, _MONTHS),
        TimeFrame.NEXT_YEAR: (1, 12, _MONTHS),
    }
)
"""Each frame: how many periods from now, the period's length, and the unit of that length."""


def time_frame(frame: TimeFrame, now: datetime, zone: tzinfo) -> tuple[date, date]:
    """The first and the last day of a frame; weeks start on Monday (language.md 3).

    Days outside of the years 1 to 9999 are left out; where none is left it is `NO_DAYS`.
    """
    today = day_of(now, zone)
    periods, length, unit = _FRAMES[frame]
    if unit is _MONTHS:
        index = _month_index(today)
        start = index - index % length + periods * length
        first, last = _day_of_month(start, 1), _day_of_month(start + length - 1, 31)
        return NO_DAYS if first is None or last is None else (first, last)
    # The day 1 of the calendar, 0001-01-01, is a Monday.
    ordinal = today.toordinal()
    start = ordinal - (ordinal - 1) % length + periods * length
    end = min(start + length - 1, date.max.toordinal())
    if start > end or end < 1:
        return NO_DAYS
    return date.fromordinal(max(start, 1)), date.fromordinal(end)


def ending_on(
    earliest: datetime, weekdays: Collection[Weekday], at: time | None, zone: tzinfo
) -> datetime | None:
    """The first instant not before `earliest` on one of the weekdays, at a time if one is said.

    See language.md 6, `wait … ending on`. None outside of the years.
    """
    today = day_of(earliest, zone).toordinal()
    for ordinal in range(today, today + 8):
        day = _day(ordinal)
        if day is None:
            return None
        if WEEK[day.weekday()] in weekdays:
            candidate = local_to_instant(day, _MIDNIGHT if at is None else at, zone)
            if at is None and ordinal == today:
                return earliest
            if candidate >= earliest:
                return candidate
    return None


def next_anniversary(day: date, at: time | None, now: datetime, zone: tzinfo) -> datetime | None:
    """The next anniversary of a day, at midnight if no time is said (language.md 6).

    Today's, if its time has not passed; 29 February is the 28th in other years; None outside of
    the years. The year of `day` does not count.
    """
    year = day_of(now, zone).year
    for index in (year * 12 + day.month - 1, year * 12 + 12 + day.month - 1):
        anniversary = _day_of_month(index, day.day)
        if anniversary is None:
            return None
        candidate = local_to_instant(anniversary, _MIDNIGHT if at is None else at, zone)
        if candidate >= now:
            return candidate
    return None
