"""Which run or fired campaign comes next (language.md 7).

Floor 5. The order is no promise of the language: seed 0 gives the plain one, every other seed
another one, so that campaigns that depend on it show themselves.
"""

from array import array
from collections import deque
from random import Random
from typing import Protocol

from cdsl.interpreter.state import Requested, Run
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord


@dataclass(frozen=True, slots=True)
class Event:
    """An activity that has been recorded, with the campaigns whose runs led to it.

    `requested` is set when it is the record of a request.
    """

    record: ActivityRecord
    causes: tuple[AssetKey, ...] = ()
    requested: Requested | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """A campaign that an event has fired; whether the person enters is still to be judged."""

    campaign: Campaign
    event: Event


@dataclass(frozen=True, slots=True)
class OrderState:
    """What waits for its turn, and what chance would pick: everything that changes in an order.

    `chance` is the state of chance in so few bytes that there may be one for every input.
    """

    waiting: tuple[Run | Fired, ...]
    current: Run | None = None
    chance: bytes = b""


class Order(Protocol):
    """Where runs and fired campaigns wait for their turn within one instant."""

    def put(self, work: Run | Fired) -> None:
        """A run begins or is taken up again, or a campaign was fired."""

    def go_on(self, run: Run) -> None:
        """A run has done a step and can do another one."""

    def take(self) -> Run | Fired | None:
        """What comes next; None when nothing is left."""

    def state(self) -> OrderState:
        """How things stand, to come back to."""

    def restore(self, state: OrderState) -> None:
        """Let things stand as they stood."""


class Plain:
    """Seed 0: a run goes on to its end or a wait, then the oldest that came."""

    __slots__ = ("_current", "_waiting")

    def __init__(self) -> None:
        self._current: Run | None = None
        self._waiting: deque[Run | Fired] = deque()

    def put(self, work: Run | Fired) -> None:
        """See `Order`. A run that begins comes before what was fired: its event is the oldest."""
        if isinstance(work, Run):
            self._waiting.appendleft(work)
        else:
            self._waiting.append(work)

    def go_on(self, run: Run) -> None:
        """See `Order`."""
        self._current = run

    def take(self) -> Run | Fired | None:
        """See `Order`."""
        run = self._current
        if run is not None:
            self._current = None
            return run
        return self._waiting.popleft() if self._waiting else None

    def state(self) -> OrderState:
        """See `Order`."""
        return OrderState(tuple(self._waiting), self._current)

    def restore(self, state: OrderState) -> None:
        """See `Order`."""
        self._waiting, self._current = deque(state.waiting), state.current


class Shuffled:
    """Any other seed: whatever chance picks; each step of a run may be followed by any other."""

    __slots__ = ("_chance", "_waiting")

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._waiting: list[Run | Fired] = []

    def put(self, work: Run | Fired) -> None:
        """See `Order`."""
        self._waiting.append(work)

    def go_on(self, run: Run) -> None:
        """See `Order`."""
        self._waiting.append(run)

    def take(self) -> Run | Fired | None:
        """See `Order`."""
        waiting = self._waiting
        if not waiting:
            return None
        index = self._chance.randrange(len(waiting))
        waiting[index], waiting[-1] = waiting[-1], waiting[index]
        return waiting.pop()

    def state(self) -> OrderState:
        """See `Order`."""
        _, numbers, _ = self._chance.getstate()
        return OrderState(tuple(self._waiting), chance=array("I", numbers).tobytes())

    def restore(self, state: OrderState) -> None:
        """See `Order`."""
        self._waiting = list(state.waiting)
        numbers = array("I", state.chance)
        self._chance.setstate((Random.VERSION, tuple(numbers), None))


def order(seed: int) -> Order:
    """The order that a seed stands for."""
    return Plain() if seed == 0 else Shuffled(seed)
