"""The databases that words are proved in, each as what selects from tables of Arrow."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.printing import Dialect, Values, query
from cdsl.batch.relations import Select
from cdsl.batch.tree import Kind

ARROW = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.CURRENCY: pa.decimal128(18, 4),
    Kind.FLOAT: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us"),
}


def table(columns: Mapping[str, tuple[Kind, Sequence[Any]]]) -> pa.Table:
    """A table of columns by name."""
    arrays = [pa.array(values, type=ARROW[kind]) for kind, values in columns.values()]
    return pa.table(arrays, names=list(columns))


class Engine(ABC):
    """Something that selects from tables."""

    dialect: Dialect

    @abstractmethod
    def rows(self, selection: Select, tables: Mapping[str, pa.Table]) -> list[tuple[Any, ...]]:
        """What a selection finds in some tables."""


class InDuckDB(Engine):
    """DuckDB, in this process."""

    dialect = DUCKDB

    def rows(self, selection: Select, tables: Mapping[str, pa.Table]) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            for name, one in tables.items():
                connection.register("handed over", one)
                connection.execute(f'CREATE TABLE "{name}" AS FROM "handed over"')
            values = Values()
            text = query((selection,), self.dialect, values)
            return connection.execute(text, values.by_name).fetchall()
