"""Where something stands in a text: offsets in characters, and their lines and columns.

Ground floor: knows nothing of the language and reads no file.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters, counted from 0, of one source."""

    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The span from the start of this one to the end of the other."""
        return Span(self.start, other.end)


class Position(NamedTuple):
    """A line and a column as people count them: both from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A named text: a campaign file, a CSV, or what somebody typed.

    `name` is what diagnostics show: a path relative to the project's root, or `<stdin>`.
    """

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line starts; a line ends with a line feed."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at != -1:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one past the end of the text is allowed."""
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line + 1, offset - self.line_starts[line] + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line break."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end != -1 else len(self.text)].rstrip("\r")
