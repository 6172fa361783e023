"""Which activity a change of a person leaves in the log, and what changes by what they do.

Floor 6. Pure. A value in such an activity and what is there afterwards are the same thing.
"""

from collections.abc import Mapping
from typing import Final

from cdsl.interpreter.values import default_value, status_of
from cdsl.interpreter.view import View
from cdsl.runtime.records import changes, named_record
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

UNSUBSCRIBE: Final = "unsubscribe"
CHANGES: Final = frozenset({"change_data_value", "change_score"})
"""The activities that a change of a person's field leaves."""
RECORDED: Final = frozenset(
    {*CHANGES, "add_to_list", "remove_from_list", "change_status", "change_program_member_data"}
)
"""The activities that are left by a change of the person, and by nothing that they do."""


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


def joined(edit: BecomeMember, view: View) -> BecomeMember:
    """A membership as a status makes it: its fields have what they begin with."""
    fields = view.scene.program.programs[edit.program].member_fields.values()
    given = tuple(
        (field, default_value(field.default, field.type, view))
        for field in fields
        if field.default is not None
    )
    return BecomeMember(edit.program, edit.status, given)


def consequences(record: ActivityRecord, view: View) -> tuple[Edit, ...]:
    """What has changed of a person, besides the log, by what they do."""
    field = view.scene.program.schema.person.get("unsubscribed")
    if record.activity.name == UNSUBSCRIBE and field is not None:
        return (SetPersonField(field, True),)
    return ()


def _record(name: str, view: View, values: Mapping[str, Value]) -> ActivityRecord | None:
    activity = view.scene.program.schema.activities.get(name)
    if activity is None:
        return None
    return named_record(activity, view.person, view.scene.now, values).record
