"""`gnu-bytes`: the lines of `gnu` for editors that count columns in bytes, as Vim and Kakoune do.

Ground floor.
"""

from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.reports.context import Context
from cdsl.source.reports.gnu import line
from cdsl.source.reports.wording import byte_position


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A line for each diagnostic; its column counts bytes of UTF-8, from 1."""
    return "\n".join(line(diagnostic, byte_position) for diagnostic in diagnostics)
