"""An edit as the steps that somebody types at a prompt to make it.

Floor 6. Pure. What such a step leaves in the log is the interpreter's to say.
"""

from typing import Final

from cdsl.interpreter.step import advance, enter
from cdsl.interpreter.view import Environment, View, own_scope
from cdsl.runtime.outside import Prepared
from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Everyone, MemberField, PersonField
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Campaign, CampaignKind, Location, Qualification, Tokens
from cdsl.semantics.schema import Field
from cdsl.semantics.tokens import Chain
from cdsl.source.span import Source, Span
from cdsl.tools.prompt.typed import QUESTION
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Edit,
    JoinList,
    LeaveList,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.values import Value

_NOWHERE: Final = Span(0, 0)


def steps_of(edit: Edit) -> tuple[flow.Step, ...]:
    """The steps that make an edit; none where no step does."""
    match edit:
        case SetPersonField(field=field, value=value):
            return (_set("1", PersonField(field), field, value),)
        case JoinList(list=key):
            return (flow.AddToList("1", key, _NOWHERE),)
        case LeaveList(list=key):
            return (flow.RemoveFromList("1", key, _NOWHERE),)
        case SetMemberStatus(program=key, status=status):
            return (flow.SetStatus("1", key, status, True, _NOWHERE),)
        case SetMemberField(program=key, field=field, value=value):
            return (_set("1", MemberField(key, field), field, value),)
        case BecomeMember(program=key, status=status, fields=fields):
            more = (
                _set(str(place), MemberField(key, field), field, value)
                for place, (field, value) in enumerate(fields, 2)
            )
            return (flow.SetStatus("1", key, status, True, _NOWHERE), *more)
        case _:
            return ()


def request_of(campaign: Campaign, passed: Tokens) -> flow.Step:
    """The step that requests a campaign with values passed to it."""
    tokens = (
        flow.PassedToken(name, token.type, token.value)
        for frame in passed.frames
        for name, token in frame.bindings.items()
        if token.value is not None
    )
    return flow.RequestCampaign("1", campaign.key, tuple(tokens), _NOWHERE)


def _set(path: str, target: flow.Target, field: Field, value: Value) -> flow.Step:
    if value is None:
        return flow.ClearField(path, target, _NOWHERE)
    return flow.ChangeField(path, target, Constant(value, field.type), field.type, _NOWHERE)


def campaign_of(steps: tuple[flow.Step, ...], workspace: str) -> Campaign:
    """A campaign of steps in a workspace, as a prompt makes one of what is typed."""
    return Campaign(
        key=AssetKey(workspace, (QUESTION,)),
        id=0,
        kind=CampaignKind.BATCH,
        description="",
        program=None,
        tokens=Chain(),
        smart_list=Everyone(),
        qualification=Qualification(True, None),
        flow=steps,
        triggers=(),
        schedules=(),
        limit=None,
        respects_limits=False,
        active=True,
        holes=(),
        location=Location(Source(QUESTION, ""), _NOWHERE),
    )


def left_by_step(step: flow.Step, view: View) -> ActivityRecord | None:
    """The first activity that a step leaves when it is typed for the person of a view."""
    scene = view.scene
    campaign = campaign_of((step,), "")
    environment = Environment(
        scene.program,
        scene.store,
        scene.now,
        0,
        {campaign.key.workspace: scene.zone},
        Prepared(),
        lambda _: True,
        scene.limits,
    )
    moved = advance(enter(1, view.person, campaign, own_scope(campaign)), environment)
    return next((one.record for one in moved.effects if isinstance(one, Record)), None)
