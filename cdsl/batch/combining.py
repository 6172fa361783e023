"""Values made of values: with a default, joined to a text, moved in time (language.md 4).

Floor 4. Tokens are not resolved here. What is known while the plan is made stays known.
"""

from datetime import date, datetime, tzinfo
from typing import assert_never

from cdsl.batch.kinds import literal
from cdsl.batch.moments import moved
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Varying, Worth, as_expression
from cdsl.batch.tree import Call, Expression, Kind, Operation, fixed
from cdsl.semantics.expressions import Shifted, Token
from cdsl.semantics.types import Type
from cdsl.source.limits import LIMITS
from cdsl.world.calendar import is_utc, shift, shift_date
from cdsl.world.folding import normal
from cdsl.world.values import Unreadable, read


def or_default(worth: Worth, token: Token, zone: tzinfo) -> Worth:
    """What a token is worth, or its default where that is nothing."""
    if token.default is None:
        return worth
    found = read(token.default, token.type, zone)
    default = None if isinstance(found, Unreadable) else found
    match worth:
        case Known(value=None):
            return Known(default, token.type)
        case Known():
            return worth
        case Varying(expression=expression) if default is not None:
            instead = literal(default, expression.kind)
            chosen = Call(Operation.OR_ELSE, (expression, instead), expression.kind)
            return Varying(chosen, worth.type)
        case Varying():
            return worth
        case _:
            assert_never(worth)


def shown_or_default(shown: Worth, default: str) -> Worth:
    """A text, or a default where it is empty."""
    match shown:
        case Known(value=value):
            return Known(value or default, Type.TEXT)
        case Varying(expression=expression) if default:
            missing = Call(Operation.OR_MISSING, (expression,), Kind.TEXT)
            chosen = Call(Operation.OR_ELSE, (missing, literal(default, Kind.TEXT)), Kind.TEXT)
            return Varying(chosen, Type.TEXT)
        case _:
            return shown


def joined(pieces: tuple[Worth, ...]) -> Worth:
    """Texts one after another, as far as a text may be long."""
    limit = LIMITS.string_characters
    known = [piece.value for piece in pieces if isinstance(piece, Known)]
    if len(known) == len(pieces):
        return Known(normal("".join(str(one or "") for one in known))[:limit], Type.TEXT)
    parts = tuple(as_expression(piece) for piece in pieces)
    together = Call(Operation.JOIN, parts, Kind.TEXT)
    composed = Call(Operation.NORMAL, (together,), Kind.TEXT)
    cut = Call(Operation.FIRST, (composed, fixed(limit)), Kind.TEXT)
    return Varying(cut, Type.TEXT)


def or_missing(shown: Worth) -> Worth:
    """A text, which is missing where it is empty."""
    match shown:
        case Known(value=value):
            return Known(value or None, Type.TEXT)
        case Varying(expression=expression):
            return Varying(Call(Operation.OR_MISSING, (expression,), Kind.TEXT), Type.TEXT)
        case _:
            assert_never(shown)


def shifted(base: Worth, written: Shifted, zone: tzinfo) -> Worth:
    """A day or an instant so much earlier or later. Raises NotSetBasedError."""
    duration, sign = written.duration, written.sign
    if isinstance(base, Known):
        if isinstance(base.value, datetime):
            return Known(shift(base.value, duration, sign, zone), base.type)
        if isinstance(base.value, date):
            return Known(shift_date(base.value, duration, sign), base.type)
        return Known(None, base.type)
    return Varying(_moved(base.expression, written, zone), base.type)


_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def _moved(moment: Expression, written: Shifted, zone: tzinfo) -> Expression:
    unit, count = written.duration.unit.value, written.sign * written.duration.count
    if unit not in _MINUTES and moment.kind is Kind.INSTANT and not is_utc(zone):
        message = "days and more are counted by the clock of the workspace, which is not UTC's"
        raise NotSetBasedError("CDS603", message)
    for operation, lengths in (
        (Operation.ADD_MINUTES, _MINUTES),
        (Operation.ADD_DAYS, _DAYS),
        (Operation.ADD_MONTHS, _MONTHS),
    ):
        if unit in lengths:
            return moved(operation, moment, count * lengths[unit])
    raise AssertionError(unit)
