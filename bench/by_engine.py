"""What `batch_campaign.cdsl` does, done by the set-based engine.

From a text to what is written: the files are read, checked and planned each time.
"""

from pathlib import Path

from bench.crowd import NOW, Crowd
from cdsl.api import Project

CAMPAIGN = Path(__file__).parent / "batch_campaign.cdsl"


def to_parquet(crowd: Crowd, out: Path, memory: str | None = None) -> None:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it."""
    result = Project.open([CAMPAIGN]).run(
        engine="set",
        memory=memory,
        people=crowd.people,
        activities=[crowd.activities],
        lists=[crowd.lists],
        out=out,
        out_format="parquet",
        now=NOW,
    )
    if not result.was_written:
        raise SystemExit("\n".join(found.message for found in result.diagnostics))


def in_place(database: Path) -> None:
    """Do the campaign to the tables of a DuckDB file, where they stand."""
    result = Project.open([CAMPAIGN]).run(engine="set", world=database, now=NOW)
    if not result.was_written:
        raise SystemExit("\n".join(found.message for found in result.diagnostics))
