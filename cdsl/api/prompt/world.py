"""The world of an interactive session: what texts mean, people, and a clock.

Floor 7. Made of texts and tables; what happens in it is `cdsl.api.prompt.sitting`.
"""

from datetime import datetime, tzinfo

from cdsl.api.analysis import Understood
from cdsl.api.loading import Progress, Reading, make_ready
from cdsl.api.prompt.directory import Directory
from cdsl.api.prompt.past import Deed
from cdsl.api.prompt.texts import Texts
from cdsl.api.remembered import Remembered
from cdsl.api.starting import Order, carry_out
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore


@dataclass(frozen=True, slots=True)
class Origin:
    """What a world is made of besides texts: tables, what the clock shows at first, a seed."""

    reading: Reading
    now: datetime | str
    seed: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """A program at work: what the texts mean, and the world that it works in.

    `inferred` are fields that the tables have and no text declares; `opening` is what the tables
    let happen, `start` the world after it, before anything happened in the session.
    """

    origin: Origin
    understood: Understood
    inferred: tuple[Field, ...]
    store: JournaledStore
    session: Session
    opening: Deed | None
    start: Checkpoint
    zone: tzinfo
    directory: Directory

    @property
    def program(self) -> Program:
        """What the texts mean."""
        return self.understood.analysis.program


def world_of(
    texts: Texts, origin: Origin, memory: Remembered, progress: Progress, watch: Watch
) -> tuple[World, tuple[Diagnostic, ...]]:
    """The world that texts and tables describe, and what is wrong with them."""
    inferred: tuple[Field, ...] = ()

    def understand(fields: tuple[Field, ...]) -> Understood:
        nonlocal inferred
        inferred = fields
        return texts.understood(fields, "", memory)

    order = Order(now=origin.now, seed=origin.seed)
    ready = make_ready(understand, order, origin.reading, progress)
    loaded = ready.loaded
    store = JournaledStore(MemoryStore(ready.program.schema) if loaded is None else loaded.store)
    session = Session(
        ready.program, store, ready.now, origin.seed, outside=ready.outside(store), watch=watch
    )
    found = ready.found
    opening = None
    if loaded is not None:

        def let_happen(begun: Session) -> Refusals:
            return carry_out(begun, store, lambda started: (), loaded.events, None)

        if loaded.events:
            opening = Deed(session.checkpoint(), let_happen, None, None, None)
        found += let_happen(session)
    start = session.checkpoint()
    directory = Directory(store, ready.program.schema)
    world = World(
        origin, ready.understood, inferred, store, session, opening, start, ready.zone, directory
    )
    return world, found
