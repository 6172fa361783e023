"""Repairs of characters: open texts and tokens, signs of other languages, stray brackets.

Floor 1; see `cdsl.syntax.repairs`.
"""

from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax.build_context import replacement, report
from cdsl.syntax.fault import Fault, is_first, line, shown, span_of, tell, write
from cdsl.syntax.lexer import FOREIGN_OPERATOR, JUNK, OPEN_STRING, OPEN_TOKEN, WORDS
from cdsl.syntax.machine import after, feed, taken
from cdsl.syntax.places import VALUES, place_of_value, put_value
from cdsl.syntax.rewrite import way_out
from cdsl.syntax.tables import END, FIXED, LBRACE, RBRACE, STRING

_FOREIGN: Final = {
    "==": ("is",),
    "=": ("is",),
    "!=": ("is", "not"),
    "<>": ("is", "not"),
    "=>": (">=",),
    "=<": ("<=",),
    "&&": ("and",),
    "&": ("and",),
    "||": ("or",),
    "|": ("or",),
    "!": ("not",),
}
_QUOTES: Final = "'`´‘’‚‛“”„‟«»"
_CLOSED_BY: Final = {FIXED[")"]: "(", FIXED["]"]: "["}


def open_string(fault: Fault) -> bool:
    """A text without its closing quote (CDS002): close it at the end of its line."""
    at = fault.machine.at
    if fault.lexemes.kinds[at] != OPEN_STRING:
        return False
    span = span_of(fault, at)
    if line(fault, at) != fault.machine.told:
        report(
            fault.context,
            "CDS002",
            "this text is not closed",
            span,
            label="opened here",
            help='close it with `"` in the same line; a line break in a text is `\\n`',
            fix=Fix("close the text", (Edit(Span(span.end, span.end), '"'),)),
        )
    tell(fault, at)
    raw = fault.lexemes.texts[at]
    backslashes = len(raw) - len(raw.rstrip("\\"))
    write(fault, at, STRING, (raw[:-1] if backslashes % 2 else raw) + '"')
    return True


def open_token(fault: Fault) -> bool:
    """`{{` that opens no token (CDS008), or two braces written together."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] != OPEN_TOKEN:
        return False
    opened = after(machine, machine.states, LBRACE)
    if opened is not None and taken(opened, LBRACE, machine.final) is not None:
        feed(machine, fault.context, LBRACE, "{")
        write(fault, at, LBRACE, "{")
        lexemes.starts[at] += 1
        return True
    inner = WORDS | {FIXED["."], FIXED[":"], FIXED["="]}
    then = at + 1
    while lexemes.kinds[then] in inner and not is_first(fault, then):
        then += 1
    for _ in range(2):
        if lexemes.kinds[then] == RBRACE and lexemes.starts[then] == lexemes.ends[then - 1]:
            then += 1
    span = Span(lexemes.starts[at], lexemes.ends[then - 1])
    tell(fault, at)
    text = fault.context.source.text[span.start : span.end]
    report(
        fault.context,
        "CDS008",
        f"`{text[:40]}` is no token",
        span,
        label="not closed by `}}`",
        help="a token is written `{{my.name}}` or `{{lead.First Name:default=friend}}`",
    )
    machine.at = then
    place = place_of_value(fault)
    if place is not None and place in VALUES:
        put_value(fault, place, text, span)
        return True
    machine.at = then - 1
    write(fault, then - 1, JUNK, "")
    return junk(fault)


def foreign_operator(fault: Fault) -> bool:
    """`==`, `&&` and the like (CDS006): read them as what they mean."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    text = lexemes.texts[at]
    sign = text[:2] if text[:1] in "=!" else text
    words = _FOREIGN.get("==" if sign.startswith("==") else sign)
    if words is None or lexemes.kinds[at] == STRING:
        return False
    states: list[int] | None = machine.states
    for word in words:
        states = None if states is None else after(machine, states, FIXED[word])
    if states is None:
        return False
    tell(fault, at)
    meant = " ".join(words)
    report(
        fault.context,
        "CDS006",
        f"`{text}` is no operator of the language",
        span_of(fault, at),
        help=f"write `{meant}`; the others are `is`, `is not`, `and`, `or`, `not`",
        fix=way_out(fault, span_of(fault, at), meant),
    )
    for word in words[:-1]:
        feed(machine, fault.context, FIXED[word], word)
    write(fault, at, FIXED[words[-1]], words[-1])
    return True


def foreign_quotes(fault: Fault) -> bool:
    """A text in single or typographic quotes (CDS006)."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    read = foreign_text(fault, at)
    if read is None:
        return False
    behind, meant = read
    last = behind - 1
    quote = lexemes.texts[at][0]
    span = Span(lexemes.starts[at], lexemes.starts[last] + 1)
    tell(fault, at)
    report(
        fault.context,
        "CDS006",
        f"`{quote}` is no quote of the language",
        span,
        help='texts stand in straight double quotes: `"…"`',
        fix=replacement('write `"…"`', span, meant),
    )
    machine.at = last
    lexemes.starts[last], lexemes.ends[last] = span
    write(fault, last, STRING, meant)
    return True


def foreign_text(fault: Fault, at: int) -> tuple[int, str] | None:
    """Where a text in foreign quotes ends that begins here, and how the language writes it."""
    lexemes = fault.lexemes
    text = lexemes.texts[at]
    if lexemes.kinds[at] != JUNK or not text or text[0] not in _QUOTES:
        return None
    source = fault.context.source.text
    last = at
    while not (last > at and lexemes.kinds[last] == JUNK and lexemes.texts[last][0] in _QUOTES):
        last += 1
        if lexemes.kinds[last] == END or is_first(fault, last):
            return None
    inner = source[lexemes.starts[at] + 1 : lexemes.starts[last]]
    inner = inner.replace("\\'", "'").replace("\\", "\\\\").replace('"', '\\"')
    return last + 1, f'"{inner}"'


def junk(fault: Fault) -> bool:
    """Characters that the language does not have (CDS006): leave them out."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in (JUNK, FOREIGN_OPERATOR):
        return False
    if line(fault, at) != machine.told and lexemes.texts[at] in ("+", "-"):
        tell(fault, at)
        report(
            fault.context,
            "CDS006",
            f"{shown(fault, at)} cannot stand here",
            span_of(fault, at),
            help="it stands directly before a number, `change score by +10`, or between a date or "
            "token and a duration, `{{my.start}} + 3 days`",
        )
    elif line(fault, at) != machine.told:
        tell(fault, at)
        report(
            fault.context,
            "CDS006",
            f"{shown(fault, at)} is not part of the language",
            span_of(fault, at),
            help="leave it out; a text stands in double quotes, a comment begins with `#`",
            fix=replacement("leave it out", span_of(fault, at), ""),
        )
    machine.at += 1
    return True


def closes_nothing(fault: Fault) -> bool:
    """A closing bracket without its opening one (CDS004 for braces): leave it out."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    kind = lexemes.kinds[at]
    opening = "{" if kind == RBRACE else _CLOSED_BY.get(kind)
    if opening is None or opening in machine.values:
        return False
    if line(fault, at) != machine.told:
        tell(fault, at)
        report(
            fault.context,
            "CDS004" if kind == RBRACE else "CDS001",
            f"{shown(fault, at)} closes nothing",
            span_of(fault, at),
            label=f"no `{opening}` is open here",
            help="leave it out, or look for one too many before it",
            fix=replacement("leave it out", span_of(fault, at), ""),
        )
    machine.at += 1
    return True
