"""CDS515: a split or a rotation that everybody passes in the same way.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import steps
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment
from cdsl.tools.lint.written import flow_steps_in

_EVERYBODY: Final = 100


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each. The fix is for review, since the steps get other paths in the log."""
    for step in flow_steps_in(declaration):
        match step:
            case steps.Split(shares=(share,)) if share.percent == _EVERYBODY and share.steps:
                yield from _problem(step.span, "split", share.steps, declaration.source)
            case steps.Rotate(turns=(turn,)) if turn.steps:
                yield from _problem(step.span, "rotate", turn.steps, declaration.source)
            case _:
                pass


def _problem(
    span: Span, word: str, inner: tuple[steps.Step, ...], source: Source
) -> Iterator[Problem]:
    opened = Span(span.start, inner[0].span.start)
    closed = Span(inner[-1].span.end, span.end)
    if not has_comment(source, opened) and not has_comment(source, closed):
        yield Problem(
            Span(span.start, span.start + len(word)),
            f"everybody passes this `{word}` in the same way",
            fix=Fix("take it away", (Edit(opened, ""), Edit(closed, ""))),
        )


RULE: Final = DeclarationRule("CDS515", check)
