"""What the parser does when it cannot take a lexeme: report it once, repair or skip, go on.

Floor 1. First the repairs that keep what was meant (`cdsl.syntax.repairs`); else the rest of the
statement is skipped, up to where the next one begins by its words, its line and its braces.
Indentation never means anything in a file without mistakes; here it is evidence of which block a
line belongs to. Every recovery ends with a lexeme that the parser is known to take, so that the
whole takes linear time.
"""

from typing import Final

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report
from cdsl.syntax.conditions import Everyone
from cdsl.syntax.expectations import KEYWORDS, expectation, nearest_word
from cdsl.syntax.fault import (
    Fault,
    braces_to_close,
    close_braces,
    column,
    heights,
    indentation,
    is_first,
    line,
    shown,
    span_of,
    tell,
)
from cdsl.syntax.lexer import WORDS, Lexemes
from cdsl.syntax.machine import Machine, after, cut, put, settle, taken, takes
from cdsl.syntax.places import LINE
from cdsl.syntax.repairs import REPAIRS
from cdsl.syntax.tables import (
    END,
    FIXED,
    GOTOS,
    HEAD,
    KEY,
    LBRACE,
    LPAR,
    NAME,
    NEVER_HEAD,
    NONTERMINALS,
    NOT,
    OPERATORS,
    QUOTED_KEY,
    RBRACE,
    RPAR,
)

_MOST: Final = 500
"""Diagnostics after which the rest of a file is no longer looked at."""
_CONDITION: Final = NONTERMINALS.index("condition")
# fmt: off
_STARTERS: Final = frozenset((
    "add", "advance", "call", "change", "clear", "delete", "description", "do", "execute",
    "expect", "flow", "given", "if", "interesting", "limit", "map", "now", "on", "qualify",
    "remove", "request", "respect", "rotate", "schedule", "send", "set", "smart", "split",
    "status", "stop", "wait", "when",
))
# fmt: on
"""Words that begin a statement in some block: at the start of a line they are a new one."""


_NO_FIELDS: Final = frozenset(("as", "false", "true", "where", "with", *NEVER_HEAD))


def recover(machine: Machine, lexemes: Lexemes, context: Context) -> bool:
    """Report the lexeme at hand and bring the parser to where it can go on; False if nowhere."""
    fault = Fault(machine, lexemes, context)
    if len(context.diagnostics) >= _MOST:
        return _stop(fault)
    return any(repair(fault) for repair in REPAIRS) or _skip(fault)


def _stop(fault: Fault) -> bool:
    """Look no further in a file that has too many mistakes, and say so."""
    machine, lexemes = fault.machine, fault.lexemes
    last = len(lexemes.kinds) - 1
    if machine.at != last:
        report(
            fault.context,
            "CDS001",
            f"more than {_MOST} mistakes: the rest of this file was not looked at",
            span_of(fault, machine.at),
            label="checking stopped here",
            help="mend the first ones and check again",
        )
        machine.end = lexemes.ends[machine.at]
        machine.at = last
    return _end(fault)


def recover_from_nesting(machine: Machine, lexemes: Lexemes, context: Context) -> bool:
    """Leave out what is nested too deeply: everything up to the end of what opens here."""
    fault = Fault(machine, lexemes, context)
    at = machine.at
    tell(fault, at)
    report(
        context,
        "CDS011",
        f"nested more than {context.limits.nesting} deep",
        span_of(fault, at),
        help="divide it: named smart lists and executable campaigns can stand for its parts",
    )
    kinds = lexemes.kinds
    depth = 0
    if kinds[at] == NOT:
        while kinds[at] == NOT:
            at += 1
    else:
        while kinds[at] != END:
            if kinds[at] in (LBRACE, LPAR):
                depth += 1
            elif kinds[at] in (RBRACE, RPAR):
                depth -= 1
            at += 1
            if depth == 0:
                break
    machine.at = at
    return _skip(fault, silent=True)


def _skip(fault: Fault, silent: bool = False) -> bool:
    machine, lexemes, context = fault.machine, fault.lexemes, fault.context
    at = machine.at
    blamed = at - 1 if at and is_first(fault, at) and not _is_complete(machine) else at
    if not silent and line(fault, blamed) != machine.told:
        tell(fault, blamed)
        found = expectation(machine.states, machine.final)
        help = _help(fault, found.help)
        at_end = lexemes.kinds[at] == END
        report(
            context,
            "CDS001",
            f"the text ends where {found.phrase} is expected"
            if at_end
            else f"{shown(fault, at)} cannot stand here",
            span_of(fault, at),
            label=f"expected {found.phrase}",
            help=help,
        )
    for terminal in (RBRACE, FIXED["use"]):
        if settle(machine, context, terminal):
            break
    return _synchronise(fault)


def _is_complete(machine: Machine) -> bool:
    """Whether the statement before could end here, so that the mistake is not its own."""
    return any(
        taken(machine.states, terminal, machine.final) is not None
        for terminal in (RBRACE, FIXED["use"])
    )


def _help(fault: Fault, usual: str) -> str:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    text = lexemes.texts[at]
    if lexemes.kinds[at] not in WORDS or len(text) > 100:
        return usual
    if taken(machine.states, HEAD, machine.final) is not None:
        if text == "on":
            return "a trigger stands in its campaign, before the smart list and not in it"
        if lexemes.kinds[at] in OPERATORS or text in _NO_FIELDS:
            return usual
        return f"a condition says something of a field: `{text} is true`, `{text} is not empty` …"
    near = nearest_word(text, KEYWORDS) if lexemes.kinds[at] == NAME and len(text) > 4 else None
    return f"did you mean `{near}`? {usual}" if near else usual


def _synchronise(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    kinds = lexemes.kinds
    depth = 0
    begin = machine.at
    while (kind := kinds[machine.at]) != END:
        first = is_first(fault, machine.at)
        if depth == 0 and _goes_on(fault, first, begin):
            return True
        if first and (depth == 0 or column(fault, machine.at) == 0):
            count = braces_to_close(fault)
            if count is not None:
                close_braces(fault, count)
                return True
        if kind == LBRACE:
            depth += 1
        elif kind == RBRACE:
            depth = max(0, depth - 1)
        machine.at += 1
    return _end(fault)


def _goes_on(fault: Fault, first: bool, begin: int) -> bool:
    """Cut the stack so that the lexeme at hand can be taken, if a statement begins or ends here."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    kind = lexemes.kinds[at]
    if kind == LBRACE and _stand_in(fault, begin):
        return True
    if (
        first
        and at > begin
        and (kind == NAME or lexemes.texts[at] in _STARTERS)
        and column(fault, at) == indentation(fault, lexemes.starts[begin])
    ):
        cut(machine, next(heights(fault, bottom=0), len(machine.states)))
        return True
    strong = kind in WORDS or lexemes.leads[at] in (KEY, QUOTED_KEY)
    if not (first or strong or kind == RBRACE):
        return False
    for height in heights(fault):
        states = machine.states[:height]
        terminal = takes(machine, lexemes, states, at)
        if terminal is None:
            continue
        if not first and kind != RBRACE:
            if LINE in GOTOS[states[-1]]:
                continue
            then = after(machine, states, terminal)
            if then is None or takes(machine, lexemes, then, at + 1) is None:
                continue
        cut(machine, height)
        return True
    return False


def _stand_in(fault: Fault, begin: int) -> bool:
    """Let `everyone` stand for a condition that could not be read, so that its block can be."""
    machine = fault.machine
    for height in heights(fault, _CONDITION):
        states = machine.states[:height]
        states.append(GOTOS[states[-1]][_CONDITION])
        if taken(states, LBRACE, machine.final) is not None:
            cut(machine, height)
            start = min(fault.lexemes.starts[begin], fault.lexemes.ends[machine.at - 1])
            span = Span(start, fault.lexemes.ends[machine.at - 1])
            put(machine, _CONDITION, Everyone(span), span)
            return True
    return False


def _end(fault: Fault) -> bool:
    """Bring the parser to the end of the text with all that was read so far."""
    machine = fault.machine
    count = braces_to_close(fault)
    if count is not None:
        close_braces(fault, count)
        return True
    if taken(machine.states, END, machine.final) is not None:
        return True
    for height in heights(fault, bottom=0):
        if taken(machine.states[:height], END, machine.final) is not None:
            cut(machine, height)
            return True
    return False
