"""What a prompt does between two lines, p95, over 100,000 people against 1,000: it must stay flat.

Everyone waits in a flow and has been counted, which is the most that a session keeps of people.
Beside it, a batch campaign in a world with a journal against one without: what a prompt pays for
being able to undo, and `cdsl run` does not. Run: python -m bench.undo
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import quantiles

from bench.measure import Goal, Row, compare, interleaved, main
from cdsl.api.workspace import Workspace
from cdsl.runtime.session import Session
from cdsl.semantics.program import Program
from cdsl.world.difference import difference
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore

FEW, MANY, BATCH = 1_000, 100_000, 5_000
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DEEDS = ("one event", "undo it", "redo it", "what it changed")
WITH, WITHOUT = "a batch in a world with a journal", "in one without"

TEXT = """\
list "Seen"
batch campaign "Everyone" {
  smart list { everyone }
  flow { change score by +1 wait 3 days add to list "Seen" }
}
trigger campaign "Visits" {
  on visit_page
  smart list { score >= 1 }
  qualify every time
  flow { change score by +5 wait 1 hour change score by +5 }
}
"""


def analysed() -> Program:
    workspace = Workspace(lambda: NOW)
    workspace.change("bench.cdsl", TEXT, 1)
    return workspace.understood("bench.cdsl").analysis.program


def world(program: Program, count: int) -> MemoryStore:
    store = MemoryStore(program.schema)
    for number in range(1, count + 1):
        store.add_person(str(number), [None] * len(program.schema.person))
    return store


def run(program: Program, store: MemoryStore) -> Session:
    """A batch campaign over everyone, after which everyone waits."""
    session = Session(program, store, NOW)
    for key in program.campaigns:
        session.run_batch(key)
    return session


class Sitting:
    """A session over so many people, and how long each deed took in it."""

    def __init__(self, program: Program, count: int) -> None:
        self.program, self.count = program, count
        self.store = JournaledStore(world(program, count))
        self.session = run(program, self.store)
        self.visit = program.schema.activities["visit_page"]
        self.seconds: dict[str, list[float]] = {deed: [] for deed in DEEDS}

    def once(self, number: int) -> None:
        """An event of one person with a checkpoint before it, taken back and done again."""
        session, person = self.session, str(number * 7919 % self.count + 1)
        before = session.checkpoint()
        self._timed(DEEDS[0], lambda: self._event(person))
        after = session.checkpoint()
        self._timed(DEEDS[1], partial(session.restore, before))
        self._timed(DEEDS[2], partial(session.restore, after))
        changed = partial(difference, self.store, before.position, self.program.schema)
        self._timed(DEEDS[3], changed)

    def _event(self, person: str) -> None:
        session = self.session
        session.checkpoint()
        session.happen(person, self.visit, ("/pricing",))
        session.advance_to(session.now + timedelta(seconds=1))

    def _timed(self, name: str, deed: Callable[[], object]) -> None:
        start = time.perf_counter()
        deed()
        self.seconds[name].append(time.perf_counter() - start)

    def p95(self, name: str) -> float:
        """The time that 19 of 20 deeds took at most."""
        return quantiles(self.seconds[name], n=20)[-1]


def measure(rounds: int) -> tuple[Row, ...]:
    program = analysed()
    few, many = Sitting(program, FEW), Sitting(program, MANY)
    gc.collect()
    gc.freeze()  # a collection looks at all people, whatever a deed does
    for number in range(rounds * 100):
        few.once(number)
        many.once(number)
    sittings = {FEW: few, MANY: many}
    p95 = {
        f"{deed}, {count:,} people": sitting.p95(deed)
        for deed in DEEDS
        for count, sitting in sittings.items()
    }
    flat = tuple(
        Goal(f"{deed}, {MANY:,} people", f"{deed}, {FEW:,} people", most=1.5) for deed in DEEDS
    )
    batches = interleaved(
        {
            WITH: lambda: run(program, JournaledStore(world(program, BATCH))),
            WITHOUT: lambda: run(program, world(program, BATCH)),
        },
        rounds,
    )
    return (*compare(p95, flat), *compare(batches, (Goal(WITH, WITHOUT, most=1.8),)))


if __name__ == "__main__":
    main("What a prompt does between two lines, p95", 7, measure)
