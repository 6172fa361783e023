"""Arithmetic on instants and days (language.md 3, 5 and 6)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.semantics.time import WEEK, WORKING_DAYS, Duration, TimeFrame, Unit, Weekday
from cdsl.world.calendar import (
    LAST_INSTANT,
    NO_DAYS,
    day_bounds,
    day_of,
    ending_on,
    local,
    local_to_instant,
    next_anniversary,
    shift,
    shift_date,
    time_frame,
)

ROME = ZoneInfo("Europe/Rome")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
ZONES = (UTC, ROME, NEW_YORK, APIA, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Havana"))


def rome(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return local_to_instant(wall.date(), wall.time(), ROME)


def test_a_skipped_time_is_the_end_of_the_gap_and_a_double_one_the_first():
    assert rome("2026-03-29T02:00") == rome("2026-03-29T02:59") == rome("2026-03-29T03:00")
    assert rome("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    # Samoa left out the whole of 30 December 2011.
    assert local(local_to_instant(date(2011, 12, 30), time(12), APIA), APIA) == datetime(
        2011, 12, 31
    )


def test_days_begin_in_the_zone():
    start, end = day_bounds(date(2026, 3, 29), ROME)
    assert end - start == timedelta(hours=23)
    assert day_of(start, ROME) == date(2026, 3, 29)
    assert day_of(start - timedelta(microseconds=1), ROME) == date(2026, 3, 28)


@given(st.dates(), st.times(), st.sampled_from(ZONES))
def test_a_time_of_a_day_lies_in_its_day_unless_it_is_skipped(day, at, zone):
    instant = local_to_instant(day, at, zone)
    start, end = day_bounds(day, zone)
    assert start <= instant <= end


@pytest.mark.parametrize(
    ("start", "count", "unit", "sign", "end"),
    [
        ("2026-03-28T09:00", 1, Unit.DAY, 1, "2026-03-29T09:00"),
        ("2026-03-28T09:00", 24, Unit.HOUR, 1, "2026-03-29T10:00"),
        ("2026-03-29T09:00", 1, Unit.WEEK, -1, "2026-03-22T09:00"),
        ("2026-01-31T09:00", 1, Unit.MONTH, 1, "2026-02-28T09:00"),
        ("2026-03-31T09:00", 1, Unit.MONTH, -1, "2026-02-28T09:00"),
        ("2024-02-29T09:00", 1, Unit.YEAR, 1, "2025-02-28T09:00"),
        ("2026-03-28T02:30", 1, Unit.DAY, 1, "2026-03-29T03:00"),
    ],
)
def test_shift(start, count, unit, sign, end):
    assert shift(rome(start), Duration(count, unit), sign, ROME) == rome(end)


def test_nothing_is_moved_by_nothing():
    twice = rome("2026-10-25T02:30") + timedelta(hours=1)
    assert shift(twice, Duration(0, Unit.DAY), 1, ROME) == twice


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("count", [10_000 * 366 * 24 * 60, 10**30])
def test_outside_of_the_years_is_nothing(unit, count):
    for sign in (1, -1):
        assert shift(rome("2026-01-01T00:00"), Duration(count, unit), sign, ROME) is None


def test_the_last_day_is_a_day():
    assert day_bounds(date.max, NEW_YORK)[1] == LAST_INSTANT
    assert local_to_instant(date.max, time(23, 30), NEW_YORK) == LAST_INSTANT
    assert local(LAST_INSTANT, ROME) == datetime.max
    assert shift_date(date.max, Duration(1, Unit.DAY), 1) is None
    assert time_frame(TimeFrame.TOMORROW, LAST_INSTANT, UTC) == NO_DAYS
    assert time_frame(TimeFrame.NEXT_YEAR, LAST_INSTANT, UTC) == NO_DAYS
    assert time_frame(TimeFrame.THIS_WEEK, LAST_INSTANT, UTC) == (date(9999, 12, 27), date.max)
    assert next_anniversary(date(2000, 1, 1), None, LAST_INSTANT, UTC) is None
    assert ending_on(LAST_INSTANT, (Weekday.MONDAY,), None, UTC) is None


def test_a_date_has_no_hours():
    with pytest.raises(ValueError, match="hour"):
        shift_date(date(2026, 1, 1), Duration(1, Unit.HOUR), 1)


@pytest.mark.parametrize(
    ("frame", "first", "last"),
    [
        (TimeFrame.TODAY, date(2026, 2, 18), date(2026, 2, 18)),
        (TimeFrame.YESTERDAY, date(2026, 2, 17), date(2026, 2, 17)),
        (TimeFrame.TOMORROW, date(2026, 2, 19), date(2026, 2, 19)),
        (TimeFrame.THIS_WEEK, date(2026, 2, 16), date(2026, 2, 22)),
        (TimeFrame.LAST_WEEK, date(2026, 2, 9), date(2026, 2, 15)),
        (TimeFrame.NEXT_WEEK, date(2026, 2, 23), date(2026, 3, 1)),
        (TimeFrame.THIS_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (TimeFrame.LAST_MONTH, date(2026, 1, 1), date(2026, 1, 31)),
        (TimeFrame.NEXT_MONTH, date(2026, 3, 1), date(2026, 3, 31)),
        (TimeFrame.THIS_QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (TimeFrame.LAST_QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
        (TimeFrame.NEXT_QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
        (TimeFrame.THIS_YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (TimeFrame.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (TimeFrame.NEXT_YEAR, date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_time_frame(frame, first, last):
    # A Wednesday; in Rome already the 18th.
    assert time_frame(frame, datetime(2026, 2, 17, 23, 30, tzinfo=UTC), ROME) == (first, last)


def test_every_time_frame_has_days():
    for frame in TimeFrame:
        first, last = time_frame(frame, rome("2026-02-18T12:00"), ROME)
        assert first <= last


def test_ending_on_working_days():
    friday = rome("2026-01-02T17:00")
    earliest = shift(friday, Duration(48, Unit.HOUR), 1, ROME)
    assert earliest is not None
    assert ending_on(earliest, WORKING_DAYS, time(9), ROME) == rome("2026-01-05T09:00")
    assert ending_on(earliest, WORKING_DAYS, None, ROME) == rome("2026-01-05T00:00")
    assert ending_on(friday, WORKING_DAYS, None, ROME) == friday
    assert ending_on(friday, WORKING_DAYS, time(17), ROME) == friday
    assert ending_on(friday, {Weekday.FRIDAY}, time(9), ROME) == rome("2026-01-09T09:00")
    assert ending_on(friday, (), time(9), ROME) is None


def test_until_the_next_weekday():
    monday = rome("2026-01-05T08:00")
    assert ending_on(monday, (Weekday.MONDAY,), time(9), ROME) == rome("2026-01-05T09:00")
    assert ending_on(monday, (Weekday.MONDAY,), time(7), ROME) == rome("2026-01-12T07:00")
    assert ending_on(monday, (Weekday.MONDAY,), time(0), ROME) == rome("2026-01-12T00:00")
    assert ending_on(monday, (Weekday.SUNDAY,), time(0), ROME) == rome("2026-01-11T00:00")
    assert WEEK[date(2026, 1, 5).weekday()] is Weekday.MONDAY


def test_next_anniversary():
    now = rome("2026-02-28T08:00")
    assert next_anniversary(date(1990, 2, 28), time(9), now, ROME) == rome("2026-02-28T09:00")
    assert next_anniversary(date(1990, 2, 28), time(7), now, ROME) == rome("2027-02-28T07:00")
    assert next_anniversary(date(1992, 2, 29), time(9), now, ROME) == rome("2026-02-28T09:00")
    assert next_anniversary(date(1992, 2, 29), None, rome("2027-03-01T00:00"), ROME) == rome(
        "2028-02-29T00:00"
    )
    assert next_anniversary(date(2040, 1, 1), None, now, ROME) == rome("2027-01-01T00:00")
