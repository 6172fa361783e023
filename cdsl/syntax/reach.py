"""How far a text leads: what the parser could take where it ends.

Floor 1. For texts that somebody is typing: whatever cannot be taken on the way is passed over, up
to the next line of the block that it stands in, and nothing is reported or built.
"""

from cdsl.source.data import dataclass
from cdsl.source.span import Source
from cdsl.syntax.expectations import expected_words
from cdsl.syntax.lexer import WORDS, Lexemes, lex
from cdsl.syntax.machine import Machine, after, candidates, taken
from cdsl.syntax.tables import END, ENDS, HEAD, LBRACE, RBRACE, STARTS, TERMINALS


@dataclass(frozen=True, slots=True)
class Reach:
    """The lexemes of a text, and the states in which the parser stands behind them.

    `blocks` has for each block that is still open the index of its brace.
    """

    lexemes: Lexemes
    states: tuple[int, ...]
    final: int
    blocks: tuple[int, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words and signs that could follow."""
        return expected_words(self.states, self.final)

    def takes(self, terminal: str) -> bool:
        """Whether a terminal could follow."""
        return taken(self.states, TERMINALS.index(terminal), self.final) is not None


def reach(source: Source, start: str = "start") -> Reach:
    """Where a text leads to, read from a start symbol."""
    lexemes = lex(source)
    states, final = [STARTS[start]], ENDS[start]
    machine = Machine(states, [None], [0], 0, 0, final)
    opened: list[tuple[int, list[int]]] = []
    at = 0
    while lexemes.kinds[at] != END:
        following = _after(machine, states, lexemes, at)
        if following is None:
            closed = states if not opened else opened[-1][1]
            at, states = _next_line(machine, source, lexemes, at, closed)
            continue
        if lexemes.kinds[at] == LBRACE:
            opened.append((at, following))
        elif lexemes.kinds[at] == RBRACE and opened:
            opened.pop()
        states = following
        at += 1
    return Reach(lexemes, tuple(states), final, tuple(brace for brace, _ in opened))


def _after(machine: Machine, states: list[int], lexemes: Lexemes, at: int) -> list[int] | None:
    could = candidates(lexemes, at)
    if lexemes.kinds[at + 1] == END and lexemes.kinds[at] in WORDS:
        could = (*could, HEAD)  # its operator is still to be typed
    for terminal in could:
        if terminal >= 0:
            following = after(machine, states, terminal)
            if following is not None:
                return following
    return None


def _next_line(
    machine: Machine, source: Source, lexemes: Lexemes, at: int, states: list[int]
) -> tuple[int, list[int]]:
    """The next lexeme that begins a line and that the block at hand can take, or its brace."""
    while lexemes.kinds[at + 1] != END:
        at += 1
        gap = source.text.find("\n", lexemes.ends[at - 1], lexemes.starts[at])
        begins = gap >= 0 or lexemes.kinds[at] == RBRACE
        if begins and _after(machine, states, lexemes, at) is not None:
            return at, states
    return at + 1, states
