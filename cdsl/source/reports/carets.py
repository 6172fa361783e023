"""`carets`: each diagnostic with the line that it is about, for people.

Ground floor.
"""

from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import render_text
from cdsl.source.reports.context import Context


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """The rendering that every face shows, in the colours and the width of the terminal."""
    return render_text(diagnostics, color=context.color, width=context.width)
