"""CDS501: a negation that an operator can say.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import NEGATED, has_comment, with_operator
from cdsl.tools.lint.written import without_parentheses, written_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report `not (x is "a")` and its kin."""
    for found in written_in(declaration):
        if not isinstance(found.node, syntax.Not):
            continue
        part = without_parentheses(found.node.part)
        if not isinstance(part, syntax.Comparison) or part.operator not in NEGATED:
            continue
        if not has_comment(declaration.source, found.node.span):
            operator = NEGATED[part.operator]
            text = with_operator(part, operator, declaration.source)
            yield Problem(
                found.node.span,
                f"`not … {part.operator}` is `{operator}`",
                fix=replacing(f"write `{operator}`", found.node.span, text, safe=True),
            )


RULE: Final = DeclarationRule("CDS501", check)
