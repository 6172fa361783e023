"""`github`: workflow commands, which GitHub Actions shows as annotations beside the lines.

Ground floor. The runner reads them from standard output, one a line.
"""

from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.reports.context import Context
from cdsl.source.reports.wording import region, sentence


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A workflow command for each diagnostic."""
    return "\n".join(_command(diagnostic, context) for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, context: Context) -> str:
    properties: dict[str, str | int] = {}
    source, span = diagnostic.source, diagnostic.span
    if source is not None:
        properties["file"] = context.path(source.name)
    if source is not None and span is not None:
        place = region(source, span)
        properties |= {"line": place.start_line, "endLine": place.end_line}
        # The runner refuses columns of several lines.
        if place.start_line == place.end_line:
            properties |= {"col": place.start_column, "endColumn": place.end_column}
    properties["title"] = f"{diagnostic.code} ({diagnostic.severity})"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_word(diagnostic.severity)} {written}::{_data(sentence(diagnostic))}"


def _word(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.HINT:
            return "notice"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
