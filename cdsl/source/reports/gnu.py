"""`gnu`: a line for each diagnostic, as compilers write it, which every editor can read.

Ground floor. `FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE]`; lines and columns from 1, in characters.
"""

from collections.abc import Callable, Sequence

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.excerpt import visible
from cdsl.source.reports.context import Context
from cdsl.source.reports.wording import level, sentence
from cdsl.source.span import Source


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A line for each diagnostic; one that stands in no text begins with `cdsl`."""
    return "\n".join(line(diagnostic, Source.position) for diagnostic in diagnostics)


def line(diagnostic: Diagnostic, position: Callable[[Source, int], tuple[int, int]]) -> str:
    """The line of a diagnostic; `position` says where an offset of its text is."""
    source, span = diagnostic.source, diagnostic.span
    place = "cdsl" if source is None else visible(source.name)
    if source is not None and span is not None:
        number, column = position(source, span.start)
        place = f"{place}:{number}:{column}"
    return f"{place}: {level(diagnostic.severity)}: {sentence(diagnostic)} [{diagnostic.code}]"
