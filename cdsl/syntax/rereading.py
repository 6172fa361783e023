"""A file read again after an edit: only the sections that the edit touches.

Floor 1. What comes out is what reading the whole file gives, which a property proves. Where that is
not certain the whole is read; then declarations without faults are at least the objects that they
were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any, cast

from cdsl.source.span import Source, Span
from cdsl.syntax.dividing import Dividing, by_text, in_sections, line_behind, made, word_of
from cdsl.syntax.faulty import with_faults
from cdsl.syntax.files import File, Folder, Program, ProgramItem
from cdsl.syntax.lexer import lex
from cdsl.syntax.parse import Parsed, parse
from cdsl.syntax.sections import (
    Change,
    Piece,
    Role,
    Section,
    Sections,
    assembled,
    holders,
    moved,
    starts_of,
)


def reread(source: Source, before: Sections | None) -> tuple[Parsed, Sections | None]:
    """The tree of a file, and its sections if it has any: those of `before` where they still hold.

    `before` is the file as it was when it last had sections.
    """
    if before is None:
        return in_sections(source)
    change = _change(before.source.text, source.text)
    pieces = _edited(before, source, change)
    if pieces is not None:
        after = assembled(source, pieces)
        return after.parsed, after
    whole, divided = in_sections(source, before)
    return (_kept(whole, before, change) if divided is None else whole), divided


def _edited(before: Sections, source: Source, change: Change) -> tuple[Piece, ...] | None:
    """The pieces after a change; None where all have to be read."""
    if change.start == change.end and not change.by:
        return before.pieces
    pieces, starts = before.pieces, starts_of(before.pieces)
    ends = [*starts[1:], len(before.source.text)]
    touched = [n for n, end in enumerate(ends) if starts[n] <= change.end and end >= change.start]
    first, last = touched[0], touched[-1]
    if first == last:
        one = _one_declaration(pieces[first], source.text[starts[first] : ends[first] + change.by])
        if one is not None:
            return (*pieces[:first], one, *pieces[first + 1 :])
    while first and pieces[first - 1].has_faults:
        first -= 1
    while last + 1 < len(pieces) and pieces[last + 1].has_faults:
        last += 1
    while last + 1 < len(pieces) and _belongs_to_next(
        pieces[last], source.text[starts[first] : ends[last] + change.by]
    ):
        last += 1
    text = source.text[starts[first] : ends[last] + change.by]
    read = _without_faults(pieces, first, last, text, source.name)
    if read is not None:
        return (*pieces[:first], *read, *pieces[last + 1 :])
    return with_faults(pieces, source, change)


def _one_declaration(before: Piece, text: str) -> Piece | None:
    """The piece that a declaration has become which still is one; None if it is anything else."""
    if before.role is not Role.LEAF or before.has_faults:
        return None
    piece = made(Role.LEAF, Section(before.section.name, text), before.inside)
    file = piece.parsed.file
    if piece.has_faults or _has_head(file) or len(file.items) != 1:
        return None
    (item,) = file.items
    is_whole = line_behind(text, item.span.end) == len(text)
    return piece if is_whole and not isinstance(item, Folder | Program) else None


def _belongs_to_next(last: Piece, text: str) -> bool:
    """Whether a text ends in comments or blank lines, which belong to the declaration behind."""
    if last.role is Role.HEAD:
        return True
    ends = lex(Source("", text)).ends
    return len(ends) < 2 or line_behind(text, ends[-2]) < len(text)


def _without_faults(
    pieces: Sequence[Piece], first: int, last: int, text: str, name: str
) -> list[Piece] | None:
    """The pieces that a text between two boundaries has become.

    None if it has faults, or if it opens or closes other blocks than before.
    """
    outer, after = holders(pieces[:first]), holders(pieces[: last + 1])
    opening = "".join(f'{word_of(inside)} "" {{\n' for inside in outer)
    read = Section(name, f"{opening}{text}{'}' * len(after)}")
    whole = parse(read)
    items = whole.file.items
    if whole.diagnostics or not items or (first and _has_head(whole.file)):
        return None
    divided = Dividing(read, lex(read), by_text(pieces[first : last + 1])).divided(items)
    if divided is None:
        return None
    found = list(divided[len(outer) :])
    for _ in after:
        if found.pop().text != "}":
            return None
    return found if holders(found, outer) == after else None


def _has_head(file: File) -> bool:
    return bool(file.uses or file.workspace or file.language is not None)


# What is left of a file with faults -------------------------------------------------------------


def _kept(whole: Parsed, before: Sections, change: Change) -> Parsed:
    """A file that was read as a whole, in which declarations are the objects that they were.

    Only those that nobody has touched, that have no fault in them, and that say the same.
    """
    known = {item.span.start + at: (item, piece, at) for item, piece, at in _still(before, change)}
    faults = [found.span for found in whole.diagnostics if found.span is not None]
    sections: dict[int, Source] = {}
    extents: dict[int, Span] = {}
    offsets: dict[Source, int] = {}

    def kept(item: ProgramItem) -> ProgramItem:
        if isinstance(item, Folder | Program):
            return replace(item, items=cast("Any", tuple(kept(inner) for inner in item.items)))
        old, piece, at = known.get(item.span.start, (None, None, 0))
        if old is None or piece is None or old != item or moved(old.span, at) != item.span:
            return item
        if any(fault.start <= item.span.end and item.span.start <= fault.end for fault in faults):
            return item
        sections[id(old)] = piece.section
        extents[id(old)] = item.span
        offsets[piece.section] = at
        return old

    return replace(
        whole,
        file=replace(whole.file, items=cast("Any", tuple(map(kept, whole.file.items)))),
        sections=MappingProxyType(sections),
        extents=MappingProxyType(extents),
        offsets=MappingProxyType(offsets),
    )


def _still(before: Sections, change: Change) -> Iterator[tuple[ProgramItem, Piece, int]]:
    """The declarations that a change does not touch, and where their sections begin now."""
    bounds = pairwise((*starts_of(before.pieces), len(before.source.text)))
    for piece, (start, end) in zip(before.pieces, bounds, strict=True):
        if piece.role is not Role.LEAF or piece.has_faults or len(piece.parsed.file.items) != 1:
            continue
        if end <= change.start or start >= change.end:
            by = 0 if end <= change.start else change.by
            yield piece.parsed.file.items[0], piece, start + by - piece.lead


# Where texts differ -----------------------------------------------------------------------------


def _change(old: str, new: str) -> Change:
    shorter = min(len(old), len(new))
    start = _alike(old, new, shorter)
    behind = _alike(old[::-1], new[::-1], shorter - start)
    return Change(start, len(old) - behind, len(new) - len(old))


def _alike(one: str, other: str, most: int) -> int:
    """How many characters two texts begin with alike, no more than `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
