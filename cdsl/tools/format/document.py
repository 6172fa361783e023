"""What a layout is made of: words, and where lines may break between them.

Floor 6. A word brings the blank before it, which is dropped where the word begins a line; so what
stands on one line is the words put together. `cdsl.tools.format.render` decides what breaks.
"""

from typing import Final

from cdsl.source.data import dataclass

WIDTH: Final = 100
"""Columns of a line; a text or a comment that is longer goes beyond."""
INDENT: Final = 2
"""Columns by which what is inside of something stands further right."""


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line, with an empty line after it if `blank`."""

    blank: bool


BREAK: Final = Break(False)
PARAGRAPH: Final = Break(True)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment, from its `#`; nothing else follows in its line.

    It stands in a line of its own, or at the end of the line before.
    """

    text: str
    own_line: bool


@dataclass(frozen=True, slots=True)
class Indent:
    """What begins its lines further right."""

    inner: "Document"


@dataclass(frozen=True, slots=True)
class Group:
    """`flat` if it fits the line, else `broken`; `flat` is None for what cannot stand on one."""

    flat: str | None
    broken: "Document"


@dataclass(frozen=True, slots=True)
class Item:
    """One of several that fill lines: on the line at hand if it fits there, else on the next."""

    inner: Group


@dataclass(frozen=True, slots=True)
class Rows:
    """`aligned`, one row a line, if each of `flats` fits a line by itself; else `broken`."""

    flats: tuple[str | None, ...]
    aligned: "Document"
    broken: "Document"


Document = str | Break | Note | Indent | Group | Item | Rows | tuple["Document", ...]
