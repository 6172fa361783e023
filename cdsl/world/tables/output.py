"""The tables of a world, in the shapes that are read, so that output is input.

Floor 3. Writes nothing itself. Rows are in order of the names of what they belong to, then of
people's ids; a person's activities are in the order of recording.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import fold
from cdsl.world.memory import MemoryStore
from cdsl.world.people import id_order
from cdsl.world.store import Row
from cdsl.world.tables.activity_columns import RESERVED
from cdsl.world.tables.cells import cell_text, column_type
from cdsl.world.tables.columns import folded
from cdsl.world.tables.layout import Layout, LayoutColumn, Layouts
from cdsl.world.tables.memberships import member_key
from cdsl.world.tables.names import names_of
from cdsl.world.values import Value

TABLES: Final = ("people", "activities", "lists", "members", "companies", "entries")
"""The names of the tables, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column's name and type; one whose values are of several types is text."""

    header: str
    type: Type = Type.TEXT


@dataclass(frozen=True, slots=True)
class OutputTable:
    """A table to write; `rows` gives them anew each time."""

    name: str
    columns: tuple[OutputColumn, ...]
    rows: Callable[[], Iterable[Sequence[Value]]]


def output_tables(
    store: MemoryStore,
    program: Program,
    layouts: Layouts,
    mark: int,
    zone: tzinfo,
    also: Iterable[Activity] = (),
) -> tuple[OutputTable, ...]:
    """The six tables of a world; of activities those recorded since `mark` (0 means all).

    Instants in columns of several types are shown in the zone. Activities of the kinds `also` have
    their columns whether there are any or not.
    """
    return (
        _people(store, program, layouts.people),
        _activities(store.new_activities(mark), program, zone, also),
        _lists(store, program),
        _members(store, program, layouts.members, zone),
        _companies(store, program, layouts.companies),
        _entries(store, program),
    )


# People and companies ---------------------------------------------------------------------------


def _people(store: MemoryStore, program: Program, layout: Layout) -> OutputTable:
    def keyed() -> Iterator[tuple[str, Row]]:
        for person in store.people():
            row = store.person(person)
            if row is not None:
                yield person, row

    fields = program.schema.person
    keys = () if any(column.is_key for column in layout.columns) else (_ID,)
    columns = (*keys, *layout.columns)
    return _table_of_rows("people", columns, layout.extras, fields, keyed)


def _companies(store: MemoryStore, program: Program, layout: Layout) -> OutputTable:
    fields = program.schema.company
    name = fields["name"]

    def keyed() -> Iterator[tuple[str, Row]]:
        named = {str(row[name.column]): row for row in store.companies()}
        return ((fold(key), named[key]) for key in sorted(named))

    columns = layout.columns or (LayoutColumn(name.name, name.name),)
    return _table_of_rows("companies", columns, layout.extras, fields, keyed)


_ID: Final = LayoutColumn("id", is_key=True)


def _table_of_rows(
    name: str,
    layout: tuple[LayoutColumn, ...],
    extras: Mapping[str, tuple[str, ...]],
    fields: Mapping[str, Field],
    keyed: Callable[[], Iterable[tuple[str, Row]]],
) -> OutputTable:
    """The columns as they came, then those of other fields that have a value in some row."""
    shown = {column.field for column in layout}
    absent = {field.column for field in fields.values() if field.name not in shown}
    for _, row in keyed():
        if not absent:
            break
        absent -= {column for column in absent if row[column] is not None}
    empty = frozenset(absent)
    columns = layout + tuple(
        LayoutColumn(field.name, field.name)
        for field in fields.values()
        if field.name not in shown and field.column not in empty
    )
    no_extras = ("",) * sum(column.passes_through for column in layout)

    def rows() -> Iterator[Sequence[Value]]:
        sources = [None if column.field is None else fields[column.field] for column in columns]
        positions = [None if field is None else field.column for field in sources]
        for key, row in keyed():
            passing = iter(extras.get(key, no_extras))
            yield [
                row[position] if position is not None else (key if column.is_key else next(passing))
                for column, position in zip(columns, positions, strict=True)
            ]

    types = [Type.TEXT if column.field is None else fields[column.field].type for column in columns]
    headers = zip(columns, types, strict=True)
    return OutputTable(name, tuple(OutputColumn(c.header, type) for c, type in headers), rows)


# Activities -------------------------------------------------------------------------------------


def _activities(
    records: Sequence[ActivityRecord], program: Program, zone: tzinfo, also: Iterable[Activity]
) -> OutputTable:
    kinds = {kind.name: kind for kind in also}
    kinds |= {record.activity.name: record.activity for record in records}
    known = list(program.schema.activities)
    ordered = sorted(kinds.values(), key=lambda kind: (known.index(kind.name), kind.name))
    headers: dict[str, list[Type]] = {}
    positions: dict[str, tuple[int, ...]] = {}
    for kind in ordered:
        for attribute in kind.attributes:
            headers.setdefault(_header(kind, attribute.name), []).append(attribute.type)
    columns = {header: index for index, header in enumerate(headers, 3)}
    for kind in ordered:
        positions[kind.name] = tuple(
            columns[_header(kind, attribute.name)] for attribute in kind.attributes
        )
    # A change's values have the type of the field that changed, whatever their column says.
    types = {
        header: Type.TEXT if header in ("new_value", "old_value") else column_type(found)
        for header, found in headers.items()
    }
    texts = [columns[header] for header, type in types.items() if type is Type.TEXT]
    width = 3 + len(headers)
    campaigns = names_of("a campaign", program.campaigns)

    def rows() -> Iterator[Sequence[Value]]:
        for record in _by_person(records):
            row: list[Value] = [None] * width
            row[:3] = record.person, record.activity.name, record.at
            targets = positions[record.activity.name]
            for column, value in zip(targets, record.values, strict=False):
                row[column] = value
            for column in texts:
                value = row[column]
                if value is not None and value.__class__ is not str:
                    row[column] = cell_text(value, Type.TEXT, zone)
            if record.campaign is not None:
                row += (campaigns.spelled(record.campaign), record.run, record.step)
            else:
                row += (None, None, None)
            yield row

    return OutputTable(
        "activities",
        (
            OutputColumn("person_id"),
            OutputColumn("activity"),
            OutputColumn("at", Type.DATETIME),
            *(OutputColumn(header, type) for header, type in types.items()),
            OutputColumn("by_campaign"),
            OutputColumn("by_run", Type.INTEGER),
            OutputColumn("by_step"),
        ),
        rows,
    )


def _header(activity: Activity, attribute: str) -> str:
    return f"{activity.name}.{attribute}" if folded(attribute) in RESERVED else attribute


def _by_person(records: Sequence[ActivityRecord]) -> list[ActivityRecord]:
    order = id_order({record.person for record in records})
    rank = {person: index for index, person in enumerate(order)}
    return sorted(records, key=lambda record: rank[record.person])


# Lists, members, entries ------------------------------------------------------------------------


def _lists(store: MemoryStore, program: Program) -> OutputTable:
    names = names_of("a list", program.lists)

    def rows() -> Iterator[Sequence[Value]]:
        return iter(
            _by_name([(names.spelled(key), person) for key, person in store.list_members()])
        )

    return OutputTable("lists", (OutputColumn("list"), OutputColumn("person_id")), rows)


def _entries(store: MemoryStore, program: Program) -> OutputTable:
    names = names_of("a campaign", program.campaigns)

    def rows() -> Iterator[Sequence[Value]]:
        found = [(names.spelled(key), person, at) for key, person, at in store.entries()]
        return iter(_by_name(found))

    columns = (
        OutputColumn("campaign"),
        OutputColumn("person_id"),
        OutputColumn("at", Type.DATETIME),
    )
    return OutputTable("entries", columns, rows)


def _members(store: MemoryStore, program: Program, layout: Layout, zone: tzinfo) -> OutputTable:
    names = names_of("a program", program.programs)
    filled = {
        (key, field) for key, _, membership in store.memberships() for field in membership.fields
    }
    types: dict[str, list[Type]] = {}
    for key, found in program.programs.items():
        for field in found.member_fields.values():
            if (key, field.name) in filled:
                types.setdefault(field.name, []).append(field.type)
    columns = {field: column_type(found) for field, found in types.items()}
    no_extras = ("",) * len(layout.columns)

    def rows() -> Iterator[Sequence[Value]]:
        found: list[list[Value]] = []
        for key, person, membership in store.memberships():
            row: list[Value] = [names.spelled(key), person, membership.status]
            for field, type in columns.items():
                value = membership.fields.get(field)
                row.append(cell_text(value, type, zone) if type is Type.TEXT else value)
            row += layout.extras.get(member_key(key, person), no_extras)
            found.append(row)
        return iter(_by_name(found))

    return OutputTable(
        "members",
        (
            *map(OutputColumn, ("program", "person_id", "status")),
            *(OutputColumn(field, type) for field, type in columns.items()),
            *(OutputColumn(column.header) for column in layout.columns),
        ),
        rows,
    )


def _by_name(rows: Sequence[Sequence[Value]]) -> list[Sequence[Value]]:
    """Rows in order of what they belong to, then of the person's id."""
    order = id_order({str(row[1]) for row in rows})
    rank = {person: index for index, person in enumerate(order)}
    return sorted(rows, key=lambda row: (str(row[0]), rank[str(row[1])]))
