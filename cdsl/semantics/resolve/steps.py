"""Flow steps: what each one means, with its dotted path.

Floor 2.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.places import AssetKind, Declared
from cdsl.semantics.resolve.arguments import passed_tokens
from cdsl.semantics.resolve.conditions import whole
from cdsl.semantics.resolve.mappings import map_field
from cdsl.semantics.resolve.statuses import check_status
from cdsl.semantics.resolve.targets import target, warn_of_sign
from cdsl.semantics.resolve.values import assigned, assigned_to_field, compared, duration
from cdsl.semantics.setting import Setting
from cdsl.semantics.time import WORKING_DAYS, Weekday
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.semantics.uses import AttributeTarget, Role
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.syntax import nodes, steps
from cdsl.syntax.declarations import Campaign, CampaignKind, OnActivity


@dataclass(frozen=True, slots=True)
class Owner:
    """The campaign whose flow is resolved: which steps it may take, and what `this` is."""

    key: AssetKey
    kind: CampaignKind


def steps_of(
    written: Sequence[steps.Step], owner: Owner, setting: Setting, prefix: str = ""
) -> tuple[flow.Step, ...]:
    """The steps of a flow or of a branch; those that refer to nothing are left out."""
    found = []
    for number, node in enumerate(written, 1):
        step = step_of(node, f"{prefix}{number}", owner, setting)
        if step is not None:
            found.append(step)
    return tuple(found)


def step_of(node: steps.Step, path: str, owner: Owner, setting: Setting) -> flow.Step | None:
    """What a step means; None after reporting that it refers to nothing."""
    match node:
        case steps.Change() | steps.ChangeBy() | steps.Clear():
            return _change(node, path, setting)
        case steps.MapField():
            return map_field(node, path, setting)
        case steps.AddToList():
            found = setting.asset(AssetKind.LIST, node.of, Role.ADDS)
            return flow.AddToList(path, found.key, node.span) if found else None
        case steps.RemoveFromList():
            found = setting.asset(AssetKind.LIST, node.of, Role.REMOVES)
            return flow.RemoveFromList(path, found.key, node.span) if found else None
        case steps.SetStatus():
            return _set_status(node, path, setting)
        case steps.SendEmail():
            found = setting.asset(AssetKind.EMAIL, node.email, Role.SENDS)
            return flow.SendEmail(path, found.key, node.email.name.span) if found else None
        case steps.SendAlert():
            return _send_alert(node, path, setting)
        case steps.InterestingMoment():
            kind = assigned(node.kind, Type.TEXT, setting).expression
            description = assigned(node.description, Type.TEXT, setting).expression
            return flow.InterestingMoment(path, kind, description, node.span)
        case steps.DoAction():
            return _do_action(node, path, setting)
        case steps.ExecuteCampaign():
            return _execute(node, path, setting)
        case steps.RequestCampaign():
            return _request(node, path, setting)
        case (
            steps.WaitFor()
            | steps.WaitUntil()
            | steps.WaitUntilDay()
            | steps.WaitUntilAnniversary()
        ):
            return _wait(node, path, owner, setting)
        case steps.CallWebhook():
            return _call_webhook(node, path, owner, setting)
        case steps.Choice():
            return _choice(node, path, owner, setting)
        case steps.Split():
            return _split(node, path, owner, setting)
        case steps.Rotate():
            name = node.name.text if node.name else path
            turns = tuple(
                steps_of(turn.steps, owner, setting, f"{path}.{number}.")
                for number, turn in enumerate(node.turns, 1)
            )
            return flow.Rotate(path, name, turns, node.span)
        case steps.RemoveFromFlow():
            if isinstance(node.campaign, nodes.ThisCampaign):
                return flow.RemoveFromFlow(path, owner.key, node.span)
            found = setting.asset(AssetKind.CAMPAIGN, node.campaign, Role.REMOVES)
            return flow.RemoveFromFlow(path, found.key, node.span) if found else None
        case steps.Plain():
            return _plain(node, path)
        case _:
            assert_never(node)


def _plain(node: steps.Plain, path: str) -> flow.Step:
    match node.kind:
        case steps.PlainKind.DELETE_PERSON:
            return flow.DeletePerson(path, node.span)
        case steps.PlainKind.STOP:
            return flow.Stop(path, node.span)
        case steps.PlainKind.DO_NOTHING:
            return flow.DoNothing(path, node.span)
        case _:
            assert_never(node.kind)


def _change(
    node: steps.Change | steps.ChangeBy | steps.Clear, path: str, setting: Setting
) -> flow.Step | None:
    if isinstance(node, steps.Change) and _changes_status(node, setting):
        return None
    changed = target(node.target, setting)
    if changed is None:
        return None
    match node:
        case steps.Clear():
            return flow.ClearField(path, changed, node.span)
        case steps.Change():
            warn_of_sign(node, changed.field, setting)
            value = assigned_to_field(node.value, changed.field, setting)
            return flow.ChangeField(path, changed, value.expression, value.type, node.span)
        case steps.ChangeBy():
            if changed.field.type not in NUMBER_LIKE:
                message = f"`change … by` adds to numbers, `{changed.field.name}` is not one"
                help = f"it is of type {changed.field.type}; use `change … to`"
                setting.report("CDS201", message, node.target.span, help=help)
                return None
            amount = compared(node.amount, changed.field.type, setting)
            return flow.ChangeBy(path, changed, amount.expression, amount.type, node.span)
        case _:
            assert_never(node)


def _changes_status(node: steps.Change, setting: Setting) -> bool:
    """Whether a step changes a status as if it were a field; reports it with what to write."""
    name = node.target.name.text
    if name.lower() != "status" or node.target.owner not in ("", "member"):
        return False
    program = setting.place.program
    of_members = {} if program is None else setting.known.member_fields.get(program, {})
    if name in (of_members if node.target.owner else setting.known.schema.person):
        return False
    before = Span(node.span.start, node.value.span.start)
    fix = None
    if isinstance(node.value, nodes.Text):
        fix = Fix("write `set status`", (Edit(before, "set status "),))
    help = 'use `set status "…"`'
    setting.report("CDS201", "a status is not a field", node.target.span, help=help, fix=fix)
    return True


def _set_status(node: steps.SetStatus, path: str, setting: Setting) -> flow.Step | None:
    if node.program is None:
        help = 'say of which: `set status "…" in program "…"`'
        program = setting.this_program("`set status` without a program", node.span, help)
    else:
        program = setting.program(node.program, Role.CHANGES)
    if program is None:
        return None
    channel = setting.known.channels_of.get(program)
    status = node.status
    if not check_status(status.text, channel, status.span, setting, Role.CHANGES):
        return None
    return flow.SetStatus(path, program, status.text, node.even_back, node.span)


def _send_alert(node: steps.SendAlert, path: str, setting: Setting) -> flow.Step | None:
    email = setting.asset(AssetKind.EMAIL, node.email, Role.SENDS)
    to = tuple(assigned(value, Type.TEXT, setting).expression for value in node.to)
    return flow.SendAlert(path, email.key, to, node.email.name.span) if email else None


def _do_action(node: steps.DoAction, path: str, setting: Setting) -> flow.Step | None:
    action = setting.action(node.action)
    if action is None:
        return None
    parameters = {parameter.name: parameter for parameter in action.parameters}
    labels = {parameter.label: parameter for parameter in action.parameters}
    given: dict[str, flow.ActionArgument] = {}
    for argument in node.arguments:
        name = argument.name
        parameter = parameters.get(name.text) or (labels.get(name.text) if name.quoted else None)
        if parameter is None:
            setting.unknown(f"parameter of `{action.name}`", name, parameters)
        elif parameter.name in given:
            setting.report("CDS308", f"`{parameter.name}` is given twice", name.span)
        else:
            setting.use(name.span, AttributeTarget(action.name, parameter.name), Role.GIVES)
            value = assigned(argument.value, parameter.type, setting)
            given[parameter.name] = flow.ActionArgument(parameter, value.expression, value.type)
    return flow.DoAction(path, action, tuple(given.values()), node.span)


def _execute(node: steps.ExecuteCampaign, path: str, setting: Setting) -> flow.Step | None:
    called = setting.asset(AssetKind.CAMPAIGN, node.campaign, Role.EXECUTES)
    if called is None:
        return None
    assert isinstance(called.node, Campaign)
    if called.node.kind is not CampaignKind.EXECUTABLE:
        message = (
            f"{quoted(called.key.name)} is a {called.node.kind} campaign, not an executable one"
        )
        help = "declare it `executable campaign`"
        if called.node.kind is CampaignKind.TRIGGER:
            help += ", or use `request campaign`, which runs it in parallel"
        setting.report("CDS306", message, node.campaign.name.span, help=help)
        return None
    tokens = passed_tokens(node.tokens, called, setting)
    span = node.campaign.name.span
    return flow.ExecuteCampaign(path, called.key, node.parent_tokens, tokens, span)


def _request(node: steps.RequestCampaign, path: str, setting: Setting) -> flow.Step | None:
    called = setting.asset(AssetKind.CAMPAIGN, node.campaign, Role.REQUESTS)
    if called is None:
        return None
    assert isinstance(called.node, Campaign)
    span = node.campaign.name.span
    if not listens_to_requests(called):
        message = f"{quoted(called.key.name)} takes no requests, so this step is always skipped"
        is_trigger = called.node.kind is CampaignKind.TRIGGER
        help = "add `on request_campaign` to it" if is_trigger else "request a trigger campaign"
        if called.node.kind is CampaignKind.EXECUTABLE:
            help = "use `execute campaign`"
        setting.report("CDS403", message, span, help=help)
    tokens = passed_tokens(node.tokens, called, setting)
    return flow.RequestCampaign(path, called.key, tokens, span)


def listens_to_requests(called: Declared) -> bool:
    """Whether a campaign has an `on request_campaign` line."""
    assert isinstance(called.node, Campaign)
    return called.node.clones is not None or any(
        isinstance(part, OnActivity) and part.activity.text == "request_campaign"
        for part in called.node.parts
    )


def _wait(
    node: steps.WaitFor | steps.WaitUntil | steps.WaitUntilDay | steps.WaitUntilAnniversary,
    path: str,
    owner: Owner,
    setting: Setting,
) -> flow.Step:
    if owner.kind is CampaignKind.EXECUTABLE:
        message = "an executable campaign cannot wait"
        help = "wait in the caller, or request a trigger campaign, which may wait"
        setting.report("CDS301", message, node.span, help=help)
    at = node.at.value if node.at else None
    match node:
        case steps.WaitFor():
            days = frozenset(day for name in node.ending_on for day in weekdays(name))
            return flow.WaitFor(path, duration(node.duration), days, at, node.span)
        case steps.WaitUntil():
            value = compared(node.value, Type.DATETIME, setting)
            if at is not None and isinstance(node.value, nodes.Datetime):
                message = "the time is said twice"
                assert node.at is not None
                setting.report("CDS308", message, node.at.span, help="keep one of the two")
            return flow.WaitUntil(path, value.expression, value.type, at, node.span)
        case steps.WaitUntilDay():
            return flow.WaitUntilWeekday(path, weekdays(node.day), at, node.span)
        case steps.WaitUntilAnniversary():
            value = compared(node.of, Type.DATETIME, setting)
            return flow.WaitUntilAnniversary(path, value.expression, value.type, at, node.span)
        case _:
            assert_never(node)


def weekdays(name: str) -> frozenset[int]:
    """The numbers of the days that a day's name or `weekday` means; Monday is 0."""
    days = WORKING_DAYS if name == "weekday" else (Weekday(name),)
    return frozenset(list(Weekday).index(day) for day in days)


def _call_webhook(
    node: steps.CallWebhook, path: str, owner: Owner, setting: Setting
) -> flow.Step | None:
    if owner.kind is not CampaignKind.TRIGGER:
        message = f"{_a(owner.kind)} campaign cannot call a webhook"
        help = "only a trigger campaign can; request one from here"
        setting.report("CDS302", message, node.span, help=help)
    found = setting.asset(AssetKind.WEBHOOK, node.webhook, Role.CALLS)
    return flow.CallWebhook(path, found.key, node.webhook.name.span) if found else None


def _choice(node: steps.Choice, path: str, owner: Owner, setting: Setting) -> flow.Step:
    arms = tuple(
        flow.Arm(
            whole(arm.condition, setting),
            steps_of(arm.steps, owner, setting, f"{path}.{number}."),
        )
        for number, arm in enumerate(node.arms, 1)
    )
    last = f"{path}.{len(arms) + 1}."
    otherwise = steps_of(node.otherwise or (), owner, setting, last)
    return flow.Choice(path, arms, otherwise, node.span)


def _split(node: steps.Split, path: str, owner: Owner, setting: Setting) -> flow.Step:
    total = Decimal(0)
    shares = []
    for number, share in enumerate(node.shares, 1):
        total += share.percent
        steps_ = steps_of(share.steps, owner, setting, f"{path}.{number}.")
        shares.append(flow.Share(int(share.percent * 100), steps_))
    if total > 100:
        message = f"the shares add up to {total}%"
        help = "together they may not be over 100%"
        setting.report("CDS309", message, node.span, help=help)
    return flow.Split(path, node.name.text if node.name else path, tuple(shares), node.span)


def _a(kind: CampaignKind) -> str:
    return f"{'an' if kind is CampaignKind.EXECUTABLE else 'a'} {kind}"
