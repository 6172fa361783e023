"""The core tree of flow steps.

Floor 2. `path` is the dotted path of a step, from 1 through the flow's branches (`3.2.1`).
"""

from dataclasses import field
from datetime import time

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import CompanyField, Condition, MemberField, PersonField
from cdsl.semantics.expressions import Expression
from cdsl.semantics.schema import Action, Attribute
from cdsl.semantics.time import Duration
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span

Target = PersonField | MemberField


@dataclass(frozen=True, slots=True)
class ChangeField:
    """Set a field; an empty value clears it. `type` is the value's own type."""

    path: str
    target: Target
    value: Expression
    type: Type
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChangeBy:
    """Add to a number field; an empty field counts as 0. `type` is the amount's own type."""

    path: str
    target: Target
    amount: Expression
    type: Type
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ClearField:
    """Make a field empty."""

    path: str
    target: Target
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a mapping: a target value, and the source values that lead to it."""

    target: Expression
    sources: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapField:
    """Set `target` by the value of `source`; the first entry that matches wins.

    Sources are compared as `is` compares them; an empty source value matches nothing.
    `otherwise` None leaves the target as it is.
    """

    path: str
    source: PersonField | CompanyField | MemberField
    target: Target
    entries: tuple[Entry, ...]
    otherwise: Expression | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AddToList:
    """Add the person to a static list."""

    path: str
    list: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RemoveFromList:
    """Remove the person from a static list."""

    path: str
    list: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Set the person's status in a program; a non-member becomes a member."""

    path: str
    program: AssetKey
    status: str
    even_back: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Send an email, unless the person may not be mailed."""

    path: str
    email: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SendAlert:
    """Send an alert to addresses; each value may hold several, separated by commas."""

    path: str
    email: AssetKey
    to: tuple[Expression, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class InterestingMoment:
    """Record an interesting moment."""

    path: str
    kind: Expression
    description: Expression
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActionArgument:
    """A value given to a parameter of an action."""

    parameter: Attribute
    value: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class DoAction:
    """Hand over to a handler; an activity of the action's name is left behind."""

    path: str
    action: Action
    arguments: tuple[ActionArgument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class PassedToken:
    """A token passed with a call: worked out in the caller's chain, at the call."""

    name: str
    type: Type
    value: Expression


@dataclass(frozen=True, slots=True)
class ExecuteCampaign:
    """Run an executable campaign inside this run, in series."""

    path: str
    campaign: AssetKey
    parent_tokens: bool
    tokens: tuple[PassedToken, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RequestCampaign:
    """Request a trigger campaign, which runs in a run of its own."""

    path: str
    campaign: AssetKey
    tokens: tuple[PassedToken, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Wait a duration, then to the first allowed weekday and time not earlier.

    `weekdays` are numbers from Monday = 0; empty means no end rule.
    """

    path: str
    duration: Duration
    weekdays: frozenset[int]
    at: time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Wait until a date (its start, or `at`) or an instant."""

    path: str
    value: Expression
    type: Type
    at: time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntilWeekday:
    """Wait until the next such day; today's counts if its time has not passed."""

    path: str
    weekdays: frozenset[int]
    at: time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntilAnniversary:
    """Wait until the next anniversary of a date; today's counts if its time has not passed."""

    path: str
    value: Expression
    type: Type
    at: time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CallWebhook:
    """Call a webhook; the flow goes on after the answer."""

    path: str
    webhook: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arm:
    """One branch of a choice."""

    condition: Condition
    steps: "tuple[Step, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """The first arm that holds, judged when the step is reached, else `otherwise`."""

    path: str
    arms: tuple[Arm, ...]
    otherwise: "tuple[Step, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    """One branch of a split; `hundredths` of a percent, so 50% is 5000."""

    hundredths: int
    steps: "tuple[Step, ...]"


@dataclass(frozen=True, slots=True)
class Split:
    """A branch fixed for each person by a draw (language.md 7); `name` is its name or path."""

    path: str
    name: str
    shares: tuple[Share, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rotate:
    """The branches in turn; the counter is kept for the step. `name` is its name or path."""

    path: str
    name: str
    turns: "tuple[tuple[Step, ...], ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RemoveFromFlow:
    """End every unfinished run of a campaign for this person."""

    path: str
    campaign: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class DeletePerson:
    """Delete the person, which ends all of their runs."""

    path: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stop:
    """End this campaign's flow for the person; in a child, return to the caller."""

    path: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class DoNothing:
    """Do nothing."""

    path: str
    span: Span = field(compare=False)


Step = (
    ChangeField
    | ChangeBy
    | ClearField
    | MapField
    | AddToList
    | RemoveFromList
    | SetStatus
    | SendEmail
    | SendAlert
    | InterestingMoment
    | DoAction
    | ExecuteCampaign
    | RequestCampaign
    | WaitFor
    | WaitUntil
    | WaitUntilWeekday
    | WaitUntilAnniversary
    | CallWebhook
    | Choice
    | Split
    | Rotate
    | RemoveFromFlow
    | DeletePerson
    | Stop
    | DoNothing
)

Wait = WaitFor | WaitUntil | WaitUntilWeekday | WaitUntilAnniversary
"""The steps after which a flow goes on at another instant."""
