"""Test blocks: the world they set up, what happens, and what they expect.

Floor 2.
"""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import assert_never

from cdsl.semantics import cases
from cdsl.semantics.findings import Findings
from cdsl.semantics.instants import local_to_instant
from cdsl.semantics.places import AssetKind, Declared
from cdsl.semantics.program import Location, Tokens
from cdsl.semantics.resolve.arguments import attribute_values, field_values, passed_tokens
from cdsl.semantics.resolve.conditions import whole
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.literals import instant
from cdsl.semantics.resolve.statuses import check_status
from cdsl.semantics.resolve.values import assigned, compared, duration
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Role
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax import cases as syntax
from cdsl.syntax import nodes
from cdsl.syntax.campaigns import Campaign, CampaignKind

FIRST_NOW = datetime(2026, 1, 1)


def case(node: syntax.Test, setting: Setting, tokens: Tokens) -> cases.Case:
    """What a test block means. `setting` gives no hints, since a test asserts on purpose."""
    people = _people(node, setting)
    now: datetime | None = None
    givens: list[cases.Given] = []
    steps: list[cases.CaseStep] = []
    for part in node.parts:
        match part:
            case syntax.Now():
                if now is not None or steps:
                    message = "`now` comes first, once"
                    setting.report("CDS314", message, part.span, help="move it to the start")
                now = _instant(part.value, setting)
            case (
                syntax.GivenRecord()
                | syntax.GivenList()
                | syntax.GivenProgram()
                | syntax.GivenActivity()
                | syntax.GivenWebhook()
            ):
                if steps:
                    message = "`given` stands after a step"
                    help = "the world is set up before anything happens; move it up"
                    setting.report("CDS314", message, part.span, help=help)
                givens += _given(part, people, setting)
            case _:
                step = _step(part, people, setting)
                steps += [step] if step is not None else []
    if now is None:
        now = local_to_instant(FIRST_NOW.date(), time(0), setting.zone)
    return cases.Case(
        node.name.text,
        setting.place.workspace,
        setting.place.program,
        tokens,
        now,
        tuple(givens),
        tuple(steps),
        Location(setting.place.source, node.name.span),
    )


def _people(node: syntax.Test, setting: Setting) -> frozenset[str]:
    people: set[str] = set()
    for part in node.parts:
        if isinstance(part, syntax.GivenRecord) and part.owner == "person":
            if part.name.text in people:
                message = f"the person {quoted(part.name.text)} is given twice"
                setting.report("CDS103", message, part.name.span, help="keep one of the two")
            people.add(part.name.text)
    return frozenset(people)


def _instant(node: nodes.Date | nodes.Datetime, setting: Setting) -> datetime:
    if isinstance(node, nodes.Date):
        return local_to_instant(node.value, time(0), setting.zone)
    return instant(node, setting.zone).astimezone(UTC)


def _person(name: nodes.Name, people: frozenset[str], setting: Setting) -> str:
    if name.text not in people:
        close = nearest(name.text, people)
        help = (
            f"did you mean {quoted(close)}?"
            if close
            else f"add `given person {quoted(name.text)} {{ … }}`"
        )
        setting.report("CDS101", f"unknown person {quoted(name.text)}", name.span, help=help)
    return name.text


def _given(part: syntax.Given, people: frozenset[str], setting: Setting) -> list[cases.Given]:
    schema = setting.known.schema
    match part:
        case syntax.GivenRecord(owner="company"):
            values = field_values(part.values, schema.company, "company field", setting)
            return [cases.GivenCompany(part.name.text, values, part.span)]
        case syntax.GivenRecord():
            values = field_values(part.values, schema.person, "field", setting)
            return [cases.GivenPerson(part.name.text, values, part.span)]
        case syntax.GivenList():
            found = setting.asset(AssetKind.LIST, part.of, Role.GIVES)
            names = tuple(_person(name, people, setting) for name in part.people)
            return [cases.GivenList(found.key, names, part.span)] if found else []
        case syntax.GivenProgram():
            return _given_members(part, people, setting)
        case syntax.GivenActivity():
            person = _person(part.person, people, setting)
            activity = setting.activity(part.activity, Role.DOES)
            if activity is None:
                return []
            ago = duration(part.ago) if part.ago else None
            at = _instant(part.at, setting) if part.at else None
            attributes = attribute_values(part.values, activity, setting)
            return [cases.GivenActivity(person, activity, attributes, ago, at, part.span)]
        case syntax.GivenWebhook():
            found = setting.asset(AssetKind.WEBHOOK, part.of, Role.GIVES)
            return [_given_webhook(part, found, setting)] if found else []
        case _:
            assert_never(part)


def _given_members(
    part: syntax.GivenProgram, people: frozenset[str], setting: Setting
) -> list[cases.Given]:
    found = setting.asset(AssetKind.PROGRAM, part.of, Role.GIVES)
    if found is None:
        return []
    channel = setting.known.channels_of.get(found.key)
    fields = setting.known.member_fields.get(found.key, {})
    members: list[cases.Given] = []
    for member in part.members:
        person = _person(member.person, people, setting)
        check_status(member.status.text, channel, member.status.span, setting, Role.GIVES)
        values = field_values(member.values, fields, "member field", setting, found.key)
        members.append(
            cases.GivenMember(found.key, person, member.status.text, values, member.span)
        )
    return members


def _given_webhook(
    part: syntax.GivenWebhook, found: Declared, setting: Setting
) -> cases.GivenWebhook:
    """A name that is a field gives the field's value, a quoted one a path of the answer."""
    if part.answers is None:
        return cases.GivenWebhook(found.key, None, (), part.span)
    fields = setting.known.schema.person
    by_field: list[nodes.Argument] = []
    by_path = []
    for argument in part.answers:
        if argument.name.quoted and field_named(argument.name, fields) is None:
            value = argument.value
            wanted = {
                nodes.Number: Type.FLOAT,
                nodes.Boolean: Type.BOOLEAN,
                nodes.Date: Type.DATE,
                nodes.Datetime: Type.DATETIME,
            }.get(type(value), Type.TEXT)
            by_path.append((argument.name.text, assigned(value, wanted, setting).expression))
        else:
            by_field.append(argument)
    values = field_values(by_field, fields, "field", setting)
    return cases.GivenWebhook(found.key, values, tuple(by_path), part.span)


def _step(part: syntax.TestStep, people: frozenset[str], setting: Setting) -> cases.CaseStep | None:
    match part:
        case syntax.StartCampaign():
            return _start(part, people, setting)
        case syntax.WhenDoes():
            person = _person(part.person, people, setting)
            activity = setting.activity(part.activity, Role.DOES)
            if activity is None:
                return None
            attributes = attribute_values(part.values, activity, setting)
            return cases.WhenDoes(person, activity, attributes, part.span)
        case syntax.WhenChanges():
            person = _person(part.person, people, setting)
            schema = setting.known.schema
            values = field_values(part.values, schema.person, "field", setting)
            return cases.WhenChanges(person, values, part.span)
        case syntax.AdvanceBy():
            return cases.AdvanceBy(duration(part.duration), part.span)
        case syntax.AdvanceTo():
            value = compared(part.value, Type.DATETIME, setting)
            return cases.AdvanceTo(value.expression, value.type, part.span)
        case syntax.Expect():
            person = _person(part.person, people, setting) if part.person else ""
            quantity = cases.Quantity(part.quantity)
            return cases.Expect(quantity, person, whole(part.condition, setting), part.span)
        case syntax.ExpectRefused():
            quiet = replace(setting, known=replace(setting.known, findings=Findings()))
            step = _step(part.step, people, quiet)
            _report_unknown(quiet.known.findings, setting)
            return cases.ExpectRefused(step, part.span) if step is not None else None
        case _:
            assert_never(part)


STATIC_REFUSALS = frozenset({"CDS102", "CDS201", "CDS202", "CDS306", "CDS313"})
"""What `expect refused` expects, so that it is no finding inside it (language.md 9)."""


def _report_unknown(inside: Findings, setting: Setting) -> None:
    for found in inside.all():
        if found.code not in STATIC_REFUSALS:
            setting.known.findings.add(found, setting.place.clone)


def _start(
    part: syntax.StartCampaign, people: frozenset[str], setting: Setting
) -> cases.CaseStep | None:
    names = tuple(_person(name, people, setting) for name in part.people)
    called = setting.asset(AssetKind.CAMPAIGN, part.campaign, Role.STARTS)
    if called is None:
        return None
    _check_kind(part, called, setting)
    at = compared(part.at, Type.DATETIME, setting) if part.at is not None else None
    tokens = passed_tokens(part.tokens, called, setting)
    return cases.StartCampaign(
        cases.Start(part.start),
        called.key,
        names,
        at.expression if at else None,
        tokens,
        part.span,
    )


def _check_kind(part: syntax.StartCampaign, called: Declared, setting: Setting) -> None:
    """Each way of starting suits one kind of campaign (language.md 5)."""
    assert isinstance(called.node, Campaign)
    kind = called.node.kind
    wanted = {
        syntax.Start.RUN: CampaignKind.BATCH,
        syntax.Start.SCHEDULE: CampaignKind.BATCH,
        syntax.Start.EXECUTE: CampaignKind.EXECUTABLE,
        syntax.Start.REQUEST: CampaignKind.TRIGGER,
        syntax.Start.ACTIVATE: CampaignKind.TRIGGER,
        syntax.Start.DEACTIVATE: CampaignKind.TRIGGER,
    }[part.start]
    if kind is wanted:
        return
    code = "CDS306" if part.start is syntax.Start.EXECUTE else "CDS313"
    name = called.key.name
    message = f"`{part.start} campaign` takes a campaign of kind {wanted}, {quoted(name)} is {kind}"
    verbs = {
        CampaignKind.BATCH: "`run campaign` starts a batch campaign",
        CampaignKind.TRIGGER: "`when …` or `request campaign` starts a trigger campaign",
        CampaignKind.EXECUTABLE: "`execute campaign` starts an executable one",
    }
    setting.report(code, message, part.campaign.name.span, help=verbs[kind])
