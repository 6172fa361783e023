"""DuckDB, in this process: a plan run in it, and what came of it.

Floor 4. Tables are there when a plan is run (`cdsl.batch.world`); the flow is worked out once and
kept for as long as the connection lives.
"""

from functools import partial
from typing import Any, Final

import duckdb

from cdsl.batch import counts
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.relations import Select

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
OutOfMemoryError = duckdb.OutOfMemoryException


MANY_PROJECTIONS: Final = 40
"""So many upon each other take DuckDB longest to foresee what range each column has, which no step
gains from: 5 of 7 seconds for 60 changes of one score."""


def is_too_deep(failed: Error) -> bool:
    """Whether expressions stand deeper in each other than DuckDB takes, which says so in words."""
    return "expression depth" in str(failed)


def make_flow(plan: Plan, connection: Connection, *, of_nobody: bool = False) -> None:
    """Make the flow of a plan, which is there as long as the connection lives.

    One `of_nobody` has all columns and no rows, as nothing is worked out.
    """
    values = Values()
    flow = plan.flow(plan.wanted())
    text = query(flow, DUCKDB, values)
    if of_nobody:
        text += " WITH NO DATA"
    if len(flow) > MANY_PROJECTIONS:
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{FLOW}" AS {text}', values.by_name)
    connection.execute("RESET disabled_optimizers")


def count(plan: Plan, connection: Connection) -> Counted:
    """What came of a flow that is made, in numbers."""
    return counts.count(plan, partial(_rows, connection))


def _rows(connection: Connection, selection: Select) -> list[tuple[Any, ...]]:
    values = Values()
    text = query((selection,), DUCKDB, values)
    return connection.execute(text, values.by_name).fetchall()
