"""The words of time: units, durations, weekdays and time frames.

Floor 2. Words only: what they mean for an instant is worked out in `cdsl.world.calendar`.
"""

from enum import StrEnum
from typing import Final

from cdsl.source.data import dataclass


class Unit(StrEnum):
    """The unit of a duration, in the singular (language.md 3)."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


BELOW_A_DAY: Final = frozenset({Unit.MINUTE, Unit.HOUR})
"""The units of elapsed time; the others follow the wall clock. None of them fits a date."""


@dataclass(frozen=True, slots=True)
class Duration:
    """`3 days`; the count is not negative."""

    count: int
    unit: Unit


class Weekday(StrEnum):
    """The days of the week, from Monday, as the language spells them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK: Final = tuple(Weekday)
"""The weekday of a date is `WEEK[date.weekday()]`."""

WORKING_DAYS: Final = frozenset(WEEK[:5])
"""What `weekday` means: Monday to Friday (language.md 5)."""


class TimeFrame(StrEnum):
    """The named frames of `in time frame "…"` (language.md 3)."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this week"
    LAST_WEEK = "last week"
    NEXT_WEEK = "next week"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    NEXT_MONTH = "next month"
    THIS_QUARTER = "this quarter"
    LAST_QUARTER = "last quarter"
    NEXT_QUARTER = "next quarter"
    THIS_YEAR = "this year"
    LAST_YEAR = "last year"
    NEXT_YEAR = "next year"
