"""What keeps a table from being read all at once, and the first place where it does.

Floor 4. Whether there is such a place is seen in one look over all conditions, or while a flow is
worked out; where it is, is asked only once that is known.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Final

import duckdb

from cdsl.batch.duckdb.cells import id_doubt, name_of, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import is_plain
from cdsl.batch.refusal import NotPlainError
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import is_utc
from cdsl.world.values import Unreadable, Value, read, text_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """A condition of DuckDB under which the cell of a column is not plain, and what it is then.

    `type` is that of a cell of which `what` says no more than that it is not spelled so.
    """

    condition: str
    column: str
    what: str
    type: Type | None = None


def cell_doubt(condition: str, column: str, type: Type) -> Doubt:
    """That the cell of a column is not plain as a type."""
    return Doubt(condition, column, f"no plain {type}", type)


def id_cell_doubt(column: str) -> Doubt:
    """That the cell of a column of texts is no id, or more than one."""
    return Doubt(id_doubt(column), column, "no plain id, such as one without blanks around it")


def refuse_doubtful(
    table: str, rows: str, doubts: Sequence[Doubt], zone: tzinfo, connection: Connection
) -> None:
    """Raise NotPlainError where one of some conditions holds of a row."""
    if not doubts:
        return
    any_doubt = " OR ".join(f"({one.condition})" for one in doubts)
    query = f"SELECT 1 FROM {rows} WHERE {any_doubt} LIMIT 1"
    if connection.execute(query).fetchone() is not None:
        raise first_of(table, rows, doubts, zone, connection)


def first_of(
    table: str, rows: str, doubts: Sequence[Doubt], zone: tzinfo, connection: Connection
) -> NotPlainError:
    """The error that tells of the first row of which one of some conditions holds."""
    # Else rows are numbered in the order in which threads come to them.
    connection.execute("SET preserve_insertion_order = true")
    ways = [f"WHEN {one.condition} THEN" for one in doubts]
    which = " ".join(f"{way} {number}" for number, way in enumerate(ways))
    cells = " ".join(
        f"{way} CAST({name_of(one.column)} AS VARCHAR)"
        for way, one in zip(ways, doubts, strict=True)
    )
    found = connection.execute(
        f"SELECT * FROM (SELECT row_number() OVER (), CASE {which} END, CASE {cells} END "
        f"FROM {rows}) AS seen(number, doubt, cell) WHERE doubt IS NOT NULL LIMIT 1"
    ).fetchone()
    assert found is not None
    row, number, cell = found
    doubt = doubts[number]
    place = f"`{doubt.column}` in row {row:,}"
    if not cell:
        return NotPlainError(table, f"{place} is empty")
    value = None if doubt.type is None else read(cell, doubt.type, zone)
    if isinstance(value, Unreadable):
        return NotPlainError(table, f"{place}: {value.reason}", is_broken=True)
    told = f"{place} is {doubt.what}: `{_short(cell)}`"
    if value is not None and doubt.type is not None:
        spelled = _spelled(value, doubt.type, zone)
        if spelled != cell and is_plain(spelled, KINDS[doubt.type], zone):
            told += f" (`{spelled}` is)"
    return NotPlainError(table, told)


def _spelled(value: Value, type: Type, zone: tzinfo) -> str:
    """A value as it is usually written, an instant in UTC."""
    if type is Type.DATETIME and not is_utc(zone):
        return text_of(value, type, UTC) + "Z"
    return text_of(value, type, zone)


@dataclass(frozen=True, slots=True)
class Guard:
    """A doubt about cells that are looked at as they are read: cheaper than a look before.

    `are_read` is the condition of the rows that may be read, of which one is named if any is wrong.
    """

    table: str
    rows: str
    doubt: Doubt
    are_read: str

    @property
    def cell(self) -> str:
        """The cell, which stops whoever reads it where it is not plain."""
        stops = f"error({text_literal(_STOPPED)})"
        return (
            f"CASE WHEN {self.doubt.condition} THEN {stops} ELSE {name_of(self.doubt.column)} END"
        )

    def may_stop(self, connection: Connection) -> bool:
        """Whether a cell that may be read is not plain, by a look at no more than that."""
        query = f"SELECT 1 FROM {self.rows} WHERE {self._is_read_and_doubtful} LIMIT 1"
        return connection.execute(query).fetchone() is not None

    @property
    def _is_read_and_doubtful(self) -> str:
        return f"{self.are_read} AND ({self.doubt.condition})"

    @contextmanager
    def guarding(self, zone: tzinfo, connection: Connection) -> Iterator[None]:
        """Raise NotPlainError where the guard stops what is done meanwhile."""
        try:
            yield
        except duckdb.InvalidInputException as stopped:
            if _STOPPED not in str(stopped):
                raise
            read = replace(self.doubt, condition=self._is_read_and_doubtful)
            refuse_doubtful(self.table, self.rows, [read], zone, connection)
            raise first_of(self.table, self.rows, [self.doubt], zone, connection) from stopped


_STOPPED: Final = "a guarded cell is not plain"


def refuse_doubles(
    table: str, rows: str, key: str, what: str, connection: Connection, *, show: str = ""
) -> None:
    """Raise NotPlainError where two rows have one key; `show` is what of it is told."""
    found = connection.execute(f"SELECT count(*) <> count(DISTINCT {key}) FROM {rows}").fetchone()
    if found is not None and found[0]:
        raise double_of(table, rows, key, what, connection, show=show)


def double_of(
    table: str, rows: str, key: str, what: str, connection: Connection, *, show: str = ""
) -> NotPlainError:
    """The error that tells of a key that two rows have."""
    found = connection.execute(
        f"SELECT any_value({show or key}) FROM {rows} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    assert found is not None
    return NotPlainError(table, f"{what} `{_short(str(found[0]))}` is there twice")


def _short(cell: str) -> str:
    return cell if len(cell) <= _SHOWN else f"{cell[: _SHOWN - 1]}…"


_SHOWN: Final = 40
