"""An interactive session as it stands, and what may be done in it.

Floor 7. Every deed is done wholly or not at all: what is refused, broken off or does not check
leaves texts, world and clock as they were. What a deed has done can be undone and done again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from cdsl.api.analysis import Understood
from cdsl.api.loading import Progress, Reading, make_ready, nobody_looks
from cdsl.api.prompt.texts import Texts, files_of, renamed
from cdsl.api.remembered import Remembered
from cdsl.api.starting import Order, carry_out
from cdsl.interpreter.view import Environment
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.observed import Happening
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.tools.trace.event import Event
from cdsl.tools.trace.record import Recorder, Tree, as_judged
from cdsl.world.difference import Difference, difference
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore


@dataclass(frozen=True, slots=True)
class World:
    """A program at work: what the files mean, and the world that it works in.

    `inferred` are fields that the tables have and no file declares; `start` is the world before
    anything happened.
    """

    understood: Understood
    inferred: tuple[Field, ...]
    store: JournaledStore
    session: Session
    start: Checkpoint
    zone: tzinfo

    @property
    def program(self) -> Program:
        """What the files mean."""
        return self.understood.analysis.program


@dataclass(frozen=True, slots=True)
class Scripted:
    """A deed as a step of a test, and the declaration that the step needs, if any."""

    step: str
    declaration: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a deed can change, as it was before what is called `what`."""

    what: str
    texts: Texts
    world: World
    checkpoint: Checkpoint
    focus: str
    mark: Checkpoint
    seed: int
    script: tuple[Scripted, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed: what happened to the person in focus, and what is wrong.

    `is_broken_off` says that somebody broke it off, so that nothing was done.
    """

    events: tuple[Event, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_broken_off: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it was done."""
        errors = any(found.severity is Severity.ERROR for found in self.diagnostics)
        return not errors and not self.is_broken_off


class Sitting:
    """An interactive session; `is_cancelled` is asked while something long goes on."""

    def __init__(
        self,
        reading: Reading,
        now: datetime | str,
        seed: int = 0,
        progress: Progress = nobody_looks,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """A session with an empty world and no files."""
        self.reading = reading
        self.seed = seed
        self.progress = progress
        self.is_cancelled = is_cancelled
        self.memory = Remembered()
        self.texts = Texts()
        self.focus = ""
        self.script: tuple[Scripted, ...] = ()
        self.events: tuple[Event, ...] = ()
        self._now = now
        self._observer: Callable[[Happening], None] | None = None
        self._past: list[Kept] = []
        self._future: list[Kept] = []
        self.world, _ = self._made(self.texts, replace(reading, inputs=type(reading.inputs)()))
        self.mark = self.world.start

    # What there is ----------------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """What the files and what was typed mean."""
        return self.world.program

    @property
    def environment(self) -> Environment:
        """What conditions and values are judged in now."""
        return self.world.session.environment

    @property
    def now(self) -> datetime:
        """What the virtual clock shows, in UTC."""
        return self.world.session.now

    @property
    def zone(self) -> tzinfo:
        """The time zone of the first file."""
        return self.world.zone

    @property
    def waiting(self) -> int:
        """How many runs have not ended."""
        return self.world.session.waiting()

    # Files and tables -------------------------------------------------------------------------

    def begin(self, paths: Sequence[str]) -> Done:
        """Load the first files; before them there is nothing to come back to. Raises OSError."""
        done = self.load(paths)
        self._past.clear()
        return done

    def load(self, paths: Sequence[str]) -> Done:
        """Load files besides those that are loaded; folders mean all in them. Raises OSError."""
        more = tuple(dict.fromkeys((*self.texts.paths, *files_of(paths))))
        return self._begin_anew(f".load {' '.join(paths)}", self.texts.with_files(more))

    def reload(self) -> Done:
        """Read files and tables from the disk again; the world begins anew. Raises OSError."""
        return self._begin_anew(".reload", self.texts.with_files(self.texts.paths))

    def people_from(self, path: str) -> Done:
        """Take the people of a table; the world begins anew. Raises OSError."""
        inputs = replace(self.reading.inputs, people=path)
        before = self.reading
        self.reading = replace(before, inputs=inputs)
        done = self._begin_anew(f".people {path}", self.texts)
        if not done.is_good:
            self.reading = before
        return done

    def reseed(self, seed: int) -> Done:
        """Let chance be another one; the world begins anew."""
        before, self.seed = self.seed, seed
        done = self._begin_anew(f".seed {seed}", self.texts)
        if not done.is_good:
            self.seed = before
        return done

    def change_texts(self, what: str, texts: Texts) -> Done:
        """Let texts mean something else from now on; the world goes on where it can.

        What changes the columns of people begins the world anew.
        """
        understood = texts.understood(self.world.inferred, "", self.memory)
        found = self._named(understood, understood.diagnostics)
        if any(one.severity is Severity.ERROR for one in found):
            return Done((), found)
        before = self.kept(what)
        refused = self.world.session.adopt(understood.analysis.program)
        if refused:
            return self._begin_anew(what, texts)
        self.texts = texts
        self.world = replace(self.world, understood=understood)
        self._remember(before)
        return Done((), found)

    def _begin_anew(self, what: str, texts: Texts) -> Done:
        before = self.kept(what)
        world, found = self._made(texts, self.reading)
        if any(one.severity is Severity.ERROR for one in found):
            return Done((), found)
        if self.is_cancelled():
            return Done((), (), is_broken_off=True)
        self._remember(before)
        self.texts, self.world, self.mark, self.script = texts, world, world.start, ()
        self.events = ()
        if world.store.person(self.focus) is None:
            self.focus = next(iter(world.store.people()), "")
        return Done((), found)

    def _made(self, texts: Texts, reading: Reading) -> tuple[World, tuple[Diagnostic, ...]]:
        """A world as files and tables say, in which nothing has happened."""
        inferred: tuple[Field, ...] = ()

        def understand(fields: tuple[Field, ...]) -> Understood:
            nonlocal inferred
            inferred = fields
            return texts.understood(fields, "", self.memory)

        ready = make_ready(understand, Order(now=self._now, seed=self.seed), reading, self.progress)
        loaded = ready.loaded
        store = JournaledStore(
            MemoryStore(ready.program.schema) if loaded is None else loaded.store
        )
        watch = Watch(
            lambda done, total: self.progress("running", done, total),
            lambda: self.is_cancelled(),
            self._observe,
        )
        session = Session(
            ready.program, store, ready.now, self.seed, outside=ready.outside(store), watch=watch
        )
        found = ready.found
        if loaded is not None:
            found += carry_out(session, store, lambda started: (), loaded.events, None)
        start = session.checkpoint()
        world = World(ready.understood, inferred, store, session, start, ready.zone)
        return world, self._named(ready.understood, found)

    # Deeds ------------------------------------------------------------------------------------

    def do(self, what: str, deed: Callable[[Session], Refusals], scripted: Scripted) -> Done:
        """Do something in the world, and watch the person in focus.

        `scripted` says it as a step of a test. Errors and whoever breaks it off leave everything as
        it was.
        """
        before = self.kept(what)
        events, refused = self.watched(deed)
        named = self._named(self.world.understood, refused)
        done = Done(events, named, is_broken_off=self.is_cancelled())
        if not done.is_good:
            self._bring_back(before)
            return Done((), named, done.is_broken_off)
        self._remember(before)
        self.events = (*self.events, *events)
        self.script = (*self.script, scripted)
        return done

    def try_out(
        self, deed: Callable[[Session], Refusals], tree: Tree = as_judged
    ) -> tuple[tuple[Event, ...], Refusals]:
        """What would come of a deed; the world stays as it is."""
        before = self.kept("")
        try:
            return self.watched(deed, tree)
        finally:
            self._bring_back(before)

    def watched(
        self, deed: Callable[[Session], Refusals], tree: Tree = as_judged
    ) -> tuple[tuple[Event, ...], Refusals]:
        """Do something and tell what happened to the person in focus; nothing is remembered."""
        events: list[Event] = []
        self._observer = Recorder(
            self.program,
            self.world.store,
            zones_of_workspaces(self.program).__getitem__,
            events.append,
            frozenset((self.focus,)),
            tree,
        )
        try:
            refused = deed(self.world.session)
        finally:
            self._observer = None
        return tuple(events), refused

    def _observe(self, happening: Happening) -> None:
        if self._observer is not None:
            self._observer(happening)

    def difference(self) -> Difference:
        """What differs in the world between the mark and now."""
        return difference(self.world.store, self.mark.position, self.program.schema)

    # Undoing ----------------------------------------------------------------------------------

    def undo(self) -> str | None:
        """Bring back what was before the last deed, whose name is returned; None without one."""
        return self._exchange(self._past, self._future)

    def redo(self) -> str | None:
        """Do again what was undone last; None without one."""
        return self._exchange(self._future, self._past)

    def _exchange(self, source: list[Kept], target: list[Kept]) -> str | None:
        if not source:
            return None
        kept = source.pop()
        target.append(self.kept(kept.what))
        self._bring_back(kept)
        return kept.what

    def kept(self, what: str) -> Kept:
        """Everything as it stands, to come back to."""
        return Kept(
            what,
            self.texts,
            self.world,
            self.world.session.checkpoint(),
            self.focus,
            self.mark,
            self.seed,
            self.script,
            self.events,
        )

    def _remember(self, before: Kept) -> None:
        self._past.append(before)
        self._future.clear()

    def _bring_back(self, kept: Kept) -> None:
        self.texts, self.world, self.focus = kept.texts, kept.world, kept.focus
        self.mark, self.seed, self.script = kept.mark, kept.seed, kept.script
        self.world.session.restore(kept.checkpoint)
        self.events = kept.events

    def _named(self, understood: Understood, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics under the names that people know, advice left out."""
        told = (one for one in found if one.severity in (Severity.ERROR, Severity.WARNING))
        named = map(understood.naming.diagnostic, told)
        return in_order(renamed(one, self.texts.place) for one in named)
