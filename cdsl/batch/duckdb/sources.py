"""The tables of a world where they lie: files, or tables of a database.

Floor 4. Each becomes a view of the shape that plans read (`cdsl.batch.world`); nothing passes
through Python. What is not plain is a NotPlainError (`cdsl.batch.refusal`), and read row by row by
whoever asked.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from cdsl.batch.duckdb.cells import (
    PATHS_SAY_NOTHING,
    Cell,
    Texts,
    cell_of,
    is_empty,
    name_of,
    path_literal,
    text_literal,
)
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.doubts import Doubt, cell_doubt, id_cell_doubt, refuse_doubtful
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS, literal
from cdsl.batch.plain_cells import EQUAL_AS_TEXTS, allowed_texts
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.table_columns import only_column
from cdsl.batch.tree import Kind, Plain
from cdsl.batch.world import ENTRIES, LISTS, asset_text
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.columns import PERSON_NAMES, folded, plain
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.problems import in_rows
from cdsl.world.values import Value


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


def texts_of(
    relation: Relation, columns: Collection[str], connection: Connection
) -> Mapping[str, Texts]:
    """What statistics say of those of some columns that are texts. Raises duckdb.Error.

    DuckDB's own optimizer relies on them: they may know less than there is, and never say what is
    not so, also where rows were changed or several files are read.
    """
    names = [name for name, type in relation.columns if type == "VARCHAR" and name in columns]
    if not names:
        return {}
    asked = ", ".join(f"stats({name_of(name)})" for name in names)
    found = connection.execute(f"SELECT {asked} FROM {relation.text} LIMIT 1").fetchone()
    if found is None:
        return {}
    return {
        name: Texts(known.get("has_unicode") is False, bool(known.get("min")))
        for name, known in zip(names, found, strict=True)
    }


def parquet(paths: Iterable[str]) -> str:
    """Parquet files as something to select from."""
    listed = ", ".join(map(path_literal, paths))
    return f"read_parquet([{listed}], union_by_name = true, {PATHS_SAY_NOTHING})"


def for_views(name: str, value: Plain | Sequence[Value], type: str, connection: Connection) -> str:
    """A value as views read it, which take no parameters: a variable of a name of its own."""
    given = f"SET VARIABLE {name_of(name)} = CAST($value AS {type})"
    connection.execute(given, {"value": value})
    return f"getvariable({text_literal(name)})"


def field_cell(
    column: str,
    column_type: str,
    field: Field,
    zone: tzinfo,
    texts: Texts,
    view: str,
    connection: Connection,
) -> Cell | None:
    """How a column is read as a field of a view, whose values may be limited."""
    cell = cell_of(column, column_type, field.type, zone, texts)
    if cell is None or not field.values:
        return cell
    kind = KINDS[field.type]
    values: Sequence[Value] = field.values
    held, type = cell.value, DUCKDB.types[kind]
    if kind is Kind.TEXT:
        held, values = f"lower({cell.value})", allowed_texts(field, zone)
    elif kind not in EQUAL_AS_TEXTS:
        return None
    name = f"allowed as {column} of {view}"
    allowed = for_views(name, list(values), f"{type}[]", connection)
    other = f"NOT list_contains({allowed}, {held})"
    return Cell(cell.value, f"({cell.doubt}) OR {other}" if cell.doubt else other)


def with_default(
    value: str, one: Field, view: str, columns: Mapping[str, str], connection: Connection
) -> str:
    """A value, or the field's default where there is none; `columns` are those of a view."""
    if one.default is None:
        return value
    kind = KINDS[one.default.type]
    known = literal(one.default.value, kind).value
    assert known is not None
    name = f"default of {columns[one.name]} in {view}"
    return f"coalesce({value}, {for_views(name, known, DUCKDB.types[kind], connection)})"


def nothing(one: Field) -> str:
    """No value, of a field's kind."""
    return f"CAST(NULL AS {DUCKDB.types[KINDS[one.type]]})"


def misfit(table: str, relation: Relation, column: str, wanted: str) -> NotPlainError:
    """The error that a column has another type than it must."""
    type = dict(relation.columns)[column]
    return NotPlainError(table, f"column `{column}` is {type}, and not {wanted}")


def text_column(
    table: str,
    relation: Relation,
    names: Sequence[str],
    spelled: Callable[[str], str],
) -> str:
    """The column of texts with one of some names. Raises NotPlainError."""
    column = only_column(table, relation.header, names, spelled)
    if dict(relation.columns)[column] != "VARCHAR":
        raise misfit(table, relation, column, "texts")
    return column


def belonging_view(
    table: str, relation: Relation, keys: Iterable[AssetKey], zone: tzinfo, connection: Connection
) -> None:
    """Make the view of lists or of entries. Raises NotPlainError."""
    own = "list" if table == LISTS else "campaign"
    asset = text_column(table, relation, (own,), folded)
    person = text_column(table, relation, PERSON_NAMES, plain)
    spelled = assets_of(table, relation, asset, names_of(f"a {own}", keys), connection)
    columns = [f"{spelled} AS {name_of(own)}", f"{name_of(person)} AS person"]
    doubts = [id_cell_doubt(person)]
    if table == ENTRIES:
        name = only_column(table, relation.header, ("at",))
        type = dict(relation.columns)[name]
        cell = cell_of(name, type, Type.DATETIME, zone)
        if cell is None:
            raise misfit(table, relation, name, "instants")
        doubts.append(Doubt(is_empty(name, type), name, "empty"))
        if cell.doubt:
            doubts.append(cell_doubt(cell.doubt, name, Type.DATETIME))
        columns.append(f"{cell.value} AS at")
    refuse_doubtful(table, relation.text, doubts, zone, connection)
    make_view(table, columns, relation, connection)


def assets_of(
    table: str, relation: Relation, column: str, names: Names, connection: Connection
) -> str:
    """A column of names as what `asset_text` says of each. Raises NotPlainError."""
    own = name_of(column)
    written = connection.execute(
        f"SELECT {own}, count(*) FROM {relation.text} GROUP BY {own} ORDER BY {own}"
    ).fetchall()
    ways: list[str] = []
    unfound: dict[str, int] = {}
    for text, rows in written:
        key = names.find(text or "")
        if isinstance(key, Unfound):
            reason = key.reason if text else f"`{column}` is empty"
            unfound[reason] = unfound.get(reason, 0) + rows
        else:
            ways.append(f"WHEN {text_literal(text)} THEN {text_literal(asset_text(key))}")
    if unfound:
        raise NotPlainError(table, _told(unfound), is_broken=True)
    return f"CASE {own} {' '.join(ways)} END" if ways else "''"


def _told(unfound: Mapping[str, int]) -> str:
    """Names that nothing has, each with how many rows name it."""
    told = [in_rows(reason, rows) for reason, rows in unfound.items()]
    more = f"; {len(told) - _TOLD:,} more names are none" if len(told) > _TOLD else ""
    return "; ".join(told[:_TOLD]) + more


_TOLD: Final = 5


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
