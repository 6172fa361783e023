"""CDS507: a block that joins nothing, or joins what is joined already.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import DeclarationRule, Problem
from cdsl.tools.lint.subjects import LintedDeclaration
from cdsl.tools.lint.writing import has_comment, negation, text_of
from cdsl.tools.lint.written import Written, written_in


def check(declaration: LintedDeclaration) -> Iterator[Problem]:
    """Report blocks of one condition, `all` in what holds together anyway, `any` in `any`."""
    for found in written_in(declaration):
        if isinstance(found.node, syntax.Block) and found.node.parts:
            if len(found.node.parts) == 1:
                yield from _of_one(found, found.node, declaration.source)
            elif _is_joined_already(found, found.node):
                yield from _unwrapped(found.node, declaration.source)


def _is_joined_already(found: Written, block: syntax.Block) -> bool:
    match found.around:
        case None:
            return block.kind is syntax.BlockKind.ALL and not found.is_decision
        case syntax.Block(kind=syntax.BlockKind.ALL):
            return block.kind is syntax.BlockKind.ALL
        case syntax.Block():
            return block.kind is syntax.BlockKind.ANY
        case _:
            return False


def _of_one(found: Written, block: syntax.Block, source: Source) -> Iterator[Problem]:
    (part,) = block.parts
    text = text_of(source, part.span)
    if block.kind is syntax.BlockKind.NONE:
        text = negation(part, source)
    elif not found.is_line and isinstance(part, syntax.And | syntax.Or | syntax.Comparison):
        text = f"({text})"
    if not has_comment(source, block.span):
        yield Problem(
            _word(block),
            "a block of one condition joins nothing",
            fix=Fix("write the condition alone", (Edit(block.span, text),), safe=True),
        )


def _unwrapped(block: syntax.Block, source: Source) -> Iterator[Problem]:
    opened = Span(block.span.start, block.parts[0].span.start)
    closed = Span(block.parts[-1].span.end, block.span.end)
    if not has_comment(source, opened) and not has_comment(source, closed):
        yield Problem(
            _word(block),
            f"what stands here is taken as `{block.kind}` anyway",
            fix=Fix("take the block away", (Edit(opened, ""), Edit(closed, "")), safe=True),
        )


def _word(block: syntax.Block) -> Span:
    return Span(block.span.start, block.span.start + len(block.kind.value))


RULE: Final = DeclarationRule("CDS507", check)
