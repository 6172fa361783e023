"""When schedules run."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cdsl.runtime.schedule import next_run
from cdsl.semantics.expressions import Constant, Expression, Literal
from cdsl.semantics.program import Schedule, ScheduleEvery, ScheduleOnce
from cdsl.semantics.types import Type
from cdsl.world.values import Value
from tests.units.hand_built import HERE

ROME = ZoneInfo("Europe/Rome")
START = datetime(2026, 1, 1, tzinfo=UTC)


def constant(value: Literal | None) -> Constant | None:
    if value is None:
        return None
    return Constant(value, Type.DATETIME if isinstance(value, datetime) else Type.DATE)


def every(
    unit: str,
    count: int = 1,
    weekdays: tuple[int, ...] = (),
    month_days: tuple[int, ...] = (),
    at: time = time(9),
    first: Literal | None = None,
    last: Literal | None = None,
) -> ScheduleEvery:
    return ScheduleEvery(
        count,
        unit,
        frozenset(weekdays),
        frozenset(month_days),
        at,
        "UTC",
        constant(first),
        constant(last),
        HERE,
    )


def worth(expression: Expression) -> Value:
    assert isinstance(expression, Constant)
    return expression.value


def runs(
    schedule: Schedule, count: int, start: datetime = START, zone: object = UTC
) -> list[datetime]:
    found: list[datetime] = []
    earliest = start
    while len(found) < count:
        at = next_run(schedule, earliest, zone, worth)  # type: ignore[arg-type]
        if at is None:
            break
        found.append(at)
        earliest = at + timedelta(microseconds=1)
    return found


def days(schedule: Schedule, count: int, start: datetime = START) -> list[str]:
    return [at.strftime("%a %Y-%m-%d") for at in runs(schedule, count, start)]


def test_once() -> None:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    once = ScheduleOnce(Constant(at, Type.DATETIME), Type.DATETIME, None, HERE)
    assert runs(once, 3) == [at]
    assert runs(once, 3, at) == [at]
    assert runs(once, 3, at + timedelta(seconds=1)) == []
    day = ScheduleOnce(Constant(date(2026, 3, 1), Type.DATE), Type.DATE, time(9), HERE)
    assert runs(day, 1, zone=ROME) == [at - timedelta(hours=1)]
    assert next_run(day, START, UTC, lambda expression: None) is None


def test_days_and_weekdays() -> None:
    assert days(every("day"), 2) == ["Thu 2026-01-01", "Fri 2026-01-02"]
    working = every("day", weekdays=(0, 1, 2, 3, 4))
    assert days(working, 3) == ["Thu 2026-01-01", "Fri 2026-01-02", "Mon 2026-01-05"]
    # 20454 days after 1970-01-05 is 2026-01-05, a multiple of 3.
    assert days(every("day", 3), 2) == ["Fri 2026-01-02", "Mon 2026-01-05"]
    assert days(every("day", 3, first=date(2026, 1, 3)), 2) == [
        "Sat 2026-01-03",
        "Tue 2026-01-06",
    ]
    assert days(every("day", 7, weekdays=(2,)), 2) == []


def test_weeks_count_from_the_first_monday_of_the_epoch_or_from() -> None:
    # 2922 weeks after 1970-01-05 is the week of 2026-01-05.
    assert days(every("week", 2), 2) == ["Mon 2026-01-05", "Mon 2026-01-19"]
    both = every("week", 2, (0, 4), first=date(2026, 1, 7))
    assert days(both, 3) == ["Fri 2026-01-09", "Mon 2026-01-19", "Fri 2026-01-23"]
    assert days(every("week", first=date(2026, 1, 7)), 2) == ["Wed 2026-01-07", "Wed 2026-01-14"]


def test_months_and_their_last_day() -> None:
    assert days(every("month", month_days=(31,)), 3) == [
        "Sat 2026-01-31",
        "Sat 2026-02-28",
        "Tue 2026-03-31",
    ]
    assert days(every("month", month_days=(30, 31)), 4)[1:3] == ["Sat 2026-01-31", "Sat 2026-02-28"]
    assert days(every("month"), 2) == ["Thu 2026-01-01", "Sun 2026-02-01"]
    assert days(every("month", 5), 2) == ["Wed 2026-04-01", "Tue 2026-09-01"]
    assert days(every("month", 2, first=date(2026, 1, 15)), 2) == [
        "Thu 2026-01-15",
        "Sun 2026-03-15",
    ]


def test_from_and_until_are_inclusive() -> None:
    bounded = every("day", first=date(2026, 2, 1), last=date(2026, 2, 3))
    assert days(bounded, 9) == ["Sun 2026-02-01", "Mon 2026-02-02", "Tue 2026-02-03"]
    instant = every("day", last=datetime(2026, 1, 2, 9, tzinfo=UTC))
    assert days(instant, 9) == ["Thu 2026-01-01", "Fri 2026-01-02"]
    late = every("day", first=datetime(2026, 1, 5, 10, tzinfo=UTC))
    assert days(late, 1) == ["Tue 2026-01-06"]


def test_the_wall_clock_is_kept_over_clock_changes() -> None:
    assert [at.hour for at in runs(every("day"), 3, datetime(2026, 3, 28, tzinfo=UTC), ROME)] == [
        8,
        7,
        7,
    ]
    skipped = every("day", at=time(2, 30))
    found = runs(skipped, 2, datetime(2026, 3, 28, 12, tzinfo=UTC), ROME)
    assert found[0] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert found[1] == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    twice = runs(skipped, 2, datetime(2026, 10, 24, 12, tzinfo=UTC), ROME)
    assert twice == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_day_that_a_zone_leaves_out_runs_once() -> None:
    apia = ZoneInfo("Pacific/Apia")
    found = runs(every("day", at=time(0)), 3, datetime(2011, 12, 29, 9, tzinfo=UTC), apia)
    assert found == sorted(set(found))


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_the_end_of_the_calendar_is_the_end(unit: str) -> None:
    assert runs(every(unit, 10**9), 1) in ([], [START.replace(hour=9)])
    assert len(runs(every(unit), 99, datetime(9999, 12, 1, tzinfo=UTC))) <= 31
