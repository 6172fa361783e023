"""Builders of campaigns and their parts.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report_twice
from cdsl.syntax.build_values import whole
from cdsl.syntax.campaigns import (
    Campaign,
    CampaignKind,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.conditions import Comparison, Condition
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


class ScheduleClause(NamedTuple):
    """`in "Z"`, `from D` or `until D` of a schedule."""

    word: str
    value: Name | Date | Datetime
    span: Span


def kind(which: CampaignKind) -> Callable[[Context, Span], CampaignKind]:
    """The builder of the word for a kind of campaign."""

    def build(_: Context, __: Span) -> CampaignKind:
        return which

    return build


def campaign(
    _: Context,
    span: Span,
    which: CampaignKind,
    name: Name,
    clones: Reference | None,
    parts: Sequence[CampaignPart] = (),
) -> Campaign:
    return Campaign(which, name, clones, tuple(parts), span)


def on_activity(
    _: Context, span: Span, name: Name, where: tuple[Comparison, ...] | None
) -> OnActivity:
    return OnActivity(name, where or (), span)


def on_change(
    _: Context, span: Span, target: FieldName, old: Value | None, new: Value | None
) -> OnChange:
    return OnChange(target, old, new, span)


def on_reaches(_: Context, span: Span, target: FieldName, value: Value) -> OnReaches:
    return OnReaches(target, value, span)


def schedule_once(_: Context, span: Span, value: Value, at: Time | None) -> ScheduleOnce:
    return ScheduleOnce(value, at, span)


def month_days(
    context: Context, span: Span, first: str, rest: Sequence[str] = ()
) -> tuple[int, ...]:
    return tuple(whole(context, span, raw, 1, 31) for raw in (first, *rest))


def schedule_clause(word: str) -> Callable[[Context, Span, Name | Date | Datetime], ScheduleClause]:
    """The builder of the clause of a schedule that begins with `word`."""

    def build(_: Context, span: Span, value: Name | Date | Datetime) -> ScheduleClause:
        return ScheduleClause(word, value, span)

    return build


def schedule_every(
    context: Context,
    span: Span,
    count: str | None,
    unit: str,
    days: tuple[str, ...] | tuple[int, ...] | None,
    at: Time,
    clauses: Sequence[ScheduleClause] = (),
) -> ScheduleEvery:
    zone: Name | None = None
    moments: dict[str, Date | Datetime | None] = {"from": None, "until": None}
    seen: dict[str, Span] = {}
    for clause in clauses:
        if clause.word in seen:
            report_twice(context, f"`{clause.word}`", seen[clause.word], clause.span)
            continue
        seen[clause.word] = clause.span
        if isinstance(clause.value, Name):
            zone = clause.value
        else:
            moments[clause.word] = clause.value
    names = tuple(day for day in days or () if isinstance(day, str))
    numbers = tuple(day for day in days or () if isinstance(day, int))
    every = 1 if count is None else whole(context, span, count, 1, 10_000)
    first, last = moments["from"], moments["until"]
    return ScheduleEvery(every, unit, names, numbers, at, zone, first, last, span)


def limit(_: Context, span: Span, people: Number) -> LimitPart:
    return LimitPart(people, span)


def respect_limits(_: Context, span: Span) -> RespectLimits:
    return RespectLimits(span)


def inactive(_: Context, span: Span) -> Inactive:
    return Inactive(span)


def smart_list_part(_: Context, span: Span, conditions: tuple[Condition, ...]) -> SmartListPart:
    return SmartListPart(conditions, span)


def qualify_once(_: Context, span: Span) -> Qualify:
    return Qualify(False, None, span)


def qualify_every_time(_: Context, span: Span) -> Qualify:
    return Qualify(True, None, span)


def qualify_once_every(_: Context, span: Span, period: Duration) -> Qualify:
    return Qualify(False, period, span)


def flow(_: Context, span: Span, steps: tuple[Step, ...]) -> FlowPart:
    return FlowPart(steps, span)
