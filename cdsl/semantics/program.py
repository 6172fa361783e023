"""The program: what a set of files means, ready for every engine.

Floor 2. Every name is resolved, every type known, clones are filled in. Engines walk this tree
and never see the spelling. Spans and sources are kept for diagnostics at run time only.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import time
from enum import StrEnum

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition
from cdsl.semantics.expressions import Expression
from cdsl.semantics.flow import Step
from cdsl.semantics.schema import Activity, Field, Schema
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span


@dataclass(frozen=True, slots=True)
class Location:
    """Where something was declared or used."""

    source: Source = field(repr=False)
    span: Span


@dataclass(frozen=True, slots=True)
class TokenDefinition:
    """A token of a frame: declared in a file, or passed with a call.

    `value` None is an empty token. A declared value is worked out where it is used, in the chain
    of its use; a passed one is a constant.
    """

    name: str
    label: str
    type: Type
    value: Expression | None


Tokens = Chain[TokenDefinition]
"""The frames of an asset by themselves: its own, its program's, the folders', the workspace's."""


@dataclass(frozen=True, slots=True)
class CommunicationLimit:
    """At most `count` emails in `days`: 1 is the calendar day, more are days of 24 hours."""

    count: int
    days: int


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace: its time zone's name and its communication limits."""

    name: str
    zone: str
    limits: tuple[CommunicationLimit, ...]


@dataclass(frozen=True, slots=True)
class SmartList:
    """A named smart list; its condition resolves `my` and `program` in `tokens` only."""

    key: AssetKey
    condition: Condition
    tokens: Tokens
    program: AssetKey | None
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class StaticList:
    """A static list."""

    key: AssetKey
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class Email:
    """An email; its tokens are those of the campaign that sends it. A hole blocks it."""

    key: AssetKey
    subject: Expression
    body: Expression
    operational: bool
    hole: bool
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A path of a JSON answer (`address.city`) and the field it is mapped to."""

    path: str
    field: Field


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; its tokens are those of the campaign that calls it."""

    key: AssetKey
    url: Expression
    method: str
    payload: Expression | None
    reply: tuple[Reply, ...]
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class MarketingProgram:
    """A program: a channel, its members' fields and its tokens.

    `channel` is None for a program without one: it has no statuses. `id` counts from 1001.
    """

    key: AssetKey
    id: int
    description: str
    channel: str | None
    member_fields: Mapping[str, Field]
    tokens: Tokens
    location: Location = field(compare=False)


class CampaignKind(StrEnum):
    """The three kinds (language.md 5)."""

    BATCH = "batch"
    TRIGGER = "trigger"
    EXECUTABLE = "executable"


@dataclass(frozen=True, slots=True)
class Qualification:
    """How often a person may enter a flow.

    `once` is `every_time` False with no period. A period is elapsed time in hours: a day is 24,
    a month 30 days (language.md 5).
    """

    every_time: bool
    period_hours: int | None


@dataclass(frozen=True, slots=True)
class Reaches:
    """`on F reaches N`: the change crosses N upwards, an empty old value counting as 0."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Trigger:
    """One `on` line: an activity type and conditions on its attributes (and nothing else).

    `on change of` and `reaches` are lowered to the activity that records such a change, with
    `attribute`/`score is "F"` among the conditions. A hole among them never fires.
    """

    activity: Activity
    where: tuple[Condition, ...]
    reaches: Reaches | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ScheduleOnce:
    """Once at an instant; a date means `at`, else its start. `type` is the value's own."""

    value: Expression
    type: Type
    at: time | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ScheduleEvery:
    """A recurrence; `zone` is a zone's name.

    `unit` is `day`, `week` or `month`. `weekdays` (Monday = 0) narrow days and weeks; empty in
    weeks means the weekday of the first. `month_days` narrow months (31 is the last day of a
    shorter one); empty means the day of the first, else 1. `first` and `last` are inclusive,
    as written: a date or an instant in UTC. Without `first` periods count from Monday 1970-01-05,
    months from January 1970 (language.md 5).
    """

    count: int
    unit: str
    weekdays: frozenset[int]
    month_days: frozenset[int]
    at: time
    zone: str
    first: Expression | None
    last: Expression | None
    span: Span = field(compare=False)


Schedule = ScheduleOnce | ScheduleEvery


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of any kind; parts that its kind does not take are empty.

    `id` counts from 1001 in the order of loading and text. `tokens` are its own frames.
    `holes` are the places where its flow, or that of a campaign it executes, would use a hole.
    """

    key: AssetKey
    id: int
    kind: CampaignKind
    description: str
    program: AssetKey | None
    tokens: Tokens
    smart_list: Condition
    qualification: Qualification
    flow: tuple[Step, ...]
    triggers: tuple[Trigger, ...]
    schedules: tuple[Schedule, ...]
    limit: int | None
    respects_limits: bool
    active: bool
    holes: tuple[Location, ...] = field(compare=False)
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class Program:
    """The whole meaning of a set of files. Mappings keep the order of loading and text.

    `hole_tokens` says that some token is a hole, so that engines look for its uses.
    """

    schema: Schema
    workspaces: Mapping[str, Workspace]
    programs: Mapping[AssetKey, MarketingProgram]
    campaigns: Mapping[AssetKey, Campaign]
    lists: Mapping[AssetKey, StaticList]
    smart_lists: Mapping[AssetKey, SmartList]
    emails: Mapping[AssetKey, Email]
    webhooks: Mapping[AssetKey, Webhook]
    hole_tokens: bool = False
