"""Tables written into a database: all of them appear together, or nothing changes.

Floor 3. New tables are filled beside those that stand there and take their places in the same
transaction, so that a run which fails or is killed leaves everything as it was.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final

from cdsl.semantics.types import TEXT_LIKE, WHOLE, Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import Address, DatabaseKind, address_of
from cdsl.world.tables.arrow import module
from cdsl.world.tables.databases import (
    DatabaseError,
    cannot_be_written,
    connected,
    failing,
    found_table,
    tables_of,
)
from cdsl.world.tables.output import TABLES
from cdsl.world.tables.sqlite_columns import quoted


@dataclass(frozen=True, slots=True)
class Filling:
    """A table to write: its name, its columns, and what gives its rows as a RecordBatchReader."""

    name: str
    columns: Sequence[tuple[str, Type]]
    batches: Callable[[], Any]


def cannot_write_database(address: Address, tables_read: Iterable[str] = ()) -> Diagnostic | None:
    """What can be said before a run about a database that could not be written after it (CDS711).

    That it would replace a table that is read is such a thing as well.
    """
    if address.kind is DatabaseKind.SQLITE and address.part:
        reason = f"SQLite has no schemas, such as `{address.part}`"
        return cannot_be_written(address.shown, reason, f"say `--out {address.database}`")
    if reason := _why_no_file(address):
        return cannot_be_written(address.shown, reason, "")
    if address.file is not None and not os.path.exists(address.file):
        return None
    try:
        with connected(address, writing=True) as cursor, failing(address, writing=True):
            # So a file that is no database is found out.
            tables_of(cursor, address.kind)
            replaced = _replaced(_place(cursor, address), tables_read)
    except DatabaseError as error:
        return error.found
    if replaced is None:
        return None
    other = "schema" if address.kind is DatabaseKind.POSTGRESQL else "file"
    reason = f"it would replace {replaced}, which is read"
    return cannot_be_written(address.shown, reason, f"say another {other} with `--out`")


def write_database(address: Address, fillings: Iterable[Filling]) -> Diagnostic | None:
    """Write all tables; those of their names that stand there are replaced.

    Anything that fails is CDS711, and leaves everything as it was.
    """
    is_new = address.file is not None and not os.path.exists(address.file)
    try:
        with connected(address, writing=True) as cursor:
            with failing(address, writing=True):
                _prepare(cursor, address)
            names = [_fill(cursor, address, filling) for filling in fillings]
            with failing(address, writing=True):
                for name in names:
                    cursor.execute(f"DROP TABLE IF EXISTS {_name(address, name)}")
                    new = _name(address, _NEW + name)
                    cursor.execute(f"ALTER TABLE {new} RENAME TO {quoted(name)}")
                cursor.connection.commit()
    except BaseException as error:
        if is_new:
            _remove(address)
        if isinstance(error, DatabaseError):
            return error.found
        raise
    return None


# Before a run -----------------------------------------------------------------------------------


def _why_no_file(address: Address) -> str:
    """Why nothing can be written to the file of a database, or "" if it can or is none."""
    if address.file is None:
        return ""
    if not address.file or os.path.isdir(address.file):
        return "it is not a file"
    if os.path.exists(address.file):
        return "" if os.access(address.file, os.W_OK) else "it may not be written to"
    folder = os.path.dirname(address.file) or os.curdir
    if not os.path.isdir(folder):
        return f"there is no folder `{folder}`"
    return "" if os.access(folder, os.W_OK) else f"`{folder}` may not be written to"


def _place(cursor: Any, address: Address) -> tuple[str, str]:
    """Which database an address leads to, whatever its spelling, and which schema of it."""
    if address.file is not None:
        return os.path.realpath(address.file), address.part or "main"
    cursor.execute(
        "SELECT pg_postmaster_start_time()::text || ' ' || current_database(), "
        "coalesce(current_schema()::text, '')"
    )
    database, schema = cursor.fetchone()
    return database, address.part or schema


def _replaced(place: tuple[str, str], tables_read: Iterable[str]) -> str | None:
    """Which of the tables that are read would be replaced by output to a place."""
    for other in filter(None, map(address_of, tables_read)):
        # What cannot be read says so in its own place.
        with suppress(DatabaseError), connected(other) as cursor, failing(other):
            database, _ = _place(cursor, other)
            table = found_table(cursor, other)
            if (database, table.schema) == place and table.name.lower() in TABLES:
                return other.shown
    return None


# In the transaction -----------------------------------------------------------------------------


_NEW: Final = "cdsl_new_"
"""Before the name of a table that is being filled."""


def _prepare(cursor: Any, address: Address) -> None:
    if address.kind is DatabaseKind.SQLITE:
        # Somebody else may be about to finish; and a view of a replaced table is no obstacle.
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.execute("PRAGMA legacy_alter_table = ON")
    elif address.part:
        listed = "SELECT schema_name FROM information_schema.schemata"
        cursor.execute(listed)
        if (address.part,) not in cursor.fetchall():
            cursor.execute(f"CREATE SCHEMA {quoted(address.part)}")


def _fill(cursor: Any, address: Address, filling: Filling) -> str:
    new = _NEW + filling.name
    types = _TYPES[address.kind]
    columns = ", ".join(f"{quoted(name)} {types[_kind(type)]}" for name, type in filling.columns)
    with failing(address, writing=True):
        cursor.execute(f"DROP TABLE IF EXISTS {_name(address, new)}")
        cursor.execute(f"CREATE TABLE {_name(address, new)} ({columns})")
    batches = filling.batches()
    if address.kind is DatabaseKind.SQLITE:
        batches = _mapped(batches, _for_sqlite)
    with failing(address, writing=True):
        schema = address.part or None
        cursor.adbc_ingest(new, batches, mode="append", db_schema_name=schema)
    return filling.name


def _name(address: Address, table: str) -> str:
    return f"{quoted(address.part)}.{quoted(table)}" if address.part else quoted(table)


def _remove(address: Address) -> None:
    """Remove the file of a database that has just been made, and what stands beside it."""
    for end in ("", "-journal", "-wal", "-shm", ".wal"):
        with suppress(OSError):
            os.remove(f"{address.file}{end}")


# Types ------------------------------------------------------------------------------------------


def _kind(type: Type) -> Type:
    """One type for all that are stored alike."""
    if type in TEXT_LIKE:
        return Type.TEXT
    return Type.INTEGER if type in WHOLE else type


_TYPES: Final = MappingProxyType(
    {
        DatabaseKind.POSTGRESQL: {
            Type.TEXT: "text",
            Type.INTEGER: "bigint",
            Type.CURRENCY: "numeric(18, 4)",
            Type.FLOAT: "double precision",
            Type.BOOLEAN: "boolean",
            Type.DATE: "date",
            Type.DATETIME: "timestamptz",
        },
        DatabaseKind.DUCKDB: {
            Type.TEXT: "VARCHAR",
            Type.INTEGER: "BIGINT",
            Type.CURRENCY: "DECIMAL(18, 4)",
            Type.FLOAT: "DOUBLE",
            Type.BOOLEAN: "BOOLEAN",
            Type.DATE: "DATE",
            Type.DATETIME: "TIMESTAMPTZ",
        },
        # It has no decimals, days and instants: they are texts there, since a float is not exact.
        DatabaseKind.SQLITE: {
            Type.TEXT: "TEXT",
            Type.INTEGER: "INTEGER",
            Type.CURRENCY: "TEXT",
            Type.FLOAT: "REAL",
            Type.BOOLEAN: "BOOLEAN",
            Type.DATE: "TEXT",
            Type.DATETIME: "TEXT",
        },
    }
)


def _mapped(batches: Any, change: Callable[[Any], Any]) -> Any:
    arrow = module("pyarrow")

    def changed() -> Iterator[Any]:
        for batch in batches:
            arrays = [change(column) for column in batch.columns]
            yield arrow.record_batch(arrays, names=schema.names)

    empty = arrow.RecordBatch.from_pylist([], schema=batches.schema)
    fields = [
        (field.name, change(column).type)
        for field, column in zip(batches.schema, empty.columns, strict=True)
    ]
    schema = arrow.schema(fields)
    return arrow.RecordBatchReader.from_batches(schema, changed())


def _for_sqlite(column: Any) -> Any:
    """A column as SQLite takes it."""
    arrow, types = module("pyarrow"), module("pyarrow.types")
    if types.is_decimal(column.type) or types.is_date(column.type):
        return column.cast(arrow.string())
    if types.is_timestamp(column.type):
        # DuckDB has another name for the zone, with which the text would end otherwise.
        text = column.cast(arrow.timestamp("us", tz="UTC")).cast(arrow.string())
        return module("pyarrow.compute").replace_substring_regex(text, r"\.0+Z$", "Z")
    return column
