"""CDS505: two bounds that `between` can say.

Floor 6.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cdsl.source.span import Source
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of
from cdsl.tools.lint.written import beside_in

_LOW: Final = frozenset({syntax.Operator.AT_LEAST, syntax.Operator.ON_OR_AFTER})
_HIGH: Final = frozenset({syntax.Operator.AT_MOST, syntax.Operator.ON_OR_BEFORE})


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report neighbours that bound one thing below and above, both ends included."""
    for beside in beside_in(declaration):
        for one, other in pairwise(beside.parts) if beside.every else ():
            match one, other:
                case syntax.Comparison(), syntax.Comparison() if one.subject == other.subject:
                    yield from _bounds(one, other, declaration.source)
                case _:
                    pass


def _bounds(one: syntax.Comparison, other: syntax.Comparison, source: Source) -> Iterator[Problem]:
    low, high = (one, other) if one.operator in _LOW else (other, one)
    span = one.span.to(other.span)
    if low.operator not in _LOW or high.operator not in _HIGH or has_comment(source, span):
        return
    subject, least, most = (
        text_of(source, part.span) for part in (one.subject, low.operands[0], high.operands[0])
    )
    yield Problem(
        span,
        f"`{subject} between` takes both bounds",
        fix=replacing("write `between`", span, f"{subject} between {least} and {most}", safe=True),
    )


RULE: Final = DeclarationRule("CDS505", check)
