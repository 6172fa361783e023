"""Builders of tests.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context
from cdsl.syntax.cases import (
    AdvanceBy,
    AdvanceTo,
    Expect,
    ExpectRefused,
    Given,
    GivenActivity,
    GivenList,
    GivenMember,
    GivenProgram,
    GivenRecord,
    GivenWebhook,
    Now,
    Quantity,
    Start,
    StartCampaign,
    Test,
    TestStep,
    WhenChanges,
    WhenDoes,
)
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import Argument, Date, Datetime, Duration, Name, Reference, Value

Arguments = tuple[Argument, ...]


def test(_: Context, span: Span, name: Name, parts: Sequence[Now | Given | TestStep] = ()) -> Test:
    return Test(name, tuple(parts), span)


def now(_: Context, span: Span, value: Date | Datetime) -> Now:
    return Now(value, span)


def given_record(owner: str) -> Callable[[Context, Span, Name, Arguments | None], GivenRecord]:
    """The builder of `given person` or `given company`."""

    def build(_: Context, span: Span, name: Name, values: Arguments | None) -> GivenRecord:
        return GivenRecord(owner, name, values or (), span)

    return build


def given_list(_: Context, span: Span, of: Reference, people: tuple[Name, ...]) -> GivenList:
    return GivenList(of, people, span)


def given_program(
    _: Context, span: Span, of: Reference, first: GivenMember, rest: Sequence[GivenMember] = ()
) -> GivenProgram:
    return GivenProgram(of, (first, *rest), span)


def given_member(
    _: Context, span: Span, person: Name, status: Name, values: Arguments | None
) -> GivenMember:
    return GivenMember(person, status, values or (), span)


def given_activity(
    _: Context,
    span: Span,
    person: Name,
    activity: Name,
    values: Arguments | None,
    when: Duration | Date | Datetime | None,
) -> GivenActivity:
    ago = when if isinstance(when, Duration) else None
    at = when if isinstance(when, (Date, Datetime)) else None
    return GivenActivity(person, activity, values or (), ago, at, span)


def given_webhook(
    _: Context, span: Span, of: Reference, answers: Arguments | None = None
) -> GivenWebhook:
    return GivenWebhook(of, answers, span)


def people(_: Context, __: Span, first: Name, rest: Sequence[Name] = ()) -> tuple[Name, ...]:
    return (first, *rest)


def run_campaign(
    _: Context, span: Span, campaign: Reference, tokens: Arguments | None
) -> StartCampaign:
    return StartCampaign(Start.RUN, campaign, (), None, tokens or (), span)


def start_for(
    start: Start,
) -> Callable[[Context, Span, Reference, tuple[Name, ...], Arguments | None], StartCampaign]:
    """The builder of `execute campaign … for` or `request campaign … for`."""

    def build(
        _: Context,
        span: Span,
        campaign: Reference,
        who: tuple[Name, ...],
        tokens: Arguments | None,
    ) -> StartCampaign:
        return StartCampaign(start, campaign, who, None, tokens or (), span)

    return build


def schedule_campaign(
    _: Context, span: Span, campaign: Reference, at: Value, tokens: Arguments | None
) -> StartCampaign:
    return StartCampaign(Start.SCHEDULE, campaign, (), at, tokens or (), span)


def switch(start: Start) -> Callable[[Context, Span, Reference], StartCampaign]:
    """The builder of `activate campaign` or `deactivate campaign`."""

    def build(_: Context, span: Span, campaign: Reference) -> StartCampaign:
        return StartCampaign(start, campaign, (), None, (), span)

    return build


def when_does(
    _: Context, span: Span, person: Name, activity: Name, values: Arguments | None
) -> WhenDoes:
    return WhenDoes(person, activity, values or (), span)


def when_changes(_: Context, span: Span, person: Name, values: Arguments) -> WhenChanges:
    return WhenChanges(person, values, span)


def advance_by(_: Context, span: Span, duration: Duration) -> AdvanceBy:
    return AdvanceBy(duration, span)


def advance_to(_: Context, span: Span, value: Value) -> AdvanceTo:
    return AdvanceTo(value, span)


def expect_person(_: Context, span: Span, person: Name, condition: Condition) -> Expect:
    return Expect(Quantity.PERSON, person, condition, span)


def expect_everyone(_: Context, span: Span, condition: Condition) -> Expect:
    return Expect(Quantity.EVERYONE, None, condition, span)


def expect_nobody(_: Context, span: Span, condition: Condition) -> Expect:
    return Expect(Quantity.NOBODY, None, condition, span)


def expect_refused(_: Context, span: Span, step: TestStep) -> ExpectRefused:
    return ExpectRefused(step, span)
