"""What `batch_campaign.cdsl` does, done by the set-based engine, by that of Spark, or one by one.

From a text to what is written: the files are read, checked and planned each time.
"""

from pathlib import Path

from bench.crowd import NOW, Crowd
from cdsl.api import Project
from cdsl.api.running import RunResult
from cdsl.batch.duckdb.direct import shown
from cdsl.batch.plan import Moment, Refused, plan
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import CampaignKind

CAMPAIGN = Path(__file__).parent / "batch_campaign.cdsl"


def to_parquet(crowd: Crowd, out: Path, memory: str | None = None) -> RunResult:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it."""
    return _from_files(crowd, out, "set", memory)


def in_rows(crowd: Crowd, out: Path) -> RunResult:
    """The same by the row engine."""
    return _from_files(crowd, out, "row")


def in_spark(crowd: Crowd, out: Path) -> RunResult:
    """The same in the session of Spark that is active, into a folder with a manifest."""
    return _from_files(crowd, out, "spark")


def in_place(database: Path) -> None:
    """Do the campaign to the tables of a DuckDB file, where they stand."""
    _written(Project.open([CAMPAIGN]).run(engine="set", world=database, now=NOW))


def planned() -> None:
    """Read, check and plan the campaign, and say it in SQL; no table is looked at."""
    project = Project.open([CAMPAIGN])
    if found := project.check():
        raise SystemExit("\n".join(one.message for one in found))
    program = project._program().analysis.program
    batches = [one for one in program.campaigns.values() if one.kind is CampaignKind.BATCH]
    zones = zones_of_workspaces(program)
    moment = Moment(NOW, 0, zones, has_numbers_for_ids=True, has_short_ids=True, active=())
    made = plan(program, batches, NOTHING_PASSED, moment)
    if isinstance(made, Refused):
        raise SystemExit(made.message)
    shown(made)


def command(crowd: Crowd, out: Path) -> list[str]:
    """The arguments of `cdsl` that do the same as `to_parquet`."""
    tables = ("--people", crowd.people, "--activities", crowd.activities, "--lists", crowd.lists)
    written = ("--out", out, "--out-format", "parquet", "--now", NOW.isoformat())
    return ["run", str(CAMPAIGN), "--engine", "set", *map(str, tables + written)]


def _from_files(crowd: Crowd, out: Path, engine: str, memory: str | None = None) -> RunResult:
    return _written(
        Project.open([CAMPAIGN]).run(
            engine=engine,
            memory=memory,
            people=crowd.people,
            activities=[crowd.activities],
            lists=[crowd.lists],
            out=out,
            out_format="parquet",
            now=NOW,
        )
    )


def _written(result: RunResult) -> RunResult:
    if not result.was_written:
        raise SystemExit("\n".join(found.message for found in result.diagnostics))
    return result
