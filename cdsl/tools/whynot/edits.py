"""What could be changed of a person, as data.

Floor 6. An edit is one thing that somebody would do, or that the person would do: it counts as one
however often or with however many values. Some are of the past, and no one can do them any more.
"""

from datetime import datetime

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity, Field
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value

FieldValues = tuple[tuple[Field, Value], ...]


@dataclass(frozen=True, slots=True)
class SetPersonField:
    """Give a field of the person a value; None clears it.

    `from_outside` where no step does so, but an import or a call of the API.
    """

    field: Field
    value: Value
    from_outside: bool = False


@dataclass(frozen=True, slots=True)
class SetCompanyField:
    """Give a field of the person's company a value: of the one that they have after other edits."""

    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class JoinList:
    """Add the person to a static list."""

    list: AssetKey


@dataclass(frozen=True, slots=True)
class LeaveList:
    """Remove the person from a static list."""

    list: AssetKey


@dataclass(frozen=True, slots=True)
class BecomeMember:
    """Make the person a member of a program with a status, and with values of its fields."""

    program: AssetKey
    status: str
    fields: FieldValues = ()


@dataclass(frozen=True, slots=True)
class SetMemberStatus:
    """Give a member another status; `even_back` where it is an earlier one."""

    program: AssetKey
    status: str
    even_back: bool = False


@dataclass(frozen=True, slots=True)
class SetMemberField:
    """Give a field of a membership a value; None clears it."""

    program: AssetKey
    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class LeaveProgram:
    """Let the person no longer be a member of a program."""

    program: AssetKey


@dataclass(frozen=True, slots=True)
class Do:
    """The person does something, `times` times with the same values at the same instant.

    `values` stand in the order of the activity's attributes. `at` is in UTC and never later than
    the instant at which is asked.
    """

    activity: Activity
    values: tuple[Value, ...]
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class EnterCampaign:
    """The person enters another campaign's flow."""

    campaign: AssetKey
    at: datetime


@dataclass(frozen=True, slots=True)
class Forget:
    """The person should not have done these things, all of one activity; of the past."""

    activity: Activity
    records: tuple[ActivityRecord, ...]


@dataclass(frozen=True, slots=True)
class NotEntered:
    """The person should not have entered a campaign's flow; of the past."""

    campaign: AssetKey


Edit = (
    SetPersonField
    | SetCompanyField
    | JoinList
    | LeaveList
    | BecomeMember
    | SetMemberStatus
    | SetMemberField
    | LeaveProgram
    | Do
    | EnterCampaign
    | Forget
    | NotEntered
)


def is_past(edit: Edit) -> bool:
    """Whether an edit says what should not have happened, which nobody can bring about now."""
    return isinstance(edit, Forget | NotEntered)
