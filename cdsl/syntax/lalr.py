"""The LALR(1) loop over the lexemes of a text, driven by the generated tables.

Floor 1. A word is read as what the parser can take where it stands. This is the hot loop: it calls
nothing but builders, and knows no node. What it cannot take is for `cdsl.syntax.recover`.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.build_context import Context
from cdsl.syntax.lexer import WORDS, Lexemes
from cdsl.syntax.machine import Machine
from cdsl.syntax.recover import recover, recover_from_nesting
from cdsl.syntax.tables import (
    ACTIONS,
    DEFAULTS,
    END,
    GOTOS,
    NAME,
    NOT,
    RBRACE,
    RPAR,
    RULES,
)

_Build = Callable[..., object]
Reduction = tuple[int, int, _Build | None, int, Callable[[list[object]], Any] | None]


def reductions(builders: Callable[[str], _Build]) -> tuple[Reduction, ...]:
    """For every rule: length, nonterminal, builder, its only child, or a getter of several."""
    return tuple(
        (
            length,
            origin,
            builders(name) if name else None,
            kept[0] if len(kept) == 1 else 1,
            itemgetter(*kept) if len(kept) > 1 else None,
        )
        for name, length, origin, kept in RULES
    )


def run(
    machine: Machine, lexemes: Lexemes, context: Context, rules: tuple[Reduction, ...]
) -> object:
    """The hot loop: everything it uses is local, and nothing is called but the builders.

    `rules` decide what is built (a test builds bare derivations); None if nothing could be read.
    """
    states, values, starts = machine.states, machine.values, machine.starts
    at, end, final = machine.at, machine.end, machine.final
    kinds, leads, texts = lexemes.kinds, lexemes.leads, lexemes.texts
    lexeme_starts, lexeme_ends = lexemes.starts, lexemes.ends
    actions, defaults, gotos, make, span_class = ACTIONS, DEFAULTS, GOTOS, tuple.__new__, Span
    nesting, deepest = Nesting([], 0, 0, -9), context.limits.nesting
    state = states[-1]
    while True:
        rule = defaults[state]
        if rule < 0:
            row = actions[state]
            lead = leads[at]
            action = row.get(lead)
            if action is None:
                action = row.get(kinds[at])
                if action is None and kinds[at] in WORDS:
                    action = row.get(NAME)
                if action is None:
                    if lead == END and state == final:
                        return values[-1]
                    machine.at, machine.end = at, end
                    if not recover(machine, lexemes, context):
                        return None
                    at, end, state = machine.at, machine.end, states[-1]
                    nesting = _nesting(values)
                    continue
            if action >= 0:
                if lead <= RPAR and _depth(nesting, lead, at) > deepest:
                    machine.at, machine.end = at, end
                    if not recover_from_nesting(machine, lexemes, context):
                        return None
                    at, end, state = machine.at, machine.end, states[-1]
                    nesting = _nesting(values)
                    continue
                states.append(action)
                values.append(texts[at])
                starts.append(lexeme_starts[at])
                end = lexeme_ends[at]
                at += 1
                state = action
                continue
            rule = ~action
        length, origin, build, only, several = rules[rule]
        begin = starts[-length] if length else end
        if build is None:
            value = values[only]
        elif only <= 0:
            value = build(context, make(span_class, (begin, end)), values[only])
        elif several is None:
            value = build(context, make(span_class, (begin, end)))
        else:
            value = build(context, make(span_class, (begin, end)), *several(values))
        if length == 1:
            values[-1] = value
            state = states[-1] = gotos[states[-2]][origin]
            continue
        if length:
            del states[-length:], values[-length:], starts[-length:]
        state = gotos[states[-1]][origin]
        states.append(state)
        values.append(value)
        starts.append(begin)


@dataclass(slots=True)
class Nesting:
    """How deep the parser stands in brackets and in `not`s that follow each other."""

    outer: list[int]
    depth: int
    nots: int
    last_not: int


def _depth(nesting: Nesting, terminal: int, at: int) -> int:
    """The depth once a bracket or a `not` is taken."""
    if terminal in (RBRACE, RPAR):
        nesting.depth = nesting.outer.pop() if nesting.outer else 0
        return 0
    if terminal == NOT:
        nesting.nots = nesting.nots + 1 if nesting.last_not == at - 1 else 1
        nesting.last_not = at
        return nesting.depth + nesting.nots
    nesting.outer.append(nesting.depth)
    nesting.depth += nesting.nots + 1 if at - nesting.last_not <= 2 else 1
    return nesting.depth


def _nesting(values: list[object]) -> Nesting:
    """How deep the parser stands by what is on its stack."""
    nesting = Nesting([], 0, 0, -9)
    for value in values:
        if value == "not":
            nesting.depth += 1
        elif value in ("{", "("):
            nesting.outer.append(nesting.depth)
            nesting.depth += 1
    return nesting
