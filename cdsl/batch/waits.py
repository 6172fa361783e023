"""The steps that wait, for everybody (language.md 6).

Floor 4. Who waits until after the clock stops stays where they are; who is woken before goes on
one person at a time, as each has an instant of their own.
"""

from datetime import UTC, date, datetime, time
from typing import Final, assert_never

from cdsl.batch.building import both, compared, is_missing, opposite
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.moments import moved
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Varying, Waiting, Worth
from cdsl.batch.tree import FALSE, TRUE, Expression, Kind, Literal, Operation
from cdsl.batch.values import value_of
from cdsl.semantics.flow import WaitFor, WaitUntil, WaitUntilAnniversary, WaitUntilWeekday
from cdsl.semantics.time import WEEK, Weekday
from cdsl.semantics.types import Type
from cdsl.world.calendar import day_of, ending_on, local_to_instant, next_anniversary, shift

Wait = WaitFor | WaitUntil | WaitUntilWeekday | WaitUntilAnniversary

_MIDNIGHT: Final = time(0)
_NEVER: Final = Literal(None, Kind.INSTANT)


def wait(step: Wait, who: Expression, place: Place) -> Expression:
    """Any kind of `wait`; who of them goes on behind it now. Raises NotSetBasedError."""
    standing = place.standing
    until, reason = _end_of(step, place)
    now = literal(standing.now, Kind.INSTANT)
    skips = (
        (reason, is_missing(until)),
        ("past_instant", _is_before(until, now)),
    )
    kind = "wait" if isinstance(step, WaitFor) else "wait until"
    left = place.skip(kind, step.path, who, [skip for skip in skips if skip[1] != FALSE])
    waits = place.define("waits", step.path, both(left, _is_before(now, until)))
    stays = waits
    if standing.until is not None:
        last = literal(standing.until, Kind.INSTANT)
        stays = both(waits, _is_before(last, until))
        message = "people wait here, and go on before the clock stops"
        woken = NotSetBasedError("CDS606", message, step.span)
        woken.location = place.at(step.span)
        standing.hand_over(both(waits, opposite(_is_before(last, until))), woken)
    if stays != FALSE:
        standing.waiting.append(Waiting((*place.callers, place.campaign.key), stays))
    return place.define("goes on", step.path, both(who, opposite(waits)))


def _is_before(one: Expression, other: Expression) -> Expression:
    if isinstance(one, Literal) and isinstance(other, Literal):
        first, second = one.value, other.value
        if isinstance(first, datetime) and isinstance(second, datetime):
            return TRUE if first < second else FALSE
        return FALSE
    return compared(Operation.LESS, one, other)


def _end_of(step: Wait, place: Place) -> tuple[Expression, str]:
    """Until when to wait, and the reason of `step_skipped` where that is missing."""
    now, zone = place.standing.now, place.scope.zone
    match step:
        case WaitFor():
            until = shift(now, step.duration, 1, zone)
            if until is not None and (step.weekdays or step.at is not None):
                until = ending_on(until, _days(step.weekdays), step.at, zone)
            return _known(until), "out_of_range"
        case WaitUntilWeekday():
            until = ending_on(now, _days(step.weekdays), step.at or _MIDNIGHT, zone)
            return _known(until), "out_of_range"
        case WaitUntil():
            return _end_of_value(step, value_of(step.value, place.scope, place.standing), place)
        case WaitUntilAnniversary():
            worth = value_of(step.value, place.scope, place.standing)
            if isinstance(worth, Varying):
                raise NotSetBasedError("CDS606", "each waits until a day of their own", step.span)
            if not isinstance(worth.value, date):
                return _NEVER, "empty_date"
            value = worth.value
            day = day_of(value, zone) if isinstance(value, datetime) else value
            return _known(next_anniversary(day, step.at, now, zone)), "out_of_range"
        case _:
            assert_never(step)


def _end_of_value(step: WaitUntil, worth: Worth, place: Place) -> tuple[Expression, str]:
    zone, at, reason = place.scope.zone, step.at, "empty_date"
    if isinstance(worth, Known):
        value = worth.value
        if not isinstance(value, date):
            return _NEVER, reason
        if isinstance(value, datetime):
            if at is None:
                return _known(value), reason
            value = day_of(value, zone)
        return _known(local_to_instant(value, at or _MIDNIGHT, zone)), reason
    if worth.expression.kind not in (Kind.DATE, Kind.INSTANT):
        return _NEVER, reason
    if at is not None:
        worth, _ = converted(worth, Type.DATE, zone, step.span)
    begins, _ = converted(worth, Type.DATETIME, zone, step.span)
    assert isinstance(begins, Varying)
    if at is None or at == _MIDNIGHT:
        return begins.expression, reason
    if at.second or at.microsecond:
        raise NotSetBasedError("CDS606", "people wait until a second of a day", step.span)
    return moved(Operation.ADD_MINUTES, begins.expression, at.hour * 60 + at.minute), reason


def _days(numbers: frozenset[int]) -> frozenset[Weekday]:
    return frozenset(WEEK[number] for number in numbers) if numbers else frozenset(WEEK)


def _known(until: datetime | None) -> Literal:
    return literal(None if until is None else until.astimezone(UTC), Kind.INSTANT)
