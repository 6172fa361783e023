"""The syntax tree of flow steps.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import (
    Argument,
    Duration,
    FieldName,
    MappingTable,
    Name,
    Reference,
    ThisCampaign,
    ThisProgram,
    Time,
    Value,
)


@dataclass(frozen=True, slots=True)
class Change:
    """`change F to V`."""

    target: FieldName
    value: Value
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChangeBy:
    """`change F by V`."""

    target: FieldName
    amount: Value
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Clear:
    """`clear F`."""

    target: FieldName
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MapField:
    """`map F [to G] using "M"` or `map F [to G] { … }`."""

    source: FieldName
    target: FieldName | None
    table: Reference | MappingTable
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AddToList:
    """`add to list "L"`."""

    of: Reference
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RemoveFromList:
    """`remove from list "L"`."""

    of: Reference
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SetStatus:
    """`set status "S" [in program "P" | in this program] [even back]`."""

    status: Name
    program: Reference | ThisProgram | None
    even_back: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SendEmail:
    """`send email "E"`."""

    email: Reference
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SendAlert:
    """`send alert "E" to V, V`."""

    email: Reference
    to: tuple[Value, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class InterestingMoment:
    """`interesting moment "Web": V`."""

    kind: Value
    description: Value
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class DoAction:
    """`do A [with name: value, …]`."""

    action: Name
    arguments: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExecuteCampaign:
    """`execute campaign "X" [with parent tokens][, tokens { … }]`."""

    campaign: Reference
    parent_tokens: bool
    tokens: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RequestCampaign:
    """`request campaign "X" [with tokens { … }]`."""

    campaign: Reference
    tokens: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitFor:
    """`wait D [ending on DAY, DAY [at T]]`; days are lower-case day names or `weekday`."""

    duration: Duration
    ending_on: tuple[str, ...]
    at: Time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """`wait until V [at T]`."""

    value: Value
    at: Time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntilDay:
    """`wait until next monday [at T]`."""

    day: str
    at: Time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WaitUntilAnniversary:
    """`wait until next anniversary of V [at T]`."""

    of: Value
    at: Time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CallWebhook:
    """`call webhook "W"`."""

    webhook: Reference
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arm:
    """One `if C { … }` of a choice."""

    condition: Condition
    steps: "tuple[Step, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """`if … else if … else …`; `otherwise` is None when there is no `else`."""

    arms: tuple[Arm, ...]
    otherwise: "tuple[Step, ...] | None"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    """`50% { … }` of a split."""

    percent: Decimal
    steps: "tuple[Step, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Split:
    """`split ["name"] { 50% { … } }`."""

    name: Name | None
    shares: tuple[Share, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """One `{ … }` of a rotation."""

    steps: "tuple[Step, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rotate:
    """`rotate ["name"] { { … } { … } }`."""

    name: Name | None
    turns: tuple[Turn, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RemoveFromFlow:
    """`remove from flow "X"` or `remove from flow this`."""

    campaign: Reference | ThisCampaign
    span: Span = field(compare=False)


class PlainKind(StrEnum):
    """Steps that take nothing."""

    DELETE_PERSON = "delete person"
    STOP = "stop"
    DO_NOTHING = "do nothing"


@dataclass(frozen=True, slots=True)
class Plain:
    """`delete person`, `stop`, `do nothing`."""

    kind: PlainKind
    span: Span = field(compare=False)


Step = (
    Change
    | ChangeBy
    | Clear
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
    | WaitUntilDay
    | WaitUntilAnniversary
    | CallWebhook
    | Choice
    | Split
    | Rotate
    | RemoveFromFlow
    | Plain
)
