"""How parts stand one under the other, and how lists and enumerations fill lines.

Floor 6. What every kind of node has in common: `{ … }` with a part a line, `[ … ]` and values
between commas with as many in a line as fit.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from cdsl.source.span import Span
from cdsl.tools.format.document import (
    BREAK,
    INDENT,
    PARAGRAPH,
    Document,
    Group,
    Indent,
    Item,
)
from cdsl.tools.format.written import CLOSE_LIST, COMMA, OPEN_LIST, Comments, Parts, Written


class Placed(Protocol):
    """Something that stands somewhere in the text."""

    @property
    def span(self) -> Span:
        """From its first character to the one after its last."""


Node = TypeVar("Node", bound=Placed)
Arrange = Callable[[Written, Node], Document]

# Blocks -----------------------------------------------------------------------------------------


def block(written: Written, parts: Sequence[Node], arrange: Arrange[Node]) -> Document:
    """`{ … }` from the brace at hand to its closing one: on one line, or with a part a line."""
    notes = written.take_notes()
    return (notes, grouped(written, partial(_block, written, parts, arrange)))


def _block(written: Written, parts: Sequence[Node], arrange: Arrange[Node]) -> Document:
    return (written.take(written.at + 1), inside_of_block(written, parts, arrange))


def inside_of_block(written: Written, parts: Sequence[Node], arrange: Arrange[Node]) -> Document:
    """The parts of a block whose brace has been taken, each in lines of its own, and `}`."""
    begin = written.lexemes.ends[written.at - 1]
    if not parts and written.next_note > written.at:
        return written.take_level(written.at + 1)
    if len(parts) > 1:
        written.breaks += 1
    found: list[Document] = []
    written.indent += INDENT
    for number, part in enumerate(parts):
        found.extend(gap(written.comments(), first=number == 0))
        found.append(one_part(written, part, arrange))
        if written.lexemes.kinds[written.at] == COMMA:
            written.skip()
    found.extend(last_comments(written, first=not parts))
    written.indent -= INDENT
    end = written.lexemes.starts[written.at]
    written.blocks.append(Parts(begin, end, tuple(part.span for part in parts)))
    return (Indent(tuple(found)), BREAK, written.take_level(written.at + 1))


def one_part(written: Written, part: Node, arrange: Arrange[Node]) -> Document:
    """A part of a block or file; what needs no second look is one line as it is."""
    line = written.statement(written.index(part.span.end))
    return arrange(written, part) if line is None else line


# Between parts ----------------------------------------------------------------------------------


def gap(
    comments: Comments, *, first: bool = False, apart: bool = False, filling: bool = False
) -> list[Document]:
    """Comments, empty lines and the break before a part.

    There is no empty line before the `first` part, and there is one, somewhere, where parts stand
    `apart`. What is `filling` lines needs no break.
    """
    blanks = list(comments.blanks)
    if first:
        blanks[0] = False
    elif apart and not any(blanks):
        blanks[0] = True
    found: list[Document] = [*comments.trailing]
    for blank, note in zip(blanks, (*comments.own, None), strict=True):
        if blank:
            found.append(PARAGRAPH)
        elif not filling:
            found.append(BREAK)
        if note is not None:
            found.append(note)
    return found


def joint(written: Written) -> Document:
    """The break, and comments, inside of a statement; it is one paragraph."""
    comments = written.comments()
    return tuple(gap(comments._replace(blanks=(False,) * len(comments.blanks))))


def last_comments(written: Written, *, first: bool = False) -> list[Document]:
    """The comments before what closes; `first` if nothing but these is inside."""
    if written.next_note > written.at:
        return []
    comments = written.comments()
    return gap(comments._replace(blanks=(*comments.blanks[:-1], False)), first=first)


def _between(written: Written, *, first: bool = False, filling: bool = False) -> list[Document]:
    """As `gap`, between things that commas divide: an empty line there keeps them apart."""
    found = gap(written.comments(), first=first, filling=filling)
    if PARAGRAPH in found:
        written.breaks += 1
    return found


# Statements -------------------------------------------------------------------------------------


def grouped(written: Written, arranged: Callable[[], Document]) -> Group:
    """What is arranged from the lexeme at hand on: on one line if it can be and fits."""
    begin, breaks = written.at, written.breaks
    broken = arranged()
    return Group(written.flat(begin, breaks), broken)


def line(written: Written, end: int, clauses: Iterable[int] = ()) -> Document:
    """A statement without a block up to the lexeme at `end`.

    Breaks in lists, after commas, and where its clauses begin, where it must.
    """
    kinds = written.lexemes.kinds
    depth = 0
    begins = set(clauses)
    for at in range(written.at, end):
        if kinds[at] == OPEN_LIST:
            depth += 1
        elif kinds[at] == CLOSE_LIST:
            depth -= 1
        elif kinds[at] == COMMA and depth == 0:
            begins.add(at + 1)
    if not begins:
        return phrase(written, end)
    head, *others = (*sorted(begins), end)
    return (phrase(written, head), Indent(_items(written, others)))


def phrase(written: Written, end: int) -> Document:
    """Words up to the lexeme at `end`, with the lists in them; breaks nowhere else."""
    if not written.has(OPEN_LIST, end):
        return written.take(end)
    found: list[Document] = []
    while written.has(OPEN_LIST, end):
        opening = written.find(OPEN_LIST)
        if opening > written.at:
            found.append(written.take(opening))
        found.append(written.take_notes())
        found.append(grouped(written, partial(_list, written)))
    if written.at < end:
        found.append(written.take(end))
    return tuple(found)


def _list(written: Written) -> Document:
    opening = written.take(written.at + 1)
    kinds = written.lexemes.kinds
    closing = written.find(CLOSE_LIST)
    ends = [at + 1 for at in range(written.at, closing) if kinds[at] == COMMA]
    inside = (BREAK, *_items(written, (*ends, closing), first=True), *last_comments(written))
    return (opening, Indent(inside), BREAK, written.take_level(closing + 1))


def _items(written: Written, ends: Iterable[int], *, first: bool = False) -> tuple[Document, ...]:
    """Several, each up to its end, as many in a line as fit; empty lines between them stay."""
    found: list[Document] = []
    for end in ends:
        found.extend(_between(written, first=first, filling=True))
        found.append(Item(grouped(written, partial(phrase, written, end))))
        first = False
    return tuple(found)


def rows(written: Written, parts: Sequence[Node], arrange: Arrange[Node]) -> list[Document]:
    """Parts with commas between, each but the first on a line of its own."""
    found: list[Document] = []
    for number, part in enumerate(parts):
        if number:
            found.append(written.take_level(written.at + 1))
            found.extend(_between(written))
        found.append(arrange(written, part))
    return found
