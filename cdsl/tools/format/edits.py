"""The smallest edits between a file and its layout, all of them or those of some statements.

Floor 6. Both texts have the same lexemes and comments in the same order, commas and colons aside;
so an edit is what differs between two of them, and nothing is searched for.
"""

from bisect import bisect_left
from collections.abc import Sequence

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import lex
from cdsl.tools.format.written import COLON, COMMA, Parts


@dataclass(frozen=True, slots=True)
class Aligned:
    """A text and its layout, with what both have: the nth lexeme or comment here is that there."""

    before: str
    after: str
    spans_before: tuple[Span, ...]
    spans_after: tuple[Span, ...]


def align(before: Source, after: str) -> Aligned:
    """A file beside its layout."""
    return Aligned(before.text, after, _spans(before), _spans(Source(before.name, after)))


def _spans(source: Source) -> tuple[Span, ...]:
    lexemes = lex(source)
    places = zip(lexemes.kinds, lexemes.starts, lexemes.ends, strict=True)
    spans = [Span(start, end) for kind, start, end in places if kind not in (COMMA, COLON)]
    for comment in lexemes.comments:
        begin, end = comment.span
        spans.append(Span(begin, begin + len(source.text[begin:end].rstrip())))
    return tuple(sorted(spans))


def edits(aligned: Aligned) -> tuple[Edit, ...]:
    """What turns the text into its layout, in the order of the text."""
    found: list[Edit] = []
    before, after = aligned.before, aligned.after
    last_before = last_after = 0
    for span_before, span_after in zip(aligned.spans_before, aligned.spans_after, strict=True):
        old, new = before[last_before : span_before.start], after[last_after : span_after.start]
        if old != new:
            found.append(_edit(last_before, old, new))
        old, new = before[slice(*span_before)], after[slice(*span_after)]
        if old != new:
            found.append(_edit(span_before.start, old, new))
        last_before, last_after = span_before.end, span_after.end
    return tuple(found)


def _edit(begin: int, old: str, new: str) -> Edit:
    """The edit without what both texts begin and end with."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return Edit(Span(begin + head, begin + len(old) - tail), new[head : len(new) - tail])


def touching(aligned: Aligned, blocks: Sequence[Parts], span: Span) -> Span | None:
    """Where the statements stand that a span touches, from the end of what is before them.

    They are whole parts of one block with their comments, as far inside as they have lines of
    their own in both texts. None if there are none.
    """
    around = [block for block in blocks if block.begin <= span.start and span.end <= block.end]
    for block in sorted(around, key=lambda block: block.end - block.begin):
        touched = [
            part for part in block.parts if part.start <= span.end and span.start <= part.end
        ]
        if not touched:
            return None
        starts = [place.start for place in aligned.spans_before]
        first = bisect_left(starts, touched[0].start)
        after = bisect_left(starts, touched[-1].end)
        while first and _is_comment(aligned, first - 1) and _begins_a_line(aligned, first - 1):
            first -= 1
        while _is_comment(aligned, after) and not _begins_a_line(aligned, after):
            after += 1
        if _begins_a_line(aligned, first) and _begins_a_line(aligned, after):
            begin = aligned.spans_before[first - 1].end if first else 0
            return Span(begin, aligned.spans_before[after - 1].end)
    return None


def _is_comment(aligned: Aligned, at: int) -> bool:
    return aligned.before.startswith("#", aligned.spans_before[at].start)


def _begins_a_line(aligned: Aligned, at: int) -> bool:
    """Whether the lexeme at `at` begins a line in both texts, or ends them."""
    if at in (0, len(aligned.spans_before) - 1):
        return True
    return all(
        "\n" in text[spans[at - 1].end : spans[at].start]
        for text, spans in (
            (aligned.before, aligned.spans_before),
            (aligned.after, aligned.spans_after),
        )
    )
