"""What `batch_campaign.cdsl` does, done by the set-based engine and by that of Spark.

From a text to what is written: the files are read, checked and planned each time.
"""

from pathlib import Path

from bench.crowd import NOW, Crowd
from cdsl.api import Project
from cdsl.api.running import RunResult

CAMPAIGN = Path(__file__).parent / "batch_campaign.cdsl"


def to_parquet(crowd: Crowd, out: Path, memory: str | None = None) -> RunResult:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it."""
    return _from_files(crowd, out, "set", memory)


def in_spark(crowd: Crowd, out: Path) -> RunResult:
    """The same in the session of Spark that is active, into a folder with a manifest."""
    return _from_files(crowd, out, "spark")


def in_place(database: Path) -> None:
    """Do the campaign to the tables of a DuckDB file, where they stand."""
    _written(Project.open([CAMPAIGN]).run(engine="set", world=database, now=NOW))


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
