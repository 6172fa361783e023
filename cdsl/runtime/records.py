"""What comes from outside, as effects: the activities it leaves and the fields it changes.

Floor 5. Pure. What a flow's step leaves behind is made in `cdsl.interpreter`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cdsl.semantics.schema import Activity, Field, Schema
from cdsl.semantics.types import Type
from cdsl.world.effects import ActivityRecord, Effect, Record, SetField
from cdsl.world.store import Row
from cdsl.world.values import Value

API = "api"
"""The `source` of what comes from outside (language.md 10)."""


def named_record(
    activity: Activity, person: str, at: datetime, values: Mapping[str, Value]
) -> Record:
    """An activity with values by attribute name; attributes without one are empty."""
    ordered = (values.get(attribute.name) for attribute in activity.attributes)
    return record_of(activity, person, at, ordered)


def record_of(activity: Activity, person: str, at: datetime, values: Iterable[Value]) -> Record:
    """An activity with values in the order of its attributes; empty ones at the end are left."""
    row = list(values)
    while row and row[-1] is None:
        row.pop()
    return Record(ActivityRecord(person, activity, at, tuple(row)))


def changes(
    schema: Schema, person: str, row: Row, values: Iterable[tuple[Field, Value]], at: datetime
) -> tuple[Effect, ...]:
    """Fields changed from outside, and the record of each that really differs (language.md 10)."""
    effects: list[Effect] = []
    for field, value in values:
        old = row[field.column]
        if old == value:
            continue
        effects.append(SetField(person, field.column, value))
        effects.append(_change_record(schema, person, field, old, value, at))
    return tuple(effects)


def _change_record(
    schema: Schema, person: str, field: Field, old: Value, new: Value, at: datetime
) -> Record:
    both: dict[str, Value] = {"new_value": new, "old_value": old}
    if field.type is Type.SCORE:
        both |= {"score": field.name, "change": _number(new) - _number(old)}
        return named_record(schema.activities["change_score"], person, at, both)
    both |= {"attribute": field.name, "source": API}
    return named_record(schema.activities["change_data_value"], person, at, both)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
