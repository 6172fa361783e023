"""A campaign over many people with ten times as many activities, against the same by hand.

The set-based engine against SQL that somebody wrote for DuckDB (`bench.by_hand`), from Parquet to
Parquet and in place in a DuckDB file; a smart list of twelve predicates against the bare query;
making the plan; and the row engine, for orientation. Both sides write equal tables. Run:
python -m bench.batch [--people N]
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bench import by_hand, crowd
from bench.measure import Goal, Row, compare, interleaved, main
from cdsl.api import Project
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.plan import Moment, Plan, plan
from cdsl.batch.printing import Values, query
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import Program
from cdsl.semantics.tokens import Chain

CAMPAIGN = Path(__file__).parent / "shared.cdsl"
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
PEOPLE = 1_000_000
ROW_PEOPLE = 10_000
FILES, IN_PLACE = "set engine, Parquet to Parquet", "set engine, in place"
FILES_BY_HAND, IN_PLACE_BY_HAND = "by hand, Parquet to Parquet", "by hand, in place"
LISTED, LISTED_BY_HAND = "who qualifies", "the bare query"
PLANNED = "planning and printing"
ROWS, SETS = "row engine, 10,000 people", "set engine, 10,000 people"

GOALS = (
    Goal(FILES, FILES_BY_HAND, most=1.3),
    Goal(IN_PLACE, IN_PLACE_BY_HAND, most=1.3),
    Goal(LISTED, LISTED_BY_HAND, most=1.1),
    Goal(PLANNED, FILES_BY_HAND, most=0.05),
    Goal(SETS, ROWS, least=1),
)
KEPT = "CREATE OR REPLACE TEMP TABLE listed AS"
BARE = """
SELECT id FROM people WHERE lower(country) IN ('italy', 'france', 'germany')
  AND NOT coalesce(unsubscribed, false)
  AND (lower(industry) = 'software' OR contains(lower(industry), 'tech'))
  AND (contains(lower(title), 'chief') OR contains(lower(title), 'vice president')
    OR score BETWEEN 60 AND 80)
  AND (employees >= 500 OR acquired_on >= DATE '2026-06-01' OR last_activity >= DATE '2026-10-01')
  AND coalesce(lower(state) <> 'ca', true)
  AND coalesce(NOT contains(lower(email), '@example.org'), true)
"""
TWELVE = """
person { industry: text  employees: integer  acquired_on: date  last_activity: date }
batch campaign "Twelve" {
  smart list {
    country in ["Italy", "France", "Germany"]
    unsubscribed is not true
    industry is "Software" or industry contains "tech"
    title contains ["chief", "vice president"] or score between 60 and 80
    employees >= 500 or acquired_on on or after 2026-06-01
      or last_activity on or after 2026-10-01
    state is not "CA"
    email not contains "@example.org"
  }
  qualify every time
  flow { do nothing }
}
"""


def made(program: Program, name: str) -> Plan:
    """The plan of a campaign."""
    campaign = next(one for key, one in program.campaigns.items() if key.name == name)
    moment = Moment(NOW, 0, zones_of_workspaces(program), {}, False, ())
    found = plan(program, campaign, Chain(), moment)
    assert isinstance(found, Plan), found
    return found


def program_of(project: Project) -> Program:
    """What files mean."""
    return project._program().analysis.program


def text_of(found: Plan) -> tuple[str, Values]:
    """A plan as DuckDB reads it."""
    values = Values()
    return query(found.flow(found.wanted()), DUCKDB, values), values


def runner(folder: Path, out: Path, engine: str) -> Callable[[], object]:
    """A run from files to files, in a process that is warm."""
    project = Project.open(CAMPAIGN)

    def run() -> None:
        result = project.run(
            now=NOW,
            engine=engine,
            people=folder / "people.parquet",
            activities=[folder / "activities.parquet"],
            lists=[folder / "lists.parquet"],
            out=out,
            out_format="parquet",
        )
        assert result.was_written, result.diagnostics

    return run


def measure(rounds: int, people: int = PEOPLE) -> tuple[Row, ...]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        crowd.written(people, folder / "crowd")
        crowd.written(ROW_PEOPLE, folder / "few")
        for name in ("hand", "ours", "rows", "sets"):
            (folder / name).mkdir()
        world = folder / "world.duckdb"
        project = Project.open(CAMPAIGN)

        def fresh() -> None:
            shutil.copy(folder / "crowd" / "world.duckdb", world)

        def in_place() -> None:
            result = project.run(now=NOW, engine="set", world=world)
            assert result.was_written, result.diagnostics

        program = program_of(project)
        twelve = made(program_of(Project.from_texts({"a.cdsl": TWELVE})), "Twelve")
        values = Values()
        few = query(twelve.flow(()), DUCKDB, values)
        with duckdb.connect() as connection:
            connection.execute(
                f"CREATE TABLE people AS FROM '{folder / 'crowd' / 'people.parquet'}'"
            )
            medians = interleaved(
                {
                    FILES_BY_HAND: lambda: by_hand.from_files(folder / "crowd", folder / "hand"),
                    FILES: runner(folder / "crowd", folder / "ours", "set"),
                    IN_PLACE_BY_HAND: lambda: by_hand.in_place(world),
                    IN_PLACE: in_place,
                    LISTED_BY_HAND: lambda: connection.execute(f"{KEPT} {BARE}"),
                    LISTED: lambda: connection.execute(f"{KEPT} {few}", values.by_name),
                    PLANNED: lambda: text_of(made(program, "Shared")),
                    ROWS: runner(folder / "few", folder / "rows", "row"),
                    SETS: runner(folder / "few", folder / "sets", "set"),
                },
                rounds,
                before={IN_PLACE_BY_HAND: fresh, IN_PLACE: fresh},
            )
        differing = by_hand.differences(folder / "ours", folder / "hand")
        if any(differing.values()):
            sys.exit(f"the tables differ: {differing}")
    return compare(medians, GOALS)


if __name__ == "__main__":
    main("A campaign over everybody at once, against SQL by hand", 5, measure)
