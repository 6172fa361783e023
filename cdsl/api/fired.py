"""What fires a trigger campaign for one person, and why they do not enter one that was to be fired.

Floor 7. What keeps them out is asked of the moment at which the campaign judged them last, whatever
has happened since; of one that no event has fired, as things are at the end.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from cdsl.interpreter.evidence import Extent
from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.observed import Happening, Judged, Observer
from cdsl.runtime.session import Session
from cdsl.semantics.program import Campaign, Tokens
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.tools.spelling import condition
from cdsl.tools.trace.event import Event, Json, Kind
from cdsl.tools.trace.firing import Firing, firings, occasion_of
from cdsl.tools.trace.trees import tree_document
from cdsl.tools.whynot.reasons import WhyNot
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.effects import ActivityRecord
from cdsl.world.journal import Position
from cdsl.world.journaled import JournaledStore
from cdsl.world.values import text_of


@dataclass(frozen=True, slots=True)
class _Moment:
    position: Position
    now: datetime
    activity: ActivityRecord | None


class LastJudgement:
    """An observer that remembers when a campaign judged somebody last, and tells another one."""

    def __init__(self, campaign: Campaign, store: JournaledStore, then: Observer) -> None:
        """The campaign has judged nobody yet."""
        self._campaign = campaign
        self._store = store
        self._then = then
        self._last: _Moment | None = None

    def __call__(self, happening: Happening) -> None:
        """Something happens."""
        if isinstance(happening, Judged) and happening.campaign.key == self._campaign.key:
            now, activity = happening.view.scene.now, happening.activity
            self._last = _Moment(self._store.journal.position(), now, activity)
        self._then(happening)

    def why_not(
        self, session: Session, person: str, passed: Tokens = NOTHING_PASSED
    ) -> tuple[WhyNot, datetime]:
        """What keeps the person out, and when it does. The world stands there from then on."""
        environment, occasion = session.environment, self._occasion(session.environment, person)
        if self._last is not None:
            self._store.journal.move_to(self._last.position)
            environment = replace(environment, now=self._last.now)
        return why_not(self._campaign, person, environment, passed, occasion), environment.now

    def _occasion(self, environment: Environment, person: str) -> ActivityRecord | None:
        if self._last is not None:
            return self._last.activity
        return occasion_of(self._campaign, person, environment)


def tell_firings(
    session: Session,
    campaign: Campaign,
    person: str,
    events: list[Event],
    zone: tzinfo,
    extent: Extent,
) -> Sequence[Firing]:
    """Each `on` line as an event of the journey."""
    asked = tuple(firings(campaign, person, session.environment, extent))
    in_words = partial(condition, zone=zone, among=session.program)
    for firing in asked:
        tree = firing.tree
        details: dict[str, Json] = {
            "of": f"on {firing.trigger.activity.name}",
            "holds": firing.holds,
            "newest": None
            if firing.record is None
            else text_of(firing.record.at, Type.DATETIME, zone),
            "why": tree_document(tree, session.now, zone, in_words)
            if tree is not None and tree.parts
            else [],
        }
        name = campaign.key.joined
        events.append(Event(Kind.CONDITION, session.now, person, 0, name, "", details))
    return asked
