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
from typing import Any, assert_never

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.declarations import File, Folder, Program, ProgramItem
from cdsl.syntax.lexer import Comment, Lexemes, lex
from cdsl.syntax.parse import Parsed, parse, parse_inside
from cdsl.syntax.tables import LBRACE


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


def in_sections(source: Source, before: Sections | None = None) -> tuple[Parsed, Sections | None]:
    """A file read, and divided; not divided where it has faults, or another order than usual.

    Sections of `before` whose text is found again are taken from there.
    """
    whole = parse(source)
    divided = None if whole.diagnostics else _in_sections(source, whole, before)
    return (whole, None) if divided is None else (divided.parsed, divided)


def _in_sections(source: Source, whole: Parsed, before: Sections | None) -> Sections | None:
    if not whole.file.items:
        return None
    first = min(item.span.start for item in whole.file.items)
    workspace = whole.file.workspace
    if any(use.span.start > first for use in whole.file.uses):
        return None
    if workspace is not None and workspace.span.start > first:
        return None
    known = by_text(before.pieces if before is not None else ())
    pieces = Dividing(source, lex(source), known).divided(whole.file.items)
    return None if pieces is None else assembled(source, pieces)


# Dividing ---------------------------------------------------------------------------------------

Known = dict[tuple[Role, Inside, str], list[Piece]]


def by_text(pieces: Sequence[Piece]) -> Known:
    """Pieces without faults, to be taken again where their text is found."""
    known: Known = {}
    for piece in reversed(pieces):
        if not piece.has_faults:
            known.setdefault((piece.role, piece.inside, piece.text), []).append(piece)
    return known


@dataclass(slots=True)
class Dividing:
    """A text that was read without faults, and the pieces of an earlier one that are at hand."""

    source: Source
    lexemes: Lexemes
    known: Known

    def divided(self, items: Sequence[ProgramItem]) -> tuple[Piece, ...] | None:
        """All pieces of a file."""
        text = self.source.text
        first = items[0].span.start
        before = max((end for end in self.lexemes.ends[:-1] if end <= first), default=0)
        head = line_behind(text, before) if before else 0
        pieces: list[Piece] = []
        if head:
            pieces.append(self.piece(Role.HEAD, text[:head], None))
        rest = self.into(items, head, None, pieces)
        if rest is None:
            return None
        if rest < len(text):
            pieces.append(self.piece(Role.CLOSE, text[rest:], None))
        return tuple(pieces)

    def piece(self, role: Role, text: str, inside: Inside) -> Piece:
        """The piece of that text from before, else a new one."""
        known = self.known.get((role, inside, text))
        if known:
            return known.pop()
        return made(role, Section(self.source.name, text), inside)

    def into(
        self, items: Iterable[ProgramItem], begin: int, inside: Inside, pieces: list[Piece]
    ) -> int | None:
        """Add the pieces of items that stand one after the other; where the last one ends."""
        text = self.source.text
        for item in items:
            if isinstance(item, Program | Folder):
                brace = _opening(self.lexemes, item.span.start)
                opened = line_behind(text, self.lexemes.ends[brace])
                piece = self.piece(Role.OPEN, text[begin:opened], inside)
                if piece.parsed.diagnostics or len(piece.parsed.file.items) != 1:
                    return None
                pieces.append(piece)
                inner = self.into(item.items, opened, type(item), pieces)
                if inner is None:
                    return None
                end = line_behind(text, item.span.end)
                pieces.append(self.piece(Role.CLOSE, text[inner:end], inside))
            else:
                end = line_behind(text, item.span.end)
                leaf = self.piece(Role.LEAF, text[begin:end], inside)
                if leaf.parsed.diagnostics or len(leaf.parsed.file.items) != 1:
                    return None
                pieces.append(leaf)
            begin = end
        return begin


def line_behind(text: str, end: int) -> int:
    """The end of the line behind an offset, if only a comment follows there; else the offset."""
    line = text.find("\n", end)
    rest = text[end : line if line >= 0 else len(text)].strip()
    if rest and not rest.startswith("#"):
        return end
    return len(text) if line < 0 else line + 1


def _opening(lexemes: Lexemes, offset: int) -> int:
    """The index of the first brace behind an offset."""
    return next(
        at
        for at, kind in enumerate(lexemes.kinds)
        if kind == LBRACE and lexemes.starts[at] >= offset
    )


def made(role: Role, section: Section, inside: Inside) -> Piece:
    """The piece of a whole section, read by itself."""
    match role:
        case Role.HEAD:
            parsed = parse(section)
        case Role.LEAF:
            parsed = parse_inside(section, word_of(inside))
        case Role.OPEN:
            parsed = parse_inside(section, word_of(inside), closes=1)
        case Role.CLOSE:  # nothing but comments stands around the brace
            parsed = Parsed(File(None, None, (), (), Span(0, 0)), lex(section).comments, ())
        case _:
            assert_never(role)
    return Piece(role, section, parsed, inside, 0, len(section.text))


def word_of(inside: Inside) -> str:
    """The word that opens what a piece stands in, none at the top."""
    if inside is None:
        return ""
    return "program" if inside is Program else "folder"


# Putting together -------------------------------------------------------------------------------


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
