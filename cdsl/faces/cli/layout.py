"""Tables of plain text: columns under their heads, numbers to the right.

Roof.
"""

from collections.abc import Sequence

from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import text_width, visible

_GAP = "  "


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    color: bool,
    columns: int | None = None,
) -> list[str]:
    """The lines of a table. A column of numbers stands to the right, the last one is not filled.

    Lines that are longer than `columns` are cut, and end in `…`.
    """
    if not rows:
        return []
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    widths = [
        max(text_width(title), *(text_width(row[index]) for row in cells))
        for index, title in enumerate(head)
    ]
    numeric = [isinstance(cell, int) for cell in rows[0]]
    first, *lines = (_cut(_line(row, widths, numeric), columns) for row in (head, *cells))
    return [painted(first, "dim", color), *lines]


def _cut(line: str, columns: int | None) -> str:
    """A line in so many columns at most; `…` stands for what is left out."""
    if columns is None or text_width(line) <= columns:
        return line
    end = columns - 1
    while text_width(line[:end]) >= columns:
        end -= 1
    return f"{line[:end].rstrip()}…"


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    filled = [
        (" " * (width - text_width(cell)) + cell)
        if to_right
        else (cell + " " * (width - text_width(cell)))
        for cell, width, to_right in zip(cells, widths, numeric, strict=True)
    ]
    return _GAP.join(filled).rstrip()
