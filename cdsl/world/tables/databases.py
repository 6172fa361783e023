"""Tables of databases as record batches, through ADBC, an optional guest (the extra `databases`).

Floor 3. Columns come as they are where their cells have a plain meaning: numbers, truth values,
days, instants and texts. All others come as the texts that the database writes for them.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.suggest import nearest
from cdsl.world.tables.address import Address, DatabaseKind
from cdsl.world.tables.arrow import module, rows_of
from cdsl.world.tables.database_kind import CALLED, kind_of
from cdsl.world.tables.sqlite_columns import quoted, sqlite_rows, sqlite_selection


class DatabaseError(Exception):
    """What keeps a database from being read or written, as a finding."""

    def __init__(self, found: Diagnostic) -> None:
        """The finding."""
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True, slots=True)
class Named:
    """A table or view of a database; `is_near` where its name alone finds it."""

    schema: str
    name: str
    is_near: bool

    @property
    def spelled(self) -> str:
        """The name as an address has it."""
        return self.name if self.is_near else f"{self.schema}.{self.name}"

    @property
    def quoted(self) -> str:
        """The name as SQL has it."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


# Reading ----------------------------------------------------------------------------------------


def header_of(address: Address) -> tuple[str, ...] | Diagnostic:
    """The names of a table's columns, or what is wrong: CDS730, CDS731."""
    try:
        with connected(address) as cursor, failing(address):
            return tuple(_schema(cursor, found_table(cursor, address)).names)
    except DatabaseError as error:
        return error.found


def records_of(address: Address) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table as texts, with their numbers from 1.

    Raises DatabaseError as `streamed` does, and ValueError for what is no text.
    """
    with streamed(address) as batches, failing(address):
        yield from rows_of(batches)


@contextmanager
def streamed(address: Address) -> Iterator[Any]:
    """The rows of a table as a RecordBatchReader, all as they are at one instant.

    Raises DatabaseError: CDS730, CDS731, CDS732.
    """
    with connected(address) as cursor:
        with failing(address):
            table = found_table(cursor, address)
            if address.kind is DatabaseKind.SQLITE:
                columns, of_bytes = sqlite_selection(cursor, table.quoted)
            else:
                columns, of_bytes = _selection(_schema(cursor, table))
            if of_bytes:
                raise DatabaseError(_holds_bytes(address, of_bytes))
            cursor.execute(f"{columns} FROM {table.quoted}")
            batches = cursor.fetch_record_batch()
            if address.kind is DatabaseKind.SQLITE:
                batches = sqlite_rows(batches)
        yield batches


def _schema(cursor: Any, table: Named) -> Any:
    cursor.execute(f"SELECT * FROM {table.quoted} LIMIT 0")
    return cursor.fetch_record_batch().schema


def _selection(schema: Any) -> tuple[str, list[str]]:
    """What selects the columns of a schema, and those that hold bytes."""
    types = module("pyarrow.types")
    plain = (
        *(types.is_boolean, types.is_integer, types.is_float64, types.is_decimal),
        *(types.is_date32, types.is_timestamp, types.is_string, types.is_large_string),
    )
    shown: list[str] = []
    of_bytes: list[str] = []
    for column in schema:
        name = quoted(column.name)
        if types.is_binary(column.type) or types.is_large_binary(column.type):
            of_bytes.append(column.name)
        is_plain = any(is_one(column.type) for is_one in plain)
        shown.append(name if is_plain else f"CAST({name} AS text) AS {name}")
    return f"SELECT {', '.join(shown)}", of_bytes


# Finding tables ---------------------------------------------------------------------------------


def tables_of(cursor: Any, kind: DatabaseKind) -> list[Named]:
    """All tables and views of a database, apart from its own."""
    cursor.execute(_LISTINGS[kind])
    return [Named(schema, name, bool(near)) for schema, name, near in cursor.fetchall()]


def named(tables: Iterable[Named], part: str, kind: DatabaseKind) -> Named | None:
    """The table that a part of an address names."""
    fold = str if kind is DatabaseKind.POSTGRESQL else str.lower
    found = {fold(f"{one.schema}.{one.name}"): one for one in tables}
    found |= {fold(one.name): one for one in found.values() if one.is_near}
    return found.get(fold(part))


def found_table(cursor: Any, address: Address) -> Named:
    """The table of an address. Raises DatabaseError for one that is not there."""
    tables = tables_of(cursor, address.kind)
    found = named(tables, address.part, address.kind)
    if found is not None:
        return found
    names = [table.spelled for table in tables]
    elsewhere = {one.name: one.spelled for one in tables}
    near = elsewhere.get(address.part) or nearest(address.part, names)
    if near is not None:
        help = f"did you mean `{near}`?"
    elif names:
        help = "it is one of " + ", ".join(f"`{name}`" for name in sorted(names)[:_SHOWN])
    else:
        help = "the database has no tables"
    message = f"`{address.database}` has no table `{address.part}`"
    if not address.part:
        message = f"`{address.database}` does not say which table: write `#` and its name behind it"
    raise DatabaseError(Diagnostic("CDS731", SEVERITIES["CDS731"], message, None, None, help=help))


def _holds_bytes(address: Address, columns: Sequence[str]) -> Diagnostic:
    several = "s" if len(columns) > 1 else ""
    names = ", ".join(f"`{name}`" for name in columns)
    message = f"`{address.shown}` has bytes in the column{several} {names}"
    help = "name a view that leaves them out, or that makes texts of them"
    return Diagnostic("CDS732", SEVERITIES["CDS732"], message, None, None, help=help)


# Connections ------------------------------------------------------------------------------------


@contextmanager
def connected(address: Address, *, writing: bool = False) -> Iterator[Any]:
    """A cursor in a transaction of its own, which leaves no trace where nobody commits it.

    A file that is to be written is made where it is missing.

    Raises DatabaseError where the database cannot be opened: CDS730, in writing CDS711.
    """
    if missing := missing_driver(address, "CDS711" if writing else "CDS730"):
        raise DatabaseError(missing)
    if reason := _why_another_file(address):
        raise DatabaseError(_failed(address, reason, writing=writing))
    with failing(address, writing=writing):
        connection = _connect(address, writing=writing)
    try:
        cursor = connection.cursor()
        try:
            yield cursor
        finally:
            with suppress(*_errors()):
                cursor.close()
    finally:
        with suppress(*_errors()):
            connection.close()


@contextmanager
def failing(address: Address, *, writing: bool = False) -> Iterator[None]:
    """What fails in a database is told as a DatabaseError."""
    try:
        yield
    except _errors() as error:
        told = error.strerror if isinstance(error, OSError) else None
        reason = address.hide(_reason(told or str(error)))
        raise DatabaseError(_failed(address, reason, writing=writing)) from error


def _failed(address: Address, reason: str, *, writing: bool) -> Diagnostic:
    if writing:
        return cannot_be_written(address.shown, reason, "")
    message = f"`{address.shown}` cannot be read: {reason}"
    return Diagnostic("CDS730", SEVERITIES["CDS730"], message, None, None)


def _why_another_file(address: Address) -> str:
    """What else a file is, which DuckDB would pass over for a database in memory; "" if it fits."""
    file = address.file
    if file is None or not os.access(file, os.R_OK) or os.path.getsize(file) == 0:
        # The driver says what is wrong with it, if anything is.
        return ""
    kind = kind_of(file)
    if kind is not None and kind is not address.kind:
        return (
            f"it is a database of {CALLED[kind]}: say `{Address(kind, file, address.part).shown}`"
        )
    is_none = kind is None and address.kind is DatabaseKind.DUCKDB
    return "it is no database of DuckDB" if is_none else ""


def cannot_be_written(place: str, reason: str, help: str) -> Diagnostic:
    """The finding that the output cannot be written to a place (CDS711)."""
    message = f"the output cannot be written to `{place}`: {reason}"
    help = "; ".join(filter(None, ("nothing there was changed", help)))
    return Diagnostic("CDS711", SEVERITIES["CDS711"], message, None, None, help=help)


def missing_driver(address: Address, code: str) -> Diagnostic | None:
    """The finding that what a kind of database takes is not installed."""
    needed = ("pyarrow", "adbc_driver_manager", _DRIVERS[address.kind])
    if all(find_spec(name) is not None for name in needed):
        return None
    message = f"`{address.shown}` needs the package {needed[-1]}, which is not installed"
    help = "it comes with the extra `databases`"
    return Diagnostic(code, SEVERITIES[code], message, None, None, help=help)


def _connect(address: Address, *, writing: bool) -> Any:
    driver = module(_DRIVERS[address.kind])
    if address.file is None:
        return module("adbc_driver_postgresql.dbapi").connect(address.where)
    if not writing:
        os.stat(address.file)
    if address.kind is DatabaseKind.SQLITE:
        # Not `ro`: what somebody left who was killed while writing is put right first.
        mode = "rwc" if writing else "rw"
        where = f"file:{quote(os.path.abspath(address.file))}?mode={mode}"
        return module("adbc_driver_sqlite.dbapi").connect(where)
    mode = "READ_WRITE" if writing else "READ_ONLY"
    return module("adbc_driver_manager.dbapi").connect(
        driver=driver.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": address.file, "access_mode": mode},
    )


def _errors() -> tuple[Any, ...]:
    return module("adbc_driver_manager").Error, module("pyarrow").ArrowException, OSError


def _reason(text: str) -> str:
    """The first line of what a driver says, without what it says of itself."""
    line = next(iter(text.strip().splitlines()), "it does not say why")
    return re.sub(r"\s+", " ", _PREFIX.sub("", line))


_SHOWN: Final = 8
_PREFIX: Final = re.compile(
    r"^([A-Z_]+: )?(\[\w+\] )?((Failed to|Could not) [\w ]+: )?(.*?ERROR: )?"
)
_DRIVERS: Final = MappingProxyType(
    {
        DatabaseKind.SQLITE: "adbc_driver_sqlite",
        DatabaseKind.DUCKDB: "adbc_driver_duckdb",
        DatabaseKind.POSTGRESQL: "adbc_driver_postgresql",
    }
)
_LISTINGS: Final = MappingProxyType(
    {
        DatabaseKind.SQLITE: "SELECT 'main', name, 1 FROM sqlite_master "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        DatabaseKind.DUCKDB: "SELECT table_schema, table_name, table_schema = current_schema() "
        "FROM information_schema.tables WHERE table_catalog = current_database()",
        DatabaseKind.POSTGRESQL: "SELECT nspname::text, relname::text, pg_table_is_visible(c.oid) "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND nspname <> 'information_schema' "
        "AND nspname NOT LIKE 'pg\\_%'",
    }
)
