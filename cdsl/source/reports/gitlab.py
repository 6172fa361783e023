"""`gitlab`: the code quality report that GitLab compares between branches.

Ground floor.
"""

import json
from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.reports.context import Context
from cdsl.source.reports.fingerprint import fingerprints
from cdsl.source.reports.wording import NOWHERE, region, sentence


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A JSON list of all diagnostics; a fingerprint outlives edits elsewhere in the file."""
    prints = fingerprints(diagnostics, context)
    issues = [
        {
            "description": sentence(diagnostic),
            "check_name": diagnostic.code,
            "fingerprint": fingerprint,
            "severity": _word(diagnostic.severity),
            "location": _location(diagnostic, context),
        }
        for diagnostic, fingerprint in zip(diagnostics, prints, strict=True)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False)


def _location(diagnostic: Diagnostic, context: Context) -> dict[str, object]:
    source, span = diagnostic.source, diagnostic.span
    if source is None or span is None:
        path = NOWHERE if source is None else context.path(source.name)
        return {"path": path, "lines": {"begin": 1}}
    place = region(source, span)
    return {
        "path": context.path(source.name),
        "lines": {"begin": place.start_line, "end": place.end_line},
    }


def _word(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "major"
        case Severity.WARNING:
            return "minor"
        case Severity.HINT:
            return "info"
