"""Builders of texts and tokens: what stands between quotes or braces is read here.

Floor 1; see `cdsl.syntax.build_context`. What a token is worth is not known here.
"""

import re
from types import MappingProxyType
from typing import Final, cast

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, composed, replacement, report
from cdsl.syntax.nodes import (
    CONTEXTS,
    BareName,
    Name,
    Template,
    Text,
    Token,
)

ESCAPES: Final = MappingProxyType({'"': '"', "\\": "\\", "n": "\n", "t": "\t", "{": "{"})
"""What stands behind a backslash in a text, and what it means."""
_IN_TEXT: Final = re.compile(r"\\(.?)|\{\{([^{}\"\\\n]*)\}\}|\{\{(?!\{)")
_TOKEN: Final = re.compile(r"\s*([^\s.:][^.:]*?)\s*\.\s*([^\s:][^:]*?)\s*(?::default=(.*))?", re.S)
_TOKEN_NAME: Final = re.compile(r"[^\W\d][\w ]*")


def quoted(context: Context, span: Span, raw: str) -> Name:
    if _is_too_long(context, span, raw):
        return Name("", True, span)
    if "\\" not in raw:
        return Name(composed(raw[1:-1]), True, span)
    return Name(composed("".join(cast(list[str], _parts(context, span, raw, False)))), True, span)


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
