"""The tables of a world that is in memory, for DuckDB.

Floor 4. Only what is needed is handed over, as columns of Arrow.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from cdsl.batch.database import Connection
from cdsl.batch.kinds import KINDS
from cdsl.batch.tree import Kind
from cdsl.batch.world import (
    ACTIVITIES,
    COMPANIES,
    ENTRIES,
    ID,
    LISTS,
    PEOPLE,
    AttributeColumn,
    Needs,
    asset_text,
    field_names,
    members_of,
)
from cdsl.semantics.schema import Schema
from cdsl.semantics.types import Type
from cdsl.world.memory import MemoryStore, company_key
from cdsl.world.values import Unreadable, Value, convert, seen_as

_TYPES: Final[Mapping[Kind, pa.DataType]] = MappingProxyType(
    {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.CURRENCY: pa.decimal128(18, 4),
        Kind.FLOAT: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.INSTANT: pa.timestamp("us"),
    }
)


def put_tables(
    store: MemoryStore, schema: Schema, needs: Needs, zone: tzinfo, connection: Connection
) -> None:
    """Put what is needed of a world into tables; those that are there are replaced."""
    _put_people(store, schema, needs, connection)
    _put_companies(store, schema, needs, connection)
    _put_activities(store, needs, zone, connection)
    lists = [
        (asset_text(key), person) for key, person in store.list_members() if key in needs.lists
    ]
    _put(LISTS, {"list": Kind.TEXT, "person": Kind.TEXT}, lists, connection)
    entries = [
        (asset_text(key), person, at) for key, person, at in store.entries() if key in needs.entries
    ]
    kinds = {"campaign": Kind.TEXT, "person": Kind.TEXT, "at": Kind.INSTANT}
    _put(ENTRIES, kinds, entries, connection)
    for program, fields in needs.members.items():
        names = field_names(fields.values())
        kinds = {"person": Kind.TEXT, "status": Kind.TEXT}
        kinds |= {names[one.name]: KINDS[one.type] for one in fields.values()}
        rows = [
            (person, member.status, *(member.fields.get(name) for name in fields))
            for key, person, member in store.memberships()
            if key == program
        ]
        _put(members_of(program), kinds, rows, connection)


def _put_people(store: MemoryStore, schema: Schema, needs: Needs, connection: Connection) -> None:
    names = field_names(schema.person.values())
    fields = list(needs.person.values())
    kinds = {ID.name: Kind.TEXT, **{names[one.name]: KINDS[one.type] for one in fields}}
    rows = [
        (person, *(row[one.column] for one in fields))
        for person in store.people()
        if (row := store.person(person)) is not None
    ]
    _put(PEOPLE, kinds, rows, connection)


def _put_companies(
    store: MemoryStore, schema: Schema, needs: Needs, connection: Connection
) -> None:
    if not needs.company:
        return
    names = field_names(schema.company.values())
    fields = list(needs.company.values())
    kinds = {"key": Kind.TEXT, **{names[one.name]: KINDS[one.type] for one in fields}}
    rows = [
        (company_key(str(row[schema.company["name"].column])), *(row[one.column] for one in fields))
        for row in store.companies()
    ]
    _put(COMPANIES, kinds, rows, connection)


def _put_activities(store: MemoryStore, needs: Needs, zone: tzinfo, connection: Connection) -> None:
    kinds = {"person": Kind.TEXT, "activity": Kind.TEXT, "at": Kind.INSTANT}
    kinds |= {one.column.name: one.column.kind for one in needs.attributes}
    rows = []
    for record in store.new_activities(0):
        name = record.activity.name
        if name in needs.activities:
            seen = [
                _fitting(record.values, one, zone) if one.activity == name else None
                for one in needs.attributes
            ]
            rows.append((record.person, name, record.at, *seen))
    _put(ACTIVITIES, kinds, rows, connection)


def _fitting(values: Sequence[Value], column: AttributeColumn, zone: tzinfo) -> Value:
    """An attribute as a condition sees it: read where it is a text, empty where it does not fit."""
    at = column.attribute.column
    value = seen_as(values[at], column.type, zone) if at < len(values) else None
    return _of_kind(value, column.column.kind)


def _of_kind(value: Value, kind: Kind) -> Value:
    """A number as the column keeps it, none where that is not the same number."""
    match kind:
        case Kind.FLOAT if isinstance(value, int | Decimal):
            return float(value)
        case Kind.CURRENCY if isinstance(value, int | float):
            found = convert(value, Type.FLOAT, Type.CURRENCY, UTC)
        case Kind.WHOLE if isinstance(value, float | Decimal):
            found = convert(value, Type.FLOAT, Type.INTEGER, UTC)
        case _:
            return value
    return None if isinstance(found, Unreadable) else found


def _put(
    table: str, kinds: Mapping[str, Kind], rows: Sequence[Sequence[Value]], connection: Connection
) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    arrays = [
        pa.array([_plain(value) for value in column], type=_TYPES[kind])
        for column, kind in zip(columns, kinds.values(), strict=True)
    ]
    connection.register("handed over", pa.table(arrays, names=list(kinds)))
    quoted = table.replace('"', '""')
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{quoted}" AS FROM "handed over"')
    connection.unregister("handed over")


def _plain(value: Value) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
