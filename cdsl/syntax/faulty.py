"""Lines with faults, read by themselves between the declarations around them.

Floor 1. How the parser goes on after a mistake depends on what stands around: on the blocks that
are open, on how far lines are indented, on the next statement. So the lines are read together with
all of that, as it stands in the file: what opens and closes the blocks around, the declaration
before and the one behind. If these come out as they do without the lines, the rest of the file
would as well.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.syntax.dividing import made
from cdsl.syntax.files import File, Folder, Item, Program, ProgramItem
from cdsl.syntax.lexer import Lexemes, lex
from cdsl.syntax.parse import Parsed, parse
from cdsl.syntax.sections import Change, Piece, Role, Section, holders, moved, starts_of

_HEADS: Final = frozenset({"language", "workspace", "use"})
_MOST: Final = 100
"""Faults in a few lines; the parser gives up a file that has many more."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whole lines that have changed.

    `first` is the first piece that they replace, `behind` the first one behind them. `rest` is what
    is left of the last piece that they replace a part of: its own lines.
    """

    text: str
    first: int
    behind: int
    rest: Piece | None


def with_faults(
    pieces: Sequence[Piece], source: Source, change: Change
) -> tuple[Piece, ...] | None:
    """The pieces after a change that leaves faults; None if these may reach beyond its lines."""
    lines = _lines(pieces, source, change)
    if lines is None or not _HEADS.isdisjoint(lex(Source("", lines.text)).texts):
        return None
    # A repair may read anew all that stands before it in its block, which it does without faults.
    if any(piece.has_faults for piece in (*pieces[: lines.first], *pieces[lines.behind :])):
        return None
    around = _around(pieces, lines)
    if around is None:
        return None
    cut, by = len(around.before), len(lines.text)
    alone = Source(source.name, around.before + around.behind)
    read = Section(source.name, around.before + lines.text + around.behind)
    without, parsed = parse(alone), parse(read)
    if without.diagnostics or len(parsed.diagnostics) > _MOST:
        return None
    items = _between(without.file, parsed.file, cut, by)
    near = Span(cut - around.last, len(read.text))
    next_ = moved(_first_behind(lex(alone), cut), by)
    if items is None or not all(
        _is_near(found, Span(cut, cut + by), next_, near) for found in parsed.diagnostics
    ):
        return None
    comments = tuple(one for one in parsed.comments if cut <= one.span.start < cut + by)
    own = Parsed(File(None, None, (), items, Span(cut, cut + by)), comments, parsed.diagnostics)
    outer = holders(pieces[: lines.first])
    faulty = Piece(Role.LEAF, read, own, outer[-1] if outer else None, cut, by)
    rest = () if lines.rest is None else (lines.rest,)
    return (*pieces[: lines.first], faulty, *rest, *pieces[lines.behind :])


# Which lines ------------------------------------------------------------------------------------


def _lines(pieces: Sequence[Piece], source: Source, change: Change) -> _Lines | None:
    """The lines that a change touches, and faulty ones beside them."""
    bounds = [*starts_of(pieces), len(source.text) - change.by]
    first = next((n for n in range(len(pieces)) if bounds[n + 1] > change.start), len(pieces))
    behind = first
    while behind < len(pieces) and bounds[behind] < max(change.end, change.start + 1):
        if change.start == change.end == bounds[behind]:
            break
        behind += 1
    while first and pieces[first - 1].has_faults:
        first -= 1
    while behind < len(pieces) and pieces[behind].has_faults:
        behind += 1
    if first < len(pieces) and pieces[first].role is Role.HEAD:
        return None
    begin, rest = bounds[first], 0
    if behind > first and not pieces[behind - 1].has_faults:
        rest = _code(pieces[behind - 1])
        rest = 0 if bounds[behind - 1] + rest < change.end else pieces[behind - 1].length - rest
    if not _ends_line(source.text, bounds[behind] - rest + change.by):
        rest = 0
    while not _ends_line(source.text, bounds[behind] - rest + change.by):
        behind += 1
    replaced = pieces[first : behind - 1 if rest else behind]
    if not _ends_line(source.text, begin) or not all(_is_replaceable(one) for one in replaced):
        return None
    text = source.text[begin : bounds[behind] - rest + change.by]
    return _Lines(text, first, behind, _tail(pieces[behind - 1], rest) if rest else None)


def _is_replaceable(piece: Piece) -> bool:
    """Whether a piece opens and closes nothing: a declaration, or comments at the end of a file."""
    if piece.role is Role.CLOSE:
        return len(lex(piece.section).kinds) == 1
    return piece.role is Role.LEAF


def _code(piece: Piece) -> int:
    """Where the line begins in a piece that has its first lexeme."""
    text = piece.text
    begin = lex(Source("", text)).starts[0]
    return text.rfind("\n", 0, begin) + 1


def _tail(piece: Piece, length: int) -> Piece:
    """The last characters of a piece, as a piece."""
    if length == piece.length:
        return piece
    text = piece.text[piece.length - length :]
    return made(piece.role, Section(piece.section.name, text), piece.inside)


def _ends_line(text: str, at: int) -> bool:
    """Whether a line ends, or none begins, before an offset."""
    return at in (0, len(text)) or text[at - 1] == "\n"


# What is around ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Around:
    """Text before and behind some lines, as it is in the file; the last declaration's length."""

    before: str
    behind: str
    last: int


def _around(pieces: Sequence[Piece], lines: _Lines) -> _Around | None:
    """What is read together with lines; None where the file has more than one thing in a line."""
    others = _partners(pieces)
    open_now = [n for n in range(lines.first) if others.get(n, -1) >= lines.first]
    last: tuple[int, ...] = ()
    if lines.first and lines.first - 1 not in open_now:
        at = lines.first - 1
        last = (others[at], at) if others.get(at, at) != at else (at,)
    follower = lines.behind - (lines.rest is not None)
    following: tuple[int, ...] = ()
    if follower < len(pieces) and follower not in [others[n] for n in open_now]:
        following = (follower, others[follower]) if follower in others else (follower,)
    closing = [others[n] for n in reversed(open_now)]
    used = (*open_now, *last, *following, *closing)
    if not all(n == 0 or pieces[n - 1].text.endswith("\n") for n in used):
        return None

    def text(numbers: Sequence[int]) -> str:
        found = ""
        for n in numbers:
            is_rest = lines.rest is not None and n == follower
            found += lines.rest.text if is_rest and lines.rest is not None else pieces[n].text
        return found

    before_last = text(last)
    return _Around(text(open_now) + before_last, text((*following, *closing)), len(before_last))


def _partners(pieces: Sequence[Piece]) -> dict[int, int]:
    """For each piece that opens what holds others the one that closes it, and the other way."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, piece in enumerate(pieces):
        if piece.role is Role.OPEN:
            opened.append(number)
        elif piece.role is Role.CLOSE and opened:
            other = opened.pop()
            found[number], found[other] = other, number
    return found


# What came out ----------------------------------------------------------------------------------


def _between(without: File, file: File, cut: int, by: int) -> tuple[Item, ...] | None:
    """The declarations in `by` characters behind `cut`; None if all else is not as `without`."""
    if (file.language, file.workspace, file.uses) != (
        without.language,
        without.workspace,
        without.uses,
    ):
        return None
    theirs: Sequence[ProgramItem] = without.items
    ours: Sequence[ProgramItem] = file.items
    while any(item.span.start < cut < item.span.end for item in theirs):
        if len(theirs) != 1 or len(ours) != 1:
            return None
        (one,), (other,) = theirs, ours
        assert isinstance(one, Folder | Program)
        if not isinstance(other, Folder | Program) or replace(one, items=()) != replace(
            other, items=()
        ):
            return None
        if other.span != Span(one.span.start, one.span.end + by):
            return None
        theirs, ours = one.items, other.items
    if len(ours) < len(theirs):
        return None
    count = sum(item.span.end <= cut for item in theirs)
    end = len(ours) - (len(theirs) - count)
    for one, other in zip(theirs, (*ours[:count], *ours[end:]), strict=True):
        shift = 0 if one.span.end <= cut else by
        if one != other or moved(one.span, shift) != other.span:
            return None
    items = ours[count:end]
    for item in items:
        if isinstance(item, Folder | Program) or item.span.start < cut or item.span.end > cut + by:
            return None
    return cast("tuple[Item, ...]", tuple(items))


def _first_behind(lexemes: Lexemes, cut: int) -> Span:
    """The first lexeme behind an offset."""
    at = bisect_left(lexemes.starts, cut)
    return Span(lexemes.starts[at], lexemes.ends[at])


def _is_near(found: Diagnostic, lines: Span, next_: Span, near: Span) -> bool:
    """Whether a fault is in the lines or at the lexeme behind them, and its way out beside them."""
    span = found.span
    if span is None or span.start < lines.start:
        return False
    if span.end > lines.end and (span.start < next_.start or span.end > next_.end):
        return False
    edits = found.fix.edits if found.fix is not None else ()
    others = (*(one.span for one in found.related), *(one.span for one in edits))
    return all(near.start <= one.start and one.end <= near.end for one in others)
