"""The activities that a flow has left (`cdsl.batch.records`), as a query of DuckDB.

Floor 4; see `cdsl.batch.duckdb.results`.
"""

from datetime import tzinfo

from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.handed import HandedBack
from cdsl.batch.duckdb.queries import NUMBER, Query, as_written
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.records import attributes_of, left_in, record_of, typed_record
from cdsl.batch.relations import Select
from cdsl.batch.tree import fixed


def activities_after(
    plan: Plan,
    counted: Counted,
    zone: tzinfo,
    beside: HandedBack | None = None,
) -> Query:
    """The activities that the flow has left, one after another, and those beside them."""
    left = left_in(plan, counted)
    kinds = [one.activity for one in left]
    columns = attributes_of(plan, kinds if beside is None else (*kinds, *beside.kinds))
    values = Values()
    parts: list[str] = []
    for number, one in enumerate(left):
        shown = [
            *record_of(plan, counted, one, columns, zone),
            (NUMBER, fixed(number)),
        ]
        parts.append(query((Select("left", FLOW, tuple(shown), where=one.where),), DUCKDB, values))
    typed = typed_record(columns)
    outer = ", ".join(
        f"{as_written(name_of(name), type)} AS {name_of(name)}" for name, type in typed.items()
    )
    if beside is not None:
        own = ", ".join(map(name_of, typed))
        relation = beside.relation("activities")
        parts.append(f"SELECT {own}, {name_of(NUMBER)} FROM {relation}")
    if not parts:
        parts.append(_no_activities())
    found = f"FROM ({' UNION ALL '.join(parts)})"
    return Query(
        f"SELECT {outer} {found}",
        values.by_name,
        tuple(typed.items()),
        numbered=f"SELECT {outer}, {name_of(NUMBER)} {found}",
    )


def _no_activities() -> str:
    texts = ("person_id", "activity", "by_campaign", "by_step")
    columns = [f"CAST(NULL AS VARCHAR) AS {name}" for name in texts]
    columns += ['CAST(NULL AS TIMESTAMP) AS "at"', "CAST(NULL AS BIGINT) AS by_run"]
    columns += [f"CAST(NULL AS BIGINT) AS {name_of(NUMBER)}"]
    return f"SELECT {', '.join(columns)} WHERE FALSE"
