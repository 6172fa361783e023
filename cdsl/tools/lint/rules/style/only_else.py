"""CDS513: an `if` that only does something in its `else`.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax import steps
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, negation
from cdsl.tools.lint.written import flow_steps_in, without_parentheses


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report each. The fix is for review, since the steps get other paths in the log."""
    for step in flow_steps_in(declaration):
        match step:
            case steps.Choice(arms=(arm,), otherwise=(first, *_)) if _is_idle(arm.steps):
                gone = Span(arm.condition.span.start, first.span.start)
                if has_comment(declaration.source, gone) or _is_idle(step.otherwise or ()):
                    continue
                text = negation(without_parentheses(arm.condition), declaration.source)
                yield Problem(
                    arm.condition.span,
                    "only the `else` does something",
                    help="ask for the contrary",
                    fix=replacing("ask for the contrary", gone, f"{text} {{ ", safe=False),
                )
            case _:
                pass


def _is_idle(branch: tuple[steps.Step, ...]) -> bool:
    return all(
        isinstance(step, steps.Plain) and step.kind is steps.PlainKind.DO_NOTHING for step in branch
    )


RULE: Final = DeclarationRule("CDS513", check)
