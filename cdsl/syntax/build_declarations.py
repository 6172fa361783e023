"""Builders of files, declarations and the parts of campaigns.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report, report_twice
from cdsl.syntax.build_values import whole
from cdsl.syntax.conditions import Comparison, Condition
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    Campaign,
    CampaignKind,
    CampaignPart,
    ChannelDeclaration,
    ChannelPart,
    CommunicationLimit,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    File,
    FlowPart,
    Folder,
    Inactive,
    Item,
    LimitPart,
    ListDeclaration,
    MappingDeclaration,
    OnActivity,
    OnChange,
    OnReaches,
    Program,
    ProgramItem,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListDeclaration,
    SmartListPart,
    StatusDeclaration,
    Tokens,
    Use,
    WebhookDeclaration,
    Workspace,
)
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


class Language(NamedTuple):
    """`language N`."""

    version: int
    span: Span


class Reply(NamedTuple):
    """`reply { … }` of a webhook."""

    arguments: tuple[Argument, ...]
    span: Span


class ScheduleClause(NamedTuple):
    """`in "Z"`, `from D` or `until D` of a schedule."""

    word: str
    value: Name | Date | Datetime
    span: Span


def start(
    context: Context,
    span: Span,
    entries: Sequence[Language | Workspace | Use | Item] = (),
) -> File:
    language: Language | None = None
    workspace: Workspace | None = None
    uses: list[Use] = []
    items: list[Item] = []
    for entry in entries:
        match entry:
            case Language() if language is not None:
                report_twice(context, "`language`", language.span, entry.span)
            case Language():
                if workspace or uses or items:
                    report(
                        context,
                        "CDS314",
                        "`language` does not come first",
                        entry.span,
                        help="only comments may stand before it; move it up, or leave it out",
                    )
                language = entry
            case Workspace() if workspace is not None:
                report_twice(context, "`workspace`", workspace.span, entry.span)
            case Workspace():
                if uses or items:
                    report(
                        context,
                        "CDS314",
                        "`workspace` does not come first",
                        entry.span,
                        help="move it before everything else in the file",
                    )
                workspace = entry
            case Use():
                uses.append(entry)
            case _:
                items.append(entry)
    version = language.version if language else None
    return File(version, workspace, tuple(uses), tuple(items), span)


def language(context: Context, span: Span, raw: str) -> Language:
    return Language(whole(context, span, raw, 1), span)


def workspace(
    _: Context,
    span: Span,
    name: Name,
    zone: Name | None,
    limits: tuple[CommunicationLimit, ...] | None,
) -> Workspace:
    return Workspace(name, zone, limits or (), span)


def workspace_limits(
    _: Context, __: Span, groups: Sequence[tuple[CommunicationLimit, ...]] = ()
) -> tuple[CommunicationLimit, ...]:
    return tuple(limit for group in groups for limit in group)


def communication_limits(
    _: Context, __: Span, first: CommunicationLimit, rest: Sequence[CommunicationLimit] = ()
) -> tuple[CommunicationLimit, ...]:
    return (first, *rest)


def communication_limit(
    context: Context, span: Span, count: str, days: str = "1"
) -> CommunicationLimit:
    return CommunicationLimit(
        whole(context, span, count), whole(context, span, days, 1, 36_500), span
    )


def use(_: Context, span: Span, path: Name) -> Use:
    return Use(path, span)


# Declarations ------------------------------------------------------------------------------------


def tokens(_: Context, span: Span, declared: tuple[FieldDeclaration, ...]) -> Tokens:
    return Tokens(declared, span)


def folder(_: Context, span: Span, name: Name, items: Sequence[Item] = ()) -> Folder:
    return Folder(name, tuple(items), span)


def program(
    _: Context,
    span: Span,
    name: Name,
    clones: Reference | None,
    items: Sequence[ProgramItem] = (),
) -> Program:
    return Program(name, clones, tuple(items), span)


def channel_part(_: Context, span: Span, name: Name) -> ChannelPart:
    return ChannelPart(name, span)


def description(_: Context, span: Span, name: Name) -> Description:
    return Description(Text(name.text, name.span), span)


def channel(
    _: Context, span: Span, name: Name, statuses: Sequence[StatusDeclaration] = ()
) -> ChannelDeclaration:
    return ChannelDeclaration(name, tuple(statuses), span)


def status(
    _: Context, span: Span, name: Name, beside: Name | None, success: bool | None
) -> StatusDeclaration:
    return StatusDeclaration(name, beside, bool(success), span)


def fields_of(owner: str) -> Callable[[Context, Span, tuple[FieldDeclaration, ...]], FieldsOf]:
    """The builder of the fields of a person, a company or a member."""

    def build(_: Context, span: Span, declared: tuple[FieldDeclaration, ...]) -> FieldsOf:
        return FieldsOf(owner, declared, span)

    return build


def fields(
    _: Context, __: Span, declared: Sequence[FieldDeclaration] = ()
) -> tuple[FieldDeclaration, ...]:
    return tuple(declared)


def field(
    _: Context,
    span: Span,
    name: Name,
    type_name: Name,
    values: ListOf | None,
    label: Name | None,
    default: Value | None,
) -> FieldDeclaration:
    return FieldDeclaration(name, type_name, values, label, default, span)


def labelled_field(
    context: Context,
    span: Span,
    name: Name,
    type_name: Name,
    label: Name,
    values: ListOf,
    default: Value | None,
) -> FieldDeclaration:
    return field(context, span, name, type_name, values, label, default)


def activity(
    _: Context,
    span: Span,
    name: Name,
    label: Name | None,
    attributes: tuple[FieldDeclaration, ...] | None,
) -> ActivityDeclaration:
    return ActivityDeclaration(name, label, attributes or (), span)


def action(
    _: Context,
    span: Span,
    name: Name,
    label: Name | None,
    parameters: tuple[FieldDeclaration, ...] | None,
) -> ActionDeclaration:
    return ActionDeclaration(name, label, parameters or (), span)


def list_declaration(_: Context, span: Span, name: Name) -> ListDeclaration:
    return ListDeclaration(name, span)


def smart_list(
    _: Context, span: Span, name: Name, conditions: tuple[Condition, ...]
) -> SmartListDeclaration:
    return SmartListDeclaration(name, conditions, span)


def mapping(_: Context, span: Span, name: Name, table: MappingTable) -> MappingDeclaration:
    return MappingDeclaration(name, table, span)


def email(_: Context, span: Span, name: Name, arguments: tuple[Argument, ...]) -> EmailDeclaration:
    return EmailDeclaration(name, arguments, span)


def reply(_: Context, span: Span, arguments: tuple[Argument, ...]) -> Reply:
    return Reply(arguments, span)


def webhook(
    context: Context, span: Span, name: Name, items: Sequence[Argument | Reply] = ()
) -> WebhookDeclaration:
    answer: Reply | None = None
    arguments: list[Argument] = []
    for item in items:
        match item:
            case Argument():
                arguments.append(item)
            case Reply() if answer is None:
                answer = item
            case Reply():
                report_twice(context, "`reply`", answer.span, item.span)
    return WebhookDeclaration(name, tuple(arguments), answer.arguments if answer else None, span)


# Campaigns ---------------------------------------------------------------------------------------


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
