"""Where the parser stands when it cannot go on: lines, braces, and where statements begin.

Floor 1. The questions that `cdsl.syntax.recover` and `cdsl.syntax.repairs` ask.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.build_context import Context
from cdsl.syntax.lexer import Lexemes
from cdsl.syntax.machine import Machine, after, cut, feed, taken, takes
from cdsl.syntax.tables import END, GOTOS, LBRACE, NONTERMINALS, RBRACE

_BEGINNINGS: Final = frozenset(
    NONTERMINALS.index(name)
    for name in (
        "entry",
        "item",
        "program_item",
        "part",
        "step",
        "line",
        "field",
        "argument",
        "webhook_item",
        "status",
        "table_item",
        "share",
        "turn",
        "test_part",
        "communication_limits",
    )
)
"""What stands in a row in some block: a mistake in one leaves the others alone."""
_FURTHEST: Final = 10_000
"""So many lexemes are looked through for the end of a block."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The parser, its lexemes and its context, at a lexeme that it cannot take."""

    machine: Machine
    lexemes: Lexemes
    context: Context


def line(fault: Fault, at: int) -> int:
    """The line of a lexeme, from 1."""
    return fault.context.source.position(fault.lexemes.starts[at]).line


def column(fault: Fault, at: int) -> int:
    """How many characters stand before a lexeme in its line."""
    return fault.context.source.position(fault.lexemes.starts[at]).column - 1


def indentation(fault: Fault, offset: int) -> int:
    """How many blanks the line at an offset begins with."""
    text = fault.context.source.line(fault.context.source.position(offset).line)
    return len(text) - len(text.lstrip())


def is_first(fault: Fault, at: int) -> bool:
    """Whether a lexeme is the first of its line."""
    if at == 0:
        return True
    begin, end = fault.lexemes.ends[at - 1], fault.lexemes.starts[at]
    return fault.context.source.text.find("\n", begin, end) >= 0


def line_end(fault: Fault, at: int) -> int:
    """The first lexeme behind another one that is not of its line, or closes a block."""
    lexemes = fault.lexemes
    last = at + 1
    while lexemes.kinds[last] not in (RBRACE, END) and not is_first(fault, last):
        last += 1
    return last


def span_of(fault: Fault, at: int) -> Span:
    """Where a lexeme stands; the end of the text is after the last lexeme."""
    if fault.lexemes.kinds[at] == END and at:
        return Span(fault.lexemes.ends[at - 1], fault.lexemes.ends[at - 1])
    return Span(fault.lexemes.starts[at], fault.lexemes.ends[at])


def shown(fault: Fault, at: int) -> str:
    """A lexeme as a message shows it."""
    text = fault.lexemes.texts[at]
    return f"`{text}`" if len(text) <= 40 else f"`{text[:37]}...`"


def tell(fault: Fault, at: int) -> None:
    """Remember that the line of a lexeme has been reported."""
    fault.machine.told = line(fault, at)


def write(fault: Fault, at: int, terminal: int, text: str) -> None:
    """Let a lexeme be another one from now on."""
    fault.lexemes.kinds[at] = fault.lexemes.leads[at] = terminal
    fault.lexemes.texts[at] = text


def heights(
    fault: Fault, nonterminal: int | None = None, bottom: int | None = None
) -> Iterator[int]:
    """The heights of the stack, from the top, at which a statement of the open block can begin.

    `nonterminal` asks for one kind of beginning, `bottom` also for those outside of the block.
    """
    states, values = fault.machine.states, fault.machine.values
    for height in range(len(states), 0, -1):
        could = GOTOS[states[height - 1]]
        if nonterminal in could if nonterminal is not None else not _BEGINNINGS.isdisjoint(could):
            yield height
        if bottom is None and values[height - 1] == "{":
            return


def closing(fault: Fault, opener: int) -> int | None:
    """The brace that closes the block which one opens; None if none does, or far away."""
    kinds, depth = fault.lexemes.kinds, 0
    for at in range(opener, min(len(kinds), opener + _FURTHEST)):
        depth += (kinds[at] == LBRACE) - (kinds[at] == RBRACE)
        if depth == 0:
            return at
    return None


def braces_to_close(fault: Fault) -> int | None:
    """How many blocks to close so that the lexeme at hand fits, if its indentation agrees."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    states = machine.states
    opens = [height for height, value in enumerate(machine.values) if value == "{"]
    at_end = lexemes.kinds[at] == END
    for count, opener in enumerate(reversed(opens), 1):
        if not at_end and column(fault, at) > indentation(fault, machine.starts[opener]):
            return None
        closed = _closed(machine, states, opener)
        if closed is None:
            return None
        states = closed
        if takes(machine, lexemes, states, at) is not None:
            return count
    return None


def close_braces(fault: Fault, count: int) -> None:
    """Close the innermost blocks; what is unfinished in them is left out."""
    machine = fault.machine
    for _ in range(count):
        opener = max(height for height, value in enumerate(machine.values) if value == "{")
        height = _closing_height(machine, machine.states, opener)
        if height is None:
            return
        cut(machine, height)
        feed(machine, fault.context, RBRACE, "}")


def _closed(machine: Machine, states: list[int], opener: int) -> list[int] | None:
    height = _closing_height(machine, states, opener)
    return None if height is None else after(machine, states[:height], RBRACE)


def _closing_height(machine: Machine, states: list[int], opener: int) -> int | None:
    for height in range(len(states), opener, -1):
        could = GOTOS[states[height - 1]]
        if (height == len(states) or not _BEGINNINGS.isdisjoint(could)) and (
            taken(states[:height], RBRACE, machine.final) is not None
        ):
            return height
    return None
