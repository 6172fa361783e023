"""What is still to come: instants and what is due at them, in order.

Floor 5. Things due at one instant come in the order in which they were put here, so that the clock
goes through them in the same order whether it is advanced at once or in chunks.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Tokens
from cdsl.source.data import dataclass
from cdsl.world.journal import Journal


@dataclass(frozen=True, slots=True)
class Wake:
    """A run's wait is over. The run may have ended meanwhile."""

    person: str
    run: int


@dataclass(frozen=True, slots=True)
class BatchRun:
    """A batch campaign was scheduled to run once, with values passed to it."""

    campaign: AssetKey
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The schedules of a batch campaign make it run, and are then asked for the next time."""

    campaign: AssetKey


@dataclass(frozen=True, slots=True)
class Wait:
    """A run of a campaign waits for somebody until an instant."""

    person: str
    campaign: AssetKey
    until: datetime


Due = Wake | BatchRun | Recurrence

_Entry = tuple[datetime, int, Due]
"""When something is due, as the how manyth it came, and what it is."""


class Agenda:
    """Due things by instant, then by arrival."""

    __slots__ = ("_arrivals", "_heap")

    def __init__(self) -> None:
        self._heap: list[_Entry] = []
        self._arrivals = 0

    def __len__(self) -> int:
        """How many things are still due."""
        return len(self._heap)

    def put(self, at: datetime, due: Due) -> None:
        """Something is due at an instant."""
        self._arrivals += 1
        heappush(self._heap, (at, self._arrivals, due))

    def take(self, until: datetime) -> tuple[datetime, Due] | None:
        """The next thing due at or before an instant, no longer on the agenda; None if none is."""
        if not self._heap or self._heap[0][0] > until:
            return None
        at, _, due = heappop(self._heap)
        return at, due

    def next_instant(self) -> datetime | None:
        """When the next thing is due."""
        return self._heap[0][0] if self._heap else None

    def entries(self) -> Iterator[tuple[datetime, Due]]:
        """All that is due, and when, in any order."""
        return ((at, due) for at, _, due in self._heap)

    def withdraw(self, is_withdrawn: Callable[[Due], bool]) -> None:
        """Take things off before they are due."""
        self._heap = [entry for entry in self._heap if not is_withdrawn(entry[2])]
        heapify(self._heap)


class NotedAgenda(Agenda):
    """An agenda whose changes are noted, so that they can be taken back.

    What is taken back leaves its entry behind; only entries whose arrivals are `_pending` count.
    So no arrival comes twice, also not after one was taken back. `_held` are the arrivals of all
    entries that are in the heap.
    """

    __slots__ = ("_held", "_journal", "_pending")

    def __init__(self, journal: Journal) -> None:
        """An agenda on which nothing is due."""
        super().__init__()
        self._journal = journal
        self._pending: set[int] = set()
        self._held: set[int] = set()

    def __len__(self) -> int:
        """See `Agenda`."""
        return len(self._pending)

    def put(self, at: datetime, due: Due) -> None:
        """See `Agenda`."""
        super().put(at, due)
        self._pending.add(self._arrivals)
        self._held.add(self._arrivals)
        self._journal.note(self, ((at, self._arrivals, due), False))

    def take(self, until: datetime) -> tuple[datetime, Due] | None:
        """See `Agenda`."""
        self._drop_what_was_taken_back()
        if not self._heap or self._heap[0][0] > until:
            return None
        entry = self._heap[0]
        self._journal.note(self, (entry, True))
        self._pending.remove(entry[1])
        self._held.remove(entry[1])
        return super().take(until)

    def next_instant(self) -> datetime | None:
        """See `Agenda`."""
        self._drop_what_was_taken_back()
        return super().next_instant()

    def entries(self) -> Iterator[tuple[datetime, Due]]:
        """See `Agenda`."""
        return ((at, due) for at, arrival, due in self._heap if arrival in self._pending)

    def withdraw(self, is_withdrawn: Callable[[Due], bool]) -> None:
        """See `Agenda`."""
        for entry in self._heap:
            if entry[1] in self._pending and is_withdrawn(entry[2]):
                self._journal.note(self, (entry, True))
                self._pending.remove(entry[1])

    def put_back(self, note: tuple[_Entry, bool]) -> tuple[_Entry, bool]:
        """See `cdsl.world.journal.Keeper`: an entry, and whether it was pending."""
        entry, pending = note
        if pending:
            self._pending.add(entry[1])
            if entry[1] not in self._held:
                self._held.add(entry[1])
                heappush(self._heap, entry)
        else:
            self._pending.remove(entry[1])
        return entry, not pending

    def _drop_what_was_taken_back(self) -> None:
        while self._heap and self._heap[0][1] not in self._pending:
            self._held.remove(heappop(self._heap)[1])
