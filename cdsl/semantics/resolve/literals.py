"""Literals: does it fit the type, and what constant is it.

Floor 2.
"""

from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Protocol

from cdsl.semantics.expressions import Constant
from cdsl.semantics.instants import local, local_to_instant
from cdsl.semantics.numbers import CURRENCY_LIMIT, CURRENCY_STEP, WHOLE_NUMBERS
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax.nodes import Boolean, Date, Datetime, Number, Text, Time

Literal = Text | Number | Boolean | Date | Datetime | Time


class Report(Protocol):
    """How a finding is reported."""

    def __call__(
        self, code: str, message: str, span: Span, *, help: str = "", fix: Fix | None = None
    ) -> None:
        """Report a finding at a span of the text at hand."""


def constant(node: Literal, wanted: Type, zone: tzinfo, report: Report) -> Constant | None:
    """The constant a literal is, as the wanted type; None after reporting that it does not fit.

    A date where a datetime is wanted, and the other way round, keeps its own type.
    """
    match node:
        case Text() if wanted in TEXT_LIKE:
            return Constant(node.value, wanted)
        case Number() if wanted in NUMBER_LIKE:
            return _number(node, wanted, report)
        case Boolean() if wanted is Type.BOOLEAN:
            return Constant(node.value, Type.BOOLEAN)
        case Date() if wanted in DATE_LIKE:
            return Constant(node.value, Type.DATE)
        case Datetime() if wanted in DATE_LIKE:
            return Constant(instant(node, zone), Type.DATETIME)
        case _:
            _misfit(node, wanted, report)
            return None


def held(node: Literal, wanted: Type, zone: tzinfo, report: Report) -> Constant | None:
    """The constant that something of the wanted type holds when it is given a literal.

    A date is held as its midnight, a datetime as its day, by the clock of the zone.
    """
    read = constant(node, wanted, zone, report)
    return None if read is None else kept_as(read, wanted, zone)


def kept_as(read: Constant, wanted: Type, zone: tzinfo) -> Constant:
    """A day or an instant as a constant of the wanted type; others are of it already."""
    match read.value:
        case datetime() if wanted is Type.DATE:
            return Constant(local(read.value, zone).date(), wanted)
        case date() if wanted is Type.DATETIME and not isinstance(read.value, datetime):
            return Constant(local_to_instant(read.value, time(0), zone), wanted)
        case _:
            return read


def natural_type(node: Literal) -> Type:
    """The type that a literal has by itself."""
    match node:
        case Text() | Time():
            return Type.TEXT
        case Number():
            return Type.INTEGER if isinstance(node.value, int) else Type.CURRENCY
        case Boolean():
            return Type.BOOLEAN
        case Date():
            return Type.DATE
        case Datetime():
            return Type.DATETIME


def instant(node: Datetime, zone: tzinfo) -> datetime:
    """The instant of a datetime literal: without a zone it is in the workspace's."""
    value = node.value
    if value.tzinfo is None:
        return local_to_instant(value.date(), value.time(), zone)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


def _number(node: Number, wanted: Type, report: Report) -> Constant | None:
    value = node.value
    if wanted is Type.FLOAT:
        try:
            # Of `-0.0` this makes zero, which Python takes it for and a file shows apart.
            return Constant(float(value) + 0.0, wanted)
        except OverflowError:
            value = Decimal("Infinity")
    elif wanted in WHOLE:
        if value != int(value):
            help = f"`{wanted}` holds whole numbers"
            report("CDS201", f"`{value}` is not a whole number", node.span, help=help)
            return None
        if int(value) in WHOLE_NUMBERS:
            return Constant(int(value), wanted)
    else:
        exact = Decimal(value)
        if exact % CURRENCY_STEP != 0:
            help = "`currency` is exact to 4 decimal places"
            report("CDS201", f"`{value}` has too many decimal places", node.span, help=help)
            return None
        if -CURRENCY_LIMIT < exact < CURRENCY_LIMIT:
            return Constant(exact, wanted)
    help = f"`{wanted}` cannot hold it"
    report("CDS206", "the number is out of range", node.span, help=help)
    return None


def _misfit(node: Literal, wanted: Type, report: Report) -> None:
    found = {
        Text: "a text",
        Number: "a number",
        Boolean: "a boolean",
        Date: "a date",
        Datetime: "a datetime",
        Time: "a time of day",
    }[type(node)]
    help, fix = "", None
    if wanted in TEXT_LIKE and isinstance(node, Number | Boolean):
        written = str(node.value).lower() if isinstance(node, Boolean) else str(node.value)
        fix = Fix("put it in quotes", (Edit(node.span, f'"{written}"'),))
        help = f'a text is written in quotes: "{written}"'
    elif wanted in DATE_LIKE and isinstance(node, Time):
        help = (
            "say the day as well, as in `2026-11-23T09:00`, `wait until next monday at 09:00` or "
            "`wait until {{system.date}} + 1 day at 09:00`"
        )
    elif wanted in DATE_LIKE:
        help = "a date is written `2026-11-23`, without quotes"
    elif wanted in NUMBER_LIKE and isinstance(node, Text):
        help = "a number is written without quotes"
    elif wanted is Type.BOOLEAN:
        help = "it is `true` or `false`, without quotes"
    article = "an" if wanted[0] in "aeiou" else "a"
    message = f"{found} does not fit {article} {wanted}"
    report("CDS201", message, node.span, help=help, fix=fix)
