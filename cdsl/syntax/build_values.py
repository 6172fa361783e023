"""Builders of names, references and values: literals are read here, and bad ones reported.

Floor 1; see `cdsl.syntax.build_context`.
"""

import re
from collections.abc import Callable
from datetime import date as Day
from datetime import datetime as Instant
from datetime import time as TimeOfDay
from decimal import Decimal
from types import MappingProxyType
from typing import Final, cast

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, composed, replacement, report
from cdsl.syntax.nodes import (
    CONTEXTS,
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
    Template,
    Text,
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
ESCAPES: Final = MappingProxyType({'"': '"', "\\": "\\", "n": "\n", "t": "\t", "{": "{"})
"""What stands behind a backslash in a text, and what it means."""
_IN_TEXT: Final = re.compile(r"\\(.?)|\{\{([^{}\"\\\n]*)\}\}|\{\{(?!\{)")
_TOKEN: Final = re.compile(r"\s*([^\s.:][^.:]*?)\s*\.\s*([^\s:][^:]*?)\s*(?::default=(.*))?", re.S)

# Names and references ----------------------------------------------------------------------------


def identifier(_: Context, span: Span, text: str) -> Name:
    return Name(composed(text), False, span)


def quoted(context: Context, span: Span, raw: str) -> Name:
    if _is_too_long(context, span, raw):
        return Name("", True, span)
    if "\\" not in raw:
        return Name(composed(raw[1:-1]), True, span)
    return Name(composed("".join(cast(list[str], _parts(context, span, raw, False)))), True, span)


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


# Texts and tokens --------------------------------------------------------------------------------


def text(context: Context, span: Span, raw: str) -> Text | Template:
    if _is_too_long(context, span, raw):
        return Text("…", span)
    if "\\" not in raw and "{{" not in raw:
        return Text(composed(raw[1:-1]), span)
    parts = _parts(context, span, raw, True)
    if all(isinstance(part, str) for part in parts):
        return Text(composed("".join(cast(list[str], parts))), span)
    return Template(tuple(_joined(parts)), span)


def _is_too_long(context: Context, span: Span, raw: str) -> bool:
    if len(raw) <= context.limits.string_characters:
        return False
    report(
        context,
        "CDS012",
        f"a text of more than {context.limits.string_characters:,} characters",
        span,
        help="make it shorter",
    )
    return True


def _joined(parts: list[str | Token]) -> list[str | Token]:
    joined: list[str | Token] = []
    pending: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):
            pending.append(part)
            continue
        if literal := composed("".join(pending)):
            joined.append(literal)
        pending.clear()
        if part is not None:
            joined.append(part)
    return joined


def _parts(context: Context, span: Span, raw: str, tokens: bool) -> list[str | Token]:
    parts: list[str | Token] = []
    at = 1
    end = len(raw) - 1
    for match in _IN_TEXT.finditer(raw, 1, end):
        parts.append(raw[at : match.start()])
        at = match.end()
        here = Span(span.start + match.start(), span.start + at)
        escaped, inner = match.groups()
        if escaped is not None:
            parts.append(_escape(context, here, escaped))
        elif not tokens:
            parts.append(match.group())
        elif inner is None:
            _report_token(context, here, "`{{` opens a token that is not closed by `}}`")
            parts.append(match.group())
        else:
            found = _token(context, here, match.group())
            parts.append(match.group() if found is None else found)
    parts.append(raw[at:end])
    return parts


def _escape(context: Context, span: Span, escaped: str) -> str:
    known = ESCAPES.get(escaped)
    if known is not None:
        return known
    report(
        context,
        "CDS007",
        f"`\\{escaped}` is no escape",
        span,
        help='the escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\{`; a backslash itself is `\\\\`',
        fix=replacement("write the backslash itself", span, "\\\\" + escaped),
    )
    return escaped


def token(context: Context, span: Span, raw: str) -> Token | BareName:
    return _token(context, span, raw) or BareName(raw, span)


def head_token(context: Context, span: Span, raw: str) -> Token:
    return _token(context, span, raw) or Token("", "", None, span)


def _token(context: Context, span: Span, raw: str) -> Token | None:
    match = _TOKEN.fullmatch(raw, 2, len(raw) - 2)
    if match is None:
        shown = raw if len(raw) <= 60 else raw[:57] + "..."
        _report_token(context, span, f"`{shown}` is no token", raw[2:-2].strip())
        return None
    owner, name, default = match.groups()
    default = None if default is None else composed(default)
    return Token(composed(owner), composed(name), default, span)


def _report_token(context: Context, span: Span, message: str, inside: str = "") -> None:
    meant = f"{{{{my.{inside}}}}}" if inside.isidentifier() and inside not in CONTEXTS else ""
    owner, _, name = inside.partition(" ")
    if owner.lower() in CONTEXTS and _TOKEN_NAME.fullmatch(name):
        whole = f"{{{{{owner.lower()}.{name.strip()}}}}}"
        fix = replacement(f"write `{whole}`", span, whole)
        report(context, "CDS008", message, span, help=f"did you mean `{whole}`?", fix=fix)
        return
    help = (
        f"a token says of what it is: `{meant}`, `{{{{lead.{inside}}}}}`"
        if meant
        else "a token is written `{{my.name}}` or `{{lead.First Name:default=friend}}`"
    )
    report(context, "CDS008", message, span, help=f"{help}; in a text, a brace itself is `\\{{`")


_TOKEN_NAME: Final = re.compile(r"[^\W\d][\w ]*")


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
