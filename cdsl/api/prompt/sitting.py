"""An interactive session as it stands, and what may be done in it.

Floor 7. Every deed is done wholly or not at all: what is refused, broken off or does not check
leaves texts, world and clock as they were. What a deed has done can be undone and done again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.loading import Inputs, Progress, Reading, nobody_looks
from cdsl.api.prompt.texts import Texts, renamed
from cdsl.api.prompt.world import Origin, World, world_of
from cdsl.api.remembered import Remembered
from cdsl.interpreter.view import Environment
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.observed import Happening
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Program
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.tools.trace.event import Event
from cdsl.tools.trace.record import Recorder, Tree, as_judged
from cdsl.world.difference import Difference, difference


@dataclass(frozen=True, slots=True)
class Scripted:
    """A deed as a step of a test; `steps` are what was typed, for a campaign called `name`."""

    step: str
    name: str = ""
    steps: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a deed can change, as it was before what is called `what`."""

    what: str
    texts: Texts
    world: World
    checkpoint: Checkpoint
    mark: Checkpoint
    script: tuple[Scripted, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed: what happened to the person in focus, and what is wrong.

    `refused` says in the session's own words why nothing was done, `is_broken_off` that somebody
    broke it off.
    """

    events: tuple[Event, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_broken_off: bool = False
    refused: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it was done."""
        errors = any(found.severity is Severity.ERROR for found in self.diagnostics)
        return not errors and not self.is_broken_off and not self.refused


class Sitting:
    """An interactive session; `is_cancelled` is asked while something long goes on."""

    def __init__(
        self,
        origin: Origin,
        progress: Progress = nobody_looks,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """A session with an empty world and no files."""
        self.progress = progress
        self.is_cancelled = is_cancelled
        self.memory = Remembered()
        self.texts = Texts()
        self.focus = ""
        self.script: tuple[Scripted, ...] = ()
        self.events: tuple[Event, ...] = ()
        self._observer: Callable[[Happening], None] | None = None
        self._past: list[Kept] = []
        self._future: list[Kept] = []
        self._origin = origin  # what `begin` makes the first world of
        nobody = replace(origin, reading=Reading(Inputs()))
        self.world, _ = self._world(self.texts, nobody)
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

    def watch(self, what: str) -> Watch:
        """How something long is followed and broken off, under a name."""
        return Watch(partial(self.progress, what), lambda: self.is_cancelled())

    # Files and tables -------------------------------------------------------------------------

    def begin(self, paths: Sequence[str]) -> Done:
        """Load the first files; before them there is nothing to come back to. Raises OSError."""
        done = self._begin_anew("", self.texts.loading(paths), self._origin)
        self._past.clear()
        return done

    def load(self, paths: Sequence[str]) -> Done:
        """Load files besides those that are loaded; folders mean all in them. Raises OSError."""
        return self._begin_anew(f".load {' '.join(paths)}", self.texts.loading(paths))

    def reload(self) -> Done:
        """Read files and tables from the disk again; the world begins anew. Raises OSError."""
        return self._begin_anew(".reload", self.texts.read_again())

    def people_from(self, path: str) -> Done:
        """Take the people of a table; the world begins anew. Raises OSError."""
        origin = self.world.origin
        reading = replace(origin.reading, inputs=replace(origin.reading.inputs, people=path))
        return self._begin_anew(f".people {path}", self.texts, replace(origin, reading=reading))

    def reseed(self, seed: int) -> Done:
        """Let chance be another one; the world begins anew."""
        return self._begin_anew(f".seed {seed}", self.texts, replace(self.world.origin, seed=seed))

    def change_texts(self, what: str, texts: Texts) -> Done:
        """Let texts mean something else from now on; the world goes on where it can.

        What changes the columns of people begins the world anew. Without a name in `what` there is
        nothing to undo.
        """
        understood = texts.understood(self.world.inferred, "", self.memory)
        found = self._named(understood, understood.diagnostics)
        if any(one.severity is Severity.ERROR for one in found):
            return Done((), found)
        before = self.kept(what)
        refused = self.world.session.adopt(understood.analysis.program)
        if refused:
            return self._begin_anew(what, texts)
        self.texts = texts.keeping(understood)
        self.world = replace(self.world, understood=understood)
        if what:
            self._remember(before)
        return Done((), found)

    def _begin_anew(self, what: str, texts: Texts, origin: Origin | None = None) -> Done:
        before = self.kept(what)
        world, found = self._world(texts, self.world.origin if origin is None else origin)
        named = self._named(world.understood, found)
        if any(one.severity is Severity.ERROR for one in named):
            return Done((), named)
        if self.is_cancelled():
            return Done((), (), is_broken_off=True)
        self._remember(before)
        self.texts, self.world = texts.keeping(world.understood), world
        self.mark, self.script, self.events = world.start, (), ()
        self._look_at_somebody()
        return Done((), named)

    def _world(self, texts: Texts, origin: Origin) -> tuple[World, tuple[Diagnostic, ...]]:
        watch = replace(self.watch("running"), observe=self._observe, wants=self._wants)
        return world_of(texts, origin, self.memory, self.progress, watch)

    def _look_at_somebody(self) -> None:
        """Who is gone is in focus no longer: then it is the first who is there."""
        if self.world.store.person(self.focus) is None:
            self.focus = next(iter(self.world.store.people()), "")

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
        self._observer = Recorder(events.append, tree)
        try:
            refused = deed(self.world.session)
        finally:
            self._observer = None
        return tuple(events), refused

    def _observe(self, happening: Happening) -> None:
        if self._observer is not None:
            self._observer(happening)

    def _wants(self, person: str) -> bool:
        return self._observer is not None and person == self.focus

    def difference(self, since: Checkpoint) -> Difference:
        """What differs in the world between a moment and now."""
        return difference(self.world.store, since.position, self.program.schema)

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
            self.mark,
            self.script,
            self.events,
        )

    def _remember(self, before: Kept) -> None:
        self._past.append(before)
        self._future.clear()

    def _bring_back(self, kept: Kept) -> None:
        self.texts, self.world, self.mark = kept.texts, kept.world, kept.mark
        self.script, self.events = kept.script, kept.events
        self.world.session.restore(kept.checkpoint)
        self._look_at_somebody()

    def named(self, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics of the program at hand under the names that people know."""
        return self._named(self.world.understood, found)

    def _named(self, understood: Understood, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics under the names that people know, advice left out."""
        told = (one for one in found if one.severity in (Severity.ERROR, Severity.WARNING))
        named = map(understood.naming.diagnostic, told)
        return in_order(renamed(one, self.texts.place) for one in named)
