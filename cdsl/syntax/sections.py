"""A file in sections, so that what nobody has touched is not read again.

Floor 1. Every declaration that holds no others is a section with a text of its own, and so are the
line that opens a program or folder, the one that closes it, and what stands above the first
declaration. Spans of a section's nodes are counted from the section's own start: the text before
may grow and shrink, and the nodes stay what they are. The whole is the same as if the file had been
read at once, which a property proves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.declarations import File, Folder, Program, ProgramItem
from cdsl.syntax.lexer import Comment, Lexemes, lex
from cdsl.syntax.parse import Parsed, parse, parse_inside
from cdsl.syntax.tables import LBRACE, RBRACE


class Section(Source):
    """The text of one section; two of the same text are two sections."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class _Role(Enum):
    HEAD = "what stands above the first declaration"
    LEAF = "declarations that hold no others"
    OPEN = "the beginning of what holds others"
    CLOSE = "its end"


_Inside = type[Program] | type[Folder] | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A section and what was read from it; `inside` is what it stands in."""

    role: _Role
    section: Section
    parsed: Parsed
    inside: _Inside


@dataclass(frozen=True, slots=True)
class Sections:
    """A file's text in pieces, and the whole that they make."""

    source: Source
    pieces: tuple[_Piece, ...]
    parsed: Parsed


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
    lexemes = lex(source)
    known: _Known = {}
    for piece in reversed(before.pieces) if before is not None else ():
        known.setdefault((piece.role, piece.inside, piece.section.text), []).append(piece)
    pieces = _Dividing(source, lexemes, known).divided(whole.file.items)
    return None if pieces is None else _assembled(source, pieces)


def edited(before: Sections, source: Source) -> Sections | None:
    """The same file with another text: only the sections that differ are read.

    None where the change goes beyond declarations, or leaves faults that may do so.
    """
    old, new = before.source.text, source.text
    start = _common(old, new)
    tail = min(_common_end(old, new), len(old) - start, len(new) - start)
    starts = _starts(before.pieces)
    first = _index(starts, start)
    if first and starts[first] == start and old[start - 1 : start] != "\n":
        first -= 1
    end = len(old) - tail
    last = max(_index(starts, end), first)
    at_boundary = last > first and starts[last] == end
    joins = new[len(new) - tail - 1 : len(new) - tail] not in ("\n", "")
    if at_boundary and not joins:
        last -= 1
    touched = before.pieces[first : last + 1]
    if any(piece.role is not _Role.LEAF for piece in touched):
        return None
    region = new[starts[first] : len(new) - (len(old) - _end(starts, before.pieces, last))]
    begins_line = not starts[first] or new[starts[first] - 1] == "\n"
    has_own_lines = begins_line and region.endswith("\n") and len(touched) == 1
    replaced = _leaves(source.name, region, touched[0].inside, may_fail=has_own_lines)
    if replaced is None:
        return None
    pieces = (*before.pieces[:first], *replaced, *before.pieces[last + 1 :])
    return _assembled(source, pieces)


# Dividing ---------------------------------------------------------------------------------------

_Known = dict[tuple[_Role, _Inside, str], list[_Piece]]


@dataclass(slots=True)
class _Dividing:
    """A text that was read without faults, and the pieces of an earlier one that are at hand."""

    source: Source
    lexemes: Lexemes
    known: _Known

    def divided(self, items: Sequence[ProgramItem]) -> tuple[_Piece, ...] | None:
        """All pieces of a file."""
        text = self.source.text
        first = items[0].span.start
        before = max((end for end in self.lexemes.ends[:-1] if end <= first), default=0)
        head = _after(text, before) if before else 0
        pieces: list[_Piece] = []
        if head:
            pieces.append(self.piece(_Role.HEAD, text[:head], None, parse))
        rest = self.into(items, head, None, pieces)
        if rest is None:
            return None
        if rest < len(text):
            pieces.append(self.piece(_Role.CLOSE, text[rest:], None, _comments_only))
        return tuple(pieces)

    def piece(
        self, role: _Role, text: str, inside: _Inside, read: Callable[[Section], Parsed]
    ) -> _Piece:
        """The piece of that text from before, else a new one."""
        known = self.known.get((role, inside, text))
        if known:
            return known.pop()
        section = Section(self.source.name, text)
        return _Piece(role, section, read(section), inside)

    def into(
        self, items: Iterable[ProgramItem], begin: int, inside: _Inside, pieces: list[_Piece]
    ) -> int | None:
        """Add the pieces of items that stand one after the other; where the last one ends."""
        text = self.source.text
        for item in items:
            if isinstance(item, Program | Folder):
                brace = _opening(self.lexemes, item.span.start)
                opened = _after(text, self.lexemes.ends[brace])
                piece = self.piece(
                    _Role.OPEN,
                    text[begin:opened],
                    inside,
                    lambda section: parse_inside(section, _words(inside), closes=1),
                )
                if piece.parsed.diagnostics or len(piece.parsed.file.items) != 1:
                    return None
                pieces.append(piece)
                inner = self.into(item.items, opened, type(item), pieces)
                if inner is None:
                    return None
                end = _after(text, item.span.end)
                pieces.append(self.piece(_Role.CLOSE, text[inner:end], inside, _comments_only))
            else:
                end = _after(text, item.span.end)
                leaf = self.piece(
                    _Role.LEAF,
                    text[begin:end],
                    inside,
                    lambda section: parse_inside(section, _words(inside)),
                )
                if leaf.parsed.diagnostics or len(leaf.parsed.file.items) != 1:
                    return None
                pieces.append(leaf)
            begin = end
        return begin


def _after(text: str, end: int) -> int:
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


def _leaves(
    name: str, text: str, inside: _Inside, *, may_fail: bool = False
) -> tuple[_Piece, ...] | None:
    """The pieces of a text between two boundaries.

    One with faults inside of its braces is a piece as well where it `may_fail`: it has its lines
    for itself, since recovery goes by how far lines are indented.
    """
    section = Section(name, text)
    parsed = parse_inside(section, _words(inside))
    if parsed.file.uses or parsed.file.workspace or parsed.file.language is not None:
        return None
    lexemes = lex(section)
    items = parsed.file.items
    if parsed.diagnostics:
        is_kept = may_fail and _is_local(lexemes) and _fails_inside(parsed, lexemes)
        return (_Piece(_Role.LEAF, section, parsed, inside),) if is_kept else None
    if not items:
        return None
    if len(items) == 1 and not isinstance(items[0], Program | Folder):
        return (_Piece(_Role.LEAF, section, parsed, inside),)
    pieces: list[_Piece] = []
    rest = _Dividing(section, lexemes, {}).into(items, 0, inside, pieces)
    if rest is None:
        return None
    if text[rest:].strip():
        return None
    if rest < len(text):
        last = pieces[-1]
        longer = Section(name, last.section.text + text[rest:])
        pieces[-1] = replace(last, section=longer, parsed=_again(longer, last))
    return tuple(pieces)


_HEADS: Final = frozenset({"language", "workspace", "use"})


def _is_local(lexemes: Lexemes) -> bool:
    """Whether every block that is opened is closed, so that what follows is read as before.

    What belongs at the head of a file is judged with the rest of it.
    """
    depth = 0
    for kind, text in zip(lexemes.kinds, lexemes.texts, strict=True):
        depth += (kind == LBRACE) - (kind == RBRACE)
        if depth < 0 or text in _HEADS:
            return False
    return depth == 0


def _fails_inside(parsed: Parsed, lexemes: Lexemes) -> bool:
    """Whether all faults lie between the braces of one declaration."""
    if len(parsed.file.items) != 1 or isinstance(parsed.file.items[0], Program | Folder):
        return False
    first = lexemes.kinds.index(LBRACE) if LBRACE in lexemes.kinds else -1
    last = len(lexemes.kinds) - 2
    if first < 0 or last <= first or lexemes.kinds[last] != RBRACE:
        return False
    begin, end = lexemes.ends[first], lexemes.starts[last]
    (item,) = parsed.file.items
    is_whole = item.span == Span(lexemes.starts[0], lexemes.ends[last])
    return is_whole and all(
        found.span is not None and begin <= found.span.start and found.span.end <= end
        for found in parsed.diagnostics
    )


def _again(section: Section, piece: _Piece) -> Parsed:
    if piece.role is _Role.CLOSE:
        return _comments_only(section)
    return parse_inside(section, _words(piece.inside))


def _comments_only(section: Section) -> Parsed:
    """What stands before a closing brace, and behind it: nothing but comments."""
    return Parsed(File(None, None, (), (), Span(0, 0)), lex(section).comments, ())


def _words(inside: _Inside) -> str:
    if inside is None:
        return ""
    return "program" if inside is Program else "folder"


# Putting together -------------------------------------------------------------------------------


def _assembled(source: Source, pieces: tuple[_Piece, ...]) -> Sections:
    """The file that some pieces make."""
    starts = _starts(pieces)
    stack: list[list[Any]] = [[]]
    opened: list[tuple[Program | Folder, Section, int]] = []
    sections: dict[int, Source] = {}
    extents: dict[int, Span] = {}
    head = File(None, None, (), (), Span(0, 0))
    for piece, start in zip(pieces, starts, strict=True):
        items = piece.parsed.file.items
        match piece.role:
            case _Role.HEAD:
                head = piece.parsed.file
            case _Role.LEAF:
                stack[-1].extend(items)
                for item in items:
                    sections[id(item)] = piece.section
                    extents[id(item)] = _moved(item.span, start)
            case _Role.OPEN:
                (item,) = items
                assert isinstance(item, Program | Folder)
                opened.append((item, piece.section, start))
                stack.append([])
            case _Role.CLOSE if opened:
                shell, section, began = opened.pop()
                whole = replace(shell, items=tuple(stack.pop()))
                stack[-1].append(whole)
                sections[id(whole)] = section
                brace = piece.section.text.rfind("}", 0, _code_end(piece)) + 1
                extents[id(whole)] = Span(began + shell.span.start, start + brace)
            case _Role.CLOSE:
                pass
    items = tuple(stack[0])
    file = File(head.language, head.workspace, head.uses, items, Span(0, len(source.text)))
    comments = tuple(
        Comment(comment.text, comment.doc, _moved(comment.span, start))
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


def _code_end(piece: _Piece) -> int:
    """Where the closing brace of a piece has passed: the first comment behind it, or the end."""
    text = piece.section.text
    comments = piece.parsed.comments
    at = 0
    for comment in comments:
        if "}" in text[at : comment.span.start]:
            return comment.span.start
        at = comment.span.end
    return len(text)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


# Where texts differ -----------------------------------------------------------------------------


def _starts(pieces: Iterable[_Piece]) -> list[int]:
    starts, at = [], 0
    for piece in pieces:
        starts.append(at)
        at += len(piece.section.text)
    return starts


def _end(starts: Sequence[int], pieces: Sequence[_Piece], at: int) -> int:
    return starts[at] + len(pieces[at].section.text)


def _index(starts: Sequence[int], offset: int) -> int:
    """The piece that an offset is in, the later one at a boundary."""
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if starts[middle] <= offset:
            low = middle
        else:
            high = middle - 1
    return low


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str) -> int:
    """How many characters two texts end with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
