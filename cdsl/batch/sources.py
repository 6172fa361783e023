"""The tables of a world where they lie: Parquet files, or tables of a database.

Floor 4. Each becomes a view of the shape that plans read (`cdsl.batch.world`); nothing passes
through Python. What is not plain is None here, and read row by row by whoever asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import tzinfo
from typing import Final

from cdsl.batch.cells import Cell, cell_of, field_cell, name_of, text_literal
from cdsl.batch.database import Connection
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.world import (
    COMPANIES,
    ENTRIES,
    ID,
    LISTS,
    PEOPLE,
    asset_text,
    field_names,
)
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.columns import PERSON_NAMES, first_column, plain
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.people import columns_of_companies, columns_of_people

_BLANKS: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What stands around an id and is no part of it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Something to select from, as DuckDB writes it, and the names and types of its columns."""

    text: str
    columns: tuple[tuple[str, str], ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


def relation_of(text: str, connection: Connection) -> Relation:
    """A relation with its columns. Raises duckdb.Error where it cannot be read."""
    found = connection.execute(f"DESCRIBE SELECT * FROM {text}").fetchall()
    return Relation(text, tuple((name, type) for name, type, *_ in found))


def parquet(paths: Iterable[str]) -> str:
    """Parquet files as something to select from."""
    return f"read_parquet([{', '.join(map(text_literal, paths))}], union_by_name = true)"


def csv(path: str, delimiter: str, header: Iterable[str]) -> str:
    """A CSV file as something to select texts from."""
    columns = ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in header)
    options = (
        f"delim = {text_literal(delimiter)}, quote = '\"', escape = '\"', header = true, "
        "auto_detect = false, strict_mode = true"
    )
    return f"read_csv({text_literal(path)}, {options}, columns = {{{columns}}})"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys of a table are like: whether all are digits, and of 18 characters at most."""

    are_numbers: bool = True
    are_short: bool = True


@dataclass(frozen=True, slots=True)
class KeyedColumns:
    """The columns of people or companies as they came: the key's, and which field the others hold.

    Without a table there are none.
    """

    header: tuple[str, ...] = ()
    key: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    keys: Keys = Keys()


def passing(column: str) -> str:
    """The name in a view of a column that only passes through."""
    return f"passing {column}"


def people_view(
    relation: Relation, program: Program, zone: tzinfo, connection: Connection
) -> KeyedColumns | None:
    """Make the view of people. None where a column or a cell is not plain."""
    fields = program.schema.person
    found = columns_of_people(relation.header, fields)
    if found is None:
        return None
    key, by_column = found
    if key is None or dict(relation.columns)[key] != "VARCHAR":
        return None
    columns = KeyedColumns(relation.header, key, by_column)
    own = name_of(key)
    # Of nearly all ids it is seen at once that they have no blanks around them and are in NFC.
    is_ascii = f"strlen({own}) = length({own})"
    trimmed = f"trim({own}, {text_literal(_BLANKS)})"
    doubt = (
        f"{own} IS NULL OR {own} = '' OR trim({own}) <> {own} OR "
        f"CASE WHEN {is_ascii} THEN left({own}, 1) < ' ' OR right({own}, 1) < ' ' "
        f"ELSE {trimmed} <> nfc_normalize({own}) END"
    )
    key_cell = Cell(own, doubt)
    return _keyed_view(PEOPLE, ID.name, key_cell, relation, columns, fields, zone, connection)


def companies_view(
    relation: Relation, program: Program, zone: tzinfo, connection: Connection
) -> KeyedColumns | None:
    """Make the view of companies. None where a column or a cell is not plain."""
    fields = program.schema.company
    by_column = columns_of_companies(relation.header, fields)
    if by_column is None:
        return None
    name = next(column for column, one in by_column.items() if one.name == "name")
    if dict(relation.columns)[name] != "VARCHAR":
        return None
    columns = KeyedColumns(relation.header, name, by_column)
    doubt = f"{name_of(name)} IS NULL OR {name_of(name)} = ''"
    key = Cell(f"lower(nfc_normalize({name_of(name)}))", doubt)
    return _keyed_view(COMPANIES, "key", key, relation, columns, fields, zone, connection)


def _keyed_view(
    table: str,
    key_name: str,
    key: Cell,
    relation: Relation,
    found: KeyedColumns,
    fields: Mapping[str, Field],
    zone: tzinfo,
    connection: Connection,
) -> KeyedColumns | None:
    """Make a view of a key, every field, and what passes through; None where that is not plain."""
    types = dict(relation.columns)
    names = field_names(fields.values())
    columns = [f"{key.value} AS {name_of(key_name)}"]
    doubts: list[str] = []
    read: dict[str, Cell] = {}
    for column, one in found.fields.items():
        cell = field_cell(column, types[column], one, zone)
        if cell is None:
            return None
        read[one.name] = cell
        if cell.doubt:
            doubts.append(cell.doubt)
    for one in fields.values():
        value = read[one.name].value if one.name in read else nothing(one)
        filled = with_default(value, one)
        if filled is None:
            return None
        columns.append(f"{filled} AS {name_of(names[one.name])}")
    known = {*found.fields, found.key}
    others = [name for name in relation.header if name not in known]
    if any(types[name] != "VARCHAR" for name in others):
        return None
    columns += [f"{name_of(name)} AS {name_of(passing(name))}" for name in others]
    keys = _keys(relation, key, doubts, connection)
    if keys is None:
        return None
    make_view(table, columns, relation, connection)
    return replace(found, keys=keys)


def _keys(
    relation: Relation, key: Cell, doubts: Sequence[str], connection: Connection
) -> Keys | None:
    """What keys are like, by one look; None where one stands twice, or a cell is not plain.

    Nearly all keys are numbers without zeros before them, of which nothing else need be asked.
    """
    number = f"TRY_CAST({key.value} AS BIGINT)"
    is_number = f"coalesce({number} >= 0 AND CAST({number} AS VARCHAR) = {key.value}, FALSE)"
    any_doubt = " OR ".join(
        f"({one})" for one in (f"CASE WHEN {_IS_NUMBER} THEN FALSE ELSE {key.doubt} END", *doubts)
    )
    all_digits = f"CASE WHEN {_IS_NUMBER} THEN TRUE ELSE regexp_full_match(its_key, '[0-9]+') END"
    # Fetched with the row, so that what is worked out of a key is worked out once.
    rows = f"SELECT *, {key.value} AS its_key, {is_number} AS {_IS_NUMBER} FROM {relation.text}"
    looked_at = connection.execute(
        f"SELECT count(*), coalesce(bool_or({any_doubt}), FALSE), "
        f"coalesce(bool_and({all_digits}), TRUE), coalesce(max(length(its_key)), 0) <= 18, "
        f"coalesce(bool_and({_IS_NUMBER}), FALSE), min({number}), max({number}) FROM ({rows})"
    ).fetchone()
    assert looked_at is not None
    count, is_doubtful, are_numbers, are_short, are_plain, least, greatest = looked_at
    if is_doubtful:
        return None
    if are_plain and greatest - least < _BITS_A_ROW * count:
        bits = f"bitstring_agg(CAST({key.value} AS BIGINT), {least}, {greatest})"
        found = connection.execute(f"SELECT bit_count({bits}) FROM {relation.text}").fetchone()
        has_doubles_in = found is None or found[0] != count
    else:
        has_doubles_in = has_doubles(relation, key.value, connection)
    return None if has_doubles_in else Keys(are_numbers, are_short)


_IS_NUMBER: Final = "is_a_plain_number"
_BITS_A_ROW: Final = 16
"""Where numbers are this dense, which of them are there is told by a row of bits."""


def with_default(value: str, one: Field) -> str | None:
    """A value, or the field's default where there is none; None where that is no constant."""
    if one.default is None:
        return value
    return (
        f"coalesce({value}, {_constant(one.default)})"
        if isinstance(one.default, Constant)
        else None
    )


def nothing(one: Field) -> str:
    """No value, of a field's kind."""
    return f"CAST(NULL AS {DUCKDB.types[KINDS[one.type]]})"


def _constant(constant: Constant) -> str:
    value = constant.value
    text = value if isinstance(value, str) else str(value)
    return f"CAST({text_literal(text)} AS {DUCKDB.types[KINDS[constant.type]]})"


def is_doubtful(relation: Relation, doubts: Sequence[str], connection: Connection) -> bool:
    """Whether one of some conditions, each that a cell is not plain, is true somewhere."""
    if not doubts:
        return False
    any_doubt = " OR ".join(f"({one})" for one in doubts)
    query = f"SELECT 1 FROM {relation.text} WHERE {any_doubt} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def has_doubles(relation: Relation, key: str, connection: Connection) -> bool:
    """Whether two rows have one key."""
    query = f"SELECT count(*) <> count(DISTINCT {key}) FROM {relation.text}"
    found = connection.execute(query).fetchone()
    return found is not None and bool(found[0])


def belonging_view(
    table: str, relation: Relation, keys: Iterable[AssetKey], zone: tzinfo, connection: Connection
) -> bool:
    """Make the view of lists or of entries. False where something is not plain."""
    own = "list" if table == LISTS else "campaign"
    names = names_of(f"a {own}", keys)
    types = dict(relation.columns)
    asset = first_column(relation.header, (own,))
    person = first_column(relation.header, PERSON_NAMES, plain)
    if asset is None or person is None:
        return False
    asset_name, person_name = relation.header[asset], relation.header[person]
    if types[asset_name] != "VARCHAR" or types[person_name] != "VARCHAR":
        return False
    spelled = assets_of(relation, asset_name, names, connection)
    if spelled is None:
        return False
    columns = [f"{spelled} AS {name_of(own)}", f"{name_of(person_name)} AS person"]
    if table == ENTRIES:
        at = first_column(relation.header, ("at",))
        if at is None:
            return False
        name = relation.header[at]
        cell = cell_of(name, types[name], Type.DATETIME, zone)
        if cell is None or is_doubtful(
            relation, [f"{name_of(name)} IS NULL", *filter(None, [cell.doubt])], connection
        ):
            return False
        columns.append(f"{cell.value} AS at")
    make_view(table, columns, relation, connection)
    return True


def assets_of(relation: Relation, column: str, names: Names, connection: Connection) -> str | None:
    """A column of names as what `asset_text` says of each; None where one is not found."""
    written = connection.execute(
        f"SELECT DISTINCT {name_of(column)} FROM {relation.text}"
    ).fetchall()
    ways: list[str] = []
    for (text,) in written:
        key = None if text is None else names.find(text)
        if key is None or isinstance(key, Unfound):
            return None
        ways.append(f"WHEN {text_literal(text)} THEN {text_literal(asset_text(key))}")
    return f"CASE {name_of(column)} {' '.join(ways)} END" if ways else "''"


def empty_view(table: str, columns: Mapping[str, str], connection: Connection) -> None:
    """Make a view without rows, for a table that nobody gave."""
    nothing = ", ".join(
        f"CAST(NULL AS {type}) AS {name_of(name)}" for name, type in columns.items()
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {name_of(table)} AS SELECT {nothing} WHERE FALSE"
    )


def make_view(
    table: str, columns: Sequence[str], relation: Relation, connection: Connection
) -> None:
    """Make the view that plans read a table as."""
    selected = f"SELECT {', '.join(columns)} FROM {relation.text}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name_of(table)} AS {selected}")
