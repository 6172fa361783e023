"""What a step does to the world, as data; a store applies it.

Floor 3. Nothing here changes anything. The effects of one step are applied together or not at all.
"""

from datetime import datetime

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity
from cdsl.source.data import dataclass
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """Something a person did, or that was done to them, at an instant in UTC.

    `values` stand in the order of the activity's attributes (missing ones at the end are empty).
    `campaign`, `run` and `step` are stamped on what a flow's step left: the campaign whose flow
    holds the step; run 0 and an empty step mean that it came from outside.
    """

    person: str
    activity: Activity
    at: datetime
    values: tuple[Value, ...]
    campaign: AssetKey | None = None
    run: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True)
class SetField:
    """Set a person's field by its column; None clears it."""

    person: str
    column: int
    value: Value


@dataclass(frozen=True, slots=True)
class SetMembership:
    """Make the person a member of a program with this status, or change the status."""

    person: str
    program: AssetKey
    status: str


@dataclass(frozen=True, slots=True)
class SetMemberField:
    """Set a field of a person's membership; only members have such fields."""

    person: str
    program: AssetKey
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class AddToList:
    """Add a person to a static list."""

    person: str
    list: AssetKey


@dataclass(frozen=True, slots=True)
class RemoveFromList:
    """Remove a person from a static list."""

    person: str
    list: AssetKey


@dataclass(frozen=True, slots=True)
class Record:
    """Write an activity to the log."""

    record: ActivityRecord


@dataclass(frozen=True, slots=True)
class Enter:
    """The person entered a campaign's flow at this instant."""

    person: str
    campaign: AssetKey
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A rotation has given this many turns; `step` names it within its campaign."""

    campaign: AssetKey
    step: str
    count: int


@dataclass(frozen=True, slots=True)
class DeletePerson:
    """The person leaves everything; their activities stay in the log."""

    person: str


Effect = (
    SetField
    | SetMembership
    | SetMemberField
    | AddToList
    | RemoveFromList
    | Record
    | Enter
    | Turn
    | DeletePerson
)
