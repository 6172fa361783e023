"""Repairs of signs that are missing: braces, colons, commas.

Floor 1; see `cdsl.syntax.repairs`.
"""

from bisect import bisect_left
from typing import Final

from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.span import Span
from cdsl.syntax.build_context import report
from cdsl.syntax.fault import (
    Fault,
    braces_to_close,
    close_braces,
    indentation,
    is_first,
    line,
    shown,
    span_of,
    tell,
)
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.machine import after, feed, taken, takes
from cdsl.syntax.tables import END, FIXED, KEY, LBRACE, RBRACE

_SIGNS: Final = (":", ",", ")", "]", "{")


def missing_braces(fault: Fault) -> bool:
    """A block that is not closed (CDS003), as the indentation of what follows says."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    at_end = lexemes.kinds[at] == END
    if not at_end and (
        not is_first(fault, at) or taken(machine.states, RBRACE, machine.final) is None
    ):
        return False
    count = braces_to_close(fault)
    if count is None:
        return False
    if line(fault, at) != machine.told or at_end:
        tell(fault, at)
        opens = [height for height, value in enumerate(machine.values) if value == "{"]
        openers = [Span(machine.starts[h], machine.starts[h] + 1) for h in opens[-count:]]
        if count == 1:
            openers = [_unclosed(fault, openers[0].start)]
        missing = Span(machine.end, machine.end)
        report(
            fault.context,
            "CDS003",
            "this block is not closed" if count == 1 else f"{count} blocks are not closed",
            span_of(fault, at),
            label="`}` is missing before this",
            help="close it with `}`",
            related=tuple(
                Related("the block opens here", fault.context.source, opener) for opener in openers
            ),
            fix=Fix("close the block", (Edit(missing, " }" * count),)),
        )
    close_braces(fault, count)
    return True


def _unclosed(fault: Fault, opener: int) -> Span:
    """The brace that most likely was not closed: its partner stands further left than its line."""
    lexemes = fault.lexemes
    opens: list[int] = []
    for at in range(bisect_left(lexemes.starts, opener), fault.machine.at):
        if lexemes.kinds[at] == LBRACE:
            opens.append(lexemes.starts[at])
        elif lexemes.kinds[at] == RBRACE and opens:
            begin = opens.pop()
            if is_first(fault, at) and indentation(fault, lexemes.starts[at]) < indentation(
                fault, begin
            ):
                return Span(begin, begin + 1)
    return Span(opener, opener + 1)


def missing_colon(fault: Fault) -> bool:
    """Let a name without its colon be a key; the colon is then the next thing that is missing."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in WORDS or is_first(fault, at + 1):
        return False
    key = after(machine, machine.states, KEY)
    colon = None if key is None else after(machine, key, FIXED[":"])
    if colon is None or takes(machine, lexemes, colon, at + 1) is None:
        return False
    lexemes.leads[at] = KEY
    return True


def missing_block(fault: Fault) -> bool:
    """`smart list everyone`: what belongs in a block stands in the line without braces."""
    machine, lexemes = fault.machine, fault.lexemes
    at = last = machine.at
    states = None if is_first(fault, at) else after(machine, machine.states, LBRACE)
    depth = 0
    while states is not None and not (last > at and is_first(fault, last)):
        terminal = takes(machine, lexemes, states, last)
        depth += (terminal == LBRACE) - (terminal == RBRACE)
        if terminal is None or depth < 0 or terminal == END:
            break
        states = after(machine, states, terminal)
        last += 1
    closed = None if states is None or last == at else after(machine, states, RBRACE)
    if closed is None or _closes_here(fault, last):
        return False
    if not is_first(fault, last) and takes(machine, lexemes, closed, last) is None:
        return False
    span = Span(lexemes.starts[at], lexemes.ends[last - 1])
    tell(fault, at)
    edits = (Edit(Span(span.start, span.start), "{ "), Edit(Span(span.end, span.end), " }"))
    report(
        fault.context,
        "CDS001",
        f"`{{` is missing before {shown(fault, at)}, and `}}` behind it",
        span,
        help="put it between `{` and `}`",
        fix=Fix("put it between braces", edits),
    )
    for where, terminal, text, offset in (
        (last, RBRACE, "}", span.end),
        (at, LBRACE, "{", machine.end),
    ):
        lexemes.kinds.insert(where, terminal)
        lexemes.leads.insert(where, terminal)
        lexemes.texts.insert(where, text)
        lexemes.starts.insert(where, offset)
        lexemes.ends.insert(where, offset)
    return True


def _closes_here(fault: Fault, at: int) -> bool:
    """Whether a brace closes nothing that its line opens, so that it has lost its own."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] != RBRACE or is_first(fault, at):
        return False
    begin = at
    while begin and not is_first(fault, begin):
        begin -= 1
    depth, end = 0, begin
    while lexemes.kinds[end] != END and (end == begin or not is_first(fault, end)):
        depth += (lexemes.kinds[end] == LBRACE) - (lexemes.kinds[end] == RBRACE)
        end += 1
    return depth < 0


def missing_sign(fault: Fault) -> bool:
    """A colon, a comma or a bracket without which what follows cannot be taken."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    for sign in _SIGNS:
        then = after(machine, machine.states, FIXED[sign])
        if then is None or takes(machine, lexemes, then, at) is None:
            continue
        if sign == "{" and is_first(fault, at):
            continue
        tell(fault, at)
        missing = Span(machine.end, machine.end)
        is_last = lexemes.kinds[at] == END
        where = "at the end of the text" if is_last else f"before {shown(fault, at)}"
        report(
            fault.context,
            "CDS001",
            f"`{sign}` is missing {where}",
            span_of(fault, at),
            help=f"write `{sign}` {'there' if is_last else 'before it'}",
            fix=Fix(f"write `{sign}`", (Edit(missing, sign if sign in ":,)]" else f" {sign}"),)),
        )
        feed(machine, fault.context, FIXED[sign], sign)
        return True
    return False
