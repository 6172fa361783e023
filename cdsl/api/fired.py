"""Why somebody does not enter a trigger campaign that events were to fire.

Floor 7. What keeps them out is asked of the moment at which the campaign judged them last, whatever
has happened since; of one that no event has fired, as things are at the end.
"""

from dataclasses import replace
from datetime import datetime

from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.observed import Happening, Judged, Observer
from cdsl.runtime.session import Session
from cdsl.semantics.program import Campaign, Tokens
from cdsl.source.data import dataclass
from cdsl.tools.trace.firing import occasion_of
from cdsl.tools.whynot.reasons import WhyNot
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.effects import ActivityRecord
from cdsl.world.journal import Position
from cdsl.world.journaled import JournaledStore


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
