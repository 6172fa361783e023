"""DuckDB, in this process: a plan run in it, and what came of it.

Floor 4. Tables are there when a plan is run (`cdsl.batch.world`); the flow is worked out once and
kept for as long as the connection lives.
"""

from functools import partial
from typing import Any

import duckdb

from cdsl.batch import counts
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.relations import Select

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error


def make_flow(plan: Plan, connection: Connection, *, of_nobody: bool = False) -> None:
    """Make the flow of a plan, which is there as long as the connection lives.

    One `of_nobody` has all columns and no rows, as nothing is worked out.
    """
    values = Values()
    text = query(plan.flow(plan.wanted()), DUCKDB, values)
    if of_nobody:
        text += " WITH NO DATA"
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{FLOW}" AS {text}', values.by_name)


def count(plan: Plan, connection: Connection) -> Counted:
    """What came of a flow that is made, in numbers."""
    return counts.count(plan, partial(_rows, connection))


def _rows(connection: Connection, selection: Select) -> list[tuple[Any, ...]]:
    values = Values()
    text = query((selection,), DUCKDB, values)
    return connection.execute(text, values.by_name).fetchall()
