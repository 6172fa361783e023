"""What was done in a world since it began, and what came of it for anybody.

Floor 7. Meaning is pure: a deed done again in the world as it was tells of anybody exactly what it
would have told when it was done. So only the person in focus is recorded while something goes on,
and others when they are asked for; whoever sits there pays for nobody else.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Final

from cdsl.interpreter.evidence import Extent
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.observed import Happening
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import BrokenOffError, Watch
from cdsl.source.data import dataclass
from cdsl.tools.trace.event import Event, Kind
from cdsl.tools.trace.record import Recorder

Do = Callable[[Session], Refusals]
_JUDGING: Final = (Kind.CONDITION, Kind.CHILD, Kind.ENTERED, Kind.REFUSED)
"""What a judgement is told by."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A deed as a step of a test; `steps` are what was typed, for a campaign called `name`."""

    step: str
    name: str = ""
    steps: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a deed for a person: its events, as a trace tells them.

    `folded` and `whole` are what it tells of judgements, their trees to that extent.
    """

    events: tuple[Event, ...]
    folded: tuple[Event, ...]
    whole: tuple[Event, ...]


_NOTHING: Final = Told((), (), ())


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done in a world, and what stood there before.

    `person` is whom alone it can have happened to, None for anybody. `told` has the events of
    those who were watched, or were asked for since. `scripted` is None for what the tables let
    happen when the world began.
    """

    before: Checkpoint
    do: Do
    person: str | None
    scripted: Scripted | None
    earlier: "Deed | None"
    told: dict[str, Told] = field(default_factory=dict)

    def concerns(self, person: str) -> bool:
        """Whether something can have happened to a person in it."""
        return self.person is None or self.person == person


def deeds_to(last: Deed | None) -> tuple[Deed, ...]:
    """A deed and all before it, the first one first."""
    found = []
    while last is not None:
        found.append(last)
        last = last.earlier
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody follows a session into its past; the way back goes on to its end."""

    there: Watch
    back: Watch


class Witness:
    """Is told what happens to one person at a time, while somebody asks for it."""

    def __init__(self) -> None:
        """Nobody is watched yet."""
        self._person = ""
        self._recorders: tuple[Recorder, ...] = ()

    def observe(self, happening: Happening) -> None:
        """Something happens to the person."""
        for recorder in self._recorders:
            recorder(happening)

    def wants(self, person: str) -> bool:
        """Whether it is the person who is watched."""
        return bool(self._recorders) and person == self._person

    @contextmanager
    def watching(self, person: str, extent: Extent = Extent.JUDGED) -> Iterator[list[Event]]:
        """The events of a person, as they happen."""
        events: list[Event] = []
        with self._recording(person, Recorder(events.append, extent)):
            yield events

    def watched(self, person: str, do: Callable[[], Refusals]) -> tuple[Told, Refusals]:
        """What comes of something for a person while it is done."""
        kept: dict[Extent, list[Event]] = {extent: [] for extent in Extent}
        recorders = (Recorder(events.append, extent) for extent, events in kept.items())
        with self._recording(person, *recorders):
            refused = do()
        folded, whole = (
            tuple(event for event in kept[extent] if event.kind in _JUDGING)
            for extent in (Extent.DECIDING, Extent.WHOLE)
        )
        return Told(tuple(kept[Extent.JUDGED]), folded, whole), refused

    @contextmanager
    def _recording(self, person: str, *recorders: Recorder) -> Iterator[None]:
        self._person, self._recorders = person, recorders
        try:
            yield
        finally:
            self._recorders = ()

    def tell(
        self,
        session: Session,
        deeds: Iterable[Deed],
        person: str,
        ways: Ways,
    ) -> Generator[Told]:
        """What came of deeds for a person, one by one. Raises BrokenOffError.

        What is not known yet is done again and taken back. The session stands elsewhere until the
        generator is closed.
        """
        now = session.checkpoint()
        try:
            for deed in deeds:
                if person not in deed.told and deed.concerns(person):
                    session.restore(deed.before, ways.there)
                    told = self._again(session, deed, person, ways.back)
                    if ways.there.is_cancelled():
                        raise BrokenOffError
                    deed.told[person] = told
                yield deed.told.get(person, _NOTHING)
        finally:
            session.restore(now, ways.back)

    def _again(self, session: Session, deed: Deed, person: str, back: Watch) -> Told:
        trial = session.trial()
        try:
            told, _ = self.watched(person, lambda: deed.do(session))
        finally:
            session.take_back(trial, back.progress)
        return told
