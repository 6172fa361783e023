"""An interactive session as it stands, and what may be done in it.

Floor 7. Every deed is done wholly or not at all: what is refused, broken off or does not check
leaves texts, world and clock as they were. What a deed has done can be undone and done again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.loading import Inputs, Progress, Reading, nobody_looks
from cdsl.api.prompt.past import Deed, Do, Scripted, Told, Ways, Witness, deeds_to
from cdsl.api.prompt.texts import Texts, renamed
from cdsl.api.prompt.undoing import Kept, Moments
from cdsl.api.prompt.world import Origin, World, world_of
from cdsl.api.remembered import Remembered
from cdsl.interpreter.evidence import Extent
from cdsl.interpreter.view import Environment
from cdsl.runtime.agenda import Wait
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.watch import BrokenOffError as BrokenOffError
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Program
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.tools.trace.event import Event
from cdsl.world.difference import Difference, difference


@dataclass(frozen=True, slots=True)
class Written:
    """A file as the session has written it last, and every text that its test there has had."""

    text: str
    tests: frozenset[str]


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
        """Whether all of it was done."""
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
        self._last: Deed | None = None
        self._witness = Witness()
        self._moments = Moments()
        self.written: dict[str, Written] = {}  # by resolved path; what is written is never undone
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
        self._moments.forget()
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
        before = self._kept(what)
        refused = self.world.session.adopt(understood.analysis.program)
        if refused:
            return self._begin_anew(what, texts)
        self.texts = texts.keeping(understood)
        self.world = replace(self.world, understood=understood)
        if what:
            self._moments.remember(before, self._kept(""))
        return Done((), found)

    def _begin_anew(self, what: str, texts: Texts, origin: Origin | None = None) -> Done:
        before = self._kept(what)
        try:
            world, found = self._world(texts, self.world.origin if origin is None else origin)
        except BrokenOffError:
            return Done(is_broken_off=True)
        named = self._named(world.understood, found)
        if any(one.severity is Severity.ERROR for one in named):
            return Done((), named)
        if self.is_cancelled():
            return Done((), (), is_broken_off=True)
        self.texts, self.world = texts.keeping(world.understood), world
        self.mark, self._last = world.start, world.opening
        self._look_at_somebody()
        self._moments.remember(before, self._kept(""))
        return Done((), named)

    def _world(self, texts: Texts, origin: Origin) -> tuple[World, tuple[Diagnostic, ...]]:
        watch = replace(
            self.watch("running"), observe=self._witness.observe, wants=self._witness.wants
        )

        def progress(what: str, done: int, total: int) -> None:
            self.watch(what).go_on(done, total)

        return world_of(texts, origin, self.memory, progress, watch)

    def _look_at_somebody(self) -> None:
        """Who is gone is in focus no longer: then it is the first who is there."""
        if self.world.store.person(self.focus) is None:
            self.focus = next(iter(self.world.store.people()), "")

    # Deeds ------------------------------------------------------------------------------------

    def do(
        self,
        what: str,
        deed: Do,
        scripted: Scripted | Callable[[], Scripted],
        person: str | None = None,
    ) -> Done:
        """Do something in the world, and watch the person in focus.

        `scripted` says it as a step of a test, and is asked for once it is done where that depends
        on what came of it; `person` is whom alone it can happen to. Errors and whoever breaks it
        off leave everything as it was.
        """
        before, session = self._kept(what), self.world.session
        trial = session.trial()
        try:
            told, refused = self._witness.watched(self.focus, lambda: deed(session))
            is_broken_off = self.is_cancelled()
        except BaseException:
            session.take_back(trial, self.watch("taking back").progress)
            raise
        named = self._named(self.world.understood, refused)
        done = Done(told.events, named, is_broken_off)
        if not done.is_good:
            session.take_back(trial, self.watch("taking back").progress)
            return Done((), named, done.is_broken_off)
        session.keep(trial)
        step = scripted if isinstance(scripted, Scripted) else scripted()
        known = {self.focus: told}
        self._last = Deed(before.checkpoint, deed, person, step, before.last, known)
        self._look_at_somebody()
        self._moments.remember(before, self._kept(""))
        return done

    def try_out(
        self, deed: Do, extent: Extent = Extent.JUDGED
    ) -> tuple[tuple[Event, ...], Refusals]:
        """What would come of a deed; the world stays as it is."""
        trial = self.world.session.trial()
        try:
            with self._witness.watching(self.focus, extent) as events:
                refused = deed(self.world.session)
            return tuple(events), refused
        finally:
            self.world.session.take_back(trial)

    def set_mark(self) -> None:
        """What differs is told from here on."""
        self.mark = self.world.session.checkpoint()
        self._moments.set_mark(self.mark, self.world)

    def difference(self, since: Checkpoint) -> Difference:
        """What differs in the world between a moment and now. Raises BrokenOffError."""
        watch = self.watch("comparing")
        return difference(self.world.store, since.position, self.program.schema, watch.go_on)

    def waits_at(self, moment: Checkpoint) -> Mapping[int, Wait]:
        """The runs that waited at a moment, by their numbers. Raises BrokenOffError."""
        session = self.world.session
        if not any(counted.waiting for counted in moment.engine.tallies.values()):
            return {}
        with self.at(moment):
            return session.waits()

    @contextmanager
    def at(self, moment: Checkpoint) -> Iterator[None]:
        """Look at the world as it stood at a moment; then it stands as now. Raises BrokenOffError.

        Nothing may be done there.
        """
        session, ways = self.world.session, self._ways()
        now = session.checkpoint()
        session.restore(moment, ways.there)
        try:
            yield
        finally:
            session.restore(now, ways.back)

    def _ways(self) -> Ways:
        there = self.watch("looking back")
        return Ways(there, Watch(there.progress))

    # What has happened ------------------------------------------------------------------------

    @property
    def script(self) -> tuple[Scripted, ...]:
        """What was done in this world, as steps of a test."""
        deeds = deeds_to(self._last)
        return tuple(deed.scripted for deed in deeds if deed.scripted is not None)

    def deeds(self) -> tuple[Deed, ...]:
        """What was done in this world, the first deed first."""
        return deeds_to(self._last)

    def told(self, deeds: Iterable[Deed], person: str) -> AbstractContextManager[Iterator[Told]]:
        """What came of deeds for a person, one by one. Raises BrokenOffError.

        What nobody has watched is done again, and taken back.
        """
        return closing(self._witness.tell(self.world.session, deeds, person, self._ways()))

    # Undoing ----------------------------------------------------------------------------------

    def undo(self) -> str | None:
        """Bring back what was before the last deed, whose name is returned; None without one.

        Raises BrokenOffError: then everything is as it was.
        """
        return self._moments.undo(self._kept(""), self._bring_back)

    def redo(self) -> str | None:
        """Do again what was undone last; None without one. Raises BrokenOffError, as `undo`."""
        return self._moments.redo(self._kept(""), self._bring_back)

    def _kept(self, what: str) -> Kept:
        """Everything as it stands, to come back to."""
        session = self.world.session
        return Kept(
            what, self.texts, self.world, session.checkpoint(), self.mark, self._last, self.focus
        )

    def _bring_back(self, kept: Kept) -> None:
        kept.world.session.restore(kept.checkpoint, self.watch("bringing back"))
        self.texts, self.world, self.mark, self._last = (
            kept.texts,
            kept.world,
            kept.mark,
            kept.last,
        )
        if kept.focus is not None:
            self.focus = kept.focus
        self._look_at_somebody()

    def named(self, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics of the program at hand under the names that people know."""
        return self._named(self.world.understood, found)

    def _named(self, understood: Understood, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics under the names that people know, advice left out."""
        told = (one for one in found if one.severity in (Severity.ERROR, Severity.WARNING))
        named = map(understood.naming.diagnostic, told)
        return in_order(renamed(one, self.texts.place) for one in named)
