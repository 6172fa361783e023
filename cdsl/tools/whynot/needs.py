"""Which moves could be needed, and how many at least.

Floor 6. Pure. A move is an edit with what it is good for; the bounds keep the search short.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.source.data import dataclass
from cdsl.tools.whynot.edits import Edit
from cdsl.tools.whynot.formula import Literal
from cdsl.tools.whynot.slots import Slot


@dataclass(frozen=True, slots=True)
class Move:
    """An edit of a slot.

    `good` are the literals that it may make true, `bad` the leaves that must not hold and that
    count what is done; `times` is how often it is done, 0 for what is no deed.
    """

    slot: Slot
    edit: Edit
    good: frozenset[Literal]
    bad: frozenset[int] = frozenset()
    times: int = 0


NEVER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Needed:
    """At least so many edits, one of these moves among them, and the slots that all may be of."""

    least: int
    moves: tuple[Move, ...]
    slots: frozenset[Slot]


NOTHING: Final = Needed(0, (), frozenset())


def all_needed(parts: Sequence[Needed]) -> Needed:
    """Parts without a slot in common add up; the one with the fewest moves is gone on with."""
    open_parts = sorted((part for part in parts if part.least), key=lambda part: len(part.moves))
    if not open_parts:
        return NOTHING
    least, apart = 0, frozenset[Slot]()
    for part in sorted(open_parts, key=lambda part: (-part.least, len(part.slots))):
        if not part.slots & apart:
            least += part.least
            apart |= part.slots
    together = frozenset(slot for part in open_parts for slot in part.slots)
    return Needed(min(least, NEVER), open_parts[0].moves, together)


def one_needed(parts: Sequence[Needed]) -> Needed:
    """Any part is enough, so that all their moves come into question."""
    if not parts:
        return Needed(NEVER, (), frozenset())
    least = min(part.least for part in parts)
    if least == 0:
        return NOTHING
    moves = dict.fromkeys(move for part in parts for move in part.moves)
    return Needed(least, tuple(moves), frozenset(slot for part in parts for slot in part.slots))


def best(moves: Sequence[Move]) -> Iterator[Move]:
    """The moves of a slot that no other one makes superfluous, the preferred of those alike."""
    sorts: dict[tuple[frozenset[Literal], frozenset[int], int], Move] = {}
    for move in moves:
        sorts.setdefault((move.good, move.bad, move.times), move)
    kinds = list(sorts.values())
    for move in kinds:
        if not any(_covers(other, move) for other in kinds if other is not move):
            yield move


def _covers(one: Move, other: Move) -> bool:
    """Whether a move brings about all that another does, and no more of what must not be."""
    if one.times == 0 or other.times == 0:
        return one.times == other.times == 0 and one.good >= other.good
    if not (one.good >= other.good and one.bad <= other.bad):
        return False
    return one.times == other.times if one.bad else one.times >= other.times
