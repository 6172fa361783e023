"""What was done, noted so that it can be taken back and done again.

Floor 3. A note says what stood somewhere before it was changed; only its keeper, whose it is, can
read it. Putting a note back is an exchange: what it replaces is the note of the way forward. So the
cost of going back follows what has changed, whatever the size of the world.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol, TypeVar

from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass

N = TypeVar("N")
K = TypeVar("K")
V = TypeVar("V")

Progress = Callable[[int, int], None]
"""Told now and then how much is done, and how much there is; may raise, to break off."""
PORTION: Final = 1_000
"""So many notes or people are gone through between two words of progress."""


def nobody_looks(done: int, total: int) -> None:
    """Progress that nobody wants to know."""


class Keeper(Protocol[N]):
    """Something whose changes are noted."""

    def put_back(self, note: N) -> N:
        """Bring back what a note says was there; the note of what was there instead."""


@dataclass(frozen=True, slots=True)
class Position:
    """A moment of a journal: how many notes lie before it, and how often others took over."""

    count: int
    branch: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where something began that may be taken back as if it had never been tried.

    `undone` is what could be done again before it, as the journal holds it.
    """

    begin: Position
    undone: list[tuple[Keeper[Any], Any]]


class Journal:
    """The notes of several keepers, in the order of the changes; one of them is a moment."""

    __slots__ = ("_done", "_forks", "_undone")

    def __init__(self) -> None:
        """A journal in which nothing is noted yet."""
        self._done: list[tuple[Keeper[Any], Any]] = []
        self._undone: list[tuple[Keeper[Any], Any]] = []
        self._forks: list[int] = []

    def note(self, keeper: Keeper[N], note: N) -> None:
        """Something is about to change; what was taken back can then not be done again."""
        if self._undone:
            self._undone.clear()
            self._forks.append(len(self._done))
        self._done.append((keeper, note))

    def position(self) -> Position:
        """The moment at hand, to come back to."""
        return Position(len(self._done), len(self._forks))

    def is_reachable(self, position: Position) -> bool:
        """Whether nothing else has been done in place of what led to a moment."""
        return all(fork >= position.count for fork in self._forks[position.branch :])

    @without_collector()
    def move_to(self, position: Position, progress: Progress = nobody_looks) -> None:
        """Go back or forward to a moment. Raises ValueError for one that is not reachable.

        Where `progress` raises, the journal is where it was.
        """
        if not self.is_reachable(position):
            raise ValueError("something else was done in place of what led there")
        begin, end = len(self._done), position.count
        step = PORTION if end > begin else -PORTION
        try:
            for count in range(begin, end, step):
                progress(abs(count - begin), abs(end - begin))
                self._go(min(count + step, end) if step > 0 else max(count + step, end))
        except BaseException:
            self._go(begin)
            raise

    def _go(self, count: int) -> None:
        while len(self._done) > count:
            _carry_over(self._done, self._undone)
        while len(self._done) < count:
            _carry_over(self._undone, self._done)

    def attempt(self) -> Attempt:
        """Something begins that is ended by `keep` or `take_back`."""
        attempt = Attempt(self.position(), self._undone)
        self._undone = []
        return attempt

    def keep(self, attempt: Attempt) -> None:
        """What has been tried is done: in its place nothing can be done again."""
        if len(self._done) == attempt.begin.count:
            self._undone = attempt.undone
        elif attempt.undone:
            self._forks.append(attempt.begin.count)

    def take_back(self, attempt: Attempt, progress: Progress = nobody_looks) -> None:
        """Undo what has been tried; what could be done again before can be done again after.

        Moments that lie in what was tried are no more. It cannot be broken off: `progress` must
        not raise.
        """
        begin, end = len(self._done), attempt.begin.count
        while len(self._done) > end:
            if not len(self._done) % PORTION:
                progress(begin - len(self._done), begin - end)
            keeper, note = self._done.pop()
            keeper.put_back(note)
        self._undone = attempt.undone
        del self._forks[attempt.begin.branch :]

    def notes_to(self, position: Position) -> Iterator[tuple[Keeper[Any], Any]]:
        """The notes that would be put back on the way to a moment, in that order.

        Raises ValueError for a moment that is not reachable.
        """
        if not self.is_reachable(position):
            raise ValueError("something else was done in place of what led there")
        ahead = position.count - len(self._done)
        notes, count = (self._undone, ahead) if ahead > 0 else (self._done, -ahead)
        return (notes[-number] for number in range(1, count + 1))


def _carry_over(
    source: list[tuple[Keeper[Any], Any]], target: list[tuple[Keeper[Any], Any]]
) -> None:
    keeper, note = source.pop()
    target.append((keeper, keeper.put_back(note)))


class NotedDict(dict[K, V]):
    """A mapping whose changes are noted. It is changed by `mapping[key] = value` and `del` alone.

    None is no value: it stands for a key that is not there.
    """

    __slots__ = ("_journal",)

    def __init__(self, journal: Journal) -> None:
        """An empty mapping."""
        super().__init__()
        self._journal = journal

    def __setitem__(self, key: K, value: V) -> None:
        """Set a value; what stands there already is not noted."""
        old = self.get(key)
        if old is not value:
            self._journal.note(self, (key, old))
            super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        """Take a value out."""
        self._journal.note(self, (key, self[key]))
        super().__delitem__(key)

    def put_back(self, note: tuple[K, V | None]) -> tuple[K, V | None]:
        """See `Keeper`."""
        key, value = note
        old = self.get(key)
        if value is None:
            self.pop(key, None)
        else:
            super().__setitem__(key, value)
        return key, old
