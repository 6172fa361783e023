"""The tables of a world that is in memory, for a database.

Floor 4. Only what is needed is handed over, as columns of Arrow.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from cdsl.batch.database import Connection
from cdsl.batch.tree import Kind
from cdsl.batch.world import (
    ACTIVITIES,
    COMPANIES,
    ENTRIES,
    LISTS,
    PEOPLE,
    AttributeColumn,
    Needs,
    asset_text,
    members_of,
    tables_of,
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
    for name, table in tables(store, schema, needs, zone):
        connection.register("handed over", table)
        quoted = name.replace('"', '""')
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{quoted}" AS FROM "handed over"')
        connection.unregister("handed over")


def tables(
    store: MemoryStore, schema: Schema, needs: Needs, zone: tzinfo
) -> Iterator[tuple[str, pa.Table]]:
    """What is needed of a world, as the tables that plans read, by name."""
    rows: dict[str, Sequence[Sequence[Value]]] = {
        PEOPLE: _people(store, needs),
        ACTIVITIES: _activities(store, needs, zone),
        LISTS: [
            (asset_text(key), person) for key, person in store.list_members() if key in needs.lists
        ],
        ENTRIES: [
            (asset_text(key), person, at)
            for key, person, at in store.entries()
            if key in needs.entries
        ],
        COMPANIES: _companies(store, schema, needs),
    }
    for program, fields in needs.members.items():
        rows[members_of(program)] = [
            (person, member.status, *(member.fields.get(name) for name in fields))
            for key, person, member in store.memberships()
            if key == program
        ]
    for name, kinds in tables_of(needs).items():
        yield name, _table(kinds, rows[name])


def _people(store: MemoryStore, needs: Needs) -> Sequence[Sequence[Value]]:
    return [
        (person, *(row[one.column] for one in needs.person.values()))
        for person in store.people()
        if (row := store.person(person)) is not None
    ]


def _companies(store: MemoryStore, schema: Schema, needs: Needs) -> Sequence[Sequence[Value]]:
    if not needs.company:
        return []
    name = schema.company["name"].column
    return [
        (company_key(str(row[name])), *(row[one.column] for one in needs.company.values()))
        for row in store.companies()
    ]


def _activities(store: MemoryStore, needs: Needs, zone: tzinfo) -> Sequence[Sequence[Value]]:
    rows = []
    for record in store.new_activities(0):
        name = record.activity.name
        if name in needs.activities:
            seen = [
                _fitting(record.values, one, zone) if one.activity == name else None
                for one in needs.attributes
            ]
            rows.append((record.person, name, record.at, *seen))
    return rows


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


def _table(kinds: Mapping[str, Kind], rows: Sequence[Sequence[Value]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    arrays = [
        pa.array([_plain(value) for value in column], type=_TYPES[kind])
        for column, kind in zip(columns, kinds.values(), strict=True)
    ]
    return pa.table(arrays, names=list(kinds))


def _plain(value: Value) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
