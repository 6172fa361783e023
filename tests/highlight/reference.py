"""What each character of a text is, by the real lexer and the real parser."""

from enum import StrEnum
from pathlib import Path

from cdsl.source.span import Source
from cdsl.syntax.lexer import lex
from cdsl.syntax.machine import Machine, after, takes
from cdsl.syntax.parse import parse
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    ENDS,
    HEAD,
    KEY,
    NAME,
    NUMBER,
    QUOTED_KEY,
    SHIFT,
    STARTS,
    STRING,
    TERMINALS,
    TIME,
    TOKEN,
)
from cdsl.syntax.words import Style
from tests.docs.pages import ROOT


class Kind(StrEnum):
    """What a highlighter must tell apart, a letter each; a sign is nothing of it."""

    COMMENT = "c"
    TEXT = "t"
    TOKEN = "T"
    NUMBER = "n"
    KEYWORD = "k"
    NAME = "i"
    SIGN = "."


FOLDERS = (
    *("examples", "stdlib", "starter"),
    *("tests/corpus/run", "tests/corpus/lint", "tests/highlight"),
)
"""Where texts are; those of the last one are about what a highlighter may get wrong."""

KINDS = {
    **dict.fromkeys(Style, Kind.KEYWORD),
    **dict.fromkeys((Style.COMMENT, Style.DOC), Kind.COMMENT),
    **dict.fromkeys((Style.TEXT, Style.ESCAPE), Kind.TEXT),
    **dict.fromkeys((Style.TOKEN, Style.CONTEXT), Kind.TOKEN),
    **dict.fromkeys((Style.DATE, Style.NUMBER), Kind.NUMBER),
    **dict.fromkeys((Style.KEY, Style.FIELD, Style.TYPE), Kind.NAME),
}
"""What the styles of the table are."""

_TERMINALS = {
    **dict.fromkeys((NAME, KEY, HEAD), Kind.NAME),
    **dict.fromkeys((STRING, QUOTED_KEY), Kind.TEXT),
    **dict.fromkeys((DATE, DATETIME, TIME, SHIFT, NUMBER), Kind.NUMBER),
    TOKEN: Kind.TOKEN,
}


def texts() -> dict[str, str]:
    """Every file that parses of what ships and what the corpus runs, by its path from the root."""
    files = (path for folder in FOLDERS for path in sorted(Path(ROOT, folder).rglob("*.cdsl")))
    found = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}
    return {name: text for name, text in found.items() if not parse(Source(name, text)).diagnostics}


def reference(text: str) -> str:
    """A letter for each character: its `Kind`, `.` where it is a sign or blank.

    The text parses. A keyword is what the parser takes as one: the same word elsewhere is a name.
    """
    lexemes = lex(Source("", text))
    machine = Machine([STARTS["start"]], [None], [], 0, 0, ENDS["start"])
    states: list[int] = machine.states
    kinds = [Kind.SIGN.value] * len(text)
    for comment in lexemes.comments:
        _mark(kinds, comment.span.start, comment.span.end, Kind.COMMENT)
    for at in range(len(lexemes.kinds)):
        terminal = takes(machine, lexemes, states, at)
        assert terminal is not None, text[lexemes.starts[at] :][:40]
        if terminal == END:
            break
        states = after(machine, states, terminal) or []
        start, end = lexemes.starts[at], lexemes.ends[at]
        word = Kind.KEYWORD if TERMINALS[terminal].isidentifier() else Kind.SIGN
        kind = _TERMINALS.get(terminal, word)
        _mark(kinds, start, end, kind)
        if kind == Kind.TEXT:
            _mark_tokens(kinds, text, start, end)
    return "".join(kinds)


def _mark_tokens(kinds: list[str], text: str, start: int, end: int) -> None:
    """Tokens within a text, found as the builder of values finds them: an escape hides one."""
    at = start
    while at < end:
        if text[at] == "\\":
            at += 2
        elif text.startswith("{{", at) and (close := _token_end(text, at, end)) > 0:
            _mark(kinds, at, close, Kind.TOKEN)
            at = close
        else:
            at += 1


def _token_end(text: str, start: int, end: int) -> int:
    close = text.find("}}", start, end) + 2
    inside = text[start + 2 : close - 2]
    return close if close > 1 and not set(inside) & set('{}"\\\n') else 0


def _mark(kinds: list[str], start: int, end: int, kind: Kind) -> None:
    kinds[start:end] = [kind.value] * (end - start)


def disagreements(text: str, found: list[Style | None]) -> list[str]:
    """Where a highlighter sees something else than the parser: a line for each run of it.

    `found` has a style, or none, for each character. Blanks say nothing.
    """
    expected = reference(text)
    lines: list[str] = []
    last = -2
    for at, character in enumerate(text):
        seen = Kind.NAME if found[at] is None else KINDS[found[at] or Style.KEY]
        # What is not coloured may be a name or a sign.
        right = Kind.NAME if expected[at] == Kind.SIGN else Kind(expected[at])
        if not character.isspace() and seen != right:
            if at > last + 1:
                number = text.count("\n", 0, at) + 1
                lines.append(f"{number}: {text[at : at + 30]!r}: {right} {seen}")
            last = at
    return lines
