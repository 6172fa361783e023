"""Diagnostics of every kind that reports have to show, and what they are shown with."""

from collections.abc import Sequence

from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from cdsl.source.reports.context import Context
from cdsl.source.reports.report import report
from cdsl.source.span import Source, Span

ODD_NAME = 'a b/"ü", 100%:#?\n.cdsl'
ODD = Source(ODD_NAME, 'smart list "é😀" {\n  emial is\n  5\n}\n')
TABLE = Source("data/people.csv", "id,score\n1,many\n")
CLEAN = "clean.cdsl"


def at(source: Source, part: str) -> Span:
    start = source.text.index(part)
    return Span(start, start + len(part))


UNKNOWN = Diagnostic(
    "CDS101",
    Severity.ERROR,
    "unknown field `emial`",
    ODD,
    at(ODD, "emial"),
    help="did you mean `email`?",
    related=(Related("declared\nhere", TABLE, at(TABLE, "id")),),
    fix=Fix("write `email`", (Edit(at(ODD, "emial"), "email"),)),
)
SEVERAL_LINES = Diagnostic(
    "CDS312",
    Severity.WARNING,
    "two\nlines, 100%",
    ODD,
    at(ODD, "is\n  5"),
    fix=Fix(
        "put it in parentheses",
        (Edit(Span(28, 28), ")"), Edit(at(ODD, "emial"), "(email")),
    ),
)
AFTER_WIDE = Diagnostic("CDS404", Severity.HINT, "a brace", ODD, at(ODD, "{"))
CELL = Diagnostic("CDS701", Severity.ERROR, "no integer: `many`", TABLE, at(TABLE, "many"))
WITHOUT_SPAN = Diagnostic("CDS704", Severity.ERROR, "cannot be read", TABLE, None)
ARGUMENT = Diagnostic("CDS709", Severity.ERROR, "no such token", None, None, help="look\nthere")
ALL = (UNKNOWN, SEVERAL_LINES, AFTER_WIDE, CELL, WITHOUT_SPAN, ARGUMENT)


def context(*files: str, failing: Sequence[Severity] = (Severity.ERROR,)) -> Context:
    """A context for files under `/repo`, where absolute names stay as they are."""
    return Context("1.2", files, "/repo", path=lambda name: name, failing=frozenset(failing))


def reported(format_name: str, *found: Diagnostic, files: Sequence[str] = (ODD_NAME, CLEAN)) -> str:
    return report(format_name, found, context(*files))
