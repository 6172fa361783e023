"""Tables that come from databases and go to them as streams of columns.

Floor 4. A stream is read once and a plan reads tables often: what comes is kept in a table of
DuckDB, which spills beyond its memory.
"""

from collections.abc import Callable
from typing import Any, Final

from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import Query
from cdsl.world.tables.address import Address
from cdsl.world.tables.databases import streamed

_STREAM: Final = "coming in"
_ROWS: Final = 100_000
"""So many rows are handed over at a time."""


def taken_in(
    address: Address, number: int, shaped: Callable[[str], str], connection: Connection
) -> str:
    """A database's table as something to select from, called by a number of its own.

    `shaped` says for a relation what of it is kept. Raises DatabaseError, duckdb.Error.
    """
    name = name_of(f"table {number} of a database")
    with streamed(address) as batches:
        connection.register(_STREAM, batches)
        try:
            kept = shaped(name_of(_STREAM))
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {kept}")
        finally:
            connection.unregister(_STREAM)
    return name


def handed_out(found: Query, connection: Connection) -> Any:
    """What a query gives as a RecordBatchReader."""
    # Of whatever was asked before and not read to its end, as a look for one row is not.
    connection.abort()
    return connection.sql(found.text, params=dict(found.values)).to_arrow_reader(_ROWS)
