"""The syntax tree of campaigns and of their parts.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.conditions import Comparison, Condition
from cdsl.syntax.declarations import Description, Tokens
from cdsl.syntax.nodes import (
    Date,
    Datetime,
    Duration,
    FieldName,
    Name,
    Number,
    Reference,
    Time,
    Value,
)
from cdsl.syntax.steps import Step


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
