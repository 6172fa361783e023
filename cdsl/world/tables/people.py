"""Reading people and companies into a store.

Floor 3. A person is known by the column `id` (also spelled `person_id`, `lead_id`, `Lead ID` …),
else by the row's number from 1; a company by its name. Columns are fields by identifier, label or
the names of exports, without case; others pass through. A header with a name of the REST interface
(`firstName`) makes it a bulk extract, in which `null` is empty (language.md 10).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from cdsl.semantics.schema import Field, Schema
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.folding import fold, normal
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.cells import CellReader, field_reader
from cdsl.world.tables.columns import (
    ID_NAMES,
    fields_by_name,
    first_column,
    folded,
    is_misspelt,
    match_columns,
    plain,
    required_column,
    undeclared_columns,
)
from cdsl.world.tables.layout import Layout, LayoutColumn
from cdsl.world.tables.problems import Place, Problem, Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import Table, open_table, records
from cdsl.world.values import Unreadable, Value

_NO_FIELD: Final = (
    "a column is called like a field or its label, and `,`, `;` or a tab stands between two; "
    "`--infer` declares the others"
)
_SHARED_CELLS = 50_000
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
    columns = _columns(table, fields, _id_column(table.header, fields), settings, problems)
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
        warnings += _without_ids(table.name, others, are_named=are_named)
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
    name_column = _name_column(table.header, [one.field for one in columns.layout], problems)
    set_defaults = _defaults(fields)

    def add(company: str, row: list[Value]) -> None:
        set_defaults(row)
        store.add_company(row)

    def key(cells: list[str], number: int, row: list[Value]) -> str:
        value = row[name.column]
        return fold(value) if isinstance(value, str) else ""

    extras: dict[str, tuple[str, ...]] = {}
    if not problems:
        keyed = _Columns(name_column, columns.readers, columns.passing, columns.layout)
        extras = _read(table, keyed, problems, settings, len(fields), key, add, "the name")
    return Layout(columns.layout, extras), table.diagnostics(problems)


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why columns are no plain fields: no engine reads a header that `is_broken`."""

    reason: str
    is_broken: bool


def columns_of_people(
    header: tuple[str, ...], fields: Mapping[str, Field]
) -> tuple[str | None, Mapping[str, Field]] | Unfit:
    """The column of the ids, if there is one, and the field of each column that holds one."""
    key = _id_column(header, fields)
    named = _plainly_named(header, fields, key, Problems("", bad_cells_empty=False))
    if isinstance(named, Unfit):
        return named
    return None if key is None else header[key], named


def columns_of_companies(
    header: tuple[str, ...], fields: Mapping[str, Field]
) -> Mapping[str, Field] | Unfit:
    """The field of each column that holds one, among them the name's."""
    problems = Problems("", bad_cells_empty=False)
    named = _plainly_named(header, fields, None, problems)
    if isinstance(named, Unfit):
        return named
    _name_column(header, [one.name for one in named.values()], problems)
    return Unfit(problems.first(), is_broken=True) if problems else named


def _name_column(header: Sequence[str], found: Sequence[str | None], problems: Problems) -> int:
    """The column of a company's name, among the names of the fields that columns hold."""
    return found.index("name") if "name" in found else required_column(header, ("name",), problems)


def _plainly_named(
    header: tuple[str, ...], fields: Mapping[str, Field], key: int | None, problems: Problems
) -> Mapping[str, Field] | Unfit:
    """The field of each column that holds one."""
    found, rest_name = _matched(header, fields, key, problems)
    if problems:
        return Unfit(problems.first(), is_broken=True)
    if rest_name is not None:
        return Unfit(f"it is an extract, as `{rest_name}` says", is_broken=False)
    return {name: field for name, field in zip(header, found, strict=True) if field is not None}


def known_to_people(fields: Mapping[str, Field]) -> Callable[[str], bool]:
    """What a column of people may be called."""
    return _known(fields, ID_NAMES)


def known_to_companies(fields: Mapping[str, Field]) -> Callable[[str], bool]:
    """What a column of companies may be called."""
    return _known(fields, ())


def _known(fields: Mapping[str, Field], others: Sequence[str]) -> Callable[[str], bool]:
    names = frozenset(fields_by_name(fields.values())) | frozenset(map(folded, others))
    return lambda name: folded(name) in names


def _id_column(header: Sequence[str], fields: Mapping[str, Field]) -> int | None:
    """The column of the ids; a declared field that is called like one stays a field."""
    declared = fields_by_name(fields.values())
    names = [name for name in ID_NAMES if name == "id" or folded(name) not in declared]
    return first_column(header, names)


def _matched(
    header: Sequence[str], fields: Mapping[str, Field], key: int | None, problems: Problems
) -> tuple[Sequence[Field | None], str | None]:
    """The field of each column, and a column that only an extract of the REST interface has."""
    if key is not None:
        # It reports a second column of the same name.
        required_column(header, (header[key],), problems)
    taken = () if key is None else (key,)
    names = fields_by_name(fields.values())
    found = match_columns(header, names, taken, problems, lambda field: f"`{field.name}`")
    names_of_rest = (
        name
        for name, field in zip(header, found, strict=True)
        if field is not None and _is_rest_name(name, field)
    )
    return found, next(names_of_rest, None)


def _columns(
    table: Table,
    fields: Mapping[str, Field],
    key: int | None,
    settings: Settings,
    problems: Problems,
) -> _Columns:
    header = table.header
    found, rest_name = _matched(header, fields, key, problems)
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


def undeclared_of_people(
    name: str,
    header: Sequence[str],
    key: str | None,
    found: Collection[str],
    fields: Mapping[str, Field],
) -> tuple[Diagnostic, ...]:
    """The warning about columns that are misspelt, or about all where none is known (CDS717).

    `found` are the columns that hold fields. Others may well be meant to pass through; and what
    has a column of its own is not meant.
    """
    unknown = [column for column in header if column != key and column not in found]
    by_name = fields_by_name(fields.values())
    held = {by_name[folded(column)].name for column in found}
    missing = [field for field in fields.values() if field.name not in held]
    names = [name for field in missing for name in (field.name, field.label, *field.aliases)]
    if key is not None or found:
        unknown = [column for column in unknown if is_misspelt(column, names)]
    # What holds another separator is a whole header, and near to anything.
    meant = () if "|" in "".join(unknown) else names
    return undeclared_columns(name, unknown, meant, _NO_FIELD)


def _without_ids(name: str, columns: Sequence[str], *, are_named: bool) -> tuple[Diagnostic, ...]:
    """The warning that people are known by the number of their row, where ids are meant (CDS720).

    They are where other tables name people, or where one of the columns that are no fields is
    called nearly as a column of ids.
    """
    ids = {plain(one) for one in ID_NAMES}
    near = next((one for one in columns if plain(one) in ids), None)
    if near is None and not are_named:
        return ()
    message = f"{name}: no column has ids, so that people are known by the number of their row"
    help = "call the column of ids `id`, `person_id` or `lead_id`; other tables name people by it"
    if near is not None:
        help = f"`{near}` is not read as ids: call it `id`, `person_id` or `lead_id`"
    return (Diagnostic("CDS720", SEVERITIES["CDS720"], message, None, None, help=help),)


def _is_rest_name(name: str, field: Field) -> bool:
    """Whether a column is spelled as only the REST interface does."""
    return name in field.aliases and " " not in name and folded(name) != folded(field.name)


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
