"""Read some lexemes as if other ones had been written: what repairs of whole phrases do.

Floor 1; see `cdsl.syntax.repairs`. A rewriting is tried on a copy of the parser's stack first, so
that it is made and reported only where the parser takes what was meant.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax.build_context import replacement, report
from cdsl.syntax.fault import Fault, is_first, line
from cdsl.syntax.lexer import WORDS, Lexemes, lead, lex
from cdsl.syntax.machine import after, cut, taken, takes
from cdsl.syntax.tables import STRING

_AGAIN: Final = 300
"""So many lexemes are read again though faults in them have been repaired, since each fault may."""
A_STEP: Final = "do nothing"
"""Fits where a step can stand, and nowhere else: no condition begins so."""
Piece = tuple[int, int, str]
"""The first of some lexemes, the one behind them, and what they are to be read as."""


def written(fault: Fault, first: int, last: int) -> str:
    """The text from a lexeme to before another one."""
    return fault.context.source.text[fault.lexemes.starts[first] : fault.lexemes.ends[last - 1]]


def words(fault: Fault, first: int, count: int) -> tuple[str, ...]:
    """So many lexemes in lower case; fewer at the end of the text, none before its begin."""
    if first < 0:
        return ()
    return tuple(text.lower() for text in fault.lexemes.texts[first : first + count])


def rewrite(
    fault: Fault,
    first: int,
    last: int,
    text: str,
    message: str,
    help: str,
    *,
    shown: tuple[int, int] | None = None,
    label: str = "",
    fix: Fix | bool = True,
    code: str = "CDS001",
    beside: tuple[Edit, ...] = (),
) -> bool:
    """Let the lexemes from `first` to before `last` be those of `text`, and say so.

    False, with nothing done, where the parser could not take them and what follows in the line.
    `shown` are the lexemes to point at, if not all; `fix` is the way out, True for the rewriting
    itself, with the edits `beside` it.
    """
    lexemes, context = fault.lexemes, fault.context
    span = _span(lexemes, first, last)
    read = _tried(fault, first, last, text)
    if read is None:
        return False
    height, at, tried = read
    points = span if shown is None else Span(lexemes.starts[shown[0]], lexemes.ends[shown[1] - 1])
    if first == last and shown is None:
        points = Span(lexemes.starts[first], lexemes.ends[first])
    fault.machine.told = line(fault, first)
    fault.machine.rewritten.add(points)
    report(
        context,
        code,
        message,
        points,
        label=label,
        help=help,
        fix=_with(way_out(fault, span, text), beside) if fix is True else fix or None,
    )
    _put(lexemes, at, last, tried)
    if height < len(fault.machine.states):
        cut(fault.machine, height)
        fault.machine.end = lexemes.ends[at - 1] if at else 0
    fault.machine.at = at
    return True


def fits(fault: Fault, first: int, last: int, text: str) -> bool:
    """Whether `text` could stand for the lexemes from `first` to before `last`."""
    return _tried(fault, first, last, text) is not None


def _tried(fault: Fault, first: int, last: int, text: str) -> tuple[int, int, Lexemes] | None:
    """The height to cut the stack to, the lexeme to go on from, and the lexemes from there.

    None where the parser could not take them and what follows in the line, or the text ends before.
    """
    lexemes = fault.lexemes
    restart = _restart(fault, first) if last < len(lexemes.kinds) else None
    if restart is None:
        return None
    height, at = restart
    rewritten = fault.machine.rewritten if fault.machine.at - at < _AGAIN else set()
    if at < fault.machine.at and any(
        found.span is None
        or (
            found.span.end > lexemes.starts[at]
            and found.span not in rewritten
            and not _is_repaired(fault, found.span)
        )
        for found in fault.context.diagnostics
    ):
        return None
    meant = lex(Source("", text))
    tried = _spliced(lexemes, at, first, last, meant, _span(lexemes, first, last))
    alone = last > first and is_first(fault, last)
    if not _fits(fault, fault.machine.states[:height], tried, alone):
        return None
    return height, at, tried


def rewrite_several(
    fault: Fault,
    pieces: Sequence[Piece],
    message: str,
    help: str,
    *,
    shown: tuple[int, int] | None = None,
) -> bool:
    """Like `rewrite`, in several places in order of text, of which the first is at hand."""
    lexemes = fault.lexemes
    (first, last, text), *others = pieces
    end, length = pieces[-1][1] + 1, len(lexemes.kinds)
    kept = Lexemes(
        lexemes.kinds[first:end],
        lexemes.leads[first:end],
        lexemes.texts[first:end],
        lexemes.starts[first:end],
        lexemes.ends[first:end],
        (),
    )
    edits: list[Edit] = []
    for begin, behind, meant in reversed(others):
        span = _span(lexemes, begin, behind)
        edits += way_out(fault, span, meant).edits if meant else (_removal(fault, span),)
        lexed = lex(Source("", meant))
        tried = _spliced(lexemes, begin - 1, begin, behind, lexed, span)
        _put(lexemes, begin - 1, behind, tried)
    edits.reverse()
    if rewrite(fault, first, last, text, message, help, shown=shown, beside=tuple(edits)):
        return True
    _put(lexemes, first, end - 1 + len(lexemes.kinds) - length, kept)
    return False


def _span(lexemes: Lexemes, first: int, last: int) -> Span:
    """Where the lexemes from one to before another stand; nothing stands behind the one before."""
    if first == last:
        begin = lexemes.ends[first - 1] if first else lexemes.starts[first]
        return Span(begin, begin)
    return Span(lexemes.starts[first], lexemes.ends[last - 1])


def _removal(fault: Fault, span: Span) -> Edit:
    """The edit that leaves something out, with the line that it has for itself."""
    source = fault.context.source.text
    before, behind = source[: span.start].rstrip(" \t"), source[span.end :].lstrip(" \t")
    if behind[:1] in ("", "\n"):
        return Edit(Span(len(before.removesuffix("\n")), span.end), "")
    if before[-1:] in ("", "\n"):
        return Edit(Span(span.start, len(source) - len(behind)), "")
    return Edit(Span(len(before), span.end), "")


def _put(lexemes: Lexemes, at: int, last: int, others: Lexemes) -> None:
    """Let the lexemes from one up to and with another be other ones."""
    lexemes.kinds[at : last + 1] = others.kinds
    lexemes.leads[at : last + 1] = others.leads
    lexemes.texts[at : last + 1] = others.texts
    lexemes.starts[at : last + 1] = others.starts
    lexemes.ends[at : last + 1] = others.ends


def _with(fix: Fix, edits: tuple[Edit, ...]) -> Fix:
    return Fix(fix.title, (*fix.edits, *edits))


def _is_repaired(fault: Fault, span: Span) -> bool:
    """Whether another lexeme stands for what was reported, so that it is not reported again."""
    lexemes = fault.lexemes
    n = bisect_left(lexemes.starts, span.start)
    source = fault.context.source.text
    return (
        n < fault.machine.at
        and lexemes.starts[n] == span.start
        and lexemes.texts[n] != source[lexemes.starts[n] : lexemes.ends[n]]
    )


def way_out(fault: Fault, span: Span, text: str) -> Fix:
    """The way out; what is left out takes the blanks before it along, words stand apart."""
    source = fault.context.source.text
    if text[:1] in (",", ":"):
        before = source[: span.start]
        return replacement(f"write `{text}`", Span(len(before.rstrip(" ")), span.end), text)
    if text:
        before, behind = source[: span.start][-1:], source[span.end : span.end + 1]
        left = " " if _meet(before, text[0]) else ""
        right = " " if _meet(text[-1], behind) else ""
        title = f"write `{' '.join(text.split())}`"
        return replacement(title, span, f"{left}{text}{right}")
    start = len(source[: span.start].rstrip(" \t"))
    if source[start - 1 : start] in ("", "\n"):
        end = len(source) - len(source[span.end :].lstrip(" \t"))
        return replacement("leave it out", Span(span.start, end), text)
    if source[span.end : span.end + 1] not in ("", " ", "\t", "\n"):
        start = span.start
    return replacement("leave it out", Span(start, span.end), text)


def _meet(left: str, right: str) -> bool:
    """Whether two characters would run into one another."""
    return bool(left and right) and all(one.isalnum() or one in '_"' for one in (left, right))


def _restart(fault: Fault, first: int) -> tuple[int, int] | None:
    """The height to cut the stack to, and the lexeme to go on from, so as to read `first` anew.

    None if it is not on the stack, because it was left out.
    """
    machine, lexemes = fault.machine, fault.lexemes
    if first >= machine.at:
        return len(machine.states), machine.at
    height = max(1, bisect_right(machine.starts, lexemes.starts[first]) - 1)
    if height >= len(machine.starts):
        return None
    at = bisect_left(lexemes.starts, machine.starts[height])
    return (height, at) if at <= first else None


def _spliced(
    lexemes: Lexemes, at: int, first: int, last: int, meant: Lexemes, span: Span
) -> Lexemes:
    """The lexemes from `at` up to and with `last`, in which others stand for the replaced ones."""
    count = len(meant.kinds) - 1
    kinds = [*lexemes.kinds[at:first], *meant.kinds[:-1], lexemes.kinds[last]]
    leads = [*lexemes.leads[at:first], *meant.leads[:-1], lexemes.leads[last]]
    texts = [*lexemes.texts[at:first], *meant.texts[:-1], lexemes.texts[last]]
    for seam in (first - at - 1, first - at + count - 1):
        if seam >= 0 and (kinds[seam] in WORDS or kinds[seam] == STRING):
            leads[seam] = lead(kinds[seam], texts[seam], kinds[seam + 1])
    return Lexemes(
        kinds,
        leads,
        texts,
        [*lexemes.starts[at:first], *[span.start] * count, lexemes.starts[last]],
        [*lexemes.ends[at:first], *[span.end] * count, lexemes.ends[last]],
        (),
    )


def _fits(fault: Fault, states: list[int], tried: Lexemes, alone: bool) -> bool:
    """Whether the parser takes all but the last and, unless they stand alone, it or a text."""
    then: list[int] | None = states
    count = len(tried.kinds) - 1
    for at in range(count):
        terminal = None if then is None else takes(fault.machine, tried, then, at)
        if then is None or terminal is None:
            return False
        then = after(fault.machine, then, terminal)
    if then is None or alone:
        return then is not None
    return takes(fault.machine, tried, then, count) is not None or (
        tried.kinds[count] in WORDS and taken(then, STRING, fault.machine.final) is not None
    )
