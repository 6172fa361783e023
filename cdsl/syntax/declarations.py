"""The syntax tree of declarations, and of the parts of campaigns.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.cases import Test
from cdsl.syntax.conditions import Comparison, Condition
from cdsl.syntax.nodes import (
    Argument,
    Date,
    Datetime,
    Duration,
    FieldName,
    ListOf,
    MappingTable,
    Name,
    Number,
    Reference,
    Text,
    Time,
    Value,
)
from cdsl.syntax.steps import Step

# What a file and a program are made of ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use:
    """`use "std/scoring"`."""

    path: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CommunicationLimit:
    """One `2 per day` or `5 per 7 days` of a workspace."""

    count: int
    days: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Workspace:
    """`workspace "EMEA" in "Europe/Rome" { communication limit … }`."""

    name: Name
    zone: Name | None
    limits: tuple[CommunicationLimit, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """`score: score in […] "Person Score" = 0`: a field, attribute, parameter or token.

    `type_name` is kept as a name, since a wrong one is the checker's to report.
    """

    name: Name
    type_name: Name
    values: ListOf | None
    label: Name | None
    default: Value | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`tokens { … }`."""

    tokens: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """`person { … }`, `company { … }` or, in a program, `member { … }`; `owner` says which."""

    owner: str
    fields: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActivityDeclaration:
    """`activity watch_video "Watch Video" { … }`."""

    name: Name
    label: Name | None
    attributes: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """`action create_task "Create Task" { … }`."""

    name: Name
    label: Name | None
    parameters: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class StatusDeclaration:
    """`status "No Show" beside "Attended" success`."""

    name: Name
    beside: Name | None
    success: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChannelDeclaration:
    """`channel "Event" { status … }`."""

    name: Name
    statuses: tuple[StatusDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListDeclaration:
    """`list "Customers"`."""

    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SmartListDeclaration:
    """`smart list "Hot" { … }`."""

    name: Name
    conditions: tuple[Condition, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappingDeclaration:
    """`mapping "Countries" { … }`."""

    name: Name
    table: MappingTable
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class EmailDeclaration:
    """`email "Welcome" { subject: … }`; which keys there are is the checker's to say."""

    name: Name
    arguments: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WebhookDeclaration:
    """`webhook "Enrich" { url: …  reply { … } }`; `reply` is None when there is none."""

    name: Name
    arguments: tuple[Argument, ...]
    reply: tuple[Argument, ...] | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Folder:
    """`folder "Global" { … }`."""

    name: Name
    items: "tuple[Item, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """`channel "Event"` in a program."""

    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Description:
    """`description "…"` in a program or campaign."""

    text: Text
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Program:
    """`program "Fair" [clones "Template"] { … }`."""

    name: Name
    clones: Reference | None
    items: "tuple[ProgramItem, ...]"
    span: Span = field(compare=False)


# Campaigns ----------------------------------------------------------------------------------------


class CampaignKind(StrEnum):
    """The three kinds (language.md 5)."""

    BATCH = "batch"
    TRIGGER = "trigger"
    EXECUTABLE = "executable"


@dataclass(frozen=True, slots=True)
class OnActivity:
    """`on A where …`."""

    activity: Name
    where: tuple[Comparison, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OnChange:
    """`on change of F [from V] [to V]`."""

    target: FieldName
    old: Value | None
    new: Value | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OnReaches:
    """`on F reaches N`."""

    target: FieldName
    value: Value
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ScheduleOnce:
    """`schedule once at V [at T]`."""

    value: Value
    at: Time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ScheduleEvery:
    """`schedule every N unit on … at T in "Z" from D until D`.

    `unit` is `day`, `week`, `month` or `weekday`; `days` are day names, `month_days` numbers.
    """

    count: int
    unit: str
    days: tuple[str, ...]
    month_days: tuple[int, ...]
    at: Time
    zone: Name | None
    first: Date | Datetime | None
    last: Date | Datetime | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class LimitPart:
    """`limit N people`."""

    people: Number
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RespectLimits:
    """`respect communication limits`."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Inactive:
    """`inactive`."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SmartListPart:
    """`smart list { … }`."""

    conditions: tuple[Condition, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Qualify:
    """`qualify once`, `qualify every time`, `qualify once every 7 days`.

    `every_time` is False and `period` None for `once`.
    """

    every_time: bool
    period: Duration | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FlowPart:
    """`flow { … }`."""

    steps: tuple[Step, ...]
    span: Span = field(compare=False)


CampaignPart = (
    Tokens
    | Description
    | OnActivity
    | OnChange
    | OnReaches
    | ScheduleOnce
    | ScheduleEvery
    | LimitPart
    | RespectLimits
    | Inactive
    | SmartListPart
    | Qualify
    | FlowPart
)


@dataclass(frozen=True, slots=True)
class Campaign:
    """`batch|trigger|executable campaign "N" [clones "A"] { … }`."""

    kind: CampaignKind
    name: Name
    clones: Reference | None
    parts: tuple[CampaignPart, ...]
    span: Span = field(compare=False)


Item = (
    Tokens
    | Folder
    | Program
    | ChannelDeclaration
    | FieldsOf
    | ActivityDeclaration
    | ActionDeclaration
    | ListDeclaration
    | SmartListDeclaration
    | MappingDeclaration
    | EmailDeclaration
    | WebhookDeclaration
    | Campaign
    | Test
)
ProgramItem = Item | ChannelPart | Description


@dataclass(frozen=True, slots=True)
class File:
    """A whole file. `language` is the version written in the first line, None when absent."""

    language: int | None
    workspace: Workspace | None
    uses: tuple[Use, ...]
    items: tuple[Item, ...]
    span: Span = field(compare=False)
