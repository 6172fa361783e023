"""Where a day or an instant must lie for a comparison to hold (language.md 3).

Floor 4. What hangs on the clock alone is worked out while the plan is made, in the workspace's
zone; what hangs on a value of each person needs a calendar in the database, which knows UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.batch.building import both, case, compared, is_missing, opposite
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.standing import Known, Worth, as_expression
from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Literal, Operation, fixed
from cdsl.semantics.conditions import Operator, Window, WindowKind
from cdsl.semantics.time import Duration, TimeFrame
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import (
    FIRST_INSTANT,
    LAST_INSTANT,
    NO_DAYS,
    day_bounds,
    day_of,
    shift,
    shift_date,
    time_frame,
)


@dataclass(frozen=True, slots=True)
class End:
    """An end of a range: a day or an instant, and whether it is part of it."""

    at: Expression
    is_included: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Days or instants between two ends, of which None is open.

    `exists` says for whom there is such a range at all.
    """

    low: End | None
    high: End | None
    exists: Expression = TRUE

    def holds(self, moment: Expression) -> Expression:
        """Whether a day or an instant lies in it."""
        parts = [self.exists]
        if self.low is not None:
            operation = Operation.AT_MOST if self.low.is_included else Operation.LESS
            parts.append(compared(operation, self.low.at, moment))
        if self.high is not None:
            operation = Operation.AT_MOST if self.high.is_included else Operation.LESS
            parts.append(compared(operation, moment, self.high.at))
        if self.low is None and self.high is None:
            parts.append(opposite(is_missing(moment)))
        return both(*parts)


SPANS: Final[Mapping[Operation, int]] = MappingProxyType(
    {
        Operation.ADD_DAYS: 9999 * 366,
        Operation.ADD_MONTHS: 9999 * 12,
        Operation.ADD_MINUTES: 9999 * 366 * 24 * 60,
    }
)
"""More than there is of each unit in the calendar."""


def moved(operation: Operation, moment: Expression, count: int) -> Expression:
    """A day or an instant so many units later; beyond the calendar's length one is as far.

    Databases have calendars that are longer, but an error at their ends.
    """
    span = SPANS[operation]
    return Call(operation, (moment, literal(max(-span, min(count, span)), Kind.WHOLE)), moment.kind)


_NOWHERE = Span(None, None, FALSE)


def by_operand(operator: Operator, operand: Worth, kind: Kind, zone: tzinfo) -> Span:
    """The range of one comparison with a day or an instant."""
    if operand == Known(None, operand.type):
        return _NOWHERE
    start, end, is_closed = _bounds(operand, kind, zone)
    exists = opposite(is_missing(start))
    match operator:
        case Operator.IS:
            return Span(End(start), End(end, is_closed), exists)
        case Operator.BEFORE:
            return Span(None, End(start, is_included=False), exists)
        case Operator.ON_OR_BEFORE:
            return Span(None, End(end, is_closed), exists)
        case Operator.AFTER:
            return Span(End(end, is_included=not is_closed), None, exists)
        case Operator.ON_OR_AFTER:
            return Span(End(start), None, exists)
        case _:
            raise AssertionError(operator)


def between(low: Worth, high: Worth, kind: Kind, zone: tzinfo) -> Span:
    """From the first day or instant to the last, both included."""
    first = by_operand(Operator.ON_OR_AFTER, low, kind, zone)
    last = by_operand(Operator.ON_OR_BEFORE, high, kind, zone)
    return Span(first.low, last.high, both(first.exists, last.exists))


def _bounds(operand: Worth, kind: Kind, zone: tzinfo) -> tuple[Expression, Expression, bool]:
    """The start and the end of what an operand names, and whether the end is part of it."""
    if isinstance(operand, Known):
        value = operand.value
        assert isinstance(value, date)
        if kind is Kind.DATE:
            named = literal(day_of(value, zone) if isinstance(value, datetime) else value, kind)
            return named, named, True
        if isinstance(value, datetime):
            return literal(value, kind), literal(value, kind), True
        start, end = day_bounds(value, zone)
        return literal(start, kind), literal(end, kind), False
    moment = operand.expression
    if moment.kind is kind:
        return moment, moment, True
    if kind is Kind.DATE:
        day = as_expression(converted(operand, Type.DATE, zone, None)[0])
        return day, day, True
    begins = as_expression(converted(operand, Type.DATETIME, zone, None)[0])
    later = Call(Operation.ADD_DAYS, (begins, fixed(1)), Kind.INSTANT)
    last = literal(LAST_INSTANT, Kind.INSTANT)
    ends = case(
        (is_missing(begins), Literal(None, Kind.INSTANT)),
        otherwise=Call(Operation.OR_ELSE, (later, last), Kind.INSTANT),
    )
    return begins, ends, False


def by_clock(
    operator: Operator,
    duration: Duration | None,
    frame: TimeFrame | None,
    kind: Kind,
    now: datetime,
    zone: tzinfo,
) -> Span:
    """The range of an operator that looks at the clock."""
    if frame is not None:
        first, last = time_frame(frame, now, zone)
        if (first, last) == NO_DAYS:
            return _NOWHERE
        if kind is Kind.DATE:
            return Span(End(literal(first, kind)), End(literal(last, kind)))
        return _days(first, last, zone)
    assert duration is not None
    here = literal(day_of(now, zone) if kind is Kind.DATE else now, kind)
    match operator:
        case Operator.IN_PAST:
            return Span(End(_away(now, duration, -1, kind, zone)), End(here))
        case Operator.IN_PAST_BEFORE:
            return Span(None, End(_away(now, duration, -1, kind, zone), is_included=False))
        case Operator.IN_FUTURE:
            return Span(End(here), End(_away(now, duration, 1, kind, zone)))
        case Operator.IN_FUTURE_AFTER:
            return Span(End(_away(now, duration, 1, kind, zone), is_included=False), None)
        case _:
            raise AssertionError(operator)


def of_window(window: Window, operands: Sequence[Worth], now: datetime, zone: tzinfo) -> Span:
    """The instants of a window of `did`."""
    kind = Kind.INSTANT
    match window.kind:
        case WindowKind.IN_PAST:
            return by_clock(Operator.IN_PAST, window.duration, None, kind, now, zone)
        case WindowKind.IN_TIME_FRAME:
            return by_clock(Operator.IN_TIME_FRAME, None, window.frame, kind, now, zone)
        case WindowKind.SINCE:
            return by_operand(Operator.ON_OR_AFTER, operands[0], kind, zone)
        case WindowKind.BEFORE:
            return by_operand(Operator.BEFORE, operands[0], kind, zone)
        case WindowKind.BETWEEN:
            return between(operands[0], operands[1], kind, zone)


def _days(first: date, last: date, zone: tzinfo) -> Span:
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    kind = Kind.INSTANT
    return Span(End(literal(start, kind)), End(literal(end, kind), is_included=False))


def _away(now: datetime, duration: Duration, sign: int, kind: Kind, zone: tzinfo) -> Literal:
    """The instant or the day a duration away, else the end of the calendar on that side."""
    if kind is Kind.DATE:
        day = shift_date(day_of(now, zone), duration, sign)
        return literal((date.min, date.max)[sign > 0] if day is None else day, kind)
    at = shift(now, duration, sign, zone)
    return literal((FIRST_INSTANT, LAST_INSTANT)[sign > 0] if at is None else at, kind)
