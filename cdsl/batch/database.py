"""DuckDB, in this process: a plan run in it, and what came of it.

Floor 4. Tables are there when a plan is run (`cdsl.batch.world`); the flow is worked out once and
kept for as long as the connection lives.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb

from cdsl.batch import outcome
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.relations import Select
from cdsl.batch.tree import Expression, either
from cdsl.world.effects import Effect

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error


def make_flow(plan: Plan, connection: Connection) -> None:
    """Make the flow of a plan, which is there as long as the connection lives."""
    values = Values()
    text = query(plan.flow(plan.wanted()), DUCKDB, values)
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{FLOW}" AS {text}', values.by_name)


def count(plan: Plan, connection: Connection) -> Counted:
    """What came of a flow that is made, in numbers."""
    return outcome.count(plan, partial(_rows, connection))


def effects(plan: Plan, connection: Connection, counted: Counted) -> Iterator[Effect]:
    """What came of a flow that is worked out, see `outcome.effects`; it is fetched at once."""
    asked = outcome.asked(plan)
    parts = dict.fromkeys(part for where, values in asked for part in (where, *values))
    places = {part: place for place, part in enumerate(parts, 1)}
    someone = either(*(where for where, _ in asked))
    rows = _rows(connection, outcome.people_of(someone, tuple(parts))) if asked else []

    def people(where: Expression, values: tuple[Expression, ...]) -> list[tuple[Any, ...]]:
        own = (0, *map(places.__getitem__, values))
        holds = places[where]
        return [tuple(row[place] for place in own) for row in rows if row[holds]]

    return outcome.effects(plan, people, counted.runs_before)


def _rows(connection: Connection, selection: Select) -> list[tuple[Any, ...]]:
    values = Values()
    text = query((selection,), DUCKDB, values)
    return connection.execute(text, values.by_name).fetchall()
