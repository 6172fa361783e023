"""Reading people and companies into a store.

Floor 3. A person without a column of ids is known by the row's number from 1. In a bulk extract
(see `cdsl.world.tables.people_columns`) `null` is empty. What only passes through is kept by key.
"""

from collections.abc import Callable, Mapping
from typing import Final

from cdsl.semantics.schema import Field, Schema
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.folding import fold, normal
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.cells import CellReader, field_reader
from cdsl.world.tables.layout import Layout, LayoutColumn
from cdsl.world.tables.people_columns import (
    fields_of_columns,
    id_column,
    known_to_companies,
    known_to_people,
    name_column,
    undeclared_of_people,
    without_ids,
)
from cdsl.world.tables.problems import Place, Problem, Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import Table, open_table, records
from cdsl.world.values import Unreadable, Value

_SHARED_CELLS: Final = 50_000
"""So many different cells that pass through are kept once."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a table are: `readers` give the fields, `passing` are the others."""

    key: int | None
    readers: tuple[tuple[int, Field, CellReader], ...]
    passing: tuple[int, ...]
    layout: tuple[LayoutColumn, ...]


def read_people(
    path: str,
    schema: Schema,
    store: MemoryStore,
    settings: Settings,
    *,
    are_named: bool = False,
) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """Read people into a store; with an error among the diagnostics the store must not be used.

    A field's default is set where the person has no value (language.md 2). Errors: CDS701,
    CDS702, CDS704, CDS705; warnings: CDS717 for columns that seem to be misspelt, CDS720 for
    people without ids whom other tables have named.
    """
    fields = schema.person
    table = open_table(path, known_to_people(fields), settings)
    if isinstance(table, Diagnostic):
        return Layout(), (table,)
    problems = table.problems(settings)
    columns = _columns(table, fields, id_column(table.header, fields), settings, problems)
    set_defaults = _defaults(fields)

    def add(person: str, row: list[Value]) -> None:
        set_defaults(row)
        store.add_person(person, row)

    def key(cells: list[str], number: int, row: list[Value]) -> str:
        return str(number) if columns.key is None else normal(cells[columns.key].strip())

    extras = _read(table, columns, problems, settings, len(fields), key, add, "the id")
    header = table.header
    found = [header[column] for column, _, _ in columns.readers]
    key_name = None if columns.key is None else header[columns.key]
    warnings = undeclared_of_people(table.name, header, key_name, found, fields)
    if key_name is None:
        others = [name for name in header if name not in found]
        warnings += without_ids(table.name, others, are_named=are_named)
    return Layout(columns.layout, extras), table.diagnostics(problems) + warnings


def read_companies(
    path: str,
    schema: Schema,
    store: MemoryStore,
    settings: Settings,
) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """Read companies into a store, as `read_people` does; a company is known by its name."""
    fields = schema.company
    table = open_table(path, known_to_companies(fields), settings)
    if isinstance(table, Diagnostic):
        return Layout(), (table,)
    problems = table.problems(settings)
    name = fields["name"]
    columns = _columns(table, fields, None, settings, problems)
    key_column = name_column(table.header, [one.field for one in columns.layout], problems)
    set_defaults = _defaults(fields)

    def add(company: str, row: list[Value]) -> None:
        set_defaults(row)
        store.add_company(row)

    def key(cells: list[str], number: int, row: list[Value]) -> str:
        value = row[name.column]
        return fold(value) if isinstance(value, str) else ""

    extras: dict[str, tuple[str, ...]] = {}
    if not problems:
        keyed = _Columns(key_column, columns.readers, columns.passing, columns.layout)
        extras = _read(table, keyed, problems, settings, len(fields), key, add, "the name")
    return Layout(columns.layout, extras), table.diagnostics(problems)


def _columns(
    table: Table,
    fields: Mapping[str, Field],
    key: int | None,
    settings: Settings,
    problems: Problems,
) -> _Columns:
    header = table.header
    found, rest_name = fields_of_columns(header, fields, key, problems)
    null = rest_name is not None
    readers = tuple(
        (column, field, field_reader(field, settings.zone, null_is_empty=null))
        for column, field in enumerate(found)
        if field is not None
    )
    layout = tuple(
        LayoutColumn(name, None if field is None else field.name, column == key)
        for column, (name, field) in enumerate(zip(header, found, strict=True))
    )
    passing = tuple(column for column, known in enumerate(layout) if known.passes_through)
    return _Columns(key, readers, passing, layout)


def _read(
    table: Table,
    columns: _Columns,
    problems: Problems,
    settings: Settings,
    width: int,
    key_of: Callable[[list[str], int, list[Value]], str],
    add: Callable[[str, list[Value]], None],
    key_name: str,
) -> dict[str, tuple[str, ...]]:
    """Read and add all rows; the cells that pass through, by key."""
    lines: dict[str, int] = {}
    extras: dict[str, tuple[str, ...]] = {}
    shared: dict[str, str] = {}
    if problems:
        return extras
    for number, (line, cells) in enumerate(records(table, problems, settings), 1):
        row: list[Value] = [None] * width
        for column, field, read_cell in columns.readers:
            value = read_cell(cells[column])
            if isinstance(value, Unreadable):
                problems.bad_cell(_misfit(field, value, Place(line, column)))
            else:
                row[field.column] = value
        key = key_of(cells, number, row)
        first = lines.setdefault(key, line)
        if not key:
            place = Place(line, columns.key)
            problems.add(Problem("CDS701", f"{key_name} is empty", place))
        elif first != line:
            problems.add(_twice(key, key_name, Place(line, columns.key), first))
        elif not problems:
            add(key, row)
            if columns.passing:
                extras[key] = tuple([_share(cells[at], shared) for at in columns.passing])
    return extras


def _share(cell: str, shared: dict[str, str]) -> str:
    known = shared.get(cell)
    if known is not None:
        return known
    if len(shared) < _SHARED_CELLS:
        shared[cell] = cell
    return cell


def _misfit(field: Field, why: Unreadable, place: Place) -> Problem:
    help = f"`{field.name}` is declared as {field.type}; `--bad-cells empty` takes it as empty"
    return Problem("CDS701", why.reason, place, help)


def _twice(key: str, key_name: str, place: Place, first: int) -> Problem:
    related = ("it stands here first", Place(first, place.column))
    help = "each stands once in the table; leave one of the rows out"
    return Problem("CDS702", f"{key_name} `{key}` stands twice", place, help, related)


def _defaults(fields: Mapping[str, Field]) -> Callable[[list[Value]], None]:
    """What sets the defaults in the row of somebody or of a company."""
    defaults = [
        (field.column, field.default.value)
        for field in fields.values()
        if field.default is not None
    ]

    def set_defaults(row: list[Value]) -> None:
        for column, value in defaults:
            if row[column] is None:
                row[column] = value

    return set_defaults
