"""Builders of names, references and values but texts: literals are read here, bad ones reported.

Floor 1; see `cdsl.syntax.build_context`.
"""

import re
from collections.abc import Callable
from datetime import date as Day
from datetime import datetime as Instant
from datetime import time as TimeOfDay
from decimal import Decimal
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, composed, replacement, report
from cdsl.syntax.build_texts import quoted
from cdsl.syntax.nodes import (
    BareName,
    Boolean,
    Date,
    Datetime,
    Duration,
    FieldName,
    Hole,
    ListOf,
    Name,
    Number,
    Qualifier,
    Reference,
    Scalar,
    Shifted,
    ThisProgram,
    Time,
    Token,
    Value,
    Within,
)

_DIGITS_LIMIT: Final = 40
_LONGEST: Final = {
    "minute": 5_000_000_000,
    "hour": 80_000_000,
    "day": 3_600_000,
    "week": 500_000,
    "month": 120_000,
    "year": 10_000,
}
_BETWEEN: Final = re.compile(r"(?:\s|#[^\n]*\n)*")

# Names and references ----------------------------------------------------------------------------


def identifier(_: Context, span: Span, text: str) -> Name:
    return Name(composed(text), False, span)


def plain_field(_: Context, span: Span, text: str) -> FieldName:
    return FieldName("", Name(composed(text), False, span), span)


def owned_field(_: Context, span: Span, owner: str, name: Name) -> FieldName:
    return FieldName(composed(owner), name, span)


def quoted_field(context: Context, span: Span, raw: str) -> FieldName:
    return FieldName("", quoted(context, span, raw), span)


def reference(_: Context, span: Span, name: Name) -> Reference:
    return Reference(name, (), span)


def in_program(context: Context, span: Span, of: Reference, name: Name) -> Reference:
    return _qualified(context, of, Within.PROGRAM, name, span)


def in_this_program(context: Context, span: Span, of: Reference) -> Reference:
    return _qualified(context, of, Within.THIS_PROGRAM, None, span)


def in_folder(context: Context, span: Span, of: Reference, name: Name) -> Reference:
    return _qualified(context, of, Within.FOLDER, name, span)


def at_top(context: Context, span: Span, of: Reference) -> Reference:
    return _qualified(context, of, Within.TOP, None, span)


def _qualified(
    context: Context, of: Reference, within: Within, name: Name | None, span: Span
) -> Reference:
    between = _BETWEEN.match(context.source.text, of.span.end)
    qualifier = Qualifier(within, name, Span(between.end() if between else 0, span.end))
    return Reference(of.name, (*of.qualifiers, qualifier), span)


def this_program(_: Context, span: Span) -> ThisProgram:
    return ThisProgram(span)


# Numbers and instants ----------------------------------------------------------------------------


def number(context: Context, span: Span, raw: str) -> Number:
    signed = raw[0] in "+-"
    if len(raw) > _DIGITS_LIMIT:
        report(
            context,
            "CDS007",
            "a number that is too large",
            span,
            help="a number has at most 38 digits",
        )
        return Number(0, signed, span)
    return Number(Decimal(raw) if "." in raw else int(raw), signed, span)


def whole(context: Context, span: Span, raw: str, least: int = 0, most: int = 10**9) -> int:
    """A whole number without a sign, as a count; `span` is what to report about."""
    if raw.isdecimal() and len(raw) < 20 and least <= int(raw) <= most:
        return int(raw)
    report(
        context,
        "CDS007",
        f"`{raw[:_DIGITS_LIMIT]}` cannot be the number here",
        span,
        help=f"write a whole number without a sign, from {least} to {most:,}",
    )
    return max(least, 1)


def true(_: Context, span: Span) -> Boolean:
    return Boolean(True, span)


def false(_: Context, span: Span) -> Boolean:
    return Boolean(False, span)


def date(context: Context, span: Span, raw: str) -> Date:
    try:
        year, month, day = map(int, raw.split("-"))
        value = Day(year, month, day)
    except ValueError:
        _report_instant(context, span, f"`{raw}` is no day of the calendar", None)
        return Date(Day(2000, 1, 1), span)
    if len(raw) != 10:
        _report_instant(context, span, f"`{raw}` is not how a date is written", value.isoformat())
    return Date(value, span)


def datetime(context: Context, span: Span, raw: str) -> Datetime:
    try:
        value = Instant.fromisoformat(raw)
    except ValueError:
        _report_instant(context, span, f"`{raw}` is no instant of the calendar", None)
        value = Instant(2000, 1, 1)
    return Datetime(value, span)


def time(context: Context, span: Span, raw: str) -> Time:
    try:
        hour, minute, *second = map(int, raw.split(":"))
        value = TimeOfDay(hour, minute, second[0] if second else 0)
    except ValueError:
        _report_instant(context, span, f"`{raw}` is no time of day", None)
        return Time(TimeOfDay(), span)
    # With its half of the day the parser reports both as one.
    if raw.index(":") == 1 and _HALF_OF_DAY.match(context.source.text, span.end) is None:
        _report_instant(context, span, f"`{raw}` is not how a time is written", f"0{raw}")
    return Time(value, span)


_HALF_OF_DAY: Final = re.compile(r" ?[ap](?:m|\.m\.)(?!\w)", re.IGNORECASE)


def _report_instant(context: Context, span: Span, message: str, better: str | None) -> None:
    report(
        context,
        "CDS007",
        message,
        span,
        help=f"write `{better}`"
        if better
        else "a date is `2026-11-23`, a time `09:00`, both together `2026-11-23T09:00`",
        fix=replacement(f"write `{better}`", span, better) if better else None,
    )


def duration(context: Context, span: Span, raw: str, unit: str) -> Duration:
    return Duration(whole(context, span, raw, 0, _LONGEST[unit]), unit, span)


def shifted(
    context: Context, span: Span, base: Date | Datetime | Token | BareName, shift: str, unit: str
) -> Shifted | BareName:
    if isinstance(base, BareName):
        return base
    digits = shift[1:].strip()
    # Where a repair has read a phrase as another one, its parts are nowhere in the text.
    begin = context.source.text.find(digits, base.span.end, span.end)
    at = span if begin < 0 else Span(begin, span.end)
    count = whole(context, at, digits, 0, _LONGEST[unit])
    return Shifted(base, -1 if shift[0] == "-" else 1, Duration(count, unit, at), span)


def word(spelling: str) -> Callable[[Context, Span], str]:
    """The builder of a rule that stands for one word."""

    def build(_: Context, __: Span) -> str:
        return spelling

    return build


# Lists and the rest ------------------------------------------------------------------------------


def hole(_: Context, span: Span) -> Hole:
    return Hole(span)


def scalars(
    _: Context, __: Span, first: Scalar, rest: list[Scalar] | tuple[()] = ()
) -> tuple[Scalar, ...]:
    return (first, *rest)


def list_of(context: Context, span: Span, values: tuple[Value, ...] | None) -> ListOf:
    if values is None:
        report(
            context,
            "CDS013",
            "a list without values",
            span,
            help="write at least one value, or `is empty` for a field without a value",
        )
        return ListOf((), span)
    if len(values) > context.limits.list_values:
        report(
            context,
            "CDS012",
            f"a list of more than {context.limits.list_values:,} values",
            span,
            help="keep them in a static list or a field",
        )
        return ListOf((), span)
    return ListOf(values, span)
