"""A value of one type as a value of another (language.md 3 and 6).

Floor 4. For what is known `cdsl.world.values` decides; for what varies there is an operation, or
none and a reason.
"""

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.batch.building import either, is_missing, opposite
from cdsl.batch.kinds import KINDS
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Varying, Worth
from cdsl.batch.tree import TRUE, Call, Expression, Kind, Literal, Operation
from cdsl.semantics.types import TEXT_LIKE, Type
from cdsl.source.span import Span
from cdsl.world.calendar import is_utc
from cdsl.world.values import Unreadable, convert, text_of

Fits = tuple[Expression, str]
"""Of whom a value fits a type, and the reason of `step_skipped` for the others."""

_ALL_FIT: Fits = (TRUE, "")

TEXTS: Final[Mapping[Kind, Operation]] = MappingProxyType(
    {
        Kind.WHOLE: Operation.WHOLE_TEXT,
        Kind.CURRENCY: Operation.CURRENCY_TEXT,
        Kind.FLOAT: Operation.FLOAT_TEXT,
        Kind.BOOLEAN: Operation.BOOLEAN_TEXT,
        Kind.DATE: Operation.DATE_TEXT,
        Kind.INSTANT: Operation.INSTANT_TEXT,
    }
)
"""What makes the text of a value of each kind but a text."""


def converted(worth: Worth, type: Type, zone: tzinfo, span: Span | None) -> tuple[Worth, Fits]:
    """A value as one of a type; missing where it does not fit. Raises NotSetBasedError."""
    if isinstance(worth, Known):
        found = convert(worth.value, worth.type, type, zone)
        if isinstance(found, Unreadable):
            reason = "out_of_range" if found.out_of_range else "value_not_allowed"
            return Known(None, type), (Literal(False, Kind.BOOLEAN), reason)
        return Known(found, type), _ALL_FIT
    if worth.type is type:
        return worth, _ALL_FIT
    if type in TEXT_LIKE:
        if worth.type in TEXT_LIKE:
            return Varying(worth.expression, type), _ALL_FIT
        shown = text(worth, zone, span)
        assert isinstance(shown, Varying)
        missing = Call(Operation.OR_MISSING, (shown.expression,), Kind.TEXT)
        return Varying(missing, type), _ALL_FIT
    return _between(worth, type, zone, span)


def _between(worth: Varying, type: Type, zone: tzinfo, span: Span | None) -> tuple[Worth, Fits]:
    expression = worth.expression
    match expression.kind, KINDS[type]:
        case (one, other) if one is other and one is not Kind.TEXT:
            return Varying(expression, type), _ALL_FIT
        case ((Kind.WHOLE | Kind.CURRENCY), Kind.FLOAT):
            return Varying(Call(Operation.TO_FLOAT, (expression,), Kind.FLOAT), type), _ALL_FIT
        case Kind.WHOLE, Kind.CURRENCY:
            return _where_it_fits(expression, Operation.WHOLE_TO_CURRENCY, type)
        case Kind.CURRENCY, Kind.WHOLE:
            return _where_it_fits(expression, Operation.CURRENCY_TO_WHOLE, type)
        case Kind.DATE, Kind.INSTANT if is_utc(zone):
            return Varying(Call(Operation.MIDNIGHT, (expression,), Kind.INSTANT), type), _ALL_FIT
        case Kind.INSTANT, Kind.DATE if is_utc(zone):
            return Varying(Call(Operation.DAY, (expression,), Kind.DATE), type), _ALL_FIT
        case (Kind.DATE, Kind.INSTANT) | (Kind.INSTANT, Kind.DATE):
            message = "a day begins by the clock of the workspace, and that clock is not UTC's"
            raise NotSetBasedError("CDS603", message, span)
        case Kind.TEXT, _:
            message = f"a text is read as a {type} for each person"
            raise NotSetBasedError("CDS602", message, span)
        case Kind.FLOAT, _ if KINDS[type] in (Kind.WHOLE, Kind.CURRENCY):
            message = f"a float becomes a {type} by the decimal that is shown for it"
            raise NotSetBasedError("CDS602", message, span)
        case _:
            return Varying(Literal(None, KINDS[type]), type), (
                is_missing(expression),
                "value_not_allowed",
            )


def _where_it_fits(expression: Expression, operation: Operation, type: Type) -> tuple[Worth, Fits]:
    found = Call(operation, (expression,), KINDS[type])
    fits = either(is_missing(expression), opposite(is_missing(found)))
    return Varying(found, type), (fits, "out_of_range")


def text(worth: Worth, zone: tzinfo, span: Span | None) -> Worth:
    """The text of a value, empty for none. Raises NotSetBasedError."""
    if isinstance(worth, Known):
        return Known(text_of(worth.value, worth.type, zone), Type.TEXT)
    expression = worth.expression
    match expression.kind:
        case Kind.TEXT:
            shown: Expression = expression
        case Kind.INSTANT if not is_utc(zone):
            message = "an instant is shown by the clock of the workspace, and that is not UTC's"
            raise NotSetBasedError("CDS603", message, span)
        case kind:
            shown = Call(TEXTS[kind], (expression,), Kind.TEXT)
    return Varying(Call(Operation.OR_EMPTY, (shown,), Kind.TEXT), Type.TEXT)
