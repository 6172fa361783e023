"""CDS477: a channel without a status that counts as success.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.syntax import declarations as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report it at the channel's name; the fix takes the last status for what was wanted.

    One status is no progress: such channels are for programs that only do upkeep.
    """
    node = declaration.node
    if not isinstance(node, syntax.ChannelDeclaration) or len(node.statuses) < 2:
        return
    if any(status.success for status in node.statuses):
        return
    last = node.statuses[-1]
    yield Problem(
        node.name.span,
        f"no status of {quoted(node.name.text)} is a success, so that none of its programs has any",
        help="mark the statuses for which such programs are made with `success`",
        fix=replacing(
            f"let {quoted(last.name.text)} be a success",
            Span(last.span.end, last.span.end),
            " success",
            safe=False,
        ),
    )


RULE: Final = DeclarationRule("CDS477", check)
