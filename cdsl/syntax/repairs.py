"""Repairs of mistakes whose meaning is plain: report them and go on as if written well.

Floor 1. Each repair is handed the parser at the lexeme that it cannot take, and says whether it
was the one to act. One that acted has made sure that the parser comes further.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax.build_context import replacement, report
from cdsl.syntax.expectations import KEYWORDS, expected_words
from cdsl.syntax.fault import (
    Fault,
    braces_to_close,
    close_braces,
    heights,
    indentation,
    is_first,
    line,
    shown,
    span_of,
    tell,
)
from cdsl.syntax.lexer import FOREIGN_OPERATOR, JUNK, OPEN_STRING, OPEN_TOKEN, WORDS
from cdsl.syntax.machine import after, feed, put, settle, taken, takes
from cdsl.syntax.nodes import BareName, Name
from cdsl.syntax.tables import (
    END,
    FIXED,
    GOTOS,
    HEAD,
    KEY,
    LBRACE,
    NAME,
    NONTERMINALS,
    NOT,
    OPERATORS,
    RBRACE,
    STRING,
    TERMINALS,
)

_VALUE: Final = NONTERMINALS.index("value")
_SCALAR: Final = NONTERMINALS.index("scalar")
_QUOTED: Final = NONTERMINALS.index("quoted")
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
_SIGNS: Final = (":", ",", ")", "]", "{")
_CLOSED_BY: Final = {FIXED[")"]: "(", FIXED["]"]: "["}


def _write(fault: Fault, at: int, terminal: int, text: str) -> None:
    fault.lexemes.kinds[at] = fault.lexemes.leads[at] = terminal
    fault.lexemes.texts[at] = text


def _open_string(fault: Fault) -> bool:
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
    _write(fault, at, STRING, (raw[:-1] if backslashes % 2 else raw) + '"')
    return True


def _open_token(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] != OPEN_TOKEN:
        return False
    opened = after(machine, machine.states, LBRACE)
    if opened is not None and taken(opened, LBRACE, machine.final) is not None:
        feed(machine, fault.context, LBRACE, "{")
        _write(fault, at, LBRACE, "{")
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
    place = _place(fault)
    if place in (_VALUE, _SCALAR):
        _put_value(fault, place, text, span)
        return True
    machine.at = then - 1
    _write(fault, then - 1, JUNK, "")
    return _junk(fault)


def _foreign_operator(fault: Fault) -> bool:
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
        fix=replacement(f"write `{meant}`", span_of(fault, at), meant),
    )
    for word in words[:-1]:
        feed(machine, fault.context, FIXED[word], word)
    _write(fault, at, FIXED[words[-1]], words[-1])
    return True


def _foreign_quotes(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    text = lexemes.texts[at]
    if lexemes.kinds[at] != JUNK or text[:1] not in _QUOTES or not text:
        return False
    source = fault.context.source.text
    last = at
    while not (last > at and lexemes.kinds[last] == JUNK and lexemes.texts[last][0] in _QUOTES):
        last += 1
        if lexemes.kinds[last] == END or is_first(fault, last):
            return False
    span = Span(lexemes.starts[at], lexemes.starts[last] + 1)
    inner = source[span.start + 1 : span.end - 1].replace("\\", "\\\\").replace('"', '\\"')
    tell(fault, at)
    report(
        fault.context,
        "CDS006",
        f"`{text[0]}` is no quote of the language",
        span,
        help='texts stand in straight double quotes: `"…"`',
        fix=replacement('write `"…"`', span, f'"{inner}"'),
    )
    machine.at = last
    lexemes.starts[last], lexemes.ends[last] = span
    _write(fault, last, STRING, f'"{inner}"')
    return True


def _junk(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in (JUNK, FOREIGN_OPERATOR):
        return False
    if line(fault, at) != machine.told:
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


def _closes_nothing(fault: Fault) -> bool:
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


def _missing_braces(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    at_end = lexemes.kinds[at] == END
    if not at_end and (
        not is_first(fault, at) or taken(machine.states, RBRACE, machine.final) is None
    ):
        return False
    count = braces_to_close(fault)
    if count is None:
        return False
    if line(fault, at) != machine.told or at_end:
        tell(fault, at)
        opens = [height for height, value in enumerate(machine.values) if value == "{"]
        opener = _unclosed(fault, machine.starts[opens[-count]])
        missing = Span(machine.end, machine.end)
        report(
            fault.context,
            "CDS003",
            "this block is not closed" if count == 1 else f"{count} blocks are not closed",
            span_of(fault, at),
            label="`}` is missing before this",
            help="close it with `}`",
            related=(Related("the block opens here", fault.context.source, opener),),
            fix=Fix("close the block", (Edit(missing, " }" * count),)),
        )
    close_braces(fault, count)
    return True


def _unclosed(fault: Fault, opener: int) -> Span:
    """The brace that most likely was not closed: its partner stands further left than its line."""
    lexemes = fault.lexemes
    opens: list[int] = []
    for at in range(bisect_left(lexemes.starts, opener), fault.machine.at):
        if lexemes.kinds[at] == LBRACE:
            opens.append(lexemes.starts[at])
        elif lexemes.kinds[at] == RBRACE and opens:
            begin = opens.pop()
            if is_first(fault, at) and indentation(fault, lexemes.starts[at]) < indentation(
                fault, begin
            ):
                return Span(begin, begin + 1)
    return Span(opener, opener + 1)


def _place(fault: Fault) -> int | None:
    """What kind of value or name could stand here as a text in quotes."""
    stack = taken(fault.machine.states, STRING, fault.machine.final)
    if stack is None:
        return None
    could = GOTOS[stack[-1]]
    return next((place for place in (_VALUE, _SCALAR, _QUOTED) if place in could), None)


def _put_value(fault: Fault, place: int, text: str, span: Span) -> None:
    settle(fault.machine, fault.context, STRING)
    value = Name(text, True, span) if place == _QUOTED else BareName(text, span)
    put(fault.machine, place, value, span)


def _bare_name(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    place = _place(fault) if lexemes.kinds[at] in WORDS else None
    if place is None or _begins_statement(fault):
        return False
    then = at + 1
    dotted = False
    while not is_first(fault, then):
        kind = lexemes.kinds[then]
        if kind == FIXED["."] and lexemes.kinds[then + 1] in WORDS:
            dotted = True
            then += 2
        elif kind == NAME and lexemes.leads[then] == NAME:
            then += 1
        else:
            break
    span = Span(lexemes.starts[at], lexemes.ends[then - 1])
    text = fault.context.source.text[span.start : span.end]
    meant = nearest(text, _constants(fault)) if place != _QUOTED and then == at + 1 else None
    if meant is not None and len(text) > 3:
        return _misspelled_as(fault, at, meant)
    tell(fault, at)
    _report_bare_name(fault, text, span, place == _QUOTED, dotted)
    machine.at = then
    _put_value(fault, place, text, span)
    return True


def _constants(fault: Fault) -> tuple[str, ...]:
    states, final = fault.machine.states, fault.machine.final
    words = ("true", "false", "empty")
    return tuple(word for word in words if taken(states, FIXED[word], final) is not None)


def _report_bare_name(fault: Fault, text: str, span: Span, name: bool, dotted: bool) -> None:
    text = " ".join(text.split())
    quoted, token = f'"{text}"', f"{{{{{text if dotted else 'my.' + text}}}}}"
    if name:
        message, help = f"the name `{text}` stands without quotes", f"write `{quoted}`"
    else:
        message = f"`{text}` is a bare name where a value must stand"
        help = f"write `{quoted}` for a text, or `{token}` for the value of a token"
        if dotted:
            help = f"write `{token}` for the value of a token, or `{quoted}` for a text"
    fix = (
        replacement("put it in double braces", span, token)
        if dotted and not name
        else replacement("put it in quotes", span, quoted)
    )
    report(fault.context, "CDS005", message, span, help=help, fix=fix)


def _begins_statement(fault: Fault) -> bool:
    """Whether the word at hand rather begins the next statement."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    for height in heights(fault):
        states = machine.states[:height]
        terminal = takes(machine, lexemes, states, at)
        if terminal is None:
            continue
        if is_first(fault, at):
            return True
        then = after(machine, states, terminal)
        if then is not None and takes(machine, lexemes, then, at + 1) is not None:
            return True
    return is_first(fault, at) and braces_to_close(fault) is not None


def _misspelled_operator(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in WORDS or lexemes.kinds[at + 1] != NAME or is_first(fault, at + 1):
        return False
    operators = (TERMINALS[kind] for kind in sorted(OPERATORS) if TERMINALS[kind].isalpha())
    meant = nearest(lexemes.texts[at + 1], operators)
    if meant is None or taken(machine.states, HEAD, machine.final) is None:
        return False
    lexemes.leads[at] = HEAD
    return _misspelled_as(fault, at + 1, meant)


def _misspelled(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    kind, text = lexemes.kinds[at], lexemes.texts[at]
    if kind not in WORDS or len(text) < (3 if kind == NAME else 4):
        return False
    words = [w for w in expected_words(machine.states, machine.final) if w.isidentifier()]
    fitting = []
    for word in words:
        then = after(machine, machine.states, FIXED[word])
        if then is not None and takes(machine, lexemes, then, at + 1) is not None:
            fitting.append(word)
    meant = nearest(text, fitting)
    if meant is None and is_first(fault, at):
        meant = nearest(text, KEYWORDS)
    return meant in words and _misspelled_as(fault, at, str(meant))


def _joined(fault: Fault) -> bool:
    """Two words written as one: `smartlist`."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    text = lexemes.texts[at].lower()
    if lexemes.kinds[at] != NAME:
        return False
    for word in expected_words(machine.states, machine.final):
        rest = text.removeprefix(word).removeprefix("_")
        if not text.startswith(word) or rest not in KEYWORDS or rest not in FIXED:
            continue
        then = after(machine, machine.states, FIXED[word])
        if then is not None and taken(then, FIXED[rest], machine.final) is not None:
            feed(machine, fault.context, FIXED[word], word)
            return _misspelled_as(fault, at, rest, f"{word} {rest}")
    return False


def _misspelled_as(fault: Fault, at: int, meant: str, whole: str = "") -> bool:
    whole = whole or meant
    tell(fault, at)
    report(
        fault.context,
        "CDS001",
        f"{shown(fault, at)} is no word of the language here",
        span_of(fault, at),
        help=f"did you mean `{whole}`?",
        fix=replacement(f"write `{whole}`", span_of(fault, at), whole),
    )
    _write(fault, at, FIXED[meant], meant)
    return True


def _missing_colon(fault: Fault) -> bool:
    """Let a name without its colon be a key; the colon is then the next thing that is missing."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in WORDS or is_first(fault, at + 1):
        return False
    key = after(machine, machine.states, KEY)
    colon = None if key is None else after(machine, key, FIXED[":"])
    if colon is None or takes(machine, lexemes, colon, at + 1) is None:
        return False
    lexemes.leads[at] = KEY
    return True


def _missing_sign(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    for sign in _SIGNS:
        then = after(machine, machine.states, FIXED[sign])
        if then is None or takes(machine, lexemes, then, at) is None:
            continue
        if sign == "{" and is_first(fault, at):
            continue
        tell(fault, at)
        missing = Span(machine.end, machine.end)
        report(
            fault.context,
            "CDS001",
            f"`{sign}` is missing before {shown(fault, at)}",
            span_of(fault, at),
            help=f"write `{sign}` before it",
            fix=Fix(f"write `{sign}`", (Edit(missing, sign if sign in ":,)]" else f" {sign}"),)),
        )
        feed(machine, fault.context, FIXED[sign], sign)
        return True
    return False


REPAIRS: Final[tuple[Callable[[Fault], bool], ...]] = (
    _open_string,
    _open_token,
    _foreign_operator,
    _foreign_quotes,
    _junk,
    _closes_nothing,
    _missing_braces,
    _misspelled_operator,
    _joined,
    _misspelled,
    _bare_name,
    _missing_colon,
    _missing_sign,
)
"""The repairs, in the order in which they are tried."""
