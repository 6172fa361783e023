"""`sarif`: SARIF 2.1.0, which code scanning services and editors read.

Ground floor. The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from collections.abc import Sequence
from typing import Final

from cdsl.source.codes import SEVERITIES, TITLES
from cdsl.source.diagnostic import Diagnostic, Fix
from cdsl.source.reports.context import Context
from cdsl.source.reports.fingerprint import fingerprints
from cdsl.source.reports.uri import file_uri, is_absolute, relative_uri
from cdsl.source.reports.wording import level, one_line, region, sentence
from cdsl.source.resources import page_path, page_text
from cdsl.source.span import Source, Span

Json = dict[str, object]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE: Final = "%SRCROOT%"
_FINGERPRINT: Final = "cdslFinding/v1"


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A log with one run; its rules are the codes that were found, its artifacts all files."""
    codes = tuple(dict.fromkeys(diagnostic.code for diagnostic in diagnostics))
    prints = fingerprints(diagnostics, context)
    run = {
        "tool": {
            "driver": {
                "name": "cdsl",
                "version": context.version,
                "rules": [_rule(code) for code in codes],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"uri": file_uri(context.folder.rstrip("/") + "/")}},
        "artifacts": [{"location": _artifact(name, context)} for name in context.files],
        "results": [
            {
                **_result(diagnostic, context),
                "ruleIndex": codes.index(diagnostic.code),
                "partialFingerprints": {_FINGERPRINT: fingerprint},
            }
            for diagnostic, fingerprint in zip(diagnostics, prints, strict=True)
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(code: str) -> Json:
    """What is known of a code, its page included, which services show beside a finding."""
    title = TITLES[code]
    rule: Json = {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "defaultConfiguration": {"level": level(SEVERITIES[code])},
    }
    page = page_text(code)
    if page is not None:
        rule |= {
            "fullDescription": {"text": _explanation(page)},
            "help": {"text": page, "markdown": page},
            "helpUri": file_uri(page_path(code)),
        }
    return rule


def _explanation(page: str) -> str:
    """The first paragraph of a page, without the severity that it begins with."""
    return " ".join(page.split("\n\n")[1].split()[1:])


def _result(diagnostic: Diagnostic, context: Context) -> Json:
    result: Json = {
        "ruleId": diagnostic.code,
        "level": level(diagnostic.severity),
        # Not doubled, as braces should be by the letter: no reader that we know halves them.
        "message": {"text": sentence(diagnostic)},
        "locations": [],
    }
    source = diagnostic.source
    if source is not None:
        result["locations"] = [_location(source, diagnostic.span, context)]
    if diagnostic.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(related.source, related.span, context),
                "message": {"text": one_line(related.message)},
            }
            for number, related in enumerate(diagnostic.related, 1)
        ]
    if source is not None and diagnostic.fix is not None:
        result["fixes"] = [_fix(source, diagnostic.fix, context)]
    return result


def _location(source: Source, span: Span | None, context: Context) -> Json:
    place: Json = {"artifactLocation": _artifact(source.name, context)}
    if span is not None:
        place["region"] = _region(source, span)
    return {"physicalLocation": place}


def _artifact(name: str, context: Context) -> Json:
    path = context.path(name)
    if is_absolute(path):
        return {"uri": file_uri(path)}
    return {"uri": relative_uri(path), "uriBaseId": _BASE}


def _region(source: Source, span: Span) -> Json:
    place = region(source, span)
    return {
        "startLine": place.start_line,
        "startColumn": place.start_column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(source: Source, fix: Fix, context: Context) -> Json:
    replacements = [
        {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    change = {
        "artifactLocation": _artifact(source.name, context),
        "replacements": replacements,
    }
    return {"description": {"text": one_line(fix.title)}, "artifactChanges": [change]}
