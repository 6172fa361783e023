"""What somebody who looks on is told of runs while they go on.

Floor 5. Data only, told by `cdsl.runtime.engine` and `cdsl.runtime.session` at the moment it
happens. What is judged, done or comes from outside is told before its effects are applied, so that
what is asked of the world then is what the engine saw. Nobody looks on unless they ask, and then
nothing is recorded.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from cdsl.interpreter.doing import Doing
from cdsl.interpreter.state import Moved, Run
from cdsl.interpreter.view import Environment, View
from cdsl.semantics.program import Campaign
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord, Effect


@dataclass(frozen=True, slots=True)
class Happened:
    """Something came from outside to a person: an activity, a change of fields, a request."""

    person: str
    effects: tuple[Effect, ...]
    environment: Environment


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a person enters a campaign that no flow executes: `refused` is empty if they do.

    `view` is the person in the campaign's own tokens, `activity` what fired it, if anything did.
    `refused` is `not_qualified`, a qualification rule in words, `limit`, `hole`, `chain_of_causes`
    or `too_many_steps`.
    """

    campaign: Campaign
    view: View
    refused: str
    activity: ActivityRecord | None = None


@dataclass(frozen=True, slots=True)
class Began:
    """A run begins."""

    run: Run
    at: datetime


@dataclass(frozen=True, slots=True)
class Stepped:
    """A run has done a step, and what that led to."""

    doing: Doing
    moved: Moved


class Ending(StrEnum):
    """Why a run is over."""

    DONE = "done"
    REMOVED = "removed"
    DELETED = "deleted"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Ended:
    """A run is over."""

    run: Run
    ending: Ending
    at: datetime


Happening = Happened | Judged | Began | Stepped | Ended

Observer = Callable[[Happening], None]
"""Is told what happens; it must ask of the world at once what it wants to know of it."""
