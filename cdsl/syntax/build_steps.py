"""Builders of flow steps.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report, report_twice
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import (
    Argument,
    Duration,
    FieldName,
    MappingEntry,
    MappingTable,
    Name,
    Reference,
    ThisCampaign,
    ThisProgram,
    Time,
    Value,
)
from cdsl.syntax.steps import (
    AddToList,
    Arm,
    CallWebhook,
    Change,
    ChangeBy,
    Choice,
    Clear,
    DoAction,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    Plain,
    PlainKind,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Share,
    Split,
    Step,
    Turn,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilDay,
)


class Otherwise(NamedTuple):
    """`otherwise keep` (no value) or `otherwise V`."""

    value: Value | None
    span: Span


class Passing(NamedTuple):
    """What a call hands on: the caller's tokens, and values of its own."""

    parent_tokens: bool
    tokens: tuple[Argument, ...]


class Ending(NamedTuple):
    """`ending on DAYS at T`."""

    days: tuple[str, ...]
    at: Time | None


def steps(_: Context, __: Span, items: Sequence[Step] = ()) -> tuple[Step, ...]:
    return tuple(items)


def change(_: Context, span: Span, target: FieldName, value: Value) -> Change:
    return Change(target, value, span)


def change_by(_: Context, span: Span, target: FieldName, amount: Value) -> ChangeBy:
    return ChangeBy(target, amount, span)


def clear(_: Context, span: Span, target: FieldName) -> Clear:
    return Clear(target, span)


def mapping_entry(
    _: Context, span: Span, target: Value, sources: tuple[Value, ...]
) -> MappingEntry:
    return MappingEntry(target, sources, span)


def otherwise(_: Context, span: Span, value: Value | None = None) -> Otherwise:
    return Otherwise(value, span)


def table(
    context: Context, span: Span, items: Sequence[MappingEntry | Otherwise] = ()
) -> MappingTable:
    said: Otherwise | None = None
    entries: list[MappingEntry] = []
    for item in items:
        match item:
            case MappingEntry():
                entries.append(item)
            case Otherwise() if said is None:
                said = item
            case Otherwise():
                report_twice(context, "`otherwise`", said.span, item.span)
    return MappingTable(tuple(entries), said.value if said else None, said is not None, span)


def map_field(
    _: Context,
    span: Span,
    source: FieldName,
    target: FieldName | None,
    using: Reference | MappingTable,
) -> MapField:
    return MapField(source, target, using, span)


def add_to_list(_: Context, span: Span, of: Reference) -> AddToList:
    return AddToList(of, span)


def remove_from_list(_: Context, span: Span, of: Reference) -> RemoveFromList:
    return RemoveFromList(of, span)


def set_status(
    _: Context,
    span: Span,
    status: Name,
    program: Reference | ThisProgram | None,
    even_back: bool | None,
) -> SetStatus:
    return SetStatus(status, program, bool(even_back), span)


def yes(_: Context, __: Span) -> bool:
    """The builder of words that are there or not (`even back`, `success`)."""
    return True


def send_email(_: Context, span: Span, email: Reference) -> SendEmail:
    return SendEmail(email, span)


def send_alert(_: Context, span: Span, email: Reference, to: tuple[Value, ...]) -> SendAlert:
    return SendAlert(email, to, span)


def interesting_moment(
    _: Context, span: Span, kind: Value, description: Value
) -> InterestingMoment:
    return InterestingMoment(kind, description, span)


def argument(_: Context, span: Span, name: Name, value: Value) -> Argument:
    return Argument(name, value, span)


def arguments(_: Context, __: Span, items: Sequence[Argument] = ()) -> tuple[Argument, ...]:
    return tuple(items)


def named(
    _: Context, __: Span, first: Argument, rest: Sequence[Argument] = ()
) -> tuple[Argument, ...]:
    return (first, *rest)


def do_action(
    _: Context, span: Span, action: Name, given: tuple[Argument, ...] | None = None
) -> DoAction:
    return DoAction(action, given or (), span)


def passing(
    _: Context, __: Span, parent_tokens: bool, tokens: tuple[Argument, ...] | None
) -> Passing:
    return Passing(parent_tokens, tokens or ())


def passing_tokens(_: Context, __: Span, tokens: tuple[Argument, ...]) -> Passing:
    return Passing(False, tokens)


def execute_campaign(
    _: Context, span: Span, campaign: Reference, handed: Passing | None
) -> ExecuteCampaign:
    handed = handed or Passing(False, ())
    return ExecuteCampaign(campaign, handed.parent_tokens, handed.tokens, span)


def request_campaign(
    _: Context, span: Span, campaign: Reference, tokens: tuple[Argument, ...] | None
) -> RequestCampaign:
    return RequestCampaign(campaign, tokens or (), span)


def ending(_: Context, __: Span, days: tuple[str, ...], at: Time | None) -> Ending:
    return Ending(days, at)


def days(_: Context, __: Span, first: str, rest: Sequence[str] = ()) -> tuple[str, ...]:
    return (first, *rest)


def wait_for(_: Context, span: Span, duration: Duration, until: Ending | None) -> WaitFor:
    until = until or Ending((), None)
    return WaitFor(duration, until.days, until.at, span)


def wait_until(_: Context, span: Span, value: Value, at: Time | None) -> WaitUntil:
    return WaitUntil(value, at, span)


def wait_until_day(_: Context, span: Span, day: str, at: Time | None) -> WaitUntilDay:
    return WaitUntilDay(day, at, span)


def wait_until_anniversary(
    _: Context, span: Span, of: Value, at: Time | None
) -> WaitUntilAnniversary:
    return WaitUntilAnniversary(of, at, span)


def call_webhook(_: Context, span: Span, webhook: Reference) -> CallWebhook:
    return CallWebhook(webhook, span)


def arm(_: Context, span: Span, condition: Condition, then: tuple[Step, ...]) -> Arm:
    return Arm(condition, then, span)


def first_arm(_: Context, __: Span, first: Arm) -> list[Arm]:
    return [first]


def next_arm(_: Context, __: Span, arms: list[Arm], then: Arm) -> list[Arm]:
    arms.append(then)
    return arms


def choice(_: Context, span: Span, arms: list[Arm], otherwise: tuple[Step, ...] | None) -> Choice:
    return Choice(tuple(arms), otherwise, span)


def share(context: Context, span: Span, raw: str, then: tuple[Step, ...]) -> Share:
    at = Span(span.start, span.start + len(raw))
    whole_digits, _, decimals = raw.partition(".")
    if not whole_digits.isdecimal() or len(whole_digits) > 9 or len(decimals) > 2:
        report(
            context,
            "CDS007",
            f"`{raw[:40]}` cannot be a share",
            at,
            help="a share is a number without a sign and with at most two decimals: `33.33%`",
        )
        return Share(Decimal(0), then, span)
    return Share(Decimal(raw), then, span)


def split(_: Context, span: Span, name: Name | None, shares: Sequence[Share] = ()) -> Split:
    return Split(name, tuple(shares), span)


def turn(_: Context, span: Span, then: tuple[Step, ...]) -> Turn:
    return Turn(then, span)


def rotate(_: Context, span: Span, name: Name | None, turns: Sequence[Turn] = ()) -> Rotate:
    return Rotate(name, tuple(turns), span)


def remove_from_flow(_: Context, span: Span, campaign: Reference | ThisCampaign) -> RemoveFromFlow:
    return RemoveFromFlow(campaign, span)


def this_campaign(_: Context, span: Span) -> ThisCampaign:
    return ThisCampaign(span)


def plain(kind: PlainKind) -> Callable[[Context, Span], Plain]:
    """The builder of a step that takes nothing."""

    def build(_: Context, span: Span) -> Plain:
        return Plain(kind, span)

    return build
