"""A line of source and the carets under a part of it, made to fit a terminal.

Ground floor. Columns here are those of a terminal: a tab goes to the next multiple of 4, wide
characters take two, combining ones none, and invisible ones are written out.
"""

from typing import Final
from unicodedata import category, combining, east_asian_width

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span

_TAB: Final = 4
_NARROWEST: Final = 20
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One line as shown, and the columns, from 0, that are to be marked.

    `goes_on` says that the marked part goes on beyond what is shown.
    """

    number: int
    text: str
    start: int
    length: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    column: int
    width: int


def excerpt(source: Source, span: Span, width: int) -> Excerpt:
    """The first line of a span in at most `width` columns, windowed around the span."""
    width = max(width, _NARROWEST)
    offset = min(max(span.start, 0), len(source.text))
    number, column = source.position(offset)
    line = source.line(number)
    start = min(column - 1, len(line))
    line_end = offset - (column - 1) + len(line)
    end = min(max(start + span.end - offset, start), len(line))
    goes_on = bool(source.text[line_end : span.end].strip())
    # What lies far from the span can't be in the window: a line may be a whole file.
    near = max(0, start - 3 * width)
    cells = _cells(line[near : start + 3 * width])
    first, last = _column(cells, start - near), _column(cells, end - near)
    left, right = _window(cells, first, last, width)
    shown = [cell for cell in cells if left <= cell.column and cell.column + cell.width <= right]
    before = _ELLIPSIS if near or left else ""
    after = _ELLIPSIS if right < _column(cells, len(cells)) or len(line) > start + 3 * width else ""
    shift = (shown[0].column if shown else left) - len(before)
    marked_end = min(last, right)
    return Excerpt(
        number,
        before + "".join(cell.text for cell in shown) + after,
        first - shift,
        max(marked_end - first, 1),
        goes_on or last > marked_end or end - near > len(cells),
    )


def _cells(text: str) -> list[_Cell]:
    cells: list[_Cell] = []
    column = 0
    for character in text:
        if character == "\t":
            shown = " " * (_TAB - column % _TAB)
            columns = len(shown)
        else:
            shown = visible(character)
            columns = text_width(shown)
        cells.append(_Cell(shown, column, columns))
        column += columns
    return cells


def _column(cells: list[_Cell], index: int) -> int:
    """The column at which a cell starts; one past the last cell is allowed."""
    if index < len(cells):
        return cells[index].column
    return cells[-1].column + cells[-1].width if cells else 0


def _window(cells: list[_Cell], first: int, last: int, width: int) -> tuple[int, int]:
    """The columns to show, so that they and an ellipsis on each side fit the width."""
    total = _column(cells, len(cells))
    if total <= width and first < width:
        return 0, total
    inner = width - 2
    if last < inner:
        return 0, inner
    left = max(first - max(inner - (last - first), inner // 4) // 2, 1)
    return left, left + inner


def visible(text: str) -> str:
    """The text with control characters, and others that don't show, written out.

    Nothing that a file or a name contains can thus move the cursor or reorder a line.
    """
    if text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    code = ord(character)
    if character.isprintable() or category(character) in ("Zs", "Co", "Cn"):
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def text_width(text: str) -> int:
    """How many columns a text takes that has no control characters."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if combining(character) or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
