"""Why a person does not enter a campaign, as data.

Floor 6. Texts are `cdsl.tools.whynot.sentences`.
"""

from datetime import datetime
from enum import StrEnum

from cdsl.interpreter.state import TokenScope
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition
from cdsl.semantics.program import Location, Qualification, Trigger
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.world.effects import ActivityRecord


@dataclass(frozen=True, slots=True)
class Unmet:
    """A leaf that is not as it must be: `condition` is what would have to hold in the scope.

    `inside` are the named smart lists that it stands in, the outermost first.
    """

    condition: Condition
    scope: TokenScope
    inside: tuple[AssetKey, ...]


@dataclass(frozen=True, slots=True)
class NotInSmartList:
    """The smart list does not hold of the person.

    Each of the sets keeps them out by itself, as long as nothing in it changes; the smallest come
    first. An empty set means that the smart list holds of nobody.
    """

    sets: tuple[tuple[Unmet, ...], ...]


@dataclass(frozen=True, slots=True)
class InvalidSmartList:
    """A hole in the smart list, by itself or through a token: it holds of nobody."""

    location: Location


@dataclass(frozen=True, slots=True)
class EnteredBefore:
    """The qualification rule: the person entered at `at`, and may again at `again`, or never."""

    rule: Qualification
    at: datetime
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """What refuses the campaign's start, whoever it is: no such person, a hole, the limit."""

    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Inactive:
    """The trigger campaign takes no new entries now."""

    campaign: AssetKey


@dataclass(frozen=True, slots=True)
class OnLine:
    """An `on` line: the sets of what is wrong with the activity at hand, and why none matches it.

    `never` is None where some activity would match it; `sets` are empty where there is no activity
    of its type at hand.
    """

    trigger: Trigger
    sets: tuple[tuple[Unmet, ...], ...]
    never: "Never | None"


@dataclass(frozen=True, slots=True)
class NotFired:
    """No `on` line of the trigger campaign matches the activity at hand, or there is none."""

    lines: tuple[OnLine, ...]


@dataclass(frozen=True, slots=True)
class NotExecuted:
    """No campaign of this workspace executes the executable one, and no other workspace's may."""

    workspace: str


Reason = (
    NotInSmartList | InvalidSmartList | EnteredBefore | Refused | Inactive | NotFired | NotExecuted
)


class Because(StrEnum):
    """Why nothing helps."""

    CONTRARY = "contrary"
    """Some conditions contradict each other."""
    HOLE = "hole"
    EVENT = "event"
    """Whatever fires the campaign keeps its smart list from holding."""
    FIXED = "fixed"
    """Some conditions are not about the person, nor about what fires the campaign."""
    COMPANY = "company"
    """Some conditions hold of no company that there is."""
    NOBODY = "nobody"
    """It holds of nobody by the words alone."""
    LINES = "lines"
    """No `on` line can match."""
    DELETED = "deleted"
    """Whoever it happens to is gone."""
    GIVEN_UP = "given up"
    """Nothing was found as far as was looked."""
    NOTHING_FOUND = "nothing found"


@dataclass(frozen=True, slots=True)
class Never:
    """Why nothing matches an `on` line, or nothing would change a smart list.

    `conditions` are the fewest that contradict each other, or those that no edit changes.
    """

    because: Because
    conditions: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """Edits that put somebody on the smart list, by themselves or with what fires the campaign.

    `enters_now` is False where they would have to have been so before: done now, they fire the
    campaigns of `fired`, or leave something in the log, and the person does not enter; `undone_by`
    are those of the campaigns that are the reason.
    `is_as_before` is False where only what they leave in the log makes them enough.
    """

    edits: tuple[Edit, ...]
    enters_now: bool = True
    fired: tuple[AssetKey, ...] = ()
    is_as_before: bool = True
    undone_by: tuple[AssetKey, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why somebody does not enter a campaign, and what would put them on its smart list.

    Without reasons they enter. `ways` are at most five of the smallest sets of edits, those with
    the fewest first; each has been tried. `event` has to happen after the edits where the campaign
    is fired by something that is not at hand; `change` is what leaves it, None for what the person
    does. Both together let the person in only where `is_enough`: nothing else is in the way.
    `is_whole` is False when the search was given up before all was looked at; `never` says why
    there is no way where none was found. `occasion` is the activity of the past that the reasons
    are of, as if it came now.
    """

    campaign: AssetKey
    person: str
    reasons: tuple[Reason, ...]
    ways: tuple[Way, ...] = ()
    event: Do | None = None
    change: Edit | None = None
    is_enough: bool = False
    is_whole: bool = True
    never: Never | None = None
    occasion: ActivityRecord | None = None
