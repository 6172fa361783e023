"""CDS502: a negation of a negation.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import AFFIRMED, has_comment, text_of, with_operator
from cdsl.tools.lint.written import without_parentheses, written_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report `not not x`, `not (x is not "a")`, and `none` of nothing but negations."""
    source = declaration.source
    for found in written_in(declaration):
        match found.node:
            case syntax.Not(part=part, span=span):
                text = _affirmed(without_parentheses(part), source)
                if text is not None and not has_comment(source, span):
                    yield Problem(
                        span,
                        "two negations say what none does",
                        fix=replacing("take both away", span, text, safe=True),
                    )
            case syntax.Block(kind=syntax.BlockKind.NONE, parts=parts) if parts:
                yield from _none(found.node, source)
            case _:
                pass


def _affirmed(node: syntax.Condition, source: Source) -> str | None:
    """What is left of a negation without its `not`; None where it is none."""
    match node:
        case syntax.Not(part=part):
            return text_of(source, part.span)
        case syntax.Comparison(operator=operator) if operator in AFFIRMED:
            return with_operator(node, AFFIRMED[operator], source)
        case syntax.Block(kind=syntax.BlockKind.NONE):
            word = len(syntax.BlockKind.NONE.value)
            return f"any{text_of(source, Span(node.span.start + word, node.span.end))}"
        case _:
            return None


def _none(block: syntax.Block, source: Source) -> Iterator[Problem]:
    edits = [Edit(Span(block.span.start, block.span.start + len(block.kind.value)), "all")]
    for part in block.parts:
        text = _affirmed(without_parentheses(part), source)
        if text is None or has_comment(source, part.span):
            return
        edits.append(Edit(part.span, text))
    yield Problem(
        Span(block.span.start, block.span.start + len(block.kind.value)),
        "`none` of what is not is `all` of what is",
        fix=Fix("write `all`", tuple(edits), safe=True),
    )


RULE: Final = DeclarationRule("CDS502", check)
