"""The shape of a text: what can be folded, and what a selection grows to.

Floor 6. Works on lexemes alone, so that a half-typed text has a shape as well.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import Comment, Lexemes, lex

_OPENING: Final = frozenset("{[(")
_CLOSING: Final = frozenset("}])")
_BRACKETS: Final = _OPENING | _CLOSING


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines from 1, both included, that can be shown as the first one."""

    first: int
    last: int
    is_comment: bool


def folds(source: Source) -> tuple[Fold, ...]:
    """Every block and every run of comments that takes more than one line, in order of text."""
    lexemes = lex(source)
    blocks = [
        Fold(first, last, False)
        for block in _blocks(lexemes)
        if (first := source.position(block.start).line)
        < (last := source.position(max(block.start, block.end - 1)).line)
    ]
    return tuple(sorted((*blocks, *_comments(lexemes.comments, source)), key=_place))


def _place(fold: Fold) -> tuple[int, int]:
    return fold.first, -fold.last


def _comments(comments: Sequence[Comment], source: Source) -> Iterator[Fold]:
    """Comments that stand alone in lines that follow each other."""
    alone = [
        line
        for comment in comments
        for line in (source.position(comment.span.start).line,)
        if not source.text[source.line_starts[line - 1] : comment.span.start].strip()
    ]
    for _, run in groupby(enumerate(alone), lambda numbered: numbered[1] - numbered[0]):
        lines = [line for _, line in run]
        if len(lines) > 1:
            yield Fold(lines[0], lines[-1], True)


def _blocks(lexemes: Lexemes) -> Iterator[Span]:
    """Each pair of brackets with what is between; one that is not closed ends with the text."""
    opened: list[int] = []
    for text, start, end in zip(lexemes.texts, lexemes.starts, lexemes.ends, strict=True):
        if text in _OPENING:
            opened.append(start)
        elif text in _CLOSING and opened:
            yield Span(opened.pop(), end)
    yield from (Span(start, lexemes.ends[-1]) for start in opened)


def growing(source: Source, offset: int) -> tuple[Span, ...]:
    """What a selection at an offset grows to, from the word to the whole text.

    A word or text, what stands in a line of a block, the inside of the block, the block with its
    brackets, with its head, and so on outwards.
    """
    lexemes = lex(source)
    spans = [Span(0, len(source.text))]
    for block in sorted(_around(lexemes, offset), key=lambda block: block.start - block.end):
        inside = _stripped(source, Span(block.start + 1, max(block.start + 1, block.end - 1)))
        spans += [_with_head(source, lexemes, block), block, inside]
    spans.append(_statement(source, lexemes, offset))
    spans += [
        Span(start, end)
        for start, end in zip(lexemes.starts, lexemes.ends, strict=True)
        if start <= offset <= end and start < end
    ][:1]
    return _nested(spans, offset)


def _around(lexemes: Lexemes, offset: int) -> Iterator[Span]:
    return (block for block in _blocks(lexemes) if block.start <= offset <= block.end)


def _stripped(source: Source, span: Span) -> Span:
    inside = source.text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - (len(inside) - len(inside.rstrip()))))


def _with_head(source: Source, lexemes: Lexemes, block: Span) -> Span:
    """A block with what stands before it in its line or, behind a bracket, since that bracket."""
    at = lexemes.starts.index(block.start)
    line = source.line_starts[source.position(block.start).line - 1]
    while at and lexemes.starts[at - 1] >= line and lexemes.texts[at - 1] not in _BRACKETS:
        at -= 1
    return Span(lexemes.starts[at], block.end)


def _statement(source: Source, lexemes: Lexemes, offset: int) -> Span:
    """What stands in the line at an offset, between the brackets that enclose it."""
    line = source.position(offset).line
    begin = source.line_starts[line - 1]
    end = begin + len(source.line(line))
    for block in _around(lexemes, offset):
        begin = max(begin, block.start + 1 if block.start < offset else begin)
        end = min(end, block.end - 1 if block.end > offset else end)
    return _stripped(source, Span(begin, max(begin, end)))


def _nested(spans: Sequence[Span], offset: int) -> tuple[Span, ...]:
    """The spans that hold the offset and each other, innermost first, each once."""
    found: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.end - span.start, span.start)):
        if not span.start <= offset <= span.end or span.start == span.end:
            continue
        if not found or (span.start <= found[-1].start and found[-1].end <= span.end):
            found.append(span)
    return tuple(found)
