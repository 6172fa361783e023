"""The smart list of a batch campaign alone: as the engine asks for it, and as others do.

The engine's query is the one that its plan makes of the text, over the view that it reads people
by; that people were looked through beforehand, for cells that are not plain, is counted in the run
and not here. The bare query and the rule packages are those of `bench/filters.py`.
"""

from collections.abc import Mapping
from typing import Final

import duckdb

from bench import by_engine, filters
from bench.crowd import NOW, Crowd
from bench.measure import Goal, Row, compare, interleaved
from bench.twelve import analysed
from cdsl.batch.duckdb.people_source import people_view
from cdsl.batch.duckdb.sources import relation_of
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.plan import Moment, Refused, plan
from cdsl.batch.printing import Values, query
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces

ALONE: Final = """
batch campaign "Alone" {
  smart list { member of smart list "Target group" }
  qualify every time
  flow { do nothing }
}
"""

FILTERED, CEL_FILTERED = 20_000, 1_000
"""So many people the rule packages get; what cel-python takes is multiplied by the rest."""

ENGINE, ENGINE_ON_TABLE = "12 predicates, cdsl on Parquet", "12 predicates, cdsl on a table"
BARE, BARE_ON_TABLE = "12 predicates, DuckDB on Parquet", "12 predicates, DuckDB on a table"
BARE_FEW, RULE_ENGINE = f"{FILTERED:,} people, DuckDB", f"{FILTERED:,} people, rule-engine"
CEL = f"{FILTERED:,} people, cel-python compiled"


def smart_list(crowd: Crowd, rounds: int) -> tuple[Row, ...]:
    """The engine against the bare query, and the rule packages for orientation."""
    few = filters.some_people(crowd.people, FILTERED)
    with duckdb.connect(str(crowd.database), read_only=True) as connection:
        connection.execute(f"CREATE TEMP TABLE few AS FROM people LIMIT {FILTERED}")
        file, table = f"'{crowd.people}'", f"{_NAME}.main.people"
        counts = {
            BARE: filters.by_duckdb(file, connection),
            ENGINE: by_engine_alone(file, connection.cursor()),
            BARE_ON_TABLE: filters.by_duckdb(table, connection),
            ENGINE_ON_TABLE: by_engine_alone(table, connection.cursor()),
            BARE_FEW: filters.by_duckdb("few", connection),
            RULE_ENGINE: filters.by_rule_engine(few),
            CEL: filters.by_cel(few[:CEL_FILTERED]),
        }
        some = filters.by_duckdb(f"(FROM {file} LIMIT {CEL_FILTERED})", connection)
        _must_agree(counts, some)
        medians = interleaved(counts, rounds)
    medians[CEL] *= len(few) / len(few[:CEL_FILTERED])
    return compare(
        medians,
        (
            Goal(ENGINE, BARE, most=1.1),
            Goal(ENGINE_ON_TABLE, BARE_ON_TABLE, most=1.1),
            Goal(BARE_ON_TABLE, BARE),
            Goal(RULE_ENGINE, BARE_FEW),
            Goal(CEL, BARE_FEW),
        ),
    )


def by_engine_alone(source: str, connection: duckdb.DuckDBPyConnection) -> filters.Count:
    """Counts those of a table or file whom the campaign's smart list means.

    The connection keeps the view that they are read by, and has none yet.
    """
    program = analysed(by_engine.CAMPAIGN.read_text(encoding="utf-8") + ALONE)
    (campaign,) = (one for one in program.campaigns.values() if one.key.name == "Alone")
    zones = zones_of_workspaces(program)
    moment = Moment(NOW, 0, zones, has_numbers_for_ids=True, active=())
    found = plan(program, (campaign,), NOTHING_PASSED, moment)
    zone = zones[campaign.key.workspace]
    if isinstance(found, Refused):
        raise SystemExit(found.message)
    people_view(relation_of(source, connection), program, zone, connection)
    values = Values()
    text = f"SELECT count(*) FROM ({query(found.flow(()), DUCKDB, values)})"

    def count() -> int:
        row = connection.execute(text, values.by_name).fetchone()
        return 0 if row is None else int(row[0])

    return count


def _must_agree(counts: Mapping[str, filters.Count], some: filters.Count) -> None:
    for one, other in (
        (counts[BARE], counts[BARE_ON_TABLE]),
        (counts[BARE], counts[ENGINE]),
        (counts[BARE], counts[ENGINE_ON_TABLE]),
        (counts[BARE_FEW], counts[RULE_ENGINE]),
        (some, counts[CEL]),
    ):
        if one() != other():
            raise SystemExit("the filters disagree")


_NAME: Final = "crowd"
"""What DuckDB calls the database of a crowd, after its file."""
