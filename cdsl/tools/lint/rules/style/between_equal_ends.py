"""CDS516: `between` two equal ends.

Floor 6.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of
from cdsl.tools.lint.written import comparisons_in

_SHORTER: Final = MappingProxyType(
    {
        syntax.Operator.BETWEEN: syntax.Operator.IS,
        syntax.Operator.NOT_BETWEEN: syntax.Operator.IS_NOT,
    }
)


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each; between 0 and 0 is left alone, since `is 0` also matches empty."""
    for node in comparisons_in(declaration):
        if node.operator in _SHORTER and len(node.operands) == 2:
            low, high = node.operands
            if low == high and _is_kept_apart(low):
                yield from _problem(node, low, declaration.source)


def _is_kept_apart(end: nodes.Value | nodes.Duration) -> bool:
    match end:
        case nodes.Number(value=value):
            return value != 0
        case nodes.Date() | nodes.Datetime():
            return True
        case _:
            return False


def _problem(
    node: syntax.Comparison, low: nodes.Value | nodes.Duration, source: Source
) -> Iterator[Problem]:
    operator = _SHORTER[node.operator]
    right = Span(node.operator_span.start, node.span.end)
    if not has_comment(source, right):
        text = text_of(source, low.span)
        yield Problem(
            right,
            f"only {text} lies there",
            fix=Fix(f"write `{operator}`", (Edit(right, f"{operator} {text}"),), safe=True),
        )


RULE: Final = DeclarationRule("CDS516", check)
