"""A file that was read without faults, divided into its sections.

Floor 1; see `cdsl.syntax.sections`. Each section is read once more by itself, or taken from an
earlier reading where its text is the same; a file that would not come out as it was read is not
divided.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.files import File, Folder, Program, ProgramItem
from cdsl.syntax.lexer import Lexemes, lex
from cdsl.syntax.parse import Parsed, parse, parse_inside
from cdsl.syntax.sections import Inside, Piece, Role, Section, Sections, assembled
from cdsl.syntax.tables import LBRACE

Known = dict[tuple[Role, Inside, str], list[Piece]]


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
