"""Formats a campaign file: the door of this room.

Floor 6. A file that does not parse is left alone, and its diagnostics say why; one that does not
check formats as any other.
"""

from typing import Final

from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Severity
from cdsl.source.span import Source, Span
from cdsl.syntax.parse import Parsed, parse
from cdsl.tools.format.declarations import arrange_file
from cdsl.tools.format.edits import align, edits, touching
from cdsl.tools.format.render import render
from cdsl.tools.format.written import Parts, read

_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Formatted:
    """The text of a file in the one layout; unchanged where diagnostics say why."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def format_source(source: Source, parsed: Parsed | None = None) -> Formatted:
    """A file in the one layout; `parsed` is its tree, where a caller has it already.

    Lines end with a line feed; with carriage return and line feed where all of the file's do. A
    byte order mark stays.
    """
    parsed = parsed or parse(source)
    wrong = _mistakes(parsed)
    if wrong:
        return Formatted(source.text, wrong)
    return Formatted(_lay_out(source, parsed)[0])


def format_edits(source: Source, parsed: Parsed | None = None) -> tuple[Edit, ...]:
    """The smallest edits that format a file; none where it does not parse."""
    formatted = format_source(source, parsed)
    return edits(align(source, formatted.text)) if formatted.text != source.text else ()


def format_range(source: Source, span: Span, parsed: Parsed | None = None) -> tuple[Edit, ...]:
    """The edits that format the declarations or statements that a span touches.

    They come out as they do when the whole file is formatted. None where the file does not parse.
    """
    parsed = parsed or parse(source)
    if _mistakes(parsed):
        return ()
    text, blocks = _lay_out(source, parsed)
    aligned = align(source, text)
    place = touching(aligned, blocks, span)
    if place is None:
        return ()
    return tuple(
        edit
        for edit in edits(aligned)
        if place.start <= edit.span.start and edit.span.end <= place.end
    )


def _mistakes(parsed: Parsed) -> tuple[Diagnostic, ...]:
    return tuple(found for found in parsed.diagnostics if found.severity is Severity.ERROR)


def _lay_out(source: Source, parsed: Parsed) -> tuple[str, list[Parts]]:
    with without_collector():
        written = read(source)
        text = render(arrange_file(written, parsed.file))
    if _ends_lines_with_carriage_returns(source.text):
        text = text.replace("\n", "\r\n")
    if source.text.startswith(_BYTE_ORDER_MARK):
        text = _BYTE_ORDER_MARK + text
    return text, written.blocks


def _ends_lines_with_carriage_returns(text: str) -> bool:
    line_breaks = text.count("\n")
    return line_breaks > 0 and line_breaks == text.count("\r\n")
