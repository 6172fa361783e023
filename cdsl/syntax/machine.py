"""The stack of the table-driven parser, for what is not the hot loop of `cdsl.syntax.lalr`.

Floor 1. Says what the parser could take next, and takes one symbol at a time.
"""

from collections.abc import Sequence
from dataclasses import field

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.build import BUILDERS
from cdsl.syntax.build_context import Context
from cdsl.syntax.lexer import WORDS, Lexemes
from cdsl.syntax.tables import ACTIONS, DEFAULTS, END, GOTOS, NAME, RULES


@dataclass(slots=True)
class Machine:
    """Where the parser stands: columns of the stack, and the next lexeme.

    The lowest value is None: it stands for optional children that are left out.
    """

    states: list[int]
    values: list[object]
    starts: list[int]
    at: int
    end: int
    """Where the last lexeme taken ends."""
    final: int
    """The state in which the end of the text is accepted."""
    told: int = -1
    """The line about which recovery has reported last: one mistake, one diagnostic."""
    rewritten: set[Span] = field(default_factory=set)
    """What was reported and then read as other lexemes, which are not reported again."""


def candidates(lexemes: Lexemes, at: int) -> tuple[int, ...]:
    """The terminals that a lexeme can be, the first that the parser takes counts."""
    lead, kind = lexemes.leads[at], lexemes.kinds[at]
    return (lead, kind, NAME) if kind in WORDS else (lead, kind)


def taken(states: Sequence[int], terminal: int, final: int) -> list[int] | None:
    """The states after all reductions, just before `terminal` is shifted; None if it never is."""
    stack = list(states)
    while True:
        state = stack[-1]
        rule = DEFAULTS[state]
        if rule < 0:
            action = ACTIONS[state].get(terminal)
            if action is None:
                return stack if terminal == END and state == final else None
            if action >= 0:
                return stack
            rule = ~action
        _, length, origin, _ = RULES[rule]
        if length:
            del stack[-length:]
        stack.append(GOTOS[stack[-1]][origin])


def reduced(states: Sequence[int]) -> list[int]:
    """The states after all reductions that need not know what comes next."""
    stack = list(states)
    while (rule := DEFAULTS[stack[-1]]) >= 0:
        _, length, origin, _ = RULES[rule]
        if length:
            del stack[-length:]
        stack.append(GOTOS[stack[-1]][origin])
    return stack


def takes(machine: Machine, lexemes: Lexemes, states: Sequence[int], at: int) -> int | None:
    """The terminal as which a parser in these states can take a lexeme."""
    for terminal in candidates(lexemes, at):
        if taken(states, terminal, machine.final) is not None:
            return terminal
    return None


def after(machine: Machine, states: Sequence[int], terminal: int) -> list[int] | None:
    """The states once a terminal is taken; None if it cannot be."""
    stack = taken(states, terminal, machine.final)
    if stack is None or terminal == END:
        return stack
    stack.append(ACTIONS[stack[-1]][terminal])
    return stack


def settle(machine: Machine, context: Context, terminal: int) -> bool:
    """Make all reductions that come before `terminal`; if it never fits, do nothing: False."""
    if taken(machine.states, terminal, machine.final) is None:
        return False
    while True:
        state = machine.states[-1]
        rule = DEFAULTS[state]
        if rule < 0:
            action = ACTIONS[state].get(terminal)
            if action is None or action >= 0:
                return True
            rule = ~action
        _reduce(machine, context, rule)


def feed(machine: Machine, context: Context, terminal: int, text: str) -> None:
    """Take a terminal that is not in the text; `after` must have said that it fits."""
    settle(machine, context, terminal)
    push(machine, ACTIONS[machine.states[-1]][terminal], text, Span(machine.end, machine.end))


def put(machine: Machine, nonterminal: int, value: object, span: Span) -> None:
    """Put a finished value where the parser expects one."""
    push(machine, GOTOS[machine.states[-1]][nonterminal], value, span)


def push(machine: Machine, state: int, value: object, span: Span) -> None:
    """Put a value on the stack, in the state that it leads to."""
    machine.states.append(state)
    machine.values.append(value)
    machine.starts.append(span.start)
    machine.end = span.end


def cut(machine: Machine, height: int) -> None:
    """Forget everything above `height`."""
    del machine.states[height:]
    del machine.values[height:]
    del machine.starts[height:]


def _reduce(machine: Machine, context: Context, rule: int) -> None:
    name, length, origin, kept = RULES[rule]
    values = machine.values
    start = machine.starts[-length] if length else machine.end
    children = [values[place] for place in kept]
    span = Span(start, machine.end)
    value = BUILDERS[name](context, span, *children) if name else children[0]
    cut(machine, len(machine.states) - length)
    end = machine.end
    push(machine, GOTOS[machine.states[-1]][origin], value, Span(start, end))
