"""Where something new is written in a text, and how the text stays laid out.

Floor 6. Texts only: no comment is lost or gets between others and what they speak of. What is put
into a file in the one layout leaves it in the one layout; any other file keeps its own.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from cdsl.source.diagnostic import Edit, edited
from cdsl.source.span import Source, Span
from cdsl.tools.format.format import format_source

INDENT: Final = "  "


def laid_out(source: Source, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits that leave a text in the one layout if it is in it, else those that were given."""
    before = format_source(source)
    if before.diagnostics or before.text != source.text:
        return edits
    after = format_source(Source(source.name, edited(source.text, edits)))
    return edits if after.diagnostics else tuple(_differences(source, after.text))


def _differences(source: Source, after: str) -> Iterable[Edit]:
    """What turns a text into another, in whole lines."""
    old, new = source.text.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, begin, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(Span(starts[begin], starts[end]), "".join(new[first:last]))


def above(source: Source, start: int, text: str) -> Edit:
    """The edit that writes a declaration above the one that starts at an offset.

    It stands above the comments of that one, with an empty line between; in its line where others
    stand before it.
    """
    indent, end = indent_of(source, start), end_of_line(source)
    if source.text[: start - len(indent)].rpartition("\n")[2]:
        return Edit(Span(start, start), f"{indented(text, '', end)}  ")
    line = source.position(start).line
    while line > 1 and source.line(line - 1).lstrip().startswith("#"):
        line -= 1
    place = source.line_starts[line - 1]
    return Edit(Span(place, place), f"{indented(text, indent, end)}{end}{end}")


def below(
    source: Source, place: int, text: str, margin: str = "", *, lines: int = 1, apart: bool = False
) -> Edit:
    """The edit that writes something behind what ends at an offset.

    Where nothing but a comment follows in that line it stands so many lines below, with a margin,
    and apart from what follows with an empty line; else in that line.
    """
    number = source.position(place).line
    rest = source.line(number)[place - source.line_starts[number - 1] :]
    if rest.strip() and not rest.lstrip().startswith("#"):
        before = "" if source.text[place - 1] == "{" else " "
        after = "" if rest.startswith((" ", "\t")) else " "
        return Edit(Span(place, place), f"{before} {text}{after}")
    end, at = end_of_line(source), place + len(rest)
    follows = number < len(source.line_starts) and source.line(number + 1).strip()
    after = end if apart and follows and follows != "}" else ""
    return Edit(Span(at, at), f"{end * lines}{indented(text, margin, end)}{after}")


def indented(text: str, indent: str, end: str) -> str:
    """Lines with a margin; the first one as well."""
    return end.join(f"{indent}{line}" if line else line for line in text.split("\n"))


def indent_of(source: Source, place: int) -> str:
    """The blanks that the line of an offset begins with, up to it."""
    line = source.text[source.text.rfind("\n", 0, place) + 1 : place]
    return line[: len(line) - len(line.lstrip())]


def end_of_line(source: Source) -> str:
    """What ends the lines of a text."""
    return "\r\n" if "\r\n" in source.text else "\n"
