"""`rdjsonl`: the Reviewdog Diagnostic Format, a JSON document a line.

Ground floor. Its columns count bytes of UTF-8, from 1. Paths are as from the current folder, which
is where reviewdog takes them to start.
"""

import json
from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.reports.context import Context
from cdsl.source.reports.wording import NOWHERE, as_one_edit, byte_position, one_line, sentence
from cdsl.source.span import Source, Span


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A document for each diagnostic, its fix as a suggestion."""
    return "\n".join(
        json.dumps(_finding(diagnostic), ensure_ascii=False) for diagnostic in diagnostics
    )


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    finding: dict[str, object] = {
        "message": sentence(diagnostic),
        "location": _location(diagnostic.source, diagnostic.span),
        "severity": _word(diagnostic.severity),
        "source": {"name": "cdsl"},
        "code": {"value": diagnostic.code},
    }
    if diagnostic.related:
        finding["related_locations"] = [
            {
                "message": one_line(related.message),
                "location": _location(related.source, related.span),
            }
            for related in diagnostic.related
        ]
    if diagnostic.fix is not None and diagnostic.source is not None:
        # Several suggestions would be several ways out, so that all edits are one.
        edit = as_one_edit(diagnostic.source, diagnostic.fix)
        finding["suggestions"] = [
            {"range": _range(diagnostic.source, edit.span), "text": edit.text}
        ]
    return finding


def _location(source: Source | None, span: Span | None) -> dict[str, object]:
    if source is None:
        return {"path": NOWHERE}
    place: dict[str, object] = {"path": source.name}
    return place if span is None else {**place, "range": _range(source, span)}


def _range(source: Source, span: Span) -> dict[str, object]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line, column = byte_position(source, offset)
    return {"line": line, "column": column}


def _word(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "ERROR"
        case Severity.WARNING:
            return "WARNING"
        case Severity.HINT:
            return "INFO"
