"""The world after a campaign, as queries of DuckDB: what `cdsl.world.tables.output` writes.

Floor 4. The columns and their types are those that the row engine writes; the order of rows is
not. Raises NotSetBasedError for what cannot be written so.
"""

from collections.abc import Iterator
from datetime import tzinfo

from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.activity_results import activities_after
from cdsl.batch.duckdb.cells import name_of, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.handed import Filled, HandedBack, not_handed, put_beside
from cdsl.batch.duckdb.member_results import companies_after, members_after
from cdsl.batch.duckdb.people_results import entries_after, lists_after, people_after
from cdsl.batch.duckdb.queries import Query
from cdsl.batch.plan import Plan
from cdsl.batch.shapes import Shapes
from cdsl.batch.world import ID, PEOPLE


def all_after(
    plan: Plan,
    counted: Counted,
    shapes: Shapes,
    zone: tzinfo,
    connection: Connection,
    filled: Filled,
    beside: HandedBack | None = None,
) -> Iterator[tuple[str, Query]]:
    """Every table of the world after the flow, by name, with those who were handed over.

    What is `filled` has a column, whether somebody of the flow has a value or not.
    """

    def whole(table: str, rest: Query) -> tuple[str, Query]:
        return table, put_beside(rest, table, beside, connection)

    own = not_handed(f"{name_of(PEOPLE)}.{name_of(ID.name)}", beside)
    yield whole("people", people_after(plan, shapes.people, connection, filled.people, own))
    yield "activities", activities_after(plan, counted, zone, beside)
    yield whole("lists", lists_after(plan))
    own = not_handed("person", beside)
    members = members_after(plan, shapes.members, connection, filled.members, own)
    yield whole("members", members)
    yield "companies", companies_after(plan, shapes.companies, connection)
    yield whole("entries", entries_after(plan, shapes))


def copy(found: Query, path: str, connection: Connection) -> None:
    """Write what a query gives into a Parquet file."""
    target = f"TO {text_literal(path)} (FORMAT parquet)"
    connection.execute(f"COPY ({found.text}) {target}", found.values)
