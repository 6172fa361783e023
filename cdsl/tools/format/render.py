"""Makes lines of a document: on one line what fits, broken what does not.

Floor 6. Breaks as far outside as it can: what is inside of something broken is tried anew. Takes
one pass, and looks ahead no further than the next place where a line may break.
"""

from collections.abc import Iterable
from dataclasses import field
from typing import assert_never

from cdsl.source.data import dataclass
from cdsl.tools.format.document import (
    INDENT,
    WIDTH,
    Break,
    Document,
    Group,
    Indent,
    Item,
    Note,
    Rows,
)


@dataclass(slots=True)
class _Page:
    """The lines so far, and the one that is being written."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    column: int = 0
    indent: int = 0

    def write(self, text: str) -> None:
        if not self.line:
            text = " " * self.indent + text.removeprefix(" ")
        self.line.append(text)
        self.column += len(text)

    def end(self, indent: int, blank: bool = False) -> None:
        """End the line; where it is empty, only the next one's indentation changes."""
        if self.line:
            self.lines.append("".join(self.line))
            self.line.clear()
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")
        self.indent = indent
        self.column = 0

    def has_room(self, text: str | None, after: int = 0) -> bool:
        if text is None:
            return False
        begin = self.column if self.line else self.indent - text.startswith(" ")
        return begin + len(text) + after <= WIDTH


def render(document: Document) -> str:
    """The text, ended by a line break unless it is empty."""
    page = _Page()
    todo: list[tuple[int, Document]] = [(0, document)]
    while todo:
        indent, next_one = todo.pop()
        match next_one:
            case str():
                page.write(next_one)
            case tuple():
                todo.extend([(indent, part) for part in reversed(next_one)])
            case Break(blank):
                page.end(indent, blank)
            case Note(text, own_line):
                if own_line:
                    page.end(indent)
                page.write(f"  {text}" if page.line else text)
                page.end(indent)
            case Indent(inner):
                todo.append((indent + INDENT, inner))
            case Group(flat, broken):
                fits = page.has_room(flat, _ahead(todo))
                todo.append((indent, flat if flat is not None and fits else broken))
            case Item(group):
                if not page.has_room(group.flat, _ahead(todo)):
                    page.end(indent)
                todo.append((indent, group))
            case Rows(flats, aligned, broken):
                page.end(indent)
                todo.append((indent, aligned if all(map(page.has_room, flats)) else broken))
            case _:
                assert_never(next_one)
    page.end(0)
    return "\n".join(page.lines) + "\n" if page.lines else ""


def _ahead(todo: list[tuple[int, Document]]) -> int:
    """Columns of what must follow on the line at hand."""
    width = 0
    for _, document in reversed(todo):
        columns, ends = _lead((document,))
        width += columns
        if ends:
            break
    return width


def _lead(documents: Iterable[Document]) -> tuple[int, bool]:
    """Columns before the first place where a line may break, and whether there is one."""
    width = 0
    for document in documents:
        match document:
            case str():
                width += len(document)
                continue
            case Break() | Note() | Item() | Rows():
                return width, True
            case tuple():
                columns, ends = _lead(document)
            case Indent(inner):
                columns, ends = _lead((inner,))
            case Group(_, broken):
                columns, ends = _lead((broken,))
            case _:
                assert_never(document)
        width += columns
        if ends:
            return width, True
    return width, False
