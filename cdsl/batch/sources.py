"""The tables of a world where they lie: Parquet files, or tables of a database.

Floor 4. Each becomes a view of the shape that plans read (`cdsl.batch.world`); nothing passes
through Python. What is not plain is None here, and read row by row by whoever asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo

from cdsl.batch.cells import Texts, cell_of, id_doubt, is_empty, name_of, path_literal, text_literal
from cdsl.batch.database import Connection
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.world import ENTRIES, LISTS, asset_text
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Constant
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.columns import PERSON_NAMES, folded, plain, required_column
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.problems import Problems


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


def texts_of(relation: Relation, connection: Connection) -> Mapping[str, Texts]:
    """What statistics say of the columns of texts, by name. Raises duckdb.Error.

    DuckDB's own optimizer relies on them: they may know less than there is, and never say what is
    not so, also where rows were changed or several files are read.
    """
    names = [name for name, type in relation.columns if type == "VARCHAR"]
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
    return f"read_parquet([{', '.join(map(path_literal, paths))}], union_by_name = true)"


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


def only_column(
    header: Sequence[str], names: Sequence[str], spelled: Callable[[str], str] = folded
) -> int | None:
    """The column with one of some names; None where there is none, or a second one like it."""
    problems = Problems("", bad_cells_empty=False)
    found = required_column(header, names, problems, spelled)
    return None if problems else found


def belonging_view(
    table: str, relation: Relation, keys: Iterable[AssetKey], zone: tzinfo, connection: Connection
) -> bool:
    """Make the view of lists or of entries. False where something is not plain."""
    own = "list" if table == LISTS else "campaign"
    names = names_of(f"a {own}", keys)
    types = dict(relation.columns)
    asset = only_column(relation.header, (own,))
    person = only_column(relation.header, PERSON_NAMES, plain)
    if asset is None or person is None:
        return False
    asset_name, person_name = relation.header[asset], relation.header[person]
    if types[asset_name] != "VARCHAR" or types[person_name] != "VARCHAR":
        return False
    spelled = assets_of(relation, asset_name, names, connection)
    if spelled is None:
        return False
    columns = [f"{spelled} AS {name_of(own)}", f"{name_of(person_name)} AS person"]
    doubts = [id_doubt(person_name)]
    if table == ENTRIES:
        at = only_column(relation.header, ("at",))
        if at is None:
            return False
        name = relation.header[at]
        cell = cell_of(name, types[name], Type.DATETIME, zone)
        if cell is None:
            return False
        doubts += filter(None, [is_empty(name, types[name]), cell.doubt])
        columns.append(f"{cell.value} AS at")
    if is_doubtful(relation, doubts, connection):
        return False
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
