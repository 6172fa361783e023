"""What was written, lexeme by lexeme: the words of a file with its comments and empty lines.

Floor 6. A cursor goes over the lexemes once, from the first to the last, and hands each of them on
as it is spelled, together with the comments before it; so nothing is lost and nothing moves. Only
optional commas are left out, and a comment before a comma or colon comes after it.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import field
from typing import Final, NamedTuple

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import Lexemes, lex
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    FIXED,
    LBRACE,
    LPAR,
    RPAR,
    SHIFT,
    TOKEN,
)
from cdsl.tools.format.document import WIDTH, Document, Indent, Note

COMMA: Final = FIXED[","]
OPEN_LIST: Final = FIXED["["]
CLOSE_LIST: Final = FIXED["]"]
COLON: Final = FIXED[":"]
_DOT: Final = FIXED["."]
_CLOSE_TO_WHAT_IS_BEFORE: Final = frozenset({COMMA, COLON, _DOT, FIXED["%"], CLOSE_LIST, RPAR})
_CLOSE_TO_WHAT_FOLLOWS: Final = frozenset({OPEN_LIST, LPAR, _DOT})
_SHIFTABLE: Final = frozenset({TOKEN, DATE, DATETIME})
_EMPTY_LINE: Final = re.compile(r"\n\s*\n")


class Comments(NamedTuple):
    """What stands before a lexeme: comments, and whether an empty line does.

    `blanks` are for the comments in lines of their own, and last for the lexeme itself.
    """

    trailing: tuple[Note, ...]
    own: tuple[Note, ...]
    blanks: tuple[bool, ...]


class Clause(NamedTuple):
    """A part that is no node of the tree: `otherwise keep`, `reply { … }`, `language 1`."""

    span: Span


class Parts(NamedTuple):
    """What is inside of a block, or of a file: from where to where, and its parts."""

    begin: int
    end: int
    parts: tuple[Span, ...]


@dataclass(slots=True)
class Written:
    """The lexemes of a file, and how far they have been handed on.

    `words` are the lexemes with the blank before them, `notes` the comments still to come with the
    lexeme before which they stand, the next ones last. `breaks` counts what can stand on no line
    with other things; lines begin at `indent` at most. `blocks` is filled on the way.
    """

    source: Source
    lexemes: Lexemes
    words: list[str]
    notes: list[tuple[int, list["_Comment"]]]
    next_note: int
    at: int = 0
    left: int = 0
    breaks: int = 0
    indent: int = 0
    blocks: list[Parts] = field(default_factory=list)

    def index(self, offset: int) -> int:
        """The first lexeme that begins at an offset, or after it."""
        return bisect_left(self.lexemes.starts, offset, self.at)

    def has(self, kind: int, end: int) -> bool:
        """Whether there is a lexeme of a kind before the one at `end`."""
        return kind in self.lexemes.kinds[self.at : end]

    def find(self, kind: int) -> int:
        """The next lexeme of a kind."""
        return self.lexemes.kinds.index(kind, self.at)

    def flat(self, begin: int, breaks: int) -> str | None:
        """What was handed on since `begin` as one line, if it can be one.

        `breaks` is what was counted before.
        """
        if breaks != self.breaks or self.at - begin > WIDTH:
            return None
        return "".join(self.words[begin : self.at])

    def statement(self, end: int) -> str | None:
        """A whole part up to the lexeme at `end`, if nothing in it can be other than one line."""
        if self.next_note < end or self.has(LBRACE, end):
            return None
        if self._has_empty_line(self.lexemes.starts[self.at], self.lexemes.starts[end - 1]):
            return None
        text = "".join(self.words[self.at : end])
        if self.indent + len(text) - text.startswith(" ") > WIDTH:
            return None
        return self._text(end)

    def take(self, end: int) -> Document:
        """The words up to the lexeme at `end`; what comments break is indented."""
        if self.next_note >= end:
            return self._text(end)
        return Indent(self.take_level(end))

    def take_level(self, end: int) -> Document:
        """The words up to the lexeme at `end`; what comments break is not indented."""
        found: list[Document] = []
        while self.next_note < end:
            if self.next_note > self.at:
                found.append(self._text(self.next_note))
            found.append(self.take_notes())
        found.append(self._text(end))
        return tuple(found)

    def take_notes(self) -> Document:
        """The comments before the lexeme at hand, which comes in a line of its own after them."""
        if self.next_note > self.at:
            return ()
        return tuple(comment.note for comment in self._notes())

    def skip(self) -> None:
        """Leave a lexeme out."""
        assert self.next_note > self.at
        self.words[self.at] = ""
        self.at += 1

    def comments(self) -> Comments:
        """The comments before the lexeme at hand."""
        start = self.lexemes.starts[self.at]
        if self.next_note > self.at:
            return Comments((), (), (self._has_empty_line(self.left, start),))
        found = self._notes()
        blank = self._has_empty_line(found[-1].end, start)
        trailing = tuple(comment.note for comment in found if not comment.note.own_line)
        own = [comment for comment in found if comment.note.own_line]
        return Comments(
            trailing,
            tuple(comment.note for comment in own),
            (*(comment.blank for comment in own), blank),
        )

    def _text(self, end: int) -> str:
        text = "".join(self.words[self.at : end])
        self.at = end
        self.left = _end_before(self.lexemes, end)
        return text

    def _notes(self) -> list["_Comment"]:
        _, found = self.notes.pop()
        self.next_note = self.notes[-1][0] if self.notes else len(self.words)
        self.breaks += 1
        return found

    def _has_empty_line(self, begin: int, end: int) -> bool:
        return _EMPTY_LINE.search(self.source.text, begin, end) is not None


class _Comment(NamedTuple):
    """A comment, whether an empty line stands before it, and where it ends."""

    note: Note
    blank: bool
    end: int


def read(source: Source) -> Written:
    """A file without mistakes, ready to be handed on."""
    lexemes = lex(source)
    notes = _notes(source, lexemes)
    notes.reverse()
    return Written(
        source, lexemes, _words(lexemes), notes, notes[-1][0] if notes else len(lexemes.texts)
    )


def _words(lexemes: Lexemes) -> list[str]:
    kinds = lexemes.kinds
    words = [
        text if kind in _CLOSE_TO_WHAT_IS_BEFORE or before in _CLOSE_TO_WHAT_FOLLOWS else f" {text}"
        for text, kind, before in zip(lexemes.texts, kinds, [OPEN_LIST, *kinds], strict=False)
    ]
    for at, lead in enumerate(lexemes.leads):
        # A sign before a number is a step in time only after what can be moved.
        if lead == SHIFT and kinds[at - 1] in _SHIFTABLE:
            sign = lexemes.texts[at]
            words[at] = f" {sign[0]} {sign[1:].strip()}"
    return words


def _notes(source: Source, lexemes: Lexemes) -> list[tuple[int, list[_Comment]]]:
    text, kinds = source.text, lexemes.kinds
    notes: list[tuple[int, list[_Comment]]] = []
    last = 0
    for comment in lexemes.comments:
        begin, end = comment.span
        at = bisect_right(lexemes.starts, begin)
        blank = _EMPTY_LINE.search(text, max(last, _end_before(lexemes, at)), begin) is not None
        last = max(last, lexemes.ends[at - 1] if at else 0)
        own_line = blank or not last or text.find("\n", last, begin) >= 0
        last = end
        while kinds[at] in (COMMA, COLON):
            at += 1
        if not notes or notes[-1][0] != at:
            notes.append((at, []))
        found = notes[-1][1]
        note = Note(text[begin:end].rstrip(), own_line or bool(found))
        found.append(_Comment(note, blank, end))
    return notes


def _end_before(lexemes: Lexemes, at: int) -> int:
    """Where the lexeme before the one at `at` ends, commas aside: they divide no paragraphs."""
    while at and lexemes.kinds[at - 1] == COMMA:
        at -= 1
    return lexemes.ends[at - 1] if at else 0
