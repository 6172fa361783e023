"""`json`: diagnostics as plain data, and as the document that `--format json` prints.

Ground floor. Other documents (of runs, of tests) hold diagnostics in the same form.
"""

import json
from collections.abc import Iterable, Sequence

from cdsl.source.diagnostic import Diagnostic, Fix
from cdsl.source.render import counts_of
from cdsl.source.reports.context import Context
from cdsl.source.span import Position, Source, Span

Json = dict[str, object]


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """The document as a text."""
    return json.dumps(document(diagnostics), indent=2, ensure_ascii=False)


def document(diagnostics: Sequence[Diagnostic]) -> Json:
    """What `--format json` prints: version, diagnostics, and how many there are of each kind."""
    counts = counts_of(diagnostics)
    return {
        "version": 1,
        "diagnostics": as_json(diagnostics),
        "summary": {f"{severity}s": count for severity, count in counts.items()},
    }


def as_json(diagnostics: Iterable[Diagnostic]) -> list[Json]:
    """Each diagnostic as plain data; lines and columns from 1, in characters, the end exclusive.

    `file` and `span` are null where it stands in no text, `fix` where there is none.
    """
    return [
        {
            "code": diagnostic.code,
            "severity": str(diagnostic.severity),
            "message": diagnostic.message,
            "file": None if diagnostic.source is None else diagnostic.source.name,
            "span": _span(diagnostic.source, diagnostic.span),
            "help": diagnostic.help,
            "related": [
                {
                    "message": related.message,
                    "file": related.source.name,
                    "span": _span(related.source, related.span),
                }
                for related in diagnostic.related
            ],
            "fix": _fix(diagnostic.source, diagnostic.fix),
        }
        for diagnostic in diagnostics
    ]


def _fix(source: Source | None, fix: Fix | None) -> Json | None:
    if fix is None:
        return None
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [{"span": _span(source, edit.span), "text": edit.text} for edit in fix.edits],
    }


def _span(source: Source | None, span: Span | None) -> Json | None:
    if source is None or span is None:
        return None
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> Json:
    position: Position = source.position(offset)
    return {"line": position.line, "column": position.column}
