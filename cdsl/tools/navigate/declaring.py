"""A token of `my` declared where one is missing: in each frame that could hold it.

Floor 6. Its value is a hole: the file checks, a warning stays where the value is still to be
written, and no run mistakes it for one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Missing
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span
from cdsl.syntax.campaigns import Campaign
from cdsl.syntax.declarations import ChannelPart, Description, Tokens
from cdsl.syntax.files import File, Folder, Item, Program, ProgramItem
from cdsl.syntax.lexer import lex
from cdsl.syntax.parse import parse
from cdsl.syntax.print_values import print_text
from cdsl.tools.navigate.inserting import INDENT, above, below, end_of_line, indent_of

Frame = File | Folder | Program | Campaign
_NEAREST: Final = (Campaign, Program, Folder, File)

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*\Z")
_NO_LETTERS: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration that could be made: what it says, where, and the edit of the text there."""

    title: str
    source: Source
    edit: Edit


def declarations(
    missing: Missing, places: Iterable[tuple[Source, int]], shown: Source
) -> Iterator[Declaration]:
    """Every way to declare a token in the frames around some places, nearest first.

    Whether it is then found is judged by reading the files anew. `shown` is the text that somebody
    looks at: others are named.
    """
    line = _line(missing)
    if line is None:
        return
    head = line.removesuffix(" = ?")
    frames: dict[tuple[str, type[Frame], Span], tuple[Source, Frame]] = {}
    for source, offset in places:
        for frame in frames_around(parse(source).file, offset):
            frames.setdefault((source.name, type(frame), frame.span), (source, frame))
    for source, frame in sorted(frames.values(), key=lambda found: _NEAREST.index(type(found[1]))):
        edit = _declaration(source, frame, line)
        if edit is not None:
            elsewhere = "" if source.name == shown.name else f" of {source.name.rpartition('/')[2]}"
            yield Declaration(f"declare `{head}` {_where(frame)}{elsewhere}", source, edit)


def _line(missing: Missing) -> str | None:
    """The declaration: a name that is no identifier becomes the label of one."""
    name, label = missing.name.strip(), ""
    if not _IDENTIFIER.match(name):
        label = f" {print_text(name)}"
        name = _NO_LETTERS.sub("_", name).strip("_").lower()
    return f"{name}: {missing.type}{label} = ?" if _IDENTIFIER.match(name) else None


def _where(frame: Frame) -> str:
    match frame:
        case File():
            return "for the whole workspace"
        case Folder():
            return f"in the folder {quoted(frame.name.text)}"
        case Program():
            return f"in the program {quoted(frame.name.text)}"
        case Campaign():
            return f"in the campaign {quoted(frame.name.text)}"


def frames_around(file: File, offset: int) -> tuple[Frame, ...]:
    """What holds an offset and may declare tokens, nearest first; the file is the last one."""
    found: list[Frame] = [file]
    items: tuple[Item | ProgramItem, ...] = file.items
    while items:
        inner = next((one for one in items if one.span.start <= offset <= one.span.end), None)
        items = ()
        if isinstance(inner, Folder | Program | Campaign):
            found.append(inner)
            items = () if isinstance(inner, Campaign) else inner.items
    return tuple(reversed(found))


def _declaration(source: Source, frame: Frame, line: str) -> Edit | None:
    """The edit that adds a line to the tokens of a frame; None where its text can't be read."""
    parts = frame.parts if isinstance(frame, Campaign) else frame.items
    tokens = next((part for part in parts if isinstance(part, Tokens)), None)
    if tokens is not None:
        return _added(source, tokens, line)
    block = f"tokens {{ {line} }}"
    if isinstance(frame, File):
        return _at_top(source, frame, block)
    place = _opened(source, frame)
    for part in parts:
        if not isinstance(part, Description | ChannelPart):
            break
        place = part.span.end
    if place is None:
        return None
    margin = indent_of(source, frame.span.start) + INDENT
    return below(source, place, block, margin, apart=not isinstance(frame, Campaign))


def _added(source: Source, tokens: Tokens, line: str) -> Edit | None:
    brace = tokens.span.end - 1
    if source.text[brace] != "}":
        return None
    indent = indent_of(source, brace)
    start = brace - len(indent)
    if not source.text[:start].rpartition("\n")[2]:
        margin = indent_of(source, tokens.span.start) + INDENT
        return Edit(Span(start, start), f"{margin}{line}{end_of_line(source)}")
    return below(source, len(source.text[:brace].rstrip()), line)


def _at_top(source: Source, file: File, block: str) -> Edit | None:
    """Behind what files are put together by, else above the first declaration."""
    heads = [use.span.end for use in file.uses]
    if file.workspace is not None:
        heads.append(file.workspace.span.end)
    if heads:
        return below(source, max(heads), block, lines=2, apart=True)
    return above(source, file.items[0].span.start, block) if file.items else None


def _opened(source: Source, frame: Folder | Program | Campaign) -> int | None:
    """Where the block of a declaration begins, behind its brace."""
    lexemes = lex(source)
    for text, start, end in zip(lexemes.texts, lexemes.starts, lexemes.ends, strict=True):
        if text == "{" and frame.name.span.end <= start < frame.span.end:
            return end
    return None
