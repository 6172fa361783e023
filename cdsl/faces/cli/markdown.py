"""A page of Markdown on a terminal: headings, paragraphs, lists, code, tables.

Roof. The parts of Markdown that the pages of codes use; what it does not know stays as written.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import text_width

_WIDEST: Final = 100
"""Columns of the longest line that is broken: longer ones are hard to read."""
_INDENT: Final = "    "
_FENCE: Final = "```"
_ITEM: Final = re.compile(r"(?:[-*]|\d+\.) ")
_INLINE: Final = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<stress>[^*\s][^*]*)\*"
    r"|\[(?P<link>[^\]]+)\]\((?P<target>[^)\s]+)\)"
)


class _Piece(NamedTuple):
    """A part of a word, and its tone (`""`: none)."""

    text: str
    tone: str


def markdown(page: str, *, color: bool, width: int) -> str:
    """The page with its paragraphs broken at `width`; without colours it keeps its backticks.

    No line break at the end.
    """
    width = min(width, _WIDEST)
    blocks = ("\n".join(_block(lines, color, width)) for lines in _blocks(page))
    return "\n\n".join(blocks)


def _blocks(page: str) -> Iterator[list[str]]:
    """The lines of each block; a fenced one goes on over empty lines."""
    block: list[str] = []
    for line in page.splitlines():
        in_fence = bool(block) and block[0].startswith(_FENCE)
        if in_fence or line.strip():
            block.append(line)
        if block and (not line.strip() if not in_fence else line == _FENCE):
            yield block
            block = []
    if block:
        yield block


def _block(lines: list[str], color: bool, width: int) -> list[str]:
    first = lines[0]
    if first.startswith(_FENCE):
        return _code(lines, color)
    if first.startswith("#"):
        return [painted(line.lstrip("# "), "bold", color) for line in lines]
    if first.startswith("|"):
        return lines
    if _ITEM.match(first):
        return [line for item in _items(lines) for line in _item(item, color, width)]
    return _filled(" ".join(lines), color, width)


def _code(lines: list[str], color: bool) -> list[str]:
    """The lines of a fenced block, further in, under the name of the file that it is."""
    words = lines[0].removeprefix(_FENCE).split()
    head = [painted(words[2], "dim", color)] if words[1:2] == ["file"] else []
    return [(_INDENT + line).rstrip() for line in (*head, *lines[1:-1])]


def _items(lines: list[str]) -> Iterator[str]:
    """The text of each item of a list, its later lines joined to the first."""
    number = 0

    def item_of(line: str) -> int:
        nonlocal number
        number += bool(_ITEM.match(line))
        return number

    for _, item in groupby(lines, item_of):
        yield " ".join(line.strip() for line in item)


def _item(item: str, color: bool, width: int) -> list[str]:
    sign, _, text = item.partition(" ")
    first, *more = _filled(text, color, width - len(sign) - 1)
    return [f"{sign} {first}", *(" " * (len(sign) + 1) + line for line in more)]


def _filled(text: str, color: bool, width: int) -> list[str]:
    """Words put together to lines of at most `width` columns, if the words are not longer."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(text, color):
        columns = sum(text_width(piece.text) for piece in word)
        shown = "".join(painted(piece.text, piece.tone, color) for piece in word)
        if line and used + 1 + columns > width:
            lines.append(line)
            line, used = "", 0
        line, used = (f"{line} {shown}", used + 1 + columns) if line else (shown, columns)
    return [*lines, line]


def _words(text: str, color: bool) -> list[list[_Piece]]:
    words: list[list[_Piece]] = [[]]
    for piece in _pieces(text, color):
        for part in re.split(r"(\s+)", piece.text):
            if part.isspace():
                words.append([])
            elif part:
                words[-1].append(_Piece(part, piece.tone))
    return [word for word in words if word]


def _pieces(text: str, color: bool) -> Iterator[_Piece]:
    end = 0
    for found in _INLINE.finditer(text):
        yield _Piece(text[end : found.start()], "")
        end = found.end()
        if found["link"] is not None:
            yield from _pieces(found["link"], color)
        elif not color:
            yield _Piece(found[0], "")
        elif found["code"] is not None:
            yield _Piece(found["code"], "code")
        else:
            yield _Piece(found["strong"] or found["stress"], "bold")
    yield _Piece(text[end:], "")
