"""A world that really is as edits of a person say, made anew through what sets worlds up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from cdsl.runtime.session import Session
from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import MemberField, PersonField
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field, Schema
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.world.effects import ActivityRecord, AddToList, RemoveFromList, SetField, SetMembership
from cdsl.world.effects import SetMemberField as WriteMemberField
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value
from tests.units.small_world import AT, campaign


def edited(
    store: MemoryStore,
    schema: Schema,
    person: str,
    edits: Sequence[Edit],
    program: Program | None = None,
) -> MemoryStore:
    """A copy of a world with edits: a company's last, since a person may have got another one.

    Where members begin with values of fields, the program says with which.
    """
    copy = without(store, schema, person, edits)
    for edit in sorted(edits, key=lambda edit: isinstance(edit, SetCompanyField | LeaveProgram)):
        apply(copy, schema, person, edit, program)
    return copy


def apply(
    copy: MemoryStore, schema: Schema, person: str, edit: Edit, program: Program | None
) -> None:
    match edit:
        case SetPersonField():
            copy.apply((SetField(person, edit.field.column, edit.value),))
        case SetCompanyField():
            row = copy.person(person)
            assert row is not None
            name = row[schema.person["company"].column]
            company = None if name is None else copy.company(str(name))
            if company is not None:
                values = list(company)
                values[edit.field.column] = edit.value
                copy.add_company(values)
        case JoinList():
            copy.apply((AddToList(person, edit.list),))
        case LeaveList():
            copy.apply((RemoveFromList(person, edit.list),))
        case BecomeMember():
            declared = {} if program is None else program.programs[edit.program].member_fields
            fields: dict[str, Value] = {
                name: field.default.value
                for name, field in declared.items()
                if isinstance(field.default, Constant)
            }
            fields |= {field.name: value for field, value in edit.fields}
            copy.set_membership(edit.program, person, edit.status, fields)
        case SetMemberStatus():
            copy.apply((SetMembership(person, edit.program, edit.status),))
        case SetMemberField():
            copy.apply((WriteMemberField(person, edit.program, edit.field.name, edit.value),))
        case Do():
            for _ in range(edit.times):
                copy.add_activity(ActivityRecord(person, edit.activity, edit.at, edit.values))
        case EnterCampaign():
            copy.enter(edit.campaign, person, edit.at)
        case LeaveProgram() | Forget() | NotEntered():
            pass  # not copied in the first place
        case _:
            assert_never(edit)


def without(store: MemoryStore, schema: Schema, person: str, edits: Sequence[Edit]) -> MemoryStore:
    """A copy without what should not have been."""
    copy = MemoryStore(schema)
    left = {edit.program for edit in edits if isinstance(edit, LeaveProgram)}
    not_entered = {edit.campaign for edit in edits if isinstance(edit, NotEntered)}
    forgotten = [one for edit in edits if isinstance(edit, Forget) for one in edit.records]
    for one in store.people():
        copy.add_person(one, store.person(one) or ())
    for row in store.companies():
        copy.add_company(row)
    for key, one in store.list_members():
        copy.add_to_list(key, one)
    for key, one, membership in store.memberships():
        if one != person or key not in left:
            copy.set_membership(key, one, membership.status, membership.fields)
    for key, one, at in store.entries():
        if one != person or key not in not_entered:
            copy.enter(key, one, at)
    for record in store.new_activities(0):
        if record in forgotten:
            forgotten.remove(record)
        else:
            copy.add_activity(record)
    return copy


def done_now(edits: Sequence[Edit], person: str, session: Session) -> Session | None:
    """A session in which edits are really done; None where one of them cannot be done now."""
    for edit in edits:
        if not do_edit(edit, person, session):
            return None
    return session


def do_edit(edit: Edit, person: str, session: Session) -> bool:
    """Whether an edit can be done now, as an event or by the step that has the words for it."""
    match edit:
        case SetPersonField(field=field, value=value, from_outside=True):
            session.change(person, [(field, value)])
        case SetPersonField(field=field, value=value):
            by_steps(session, person, to_value(PersonField(field), field, value))
        case Do(activity=activity, at=at, values=values, times=times):
            if at != session.now:
                return False
            for _ in range(times):
                session.happen(person, activity, values)
        case JoinList(list=key):
            by_steps(session, person, flow.AddToList("1", key, AT))
        case LeaveList(list=key):
            by_steps(session, person, flow.RemoveFromList("1", key, AT))
        case SetMemberStatus(program=key, status=status):
            by_steps(session, person, flow.SetStatus("1", key, status, True, AT))
        case BecomeMember(program=key, status=status, fields=fields):
            given = (to_value(MemberField(key, field), field, value) for field, value in fields)
            by_steps(session, person, flow.SetStatus("1", key, status, True, AT), *given)
        case SetMemberField(program=key, field=field, value=value):
            by_steps(session, person, to_value(MemberField(key, field), field, value))
        case _:
            return False
    return True


def to_value(target: flow.Target, field: Field, value: Value) -> flow.Step:
    """The step that gives a field a value, or makes it empty."""
    if value is None:
        return flow.ClearField("1", target, AT)
    return flow.ChangeField("1", target, Constant(value, field.type), field.type, AT)


def request(campaign: AssetKey, event: Do, person: str, session: Session) -> None:
    """Request a campaign by the step, as the API does, or as the activity tells it by itself."""
    match event.values[1:]:
        case ("api",):
            session.request(campaign, [person])
        case ("flow",) | ():
            by_steps(session, person, flow.RequestCampaign("1", campaign, (), AT))
        case _:
            session.happen(person, event.activity, event.values)


def by_steps(session: Session, person: str, *steps: flow.Step) -> None:
    workspace = next(iter(session.program.workspaces))
    typed = replace(campaign("Typed", *steps), key=AssetKey(workspace, ("Typed",)))
    assert session.enter(typed, (person,)) == ()
