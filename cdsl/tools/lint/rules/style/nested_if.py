"""CDS514: an `if` alone in an `if`, both without `else`.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions, steps
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, text_of
from cdsl.tools.lint.written import flow_steps_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each. The fix is for review, since the steps get other paths in the log."""
    for step in flow_steps_in(declaration):
        match step:
            case steps.Choice(
                arms=(steps.Arm(condition=outer, steps=(steps.Choice() as inner,)),),
                otherwise=None,
            ) if len(inner.arms) == 1 and inner.otherwise is None:
                yield from _problem(step, outer, inner, declaration.source)
            case _:
                pass


def _problem(
    step: steps.Choice, outer: conditions.Condition, inner: steps.Choice, source: Source
) -> Iterator[Problem]:
    condition = inner.arms[0].condition
    asked = outer.span.to(condition.span)
    closed = Span(inner.span.end, step.span.end)
    if has_comment(source, asked) or has_comment(source, closed):
        return
    both = f"{_part(outer, source)} and {_part(condition, source)}"
    yield Problem(
        Span(inner.span.start, inner.span.start + len("if")),
        "`and` says this without one more level",
        fix=Fix("join the conditions by `and`", (Edit(asked, both), Edit(closed, ""))),
    )


def _part(condition: conditions.Condition, source: Source) -> str:
    text = text_of(source, condition.span)
    return f"({text})" if isinstance(condition, conditions.Or) else text


RULE: Final = DeclarationRule("CDS514", check)
