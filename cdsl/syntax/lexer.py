"""Cuts a text into lexemes, in one pass with one regular expression.

Floor 1. Knows no grammar but the generated tables: a word is the keyword of its spelling here, and
the parser reads it as a name where it can take no such keyword. What follows a lexeme is looked at
here, so that `limit:` leads as a key and `limit >= 3` as the head of a condition. Reports nothing:
what is no lexeme becomes one of the kinds below zero.
"""

import re
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    FIXED,
    HEAD,
    KEY,
    NAME,
    NEVER_HEAD,
    NUMBER,
    OPERATORS,
    QUOTED_KEY,
    SHIFT,
    STRING,
    TIME,
    TOKEN,
    TOKEN_SHAPE,
)

OPEN_TOKEN: Final = -1
"""`{{` that opens no token that can be read."""
OPEN_STRING: Final = -2
"""A text without its closing quote; the closing brackets at the end of its line are left out."""
FOREIGN_OPERATOR: Final = -3
"""`==`, `!=`, `&&`, `||` and the like."""
JUNK: Final = -4
"""Characters that the language does not have."""

_COMMENT: Final = -5
_KINDS: Final = (
    0,
    NAME,
    STRING,
    TOKEN,
    DATETIME,
    DATE,
    TIME,
    SHIFT,
    NUMBER,
    _COMMENT,
    OPEN_TOKEN,
    OPEN_STRING,
    FOREIGN_OPERATOR,
    0,
    JUNK,
)
_SHAPE: Final = re.compile(TOKEN_SHAPE)
_COLON: Final = FIXED[":"]
_ON: Final = FIXED["on"]
_OR: Final = FIXED["or"]
_BEFORE_LOOKAHEAD: Final = OPERATORS | {_COLON, FIXED["."], FIXED["="], FOREIGN_OPERATOR}
_BLOCK: Final = re.compile(r"\s+[{}](?=[\s{}]|\Z)(?!\{)(?![^\n]*\}\})|\s+\}\s")
_CLOSERS: Final = " \t\r})]"
WORDS: Final = frozenset({NAME, *(number for text, number in FIXED.items() if text.isidentifier())})
"""The kinds that are a keyword or a name."""


@dataclass(frozen=True, slots=True)
class Comment:
    """`# text`, or `## text` when `doc`; `text` is what stands after the signs, unchanged."""

    text: str
    doc: bool
    span: Span


@dataclass(slots=True)
class Lexemes:
    """The lexemes of a text as columns of equal length; the last one is the end of the text.

    `leads` is what a lexeme is by what follows it, to be tried before its `kinds`. The parser's
    recovery writes to these columns where it repairs.
    """

    kinds: list[int]
    leads: list[int]
    texts: list[str]
    starts: list[int]
    ends: list[int]
    comments: tuple[Comment, ...]


def lex(source: Source) -> Lexemes:
    """All lexemes and comments of a text; never fails."""
    text = source.text
    kinds: list[int] = []
    leads: list[int] = []
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    comments: list[Comment] = []
    fixed = FIXED.get
    at: int | None = 1 if text.startswith("\ufeff") else 0
    while at is not None:
        found = _SHAPE.finditer(text, at)
        at = None
        for match in found:
            lexeme = match.group()
            start, end = match.span()
            kind = fixed(lexeme)
            if kind is None:
                kind = _KINDS[match.lastindex or 0]
                if kind == _COMMENT:
                    doc = lexeme.startswith("##")
                    comments.append(Comment(lexeme[2 if doc else 1 :], doc, Span(start, end)))
                    continue
            if kind in _BEFORE_LOOKAHEAD and leads:
                leads[-1] = _lead(kinds[-1], texts[-1], kind)
            elif kind == _OR and len(kinds) > 1 and kinds[-1] == _ON:
                leads[-2] = _lead(kinds[-2], texts[-2], kind)
            if kind == OPEN_STRING:
                lexeme = _without_closers(lexeme)
                end = start + len(lexeme)
                at = end
            leads.append(kind)
            if kind == SHIFT and lexeme[1:].isdecimal():
                kind = NUMBER
            kinds.append(kind)
            texts.append(lexeme)
            starts.append(start)
            ends.append(end)
            if at is not None:
                break
    end = len(text)
    kinds.append(END)
    leads.append(END)
    texts.append("")
    starts.append(end)
    ends.append(end)
    return Lexemes(kinds, leads, texts, starts, ends, tuple(comments))


def lead(kind: int, text: str, follower: int) -> int:
    """What a word or text leads as before a lexeme of another kind."""
    return _lead(kind, text, follower) if follower in _BEFORE_LOOKAHEAD else kind


def _lead(kind: int, text: str, follower: int) -> int:
    if follower == _COLON:
        if kind == STRING:
            return QUOTED_KEY
        return KEY if kind in WORDS else kind
    if kind in WORDS and text not in NEVER_HEAD:
        return HEAD
    return kind


def _without_closers(open_string: str) -> str:
    """An open text without the brackets at the end of its line, which belong to what is around."""
    brace = _BLOCK.search(open_string)
    if brace is not None:
        return open_string[: brace.start()]
    kept = open_string.rstrip(_CLOSERS)
    if kept.rfind("{{") > kept.rfind("}}"):
        closed = open_string.find("}}", len(kept))
        return open_string[: closed + 2] if closed >= 0 else kept
    return kept
