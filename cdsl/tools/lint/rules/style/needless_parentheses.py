"""CDS506: needless parentheses.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.written import Written, written_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each pair that changes nothing; around a comparison after `not` they are usual."""
    for found in written_in(declaration):
        if isinstance(found.node, syntax.Group) and _is_needless(found, found.node.part):
            yield Problem(
                found.node.span,
                "these parentheses change nothing",
                fix=_without(found.node.span, declaration.source),
            )


def _is_needless(found: Written, inner: syntax.Condition) -> bool:
    if found.is_line:
        return True
    match found.around, inner:
        case syntax.Group(), _:
            return True
        case syntax.And(), syntax.Or():
            return False
        case syntax.Or(), syntax.And():
            return False
        case syntax.And() | syntax.Or(), _:
            return True
        case syntax.Not(), (
            syntax.Did() | syntax.MemberOf() | syntax.Everyone() | syntax.Block() | syntax.Not()
        ):
            return True
        case _:
            return False


def _without(span: Span, source: Source) -> Fix:
    """Blanks stay where words would run together."""
    opened = Span(span.start, span.start + 1)
    closed = Span(span.end - 1, span.end)
    text = source.text
    before = " " if text[span.start - 1 : span.start].isalnum() else ""
    after = " " if text[span.end : span.end + 1].isalnum() else ""
    return Fix("take them away", (Edit(opened, before), Edit(closed, after)), safe=True)


RULE: Final = DeclarationRule("CDS506", check)
