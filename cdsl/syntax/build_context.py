"""What every builder is handed: the text at hand, the limits, and where to report.

Floor 1. Builders turn the children of one grammar rule into a node; they are named after the rule
or its alias and are called by `cdsl.syntax.lalr` with the context, the span, and the children
that carry a value. What cannot be read is reported here and stands in the tree as something
harmless of the same kind, so that later passes do not report it again.
"""

from unicodedata import normalize

from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related
from cdsl.source.limits import Limits
from cdsl.source.span import Source, Span


@dataclass(frozen=True, slots=True)
class Context:
    """The text being parsed, the limits that hold, and what has been reported so far."""

    source: Source
    limits: Limits
    diagnostics: list[Diagnostic]


def report(
    context: Context,
    code: str,
    message: str,
    span: Span,
    *,
    label: str = "",
    help: str = "",
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
) -> None:
    """Add a diagnostic about the text at hand."""
    context.diagnostics.append(
        Diagnostic(code, SEVERITIES[code], message, context.source, span, label, help, related, fix)
    )


def replacement(title: str, span: Span, text: str) -> Fix:
    """The fix that replaces the characters of `span` by `text`."""
    return Fix(title, (Edit(span, text),))


def report_twice(context: Context, what: str, first: Span, again: Span) -> None:
    """A part that may stand once stands twice (CDS308)."""
    report(
        context,
        "CDS308",
        f"{what} stands twice",
        again,
        label="the second one",
        help="leave one of them out",
        related=(Related("the first one is here", context.source, first),),
    )


def composed(text: str) -> str:
    """The text in Unicode normal form C (language.md 3)."""
    return text if text.isascii() else normalize("NFC", text)
