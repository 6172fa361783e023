"""The world after a campaign, as queries of DuckDB: what `cdsl.world.tables.output` writes.

Floor 4. The columns and their types are those that the row engine writes; the order of rows is
not. Raises NotSetBasedError for what cannot be written so.
"""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from cdsl.batch.activity_results import activities_after
from cdsl.batch.cells import name_of, text_literal
from cdsl.batch.counts import Counted
from cdsl.batch.database import Connection
from cdsl.batch.handed import Beside, put_beside
from cdsl.batch.member_results import companies_after, members_after
from cdsl.batch.outcome import value_of
from cdsl.batch.people_results import entries_after, lists_after, people_after
from cdsl.batch.plan import Plan
from cdsl.batch.queries import Query
from cdsl.batch.shapes import Shapes
from cdsl.world.values import Value


def all_after(
    plan: Plan,
    counted: Counted,
    shapes: Shapes,
    zone: tzinfo,
    connection: Connection,
    beside: Beside | None = None,
) -> Iterator[tuple[str, Query]]:
    """Every table of the world after the flow, by name, with those who were handed over."""
    fields = () if beside is None else beside.fields
    members = () if beside is None else beside.members

    def whole(table: str, rest: Query) -> tuple[str, Query]:
        return table, put_beside(rest, table, beside, connection)

    yield whole("people", people_after(plan, shapes.people, connection, fields))
    yield "activities", activities_after(plan, counted, zone, beside)
    yield whole("lists", lists_after(plan))
    yield whole("members", members_after(plan, shapes.members, connection, members))
    yield "companies", companies_after(plan, shapes.companies)
    yield whole("entries", entries_after(plan))


def rows(found: Query, connection: Connection) -> Iterator[tuple[Value, ...]]:
    """The rows of a table in the order in which the row engine writes them."""
    order = ", ".join(_order(found, connection))
    # Beside the tables of a join a name alone may mean several columns.
    text = found.text if found.number else f"FROM ({found.text})"
    reading = connection.execute(f"{text} ORDER BY {order}", found.values)
    while some := reading.fetchmany(_PORTION):
        for row in some:
            yield tuple(map(value_of, row))


def _order(found: Query, connection: Connection) -> Iterator[str]:
    if found.owner:
        yield name_of(found.owner)
    if found.person:
        person = name_of(found.person)
        other = connection.execute(
            f"SELECT 1 FROM ({found.text}) WHERE NOT regexp_full_match({person}, '[0-9]+') LIMIT 1",
            found.values,
        ).fetchone()
        if other is None:
            yield f"length(ltrim({person}, '0'))"
            yield f"ltrim({person}, '0')"
        yield person
    if found.number:
        yield name_of(found.number)


_PORTION: Final = 10_000


def copy(found: Query, path: str, connection: Connection) -> None:
    """Write what a query gives into a Parquet file."""
    target = f"TO {text_literal(path)} (FORMAT parquet)"
    connection.execute(f"COPY ({found.text}) {target}", found.values)
