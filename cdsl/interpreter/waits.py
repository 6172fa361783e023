"""The steps that wait (language.md 6).

Floor 4. Pure: an instant, in the workspace's zone, or a reason why there is nothing to wait for.
"""

from datetime import date, datetime, time

from cdsl.interpreter.doing import NOTHING, Doing, Done, skip
from cdsl.interpreter.values import value_of
from cdsl.semantics.flow import WaitFor, WaitUntil, WaitUntilAnniversary, WaitUntilWeekday
from cdsl.semantics.time import WEEK, Weekday
from cdsl.world.calendar import day_of, ending_on, local_to_instant, next_anniversary, shift

MIDNIGHT = time(0)


def wait_for(step: WaitFor, doing: Doing) -> Done:
    """`wait 48 hours ending on weekday at 09:00`."""
    scene = doing.view.scene
    until = shift(scene.now, step.duration, 1, scene.zone)
    if until is not None and (step.weekdays or step.at is not None):
        until = ending_on(until, _days(step.weekdays), step.at, scene.zone)
    return _wait(until, doing)


def wait_until(step: WaitUntil, doing: Doing) -> Done:
    """`wait until V`: an instant, or the start of a day, or a time on it."""
    scene = doing.view.scene
    value = value_of(step.value, doing.view)
    if not isinstance(value, date):
        return skip(doing, "empty_date")
    if isinstance(value, datetime):
        if step.at is None:
            return _wait(value, doing)
        value = day_of(value, scene.zone)
    return _wait(local_to_instant(value, step.at or MIDNIGHT, scene.zone), doing)


def wait_until_weekday(step: WaitUntilWeekday, doing: Doing) -> Done:
    """`wait until next monday at 09:00`."""
    scene = doing.view.scene
    until = ending_on(scene.now, _days(step.weekdays), step.at or MIDNIGHT, scene.zone)
    return _wait(until, doing)


def wait_until_anniversary(step: WaitUntilAnniversary, doing: Doing) -> Done:
    """`wait until next anniversary of V`."""
    scene = doing.view.scene
    value = value_of(step.value, doing.view)
    if not isinstance(value, date):
        return skip(doing, "empty_date")
    if isinstance(value, datetime):
        value = day_of(value, scene.zone)
    return _wait(next_anniversary(value, step.at, scene.now, scene.zone), doing)


def _days(numbers: frozenset[int]) -> frozenset[Weekday]:
    """The weekdays of numbers from Monday = 0; all of them when none is said."""
    return frozenset(WEEK[number] for number in numbers) if numbers else frozenset(WEEK)


def _wait(until: datetime | None, doing: Doing) -> Done:
    if until is None:
        return skip(doing, "out_of_range")
    now = doing.environment.now
    if until < now:
        return skip(doing, "past_instant")
    return NOTHING if until == now else Done(until=until)
