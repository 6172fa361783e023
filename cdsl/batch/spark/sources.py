"""Tables as the views that plans read, in Spark: people, companies, lists and entries.

Floor 4. As `cdsl.batch.duckdb.sources` makes them in DuckDB. What is not plain raises
NotPlainError, whose message says of which table and what: nothing is read that might be read
otherwise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch.kinds import KINDS
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.shapes import SHORT, KeyedColumns, Keys, passing
from cdsl.batch.spark.cells import (
    Cell,
    cell_of,
    column_of,
    constant,
    field_cell,
    folding,
    is_empty,
    is_surely_normal,
    normal,
    nothing,
    text_cell,
)
from cdsl.batch.spark.cluster import view_name
from cdsl.batch.spark.tables import (
    DoubtfulRows,
    Doubts,
    Table,
    counts_of,
    refuse_counted,
    refuse_double_numbers,
    refuse_doubles,
    refuse_doubtful,
)
from cdsl.batch.spark.words import SPARK
from cdsl.batch.table_columns import only_column
from cdsl.batch.tree import Kind
from cdsl.batch.world import COMPANIES, ENTRIES, ID, LISTS, PEOPLE, asset_text, field_names
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.world.tables.columns import PERSON_NAMES, folded, plain
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.people_columns import Unfit, columns_of_companies, columns_of_people


def make_view(name: str, columns: Mapping[str, Column], frame: DataFrame) -> None:
    """Make the view that plans read a table as."""
    selected = frame.select(*(value.alias(column) for column, value in columns.items()))
    selected.createOrReplaceTempView(view_name(name))


def empty_view(name: str, kinds: Mapping[str, Kind], session: SparkSession) -> None:
    """Make a view without rows, for a table that nobody gave."""
    # So Spark knows before it reads anything that it is empty, and joins nothing to it.
    shown = ", ".join(
        f"CAST(NULL AS {SPARK.types[kind]}) AS {view_name(column)}"
        for column, kind in kinds.items()
    )
    session.sql(f"SELECT {shown} WHERE FALSE").createOrReplaceTempView(view_name(name))


# People and companies ---------------------------------------------------------------------------


def people_view(table: Table, program: Program, zone: tzinfo) -> KeyedColumns:
    """Make the view of people. Raises NotPlainError."""
    found = columns_of_people(table.header, program.schema.person)
    if isinstance(found, Unfit):
        raise NotPlainError(PEOPLE, found.reason, is_broken=found.is_broken)
    key, by_column = found
    if key is None:
        raise table.unfit("there is no column `id`")
    if table.types[key] != "string":
        raise table.misfit(key, "string")
    own = column_of(key)
    # Nearly all ids are digits alone, of which nothing else need be asked.
    is_other = ~sql.coalesce(own.rlike(r"\A[0-9]+\z"), sql.lit(False))
    looks = (is_other, sql.char_length(own) > SHORT)
    columns = KeyedColumns(table.header, key, by_column)
    others, long_ones = _keyed_view(
        PEOPLE, table, columns, {ID.name: own}, program.schema.person, [], zone, looks
    )
    if others:
        refuse_doubtful(table, [], key)
    keys = Keys(are_numbers=not others, are_short=not long_ones)
    is_number = keys.are_numbers and keys.are_short
    refuse = refuse_double_numbers if is_number else refuse_doubles
    refuse(table, "two rows have one id", own)
    return replace(columns, keys=keys)


def companies_view(table: Table, program: Program, zone: tzinfo) -> KeyedColumns:
    """Make the view of companies. Raises NotPlainError."""
    fields = program.schema.company
    by_column = columns_of_companies(table.header, fields)
    if isinstance(by_column, Unfit):
        raise NotPlainError(COMPANIES, by_column.reason, is_broken=by_column.is_broken)
    name = next(column for column, one in by_column.items() if one.name == "name")
    if table.types[name] != "string":
        raise table.misfit(name, "string")
    own = column_of(name)
    doubts = [DoubtfulRows("names are missing", own.isNull() | (own == ""), name)]
    columns, key = KeyedColumns(table.header, name, by_column), folding(normal(own))
    _keyed_view(COMPANIES, table, columns, {"key": key}, fields, doubts, zone)
    refuse_doubles(table, "two rows have one name", key)
    return columns


def _keyed_view(
    view: str,
    table: Table,
    found: KeyedColumns,
    key: Mapping[str, Column],
    fields: Mapping[str, Field],
    doubts: Doubts,
    zone: tzinfo,
    looks: Sequence[Column] = (),
) -> Sequence[int]:
    """Make a view of a key, every field, and what passes through.

    Returns of how many rows each of some conditions holds, which is looked at on the way.
    """
    read: dict[str, Cell] = {}
    for column, one in found.fields.items():
        read[one.name] = field_column(table, column, one, zone)
        doubts += doubt_of(read[one.name], column)
    counts = _look(table, found, read, doubts, looks)
    names = field_names(fields.values())
    columns = dict(key)
    for one in fields.values():
        value = read[one.name].value if one.name in read else nothing(one.type)
        columns[names[one.name]] = with_default(value, one)
    for name in table.header:
        if name not in found.fields and name != found.key:
            if table.types[name] != "string":
                raise table.misfit(name, "string, as no file declares it")
            columns[passing(name)] = column_of(name)
    make_view(view, columns, table.frame)
    return counts


def _look(
    table: Table,
    found: KeyedColumns,
    read: dict[str, Cell],
    doubts: Doubts,
    looks: Sequence[Column],
) -> Sequence[int]:
    """Refuse what is doubtful, and read texts as they are in columns where all are in NFC.

    Java composes the others, row by row and each time that they are read; and of no query that
    asks Java does Spark make code. So Java is asked only of columns where it may be needed.
    """
    texts = [
        column
        for column, one in found.fields.items()
        if KINDS[one.type] is Kind.TEXT and table.types[column] == "string"
    ]
    unsure = [~is_surely_normal(column_of(column)) for column in texts]
    counts = counts_of(table, [*(one.condition for one in doubts), *looks, *unsure])
    refuse_counted(table, doubts, counts[: len(doubts)])
    asked = [
        column
        for column, count in zip(texts, counts[len(counts) - len(texts) :], strict=True)
        if count
    ]
    others = counts_of(table, [normal(column_of(one)) != column_of(one) for one in asked])
    composed = {column for column, count in zip(asked, others, strict=True) if count}
    for column in texts:
        if column not in composed:
            read[found.fields[column].name] = text_cell(column_of(column))
    return counts[len(doubts) : len(doubts) + len(looks)]


def field_column(table: Table, column: str, field: Field, zone: tzinfo) -> Cell:
    """How a column is read as a field. Raises NotPlainError where it cannot be."""
    cell = field_cell(column, table.types[column], field, zone)
    if cell is None:
        raise table.misfit(column, f"a plain column of {field.type}")
    return cell


def doubt_of(cell: Cell, column: str, condition: Column | None = None) -> Doubts:
    """That cells of a column are not plain, in rows of which a condition holds."""
    if cell.doubt is None:
        return []
    doubt = cell.doubt if condition is None else condition & cell.doubt
    return [DoubtfulRows(f"cells of `{column}` are not plain", doubt, column)]


def with_default(value: Column, one: Field) -> Column:
    """A value, or the field's default where there is none."""
    if one.default is None:
        return value
    return sql.coalesce(value, constant(one.default.value, one.default.type))


# Lists and entries ------------------------------------------------------------------------------


def belonging_view(view: str, table: Table, keys: Iterable[AssetKey], zone: tzinfo) -> None:
    """Make the view of lists or of entries. Raises NotPlainError."""
    own = "list" if view == LISTS else "campaign"
    asset = text_column(table, (own,), folded)
    person = text_column(table, PERSON_NAMES, plain)
    columns = {
        own: assets_of(table, asset, names_of(f"a {own}", keys)),
        "person": column_of(person),
    }
    doubts: Doubts = []
    if view == ENTRIES:
        name = only_column(table.name, table.header, ("at",))
        cell = cell_of(name, table.types[name], Type.DATETIME, zone)
        if cell is None:
            raise table.misfit(name, "timestamp")
        missing = DoubtfulRows("`at` is missing", is_empty(column_of(name)), name)
        doubts = [missing, *doubt_of(cell, name)]
        columns["at"] = cell.value
    refuse_doubtful(table, doubts, person)
    make_view(view, columns, table.frame)


def text_column(table: Table, names: Sequence[str], spelled: Callable[[str], str]) -> str:
    """The column with one of some names, which holds texts. Raises NotPlainError."""
    column = only_column(table.name, table.header, names, spelled)
    if table.types[column] != "string":
        raise table.misfit(column, "string")
    return column


def assets_of(table: Table, column: str, names: Names) -> Column:
    """A column of names as what `asset_text` says of each. Raises NotPlainError."""
    found = nothing(Type.TEXT)
    own = column_of(column)
    for (text,) in table.frame.select(own).distinct().collect():
        key = names.find(text or "")
        if isinstance(key, Unfound):
            raise table.unfit(key.reason if text else f"`{column}` is empty in a row")
        found = sql.when(own == sql.lit(text), sql.lit(asset_text(key))).otherwise(found)
    return found
