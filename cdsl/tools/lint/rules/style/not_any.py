"""CDS509: `not any`, which `none` can say.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment
from cdsl.tools.lint.written import without_parentheses, written_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each."""
    for found in written_in(declaration):
        if not isinstance(found.node, syntax.Not):
            continue
        block = without_parentheses(found.node.part)
        if not isinstance(block, syntax.Block) or block.kind is not syntax.BlockKind.ANY:
            continue
        word = len(block.kind.value)
        opened = Span(found.node.span.start, block.span.start + word)
        closed = Span(block.span.end, found.node.span.end)
        if not has_comment(declaration.source, opened) and not has_comment(
            declaration.source, closed
        ):
            edits = [Edit(opened, "none")]
            if closed.start != closed.end:
                edits.append(Edit(closed, ""))
            yield Problem(
                opened,
                "`not any` is `none`",
                fix=Fix("write `none`", tuple(edits), safe=True),
            )


RULE: Final = DeclarationRule("CDS509", check)
