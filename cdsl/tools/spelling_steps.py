"""How steps of the core tree are shown to people, in the language's own words.

Floor 6. For messages only, on one line; what is inside of a branch and its further arms are left
out.
"""

from datetime import time, tzinfo
from typing import assert_never

from cdsl.semantics.conditions import CompanyField, MemberField, PersonField
from cdsl.semantics.flow import (
    AddToList,
    CallWebhook,
    ChangeBy,
    ChangeField,
    Choice,
    ClearField,
    DeletePerson,
    DoAction,
    DoNothing,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    PassedToken,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Split,
    Step,
    Stop,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import Program
from cdsl.semantics.time import WEEK
from cdsl.source.quoting import quoted
from cdsl.tools.spelling import condition, duration, expression, reference


def step(node: Step, zone: tzinfo, among: Program) -> str:
    """A step on one line; assets by where they stand too, if `among` others are called so."""
    match node:
        case ChangeField(target=target, value=value):
            return f"change {_field(target)} to {expression(value, zone)}"
        case ChangeBy(target=target, amount=amount):
            return f"change {_field(target)} by {expression(amount, zone)}"
        case ClearField(target=target):
            return f"clear {_field(target)}"
        case MapField(source=source, target=target):
            return f"map {_field(source)} to {_field(target)}"
        case AddToList(list=key):
            return f"add to list {reference(key, among.lists)}"
        case RemoveFromList(list=key):
            return f"remove from list {reference(key, among.lists)}"
        case SetStatus(program=key, status=status):
            return f"set status {quoted(status)} in program {reference(key, among.programs)}"
        case SendEmail(email=key):
            return f"send email {reference(key, among.emails)}"
        case SendAlert(email=key, to=to):
            addresses = ", ".join(expression(one, zone) for one in to)
            return f"send alert {reference(key, among.emails)} to {addresses}"
        case InterestingMoment(kind=kind, description=description):
            return f"interesting moment {expression(kind, zone)}: {expression(description, zone)}"
        case DoAction(action=action):
            return f"do {action.name}"
        case CallWebhook(webhook=key):
            return f"call webhook {reference(key, among.webhooks)}"
        case ExecuteCampaign(campaign=key, parent_tokens=parent, tokens=tokens):
            given = ["parent tokens"] * parent + _passed(tokens, zone)
            return f"execute campaign {reference(key, among.campaigns)}{_with(given)}"
        case RequestCampaign(campaign=key, tokens=tokens):
            return (
                f"request campaign {reference(key, among.campaigns)}{_with(_passed(tokens, zone))}"
            )
        case WaitFor(duration=length, weekdays=weekdays, at=at):
            return f"wait {duration(length)}{_end(weekdays, at)}"
        case WaitUntil(value=value, at=at):
            return f"wait until {expression(value, zone)}{_at(at)}"
        case WaitUntilWeekday(weekdays=weekdays, at=at):
            return f"wait until next {_weekdays(weekdays)}{_at(at)}"
        case WaitUntilAnniversary(value=value, at=at):
            return f"wait until next anniversary of {expression(value, zone)}{_at(at)}"
        case Choice(arms=arms):
            return f"if {condition(arms[0].condition, zone, among)}" if arms else "if"
        case Split(name=name):
            return f"split {quoted(name)}"
        case Rotate(name=name):
            return f"rotate {quoted(name)}"
        case RemoveFromFlow(campaign=key):
            return f"remove from flow {reference(key, among.campaigns)}"
        case DeletePerson():
            return "delete person"
        case Stop():
            return "stop"
        case DoNothing():
            return "do nothing"
        case _:
            assert_never(node)


def _field(target: PersonField | MemberField | CompanyField) -> str:
    match target:
        case PersonField(field=field):
            return field.name
        case MemberField(field=field):
            return f"member.{field.name}"
        case CompanyField(field=field):
            return f"company.{field.name}"
        case _:
            assert_never(target)


def _passed(tokens: tuple[PassedToken, ...], zone: tzinfo) -> list[str]:
    inner = "  ".join(f"{token.name}: {expression(token.value, zone)}" for token in tokens)
    return [f"tokens {{ {inner} }}"] if inner else []


def _with(given: list[str]) -> str:
    return f" with {', '.join(given)}" if given else ""


def _end(weekdays: frozenset[int], at: time | None) -> str:
    on = f" ending on {_weekdays(weekdays)}" if weekdays else ""
    return f"{on}{_at(at)}"


def _weekdays(weekdays: frozenset[int]) -> str:
    return ", ".join(WEEK[day] for day in sorted(weekdays))


def _at(at: time | None) -> str:
    return "" if at is None else f" at {at.strftime('%H:%M')}"
