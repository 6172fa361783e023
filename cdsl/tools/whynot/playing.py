"""What becomes of edits when they are done now, with all that they set going.

Floor 6. In a world that holds the one person alone: what other people do is not looked at, and the
cost does not grow with their number. Nothing reaches outside.
"""

from collections.abc import Sequence
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.observed import Began, Happening
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Everyone, MemberField
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Campaign, CampaignKind, Qualification, Tokens
from cdsl.semantics.tokens import Chain
from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    JoinList,
    LeaveList,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.overlay import Overlay
from cdsl.tools.whynot.recorded import RECORDED
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from cdsl.world.store import Store
from cdsl.world.values import Value

_NOWHERE: Final = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Played:
    """Whether the person then enters, and the trigger campaigns that took them in meanwhile."""

    enters: bool
    fired: tuple[AssetKey, ...]


def play(
    campaign: Campaign,
    person: str,
    environment: Environment,
    passed: Tokens,
    edits: Sequence[Edit],
    last: Edit | ActivityRecord | None,
) -> Played:
    """Do edits one after the other, at last what fires the campaign, or start it.

    What nobody can do now has been so before. `last` is the change or the deed that fires a
    trigger campaign, or the activity that has fired it already, which is judged again.
    """
    given = [edit for edit in edits if not _is_doable(edit, environment)]
    store = _world_of(person, environment, given, _companies(edits))
    program = environment.program
    begun: list[Campaign] = []

    def look(happening: Happening) -> None:
        if isinstance(happening, Began):
            begun.append(happening.run.levels[0].campaign)

    now, seed, limits = environment.now, environment.seed, environment.limits
    session = Session(program, store, now, seed, limits, watch=Watch(observe=look))
    for key, one in program.campaigns.items():
        if one.kind is CampaignKind.TRIGGER:
            session.activate(key, environment.is_active(key))
    for edit in edits:
        if edit not in given:
            _do(edit, person, session, campaign)
    match campaign.kind:
        case CampaignKind.BATCH:
            session.admit(campaign.key, person, passed)
        case CampaignKind.EXECUTABLE:
            session.execute(campaign.key, (person,), passed)
        case CampaignKind.TRIGGER:
            if isinstance(last, ActivityRecord):
                session.fire(last, campaign.key)
            elif last is not None:
                _do(last, person, session, campaign, passed)
    others = dict.fromkeys(
        one.key for one in begun if one.kind is CampaignKind.TRIGGER and one.key != campaign.key
    )
    return Played(any(one.key == campaign.key for one in begun), tuple(others))


def _is_doable(edit: Edit, environment: Environment) -> bool:
    match edit:
        case Do(activity=activity, at=at):
            return at == environment.now and activity.name not in RECORDED
        case _:
            doable = SetPersonField | JoinList | LeaveList | SetMemberStatus | SetMemberField
            return isinstance(edit, doable | BecomeMember)


def _do(
    edit: Edit,
    person: str,
    session: Session,
    campaign: Campaign,
    passed: Tokens = NOTHING_PASSED,
) -> None:
    match edit:
        case SetPersonField(field=field, value=value):
            session.change(person, [(field, value)])
        case Do(activity=activity) if activity.name == REQUEST:
            session.request(campaign.key, (person,), passed)
        case Do(activity=activity, values=values, times=times):
            for _ in range(times):
                session.happen(person, activity, values)
        case _:
            session.enter(_campaign(_steps(edit), campaign), (person,))


def _steps(edit: Edit) -> tuple[flow.Step, ...]:
    match edit:
        case JoinList(list=key):
            return (flow.AddToList("1", key, _NOWHERE),)
        case LeaveList(list=key):
            return (flow.RemoveFromList("1", key, _NOWHERE),)
        case SetMemberStatus(program=key, status=status):
            return (flow.SetStatus("1", key, status, True, _NOWHERE),)
        case SetMemberField():
            return (_set_member_field("1", edit),)
        case BecomeMember(program=key, status=status, fields=fields):
            given = (SetMemberField(key, field, value) for field, value in fields)
            more = (_set_member_field(str(place), one) for place, one in enumerate(given, 2))
            return (flow.SetStatus("1", key, status, True, _NOWHERE), *more)
        case _:
            return ()


def _set_member_field(path: str, edit: SetMemberField) -> flow.Step:
    target = MemberField(edit.program, edit.field)
    if edit.value is None:
        return flow.ClearField(path, target, _NOWHERE)
    value = Constant(edit.value, edit.field.type)
    return flow.ChangeField(path, target, value, edit.field.type, _NOWHERE)


def _campaign(steps: tuple[flow.Step, ...], like: Campaign) -> Campaign:
    """A campaign of steps as somebody types them at a prompt."""
    return Campaign(
        key=AssetKey(like.key.workspace, ("",)),
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
        location=like.location,
    )


def _companies(edits: Sequence[Edit]) -> list[Value]:
    """The companies that somebody gets by edits."""
    return [
        edit.value
        for edit in edits
        if isinstance(edit, SetPersonField) and edit.field.name == "company"
    ]


def _world_of(
    person: str, environment: Environment, given: Sequence[Edit], companies: Sequence[Value]
) -> MemoryStore:
    program, below = environment.program, environment.store
    schema = program.schema
    seen: Store = Overlay(below, schema, person, given) if given else below
    row = seen.person(person)
    assert row is not None
    world = MemoryStore(schema)
    world.add_person(person, row)
    own = schema.person.get("company")
    for name in (*companies, None if own is None else row[own.column]):
        company = seen.company(name) if isinstance(name, str) else None
        if company is not None:
            world.add_company(company)
    for key in program.lists:
        if seen.in_list(key, person):
            world.add_to_list(key, person)
    for key in program.programs:
        membership = seen.membership(key, person)
        if membership is not None:
            world.set_membership(key, person, membership.status, membership.fields)
    for key in program.campaigns:
        at = seen.entered(key, person)
        if at is not None:
            world.enter(key, person, at)
    for name in schema.activities:
        for record in seen.activities(person, name):
            world.add_activity(record)
    return world
