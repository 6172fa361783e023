"""The tables of people and of companies where they lie, as the views that plans read.

Floor 4; see `cdsl.batch.duckdb.sources`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from cdsl.batch.duckdb.cells import UNKNOWN, Cell, beside, is_empty, name_of
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.doubts import (
    Doubt,
    cell_doubt,
    double_of,
    first_of,
    id_cell_doubt,
    refuse_doubles,
)
from cdsl.batch.duckdb.sources import (
    Relation,
    field_cell,
    make_view,
    misfit,
    nothing,
    texts_of,
    with_default,
)
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.shapes import SHORT, KeyedColumns, Keys, passing
from cdsl.batch.world import COMPANIES, ID, PEOPLE, field_names
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.world.tables.people_columns import Unfit, columns_of_companies, columns_of_people


def people_view(
    relation: Relation, program: Program, zone: tzinfo, connection: Connection
) -> KeyedColumns:
    """Make the view of people. Raises NotPlainError."""
    fields = program.schema.person
    found = columns_of_people(relation.header, fields)
    if isinstance(found, Unfit):
        raise NotPlainError(PEOPLE, found.reason, is_broken=found.is_broken)
    key, by_column = found
    if key is None:
        raise NotPlainError(PEOPLE, "there is no column `id`")
    if dict(relation.columns)[key] != "VARCHAR":
        raise misfit(PEOPLE, relation, key, "texts")
    columns = KeyedColumns(relation.header, key, by_column)
    own = _Key(ID.name, name_of(key), id_cell_doubt(key))
    return _keyed_view(PEOPLE, own, relation, columns, fields, zone, connection)


def companies_view(
    relation: Relation, program: Program, zone: tzinfo, connection: Connection
) -> KeyedColumns:
    """Make the view of companies. Raises NotPlainError."""
    fields = program.schema.company
    by_column = columns_of_companies(relation.header, fields)
    if isinstance(by_column, Unfit):
        raise NotPlainError(COMPANIES, by_column.reason, is_broken=by_column.is_broken)
    name = next(column for column, one in by_column.items() if one.name == "name")
    if dict(relation.columns)[name] != "VARCHAR":
        raise misfit(COMPANIES, relation, name, "texts")
    columns = KeyedColumns(relation.header, name, by_column)
    is_none = Doubt(is_empty(name, "VARCHAR"), name, "empty")
    own = _Key("key", f"lower(nfc_normalize({name_of(name)}))", is_none)
    return _keyed_view(COMPANIES, own, relation, columns, fields, zone, connection)


@dataclass(frozen=True, slots=True)
class _Key:
    """What a view calls the key of a row, the expression that gives it, and where it is none."""

    name: str
    value: str
    doubt: Doubt


def _keyed_view(
    table: str,
    key: _Key,
    relation: Relation,
    found: KeyedColumns,
    fields: Mapping[str, Field],
    zone: tzinfo,
    connection: Connection,
) -> KeyedColumns:
    """Make a view of a key, every field, and what passes through. Raises NotPlainError."""
    types, texts = dict(relation.columns), texts_of(relation, found.fields, connection)
    names = field_names(fields.values())
    columns = [f"{key.value} AS {name_of(key.name)}"]
    doubts: list[Doubt] = []
    read: dict[str, Cell] = {}
    for column, one in found.fields.items():
        cell = field_cell(
            column, types[column], one, zone, texts.get(column, UNKNOWN), table, connection
        )
        if cell is None:
            raise misfit(table, relation, column, f"a plain {one.type}")
        read[one.name] = cell
        if cell.doubt:
            doubts.append(cell_doubt(cell.doubt, column, one.type))
    for one in fields.values():
        value = read[one.name].value if one.name in read else nothing(one)
        filled = with_default(value, one, table, names, connection)
        columns.append(f"{filled} AS {name_of(names[one.name])}")
    known = {*found.fields, found.key}
    others = [name for name in relation.header if name not in known]
    for name in others:
        if types[name] != "VARCHAR":
            raise misfit(table, relation, name, "texts, as no file declares it")
    columns += [f"{name_of(name)} AS {name_of(passing(name))}" for name in others]
    keys = _keys(table, relation, key, doubts, zone, connection)
    make_view(table, columns, relation, connection)
    return replace(found, keys=keys)


def _keys(
    table: str,
    relation: Relation,
    key: _Key,
    doubts: Sequence[Doubt],
    zone: tzinfo,
    connection: Connection,
) -> Keys:
    """What keys are like, by one look. Raises NotPlainError for doubtful cells and double keys.

    Nearly all keys are numbers without zeros before them, of which nothing else need be asked.
    """
    number = f"TRY_CAST({key.value} AS BIGINT)"
    is_number = f"coalesce({number} >= 0 AND CAST({number} AS VARCHAR) = {key.value}, FALSE)"
    its_key = name_of(beside("its key", relation.header))
    is_a_number = name_of(beside("is a number", relation.header))
    any_doubt = " OR ".join(
        f"({one})"
        for one in (
            f"CASE WHEN {is_a_number} THEN FALSE ELSE {key.doubt.condition} END",
            *(one.condition for one in doubts),
        )
    )
    all_digits = (
        f"CASE WHEN {is_a_number} THEN TRUE ELSE regexp_full_match({its_key}, '[0-9]+') END"
    )
    # Fetched with the row, so that what is worked out of a key is worked out once.
    rows = f"SELECT *, {key.value} AS {its_key}, {is_number} AS {is_a_number} FROM {relation.text}"
    looked_at = connection.execute(
        f"SELECT count(*), coalesce(bool_or({any_doubt}), FALSE), "
        f"coalesce(bool_and({all_digits}), TRUE), coalesce(max(length({its_key})), 0) <= {SHORT}, "
        f"coalesce(bool_and({is_a_number}), FALSE), min({number}), max({number}) FROM ({rows})"
    ).fetchone()
    assert looked_at is not None
    count, is_doubtful, are_numbers, are_short, are_plain, least, greatest = looked_at
    if is_doubtful:
        raise first_of(table, relation.text, (key.doubt, *doubts), zone, connection)
    column = key.doubt.column
    if are_plain and greatest - least < _BITS_A_ROW * count:
        ends = "CAST($least AS BIGINT), CAST($greatest AS BIGINT)"
        bits = f"bitstring_agg(CAST({key.value} AS BIGINT), {ends})"
        found = connection.execute(
            f"SELECT bit_count({bits}) FROM {relation.text}",
            {"least": least, "greatest": greatest},
        ).fetchone()
        if found is None or found[0] != count:
            raise double_of(table, relation.text, key.value, f"`{column}`", connection)
    else:
        shown = name_of(column)
        refuse_doubles(table, relation.text, key.value, f"`{column}`", connection, show=shown)
    return Keys(are_numbers, are_short)


_BITS_A_ROW: Final = 16
"""Where numbers are this dense, which of them are there is told by a row of bits."""
