"""CDS432: a wait whose end rule makes it another than it looks.

Floor 6.
"""

from collections.abc import Iterator
from datetime import time
from typing import Final

from cdsl.semantics.flow import (
    CallWebhook,
    DoAction,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import CampaignKind, ScheduleEvery
from cdsl.semantics.time import WEEK, Duration, Unit
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.syntax import campaigns as syntax
from cdsl.syntax import steps as syntax_steps
from cdsl.tools.lint.course import Passage, has_wait, passages
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign

_DAYS: Final = 7
_WORKING: Final = frozenset(range(5))
_EVERY_DAY: Final = frozenset(range(_DAYS))
_HOURS: Final = 24
_SAME_HALF_DAY: Final = 6 * 60
"""Minutes: from the evening on, the next morning is what everybody expects."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """On which weekdays (Monday = 0) and at what time people come to a step."""

    weekdays: frozenset[int]
    at: time


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report it where it is known when people come to a wait of whole days.

    A time of the day that is over when they come adds a day, or a week on a single weekday; working
    days that come after a weekend are not counted by the days before it.
    """
    for passage in passages(campaign.flow, campaign.core.key):
        step = passage.step
        days = _whole_days(step.duration) if isinstance(step, WaitFor) else 0
        arrival = _arrival(passage, campaign) if days else None
        if isinstance(step, WaitFor) and arrival is not None:
            yield from _late(step, days, arrival)
            yield from _short(step, days, arrival, campaign)


def _late(step: WaitFor, days: int, arrival: _Arrival) -> Iterator[Problem]:
    if step.at is None or not 0 < _minutes(arrival.at) - _minutes(step.at) <= _SAME_HALF_DAY:
        return
    at_once = [_length(step, day, days) for day in arrival.weekdays]
    later = [_length(step, day, days + 1) for day in arrival.weekdays]
    more = min(after - before for before, after in zip(at_once, later, strict=True))
    if more * 3 >= days:
        length = "a day" if more == 1 else f"{more} days"
        yield Problem(
            step.span,
            f"people come here at {arrival.at:%H:%M}: this ends {length} later than it looks",
            help=f"end it at {arrival.at:%H:%M} or later, or wait a little less",
        )


def _short(
    step: WaitFor, days: int, arrival: _Arrival, campaign: LintedCampaign
) -> Iterator[Problem]:
    if step.weekdays != _WORKING or not 1 < days < _DAYS:
        return
    more = 1 if step.at is not None and step.at < arrival.at else 0
    worked = [_worked(day, _length(step, day, days + more)) for day in arrival.weekdays]
    in_weekend = all((day + days) % _DAYS not in _WORKING for day in arrival.weekdays)
    if not in_weekend or any(count >= days for count in worked):
        return
    enough = next(
        longer
        for longer in range(days, days + _DAYS)
        if all(_worked(day, _length(step, day, longer + more)) >= days for day in arrival.weekdays)
    )
    first = WEEK[min(arrival.weekdays)].title()
    written = campaign.written.get(step.path)
    span = written.duration.span if isinstance(written, syntax_steps.WaitFor) else step.span
    yield Problem(
        span,
        f"from {first} on, this is {_counted(max(worked))}: the days of the weekend count as well",
        help=f"wait {enough} days for {days} working days",
        fix=replacing("leave the weekend out", span, f"{enough} days", safe=False),
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _counted(days: int) -> str:
    return "1 working day" if days == 1 else f"{days} working days"


def _length(step: WaitFor, weekday: int, days: int) -> int:
    """The days from that weekday to the first one, so many days on, that the end rule allows."""
    allowed = step.weekdays or _EVERY_DAY
    return next(n for n in range(days, days + _DAYS + 1) if (weekday + n) % _DAYS in allowed)


def _worked(weekday: int, days: int) -> int:
    """The working days among so many days after one, the last one included."""
    return sum((weekday + day) % _DAYS in _WORKING for day in range(1, days + 1))


def _whole_days(duration: Duration) -> int:
    """How many days it is, 0 where it is no number of days."""
    match duration.unit:
        case Unit.DAY:
            return duration.count
        case Unit.WEEK:
            return duration.count * _DAYS
        case Unit.HOUR if duration.count % _HOURS == 0:
            return duration.count // _HOURS
        case _:
            return 0


def _arrival(passage: Passage, campaign: LintedCampaign) -> _Arrival | None:
    for earlier in passage.earlier():
        step = earlier.step
        if isinstance(step, Wait):
            return _after(step)
        if has_wait(step) or isinstance(step, DoAction | CallWebhook):
            return None
    return _scheduled(campaign)


def _after(wait: Wait) -> _Arrival | None:
    """When a wait ends; None where that depends on when it began."""
    match wait:
        case WaitFor(weekdays=weekdays, at=time() as at):
            return _Arrival(weekdays or _EVERY_DAY, at)
        case WaitUntilWeekday(weekdays=weekdays, at=at):
            return _Arrival(weekdays, at or time(0))
        case WaitUntil(at=time() as at) | WaitUntilAnniversary(at=time() as at):
            return _Arrival(_EVERY_DAY, at)
        case WaitUntil(type=Type.DATE) | WaitUntilAnniversary():
            return _Arrival(_EVERY_DAY, time(0))
        case _:
            return None


def _scheduled(campaign: LintedCampaign) -> _Arrival | None:
    """When a batch runs that has one recurrence in the zone of its workspace."""
    written = [part for part in campaign.node.parts if isinstance(part, syntax.ScheduleEvery)]
    match campaign.core.schedules:
        case (ScheduleEvery(unit=unit, weekdays=weekdays, at=at),):
            is_known = campaign.core.kind is CampaignKind.BATCH and len(written) == 1
            if not is_known or written[0].zone is not None or unit == Unit.MONTH:
                return None
            return _Arrival(weekdays or _EVERY_DAY, at)
        case _:
            return None


RULE: Final = CampaignRule("CDS432", check)
