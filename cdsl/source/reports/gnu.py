"""`gnu`: a line for each diagnostic, as compilers write it, which every editor can read.

Ground floor. `FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE]`; lines and columns from 1, in characters.
"""

from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.excerpt import visible
from cdsl.source.reports.context import Context
from cdsl.source.reports.wording import level, sentence


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A line for each diagnostic; one that stands in no text begins with `cdsl`."""
    return "\n".join(map(_line, diagnostics))


def _line(diagnostic: Diagnostic) -> str:
    source, span = diagnostic.source, diagnostic.span
    place = "cdsl" if source is None else visible(source.name)
    if source is not None and span is not None:
        line, column = source.position(span.start)
        place = f"{place}:{line}:{column}"
    return f"{place}: {level(diagnostic.severity)}: {sentence(diagnostic)} [{diagnostic.code}]"
