"""CDS510: an `if` alone in an `else`.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import steps
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment
from cdsl.tools.lint.written import flow_steps_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each. The fix is for review, since the step gets another path in the log."""
    for step in flow_steps_in(declaration):
        match step:
            case steps.Choice(arms=arms, otherwise=(steps.Choice() as inner,)):
                opened = Span(arms[-1].span.end, inner.span.start)
                closed = Span(inner.span.end, step.span.end)
                source = declaration.source
                if not has_comment(source, opened) and not has_comment(source, closed):
                    yield Problem(
                        Span(inner.span.start, inner.span.start + len("if")),
                        "`else if` says this without one more level",
                        fix=Fix("write `else if`", (Edit(opened, " else "), Edit(closed, ""))),
                    )
            case _:
                pass


RULE: Final = DeclarationRule("CDS510", check)
