"""CDS504: a list of one value.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of
from cdsl.tools.lint.written import comparisons_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each in a comparison."""
    source = declaration.source
    for node in comparisons_in(declaration):
        match node.operands:
            case (nodes.ListOf(values=(value,), span=span),):
                if isinstance(value, nodes.Hole) or has_comment(source, span):
                    continue
                edits = [Edit(span, text_of(source, value.span))]
                if node.operator is syntax.Operator.IN:
                    edits.append(Edit(node.operator_span, syntax.Operator.IS))
                if node.operator is syntax.Operator.NOT_IN:
                    edits.append(Edit(node.operator_span, syntax.Operator.IS_NOT))
                yield Problem(
                    span,
                    "one value needs no list",
                    fix=Fix("write the value alone", tuple(edits), safe=True),
                )
            case _:
                pass


RULE: Final = DeclarationRule("CDS504", check)
