"""What every format says of a diagnostic in its own way: one sentence, place, level and change.

Ground floor.
"""

from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Severity
from cdsl.source.excerpt import visible
from cdsl.source.span import Source, Span

NOWHERE: Final = "."
"""The path of what stands in no text, for formats in which everything has a path."""


def sentence(diagnostic: Diagnostic) -> str:
    """Message and way out on one line, nothing in it that moves a cursor."""
    way_out = diagnostic.help or (diagnostic.fix.title if diagnostic.fix else "")
    return "; ".join(one_line(part) for part in (diagnostic.message, way_out) if part)


def one_line(text: str) -> str:
    """A text of several lines on one, what does not show written out."""
    return " ".join(visible(line.strip()) for line in text.split("\n"))


def level(severity: Severity) -> str:
    """The severity as compilers and SARIF call it."""
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.HINT:
            return "note"  # as a `hint` it would count as an error in Emacs


@dataclass(frozen=True, slots=True)
class Region:
    """From where to where: lines and columns from 1, in characters, the end exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


def region(source: Source, span: Span) -> Region:
    """The lines and columns of a span."""
    return Region(*source.position(span.start), *source.position(span.end))


def byte_position(source: Source, offset: int) -> tuple[int, int]:
    """The line of an offset, and its column in bytes of UTF-8, both from 1."""
    line, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return line, len(before.encode(errors="surrogatepass")) + 1


def as_one_edit(source: Source, fix: Fix) -> Edit:
    """All edits of a fix as one, from the start of the first to the end of the last."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    at = start = edits[0].span.start
    parts: list[str] = []
    for edit in edits:
        parts += (source.text[at : edit.span.start], edit.text)
        at = edit.span.end
    return Edit(Span(start, at), "".join(parts))
