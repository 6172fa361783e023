"""What fixes write, and how messages show what was written.

Floor 6. Texts only: a comment is never lost, so that where one stands in the way there is no edit.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes

_LONGEST_SHOWN: Final = 60

Spanned = syntax.Condition | nodes.Value


def text_of(source: Source, span: Span) -> str:
    """What stands at a span."""
    return source.text[span.start : span.end]


def shown(source: Source, span: Span) -> str:
    """What stands at a span, on one line and not too long."""
    text = " ".join(text_of(source, span).split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def has_comment(source: Source, span: Span) -> bool:
    """Whether there may be a comment in what stands at a span."""
    return "#" in text_of(source, span)


def removal(source: Source, beside: Sequence[Spanned], place: int) -> Edit | None:
    """The edit that takes out one of several that stand beside each other.

    With what joins it to the one before, or the first with what joins it to the next. None for
    the only one, and where a comment would go with it or be left beside another one.
    """
    own = beside[place].span
    if len(beside) == 1:
        return None
    if place == 0:
        gone = Span(own.start, beside[1].span.start)
    else:
        gone = Span(beside[place - 1].span.end, own.end)
    line_end = source.text.find("\n", own.end)
    rest = Span(own.end, line_end if line_end != -1 else len(source.text))
    stands_alone = "\n" in text_of(source, gone)
    if has_comment(source, gone) or (stands_alone and has_comment(source, rest)):
        return None
    return Edit(gone, "")


def without_declaration(source: Source, span: Span) -> Edit | None:
    """The edit that takes out a declaration or a line of one, with its doc comment.

    None where another comment would go with it, or be left without what it speaks of.
    """
    text = source.text
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end == -1 else line_end
    before, after = text[line_start : span.start], text[span.end : line_end]
    if has_comment(source, span) or "#" in before or "#" in after:
        return None
    if before.strip() or after.strip():
        # Others stand in its line: with the blanks behind it where it is the first one.
        if after.strip() and (not before.strip() or before.rstrip().endswith("{")):
            return Edit(Span(span.start, span.end + len(after) - len(after.lstrip())), "")
        return Edit(Span(span.start - len(before) + len(before.rstrip()), span.end), "")
    start, above = line_start, ""
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        above = text[line:start].strip()
        if not above.startswith("##"):
            break
        start = line
    if above.startswith("#") and not above.startswith("##"):
        return None
    end = min(line_end + 1, len(text))
    below = text[end : text.find("\n", end) + 1]
    if below and not below.strip() and (not start or not above):
        end += len(below)
    return Edit(Span(start, end), "")


def values_written(comparison: syntax.Comparison, source: Source) -> list[str] | None:
    """The texts of the values on the right, of a list one by one; None for a hole or a window."""
    found: list[str] = []
    for operand in comparison.operands:
        match operand:
            case nodes.ListOf(values=values):
                found += [text_of(source, value.span) for value in values]
            case nodes.Hole() | nodes.BareName() | nodes.Duration():
                return None
            case _:
                found.append(text_of(source, operand.span))
    return found


_OPERATOR = syntax.Operator
NEGATED: Final[Mapping[syntax.Operator, syntax.Operator]] = MappingProxyType(
    {
        _OPERATOR.IS: _OPERATOR.IS_NOT,
        _OPERATOR.IN: _OPERATOR.NOT_IN,
        _OPERATOR.IS_EMPTY: _OPERATOR.IS_NOT_EMPTY,
        _OPERATOR.STARTS_WITH: _OPERATOR.NOT_STARTS_WITH,
        _OPERATOR.CONTAINS: _OPERATOR.NOT_CONTAINS,
        _OPERATOR.BETWEEN: _OPERATOR.NOT_BETWEEN,
    }
)
"""The operators that have a negative form."""

AFFIRMED: Final[Mapping[syntax.Operator, syntax.Operator]] = MappingProxyType(
    {negative: positive for positive, negative in NEGATED.items()}
)
"""The positive form of a negative operator."""


def with_operator(node: syntax.Comparison, operator: syntax.Operator, source: Source) -> str:
    """A comparison with another operator."""
    before = text_of(source, Span(node.span.start, node.operator_span.start))
    after = text_of(source, Span(node.operator_span.end, node.span.end))
    return f"{before}{operator}{after}"


def negation(node: syntax.Condition, source: Source) -> str:
    """The contrary of a condition."""
    text = text_of(source, node.span)
    match node:
        case syntax.Comparison(operator=operator) if operator in NEGATED:
            return with_operator(node, NEGATED[operator], source)
        case syntax.Comparison(operator=operator) if operator in AFFIRMED:
            return with_operator(node, AFFIRMED[operator], source)
        case syntax.Not(part=part):
            return text_of(source, part.span)
        case syntax.Comparison() | syntax.And() | syntax.Or():
            return f"not ({text})"
        case _:
            return f"not {text}"
