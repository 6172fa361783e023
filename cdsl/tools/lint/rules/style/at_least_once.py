"""CDS508: `at least 1 time`, which `did` means by itself.

Floor 6.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of
from cdsl.tools.lint.written import written_in

_ONCE: Final = re.compile(r"\s*\bat\s+least\s+\+?0*1\s+times?\b")


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report it after each activity."""
    for found in written_in(declaration):
        node = found.node
        if isinstance(node, syntax.Did) and node.at_least == 1:
            yield from _problem(node, declaration.source)


def _problem(node: syntax.Did, source: Source) -> Iterator[Problem]:
    last = node.where[-1] if node.where else node.activity
    clauses = Span(last.span.end, node.span.end)
    once = _ONCE.search(text_of(source, clauses))
    if once is None or has_comment(source, clauses):
        return
    span = Span(clauses.start + once.start(), clauses.start + once.end())
    yield Problem(
        Span(span.end - len(once.group().lstrip()), span.end),
        "`did` means at least once by itself",
        fix=replacing("drop it", span, "", safe=True),
    )


RULE: Final = DeclarationRule("CDS508", check)
