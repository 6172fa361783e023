"""A file in sections, so that what nobody has touched is not read again.

Floor 1. Every declaration that holds no others is a section with a text of its own, and so are the
line that opens a program or folder, the one that closes it, and what stands above the first
declaration. Spans of a section's nodes are counted from the section's own start: the text before
may grow and shrink, and the nodes stay what they are. The whole is the same as if the file had been
read at once, which a property proves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.files import File, Folder, Program
from cdsl.syntax.lexer import Comment
from cdsl.syntax.parse import Parsed


class Section(Source):
    """The text of one section; two of the same text are two sections."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Role(Enum):
    """What a section is in its file."""

    HEAD = "what stands above the first declaration"
    LEAF = "declarations that hold no others"
    OPEN = "the beginning of what holds others"
    CLOSE = "its end"


Inside = type[Program] | type[Folder] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file's text, and what was read from it; `inside` is what it stands in.

    `section` is the text that its spans are counted in. The piece begins there at `lead` and has
    `length` characters; what is around is what had to be read with it.
    """

    role: Role
    section: Section
    parsed: Parsed
    inside: Inside
    lead: int
    length: int

    @property
    def text(self) -> str:
        """Its own text."""
        return self.section.text[self.lead : self.lead + self.length]

    @property
    def has_faults(self) -> bool:
        """Whether something in it could not be read as it stands."""
        return bool(self.parsed.diagnostics)


@dataclass(frozen=True, slots=True)
class Sections:
    """A file's text in pieces, and the whole that they make."""

    source: Source
    pieces: tuple[Piece, ...]
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Change:
    """The characters from `start` to `end` of a text have become others, `by` more than before."""

    start: int
    end: int
    by: int


def assembled(source: Source, pieces: tuple[Piece, ...]) -> Sections:
    """The file that some pieces make."""
    starts = [start - piece.lead for piece, start in zip(pieces, starts_of(pieces), strict=True)]
    stack: list[list[Any]] = [[]]
    opened: list[tuple[Program | Folder, Section, int]] = []
    sections: dict[int, Source] = {}
    extents: dict[int, Span] = {}
    head = File(None, None, (), (), Span(0, 0))
    for piece, start in zip(pieces, starts, strict=True):
        items = piece.parsed.file.items
        match piece.role:
            case Role.HEAD:
                head = piece.parsed.file
            case Role.LEAF:
                stack[-1].extend(items)
                for item in items:
                    sections[id(item)] = piece.section
                    extents[id(item)] = moved(item.span, start)
            case Role.OPEN:
                (item,) = items
                assert isinstance(item, Program | Folder)
                opened.append((item, piece.section, start))
                stack.append([])
            case Role.CLOSE if opened:
                shell, section, began = opened.pop()
                whole = replace(shell, items=tuple(stack.pop()))
                stack[-1].append(whole)
                sections[id(whole)] = section
                brace = piece.section.text.rfind("}", 0, _code_end(piece)) + 1
                extents[id(whole)] = Span(began + shell.span.start, start + brace)
            case Role.CLOSE:
                pass
    items = tuple(stack[0])
    file = File(head.language, head.workspace, head.uses, items, Span(0, len(source.text)))
    comments = tuple(
        Comment(comment.text, comment.doc, moved(comment.span, start))
        for piece, start in zip(pieces, starts, strict=True)
        for comment in piece.parsed.comments
    )
    diagnostics = tuple(found for piece in pieces for found in piece.parsed.diagnostics)
    offsets: dict[Source, int] = {
        piece.section: start for piece, start in zip(pieces, starts, strict=True)
    }
    parsed = Parsed(
        file,
        comments,
        diagnostics,
        MappingProxyType(sections),
        MappingProxyType(extents),
        MappingProxyType(offsets),
    )
    return Sections(source, pieces, parsed)


def _code_end(piece: Piece) -> int:
    """Where the closing brace of a piece has passed: the first comment behind it, or the end."""
    text = piece.section.text
    comments = piece.parsed.comments
    at = 0
    for comment in comments:
        if "}" in text[at : comment.span.start]:
            return comment.span.start
        at = comment.span.end
    return len(text)


def moved(span: Span, by: int) -> Span:
    """A span so many characters further on."""
    return Span(span.start + by, span.end + by)


def starts_of(pieces: Iterable[Piece]) -> list[int]:
    """Where each piece begins in the file."""
    starts, at = [], 0
    for piece in pieces:
        starts.append(at)
        at += piece.length
    return starts


def holders(pieces: Iterable[Piece], outer: Sequence[Inside] = ()) -> list[Inside]:
    """What is open behind some pieces, the outermost first; `outer` is what is open before them."""
    found = list(outer)
    for piece in pieces:
        if piece.role is Role.OPEN:
            found.append(Program if isinstance(piece.parsed.file.items[0], Program) else Folder)
        elif piece.role is Role.CLOSE and found:
            found.pop()
    return found
