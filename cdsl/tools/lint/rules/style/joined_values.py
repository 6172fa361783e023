"""CDS503: alternatives that one list can say.

Floor 6.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final

from cdsl.source.span import Source
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of, values_written
from cdsl.tools.lint.written import beside_in

_OPERATOR = syntax.Operator
_ANY: Final[Mapping[syntax.Operator, syntax.Operator]] = MappingProxyType(
    {
        _OPERATOR.IS: _OPERATOR.IN,
        _OPERATOR.IN: _OPERATOR.IN,
        _OPERATOR.STARTS_WITH: _OPERATOR.STARTS_WITH,
        _OPERATOR.CONTAINS: _OPERATOR.CONTAINS,
    }
)
_ALL: Final[Mapping[syntax.Operator, syntax.Operator]] = MappingProxyType(
    {
        _OPERATOR.IS_NOT: _OPERATOR.NOT_IN,
        _OPERATOR.NOT_IN: _OPERATOR.NOT_IN,
        _OPERATOR.NOT_STARTS_WITH: _OPERATOR.NOT_STARTS_WITH,
        _OPERATOR.NOT_CONTAINS: _OPERATOR.NOT_CONTAINS,
    }
)
"""What says of a list what these say of each value: any of them is met, or all are absent."""

_Kind = tuple[nodes.FieldName | nodes.Token, syntax.Operator]


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report neighbours that compare one thing in one way."""
    for beside in beside_in(declaration):
        listed = _ALL if beside.every else _ANY
        for kind, run in groupby(beside.parts, key=lambda part: _kind(part, listed)):
            parts = tuple(run)
            if kind is not None and len(parts) > 1:
                yield from _problem(kind, parts, declaration.source)


def _kind(
    part: syntax.Condition, listed: Mapping[syntax.Operator, syntax.Operator]
) -> _Kind | None:
    if not isinstance(part, syntax.Comparison) or part.operator not in listed:
        return None
    if any(isinstance(operand, nodes.Boolean) for operand in part.operands):
        return None
    return part.subject, listed[part.operator]


def _problem(kind: _Kind, parts: Sequence[syntax.Condition], source: Source) -> Iterator[Problem]:
    span = parts[0].span.to(parts[-1].span)
    values: list[str] = []
    for part in parts:
        assert isinstance(part, syntax.Comparison)
        values += values_written(part, source) or ()
    if len(values) < len(parts) or has_comment(source, span):
        return
    subject = text_of(source, kind[0].span)
    text = f"{subject} {kind[1]} [{', '.join(values)}]"
    yield Problem(
        span,
        f"`{subject} {kind[1]}` takes several values",
        fix=replacing("write one list", span, text, safe=True),
    )


RULE: Final = DeclarationRule("CDS503", check)
