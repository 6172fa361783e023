"""Which change of a person leaves an activity, and which activity a change leaves.

Floor 6. Pure. A value in such an activity and what is there afterwards are the same thing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cdsl.interpreter.values import status_of
from cdsl.interpreter.view import View
from cdsl.runtime.records import changes, named_record
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Edit,
    JoinList,
    LeaveList,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.moves import status_set
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.values import Value, seen_as

UNSUBSCRIBE: Final = "unsubscribe"
CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {"change_data_value": "attribute", "change_score": "score"}
)
"""The activities that a change of a person's field leaves, and the attribute that names it."""
RECORDED: Final = frozenset(
    {*CHANGES, "add_to_list", "remove_from_list", "change_status", "change_program_member_data"}
)
"""The activities that are left by a change of the person, and by nothing that they do."""


def change_of(record: ActivityRecord, view: View) -> Edit | None:
    """The change of a person that leaves such an activity; None for another one."""
    values = _values(record.activity, record.values)
    program = view.scene.program
    match record.activity.name:
        case name if name in CHANGES:
            field = program.schema.person.get(str(values[CHANGES[name]]))
            if field is None:
                return None
            value = seen_as(values["new_value"], field.type, view.scene.zone)
            fits = value is None or not field.values or value in field.values
            return SetPersonField(field, value) if fits else None
        case "add_to_list":
            key = _named(program.lists, values["list"])
            return None if key is None else JoinList(key)
        case "remove_from_list":
            key = _named(program.lists, values["list"])
            return None if key is None else LeaveList(key)
        case "change_status":
            key = _named(program.programs, values["program"])
            status = None if key is None else status_of(program, key, str(values["new_status"]))
            if key is None or status is None:
                return None
            if view.scene.store.membership(key, view.person) is None:
                return BecomeMember(key, status.name)
            return status_set(key, status.name, view)
        case "change_program_member_data":
            key = _named(program.programs, values["program"])
            fields = {} if key is None else program.programs[key].member_fields
            field = fields.get(str(values["attribute"]))
            if key is None or field is None:
                return None
            value = seen_as(values["new_value"], field.type, view.scene.zone)
            return SetMemberField(key, field, value)
        case _:
            return None


def left_by(edit: Edit, view: View) -> ActivityRecord | None:
    """What a change of the person of a view leaves in the log; None where it changes nothing."""
    store, person = view.scene.store, view.person
    match edit:
        case SetPersonField(field=field, value=value):
            schema, now = view.scene.program.schema, view.scene.now
            effects = changes(schema, person, view.row, [(field, value)], now)
            return next((one.record for one in effects if isinstance(one, Record)), None)
        case JoinList(list=key) if not store.in_list(key, person):
            return _record("add_to_list", view, {"list": key.name})
        case LeaveList(list=key) if store.in_list(key, person):
            return _record("remove_from_list", view, {"list": key.name})
        case BecomeMember(program=key, status=status) | SetMemberStatus(program=key, status=status):
            membership = store.membership(key, person)
            old = None if membership is None else membership.status
            new = status_of(view.scene.program, key, status)
            if new is None or old == new.name:
                return None
            both: dict[str, Value] = {"new_status": new.name, "old_status": old}
            more: dict[str, Value] = {"program": key.name, "success": new.success}
            return _record("change_status", view, both | more)
        case SetMemberField(program=key, field=field, value=value):
            membership = store.membership(key, person)
            if membership is None or membership.fields.get(field.name) == value:
                return None
            both = {"new_value": value, "old_value": membership.fields.get(field.name)}
            more = {"program": key.name, "attribute": field.name}
            return _record("change_program_member_data", view, both | more)
        case _:
            return None


def consequences(record: ActivityRecord, view: View) -> tuple[Edit, ...]:
    """What has changed of a person when an activity of theirs is judged, besides the log."""
    field = view.scene.program.schema.person.get("unsubscribed")
    if record.activity.name == UNSUBSCRIBE and field is not None:
        return (SetPersonField(field, True),)
    change = change_of(record, view)
    return () if change is None else (change,)


def _record(name: str, view: View, values: Mapping[str, Value]) -> ActivityRecord | None:
    activity = view.scene.program.schema.activities.get(name)
    if activity is None:
        return None
    return named_record(activity, view.person, view.scene.now, values).record


def _values(activity: Activity, values: tuple[Value, ...]) -> dict[str, Value]:
    filled = (*values, *([None] * len(activity.attributes)))
    return {one.name: filled[one.column] for one in activity.attributes}


def _named(assets: Mapping[AssetKey, object], name: Value) -> AssetKey | None:
    return next((key for key in assets if key.name == name), None)
