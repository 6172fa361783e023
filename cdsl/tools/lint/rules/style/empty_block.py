"""CDS511: an empty block of tokens or fields.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.span import Source, Span
from cdsl.syntax import campaigns, declarations
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each; one with a comment in it or above it is left alone."""
    match declaration.node:
        case (
            declarations.Tokens(tokens=(), span=span) | declarations.FieldsOf(fields=(), span=span)
        ):
            yield from _problem(span, declaration.source)
        case campaigns.Campaign(parts=parts):
            for part in parts:
                if isinstance(part, declarations.Tokens) and not part.tokens:
                    yield from _problem(part.span, declaration.source)
        case _:
            pass


def _problem(span: Span, source: Source) -> Iterator[Problem]:
    above = source.text[: span.start].rstrip()
    line = above[above.rfind("\n") + 1 :]
    if has_comment(source, span) or "#" in line:
        return
    start = span.start - (len(source.text[: span.start]) - len(above)) if above else 0
    yield Problem(
        span,
        "an empty block says nothing",
        fix=replacing("drop it", Span(start, span.end), "", safe=True),
    )


RULE: Final = DeclarationRule("CDS511", check)
