"""What an effect changes, with what stood there before.

Floor 6. Asked before the effect is applied.
"""

from collections.abc import Iterable
from datetime import tzinfo
from typing import assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.tools.trace.event import Json
from cdsl.tools.trace.trees import value_document
from cdsl.world.effects import (
    ActivityRecord,
    AddToList,
    DeletePerson,
    Effect,
    Enter,
    Record,
    RemoveFromList,
    SetField,
    SetMemberField,
    SetMembership,
    Turn,
)
from cdsl.world.store import Store
from cdsl.world.values import Value


def effect_details(effect: Effect, program: Program, store: Store, zone: tzinfo) -> dict[str, Json]:
    """An effect in the members of an event: which it is, of what, before and after."""
    match effect:
        case SetField(person=person, column=column, value=value):
            field = _field(program, column)
            row = store.person(person)
            return {
                "effect": "field",
                "field": field.name,
                "before": value_document(None if row is None else row[column], field.type, zone),
                "after": value_document(value, field.type, zone),
            }
        case SetMembership(person=person, program=key, status=status):
            member = store.membership(key, person)
            return {
                "effect": "status",
                "program": key.joined,
                "before": None if member is None else member.status,
                "after": status,
            }
        case SetMemberField(person=person, program=key, name=name, value=value):
            field = program.programs[key].member_fields[name]
            member = store.membership(key, person)
            before = None if member is None else member.fields.get(name)
            return {
                "effect": "member field",
                "program": key.joined,
                "field": name,
                "before": value_document(before, field.type, zone),
                "after": value_document(value, field.type, zone),
            }
        case AddToList(person=person, list=key):
            return _listed(key, store.in_list(key, person), True)
        case RemoveFromList(person=person, list=key):
            return _listed(key, store.in_list(key, person), False)
        case Record(record=record):
            return {"effect": "activity", **activity_document(record, zone)}
        case Enter(campaign=key):
            return {"effect": "entry", "campaign entered": key.joined}
        case Turn(step=step, count=count):
            return {"effect": "turn", "rotation": step, "count": count}
        case DeletePerson():
            return {"effect": "deleted"}
        case _:
            assert_never(effect)


def _field(program: Program, column: int) -> Field:
    return next(field for field in program.schema.person.values() if field.column == column)


def _listed(key: AssetKey, before: bool, after: bool) -> dict[str, Json]:
    return {"effect": "list", "list": key.joined, "before": before, "after": after}


def activity_document(record: ActivityRecord, zone: tzinfo) -> dict[str, Json]:
    """An activity in the members of an event: its name, and the attributes that have a value."""
    attributes = attributes_document(record.activity, record.values, zone)
    return {"activity": record.activity.name, "attributes": attributes}


def attributes_document(
    activity: Activity, values: Iterable[Value], zone: tzinfo
) -> dict[str, Json]:
    """The attributes of an activity that have a value, which stand in their order."""
    return {
        attribute.name: value_document(value, attribute.type, zone)
        for attribute, value in zip(activity.attributes, values, strict=False)
        if value is not None
    }
