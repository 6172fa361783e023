"""Flow steps: what each one means, with its dotted path.

Floor 2. Branches are here, since they hold steps, and what is said in a line or two; other families
have a module each.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.calls import execute, request
from cdsl.semantics.resolve.changes import change
from cdsl.semantics.resolve.conditions import whole
from cdsl.semantics.resolve.handlers import call_webhook, do_action
from cdsl.semantics.resolve.mappings import map_field
from cdsl.semantics.resolve.statuses import check_status
from cdsl.semantics.resolve.values import assigned
from cdsl.semantics.resolve.waits import wait
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Role
from cdsl.source.data import dataclass
from cdsl.syntax import nodes, steps
from cdsl.syntax.campaigns import CampaignKind


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
            return change(node, path, setting)
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
            return do_action(node, path, setting)
        case steps.ExecuteCampaign():
            return execute(node, path, setting)
        case steps.RequestCampaign():
            return request(node, path, setting)
        case (
            steps.WaitFor()
            | steps.WaitUntil()
            | steps.WaitUntilDay()
            | steps.WaitUntilAnniversary()
        ):
            return wait(node, path, owner.kind, setting)
        case steps.CallWebhook():
            return call_webhook(node, path, owner.kind, setting)
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
