"""What Spark is about to do: where rows change machines, and what it makes of an uneven log."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from cdsl.batch.plan import FLOW, Moment, Plan, plan
from cdsl.batch.relations import Select
from cdsl.batch.spark.numbers import Rows, numbered
from cdsl.batch.world import ID
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import Tokens
from tests.batch.test_spark_files import read

pytestmark = pytest.mark.spark
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLAIN = """
batch campaign "Plain" {
  smart list { email is not empty }
  qualify every time
  flow { if score is over 50 { change notes to "hot" }  change score by +1 }
}
"""
BUSY = """
batch campaign "Busy" {
  smart list { did visit_page where page starts with "/fair" at least 3 times in past 30 days }
  qualify every time
  flow { change score by +10 }
}
"""


def files(folder: Path, people: int, activities: int, of_one: int) -> dict[str, Any]:
    """People by number, and what they did: so many of a hundred visits are the first one's."""
    ids = [str(number) for number in range(1, people + 1)]
    emails = [f"{one}@example.com" for one in ids]
    table = pa.table({"id": ids, "email": emails, "score": list(range(people))})
    parquet.write_table(table, folder / "people.parquet")
    done = range(activities)
    whose = ["1" if n % 100 < of_one else ids[n * 7 % people] for n in done]
    at = [NOW - timedelta(minutes=n % 50_000) for n in done]
    log = {
        "person_id": whose,
        "activity": ["visit_page"] * activities,
        "at": pa.array(at, pa.timestamp("us", tz="UTC")),
        "page": ["/fair" if n % 3 else "/home" for n in done],
    }
    parquet.write_table(pa.table(log), folder / "activities.parquet", row_group_size=5_000)
    return {
        "people": folder / "people.parquet",
        "activities": [folder / "activities.parquet"],
    }


def planned(text: str) -> tuple[Any, Plan]:
    program = Project.from_texts({"campaign.cdsl": text})._program().analysis.program
    (campaign,) = program.campaigns.values()
    moment = Moment(NOW, 0, zones_of_workspaces(program), True, (), has_short_ids=True)
    found = plan(program, (campaign,), Tokens(), moment)
    assert isinstance(found, Plan)
    return program, found


def said(
    text: str, inputs: dict[str, Any], spark: Any, *, with_run: bool, bounds: Rows = ()
) -> str:
    """The physical plan of a campaign's flow, in a session that sends no table to all machines."""
    from cdsl.batch.spark.cluster import frame_of, rows, session_of
    from cdsl.batch.spark.direct import Files, put_views
    from cdsl.batch.spark.sources import people_view
    from cdsl.batch.spark.tables import table_of

    session = session_of(spark)
    session.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    program, found = planned(text)
    given = Files((str(inputs["people"]),), tuple(map(str, inputs["activities"])))
    people_view(table_of("people", given.people, session), program, UTC)
    put_views(given, program, found.standing.base.needs, UTC, session)
    runs = [one.run for one in found.standing.started]
    wanted = [one for one in found.wanted() if with_run or one not in runs]
    told: list[str] = []

    def keep(selections: Sequence[Select]) -> str:
        frame = frame_of(session, selections)
        told.append(str(frame._jdf.queryExecution().executedPlan().toString()))
        frame.createOrReplaceTempView("kept")
        return "kept"

    numbered(found.flow(wanted), found.standing.order(), bounds, keep, partial(rows, session))
    return "\n".join(told)


def exchanges(said: str) -> list[str]:
    return re.findall(r"\bExchange (\w+\([^)]*\)|\w+)", said)


def test_a_campaign_without_joins_moves_rows_for_the_numbers_of_runs_alone(
    tmp_path: Path, spark: Any
) -> None:
    inputs = files(tmp_path, 50, 100, 0)
    assert exchanges(said(PLAIN, inputs, spark, with_run=False)) == []
    assert exchanges(said(PLAIN, inputs, spark, with_run=True)) == ["SinglePartition"]
    parted = said(PLAIN, inputs, spark, with_run=True, bounds=((11, "11"), (30, "30")))
    (moved,) = exchanges(parted)
    assert moved.startswith("hashpartitioning(part in order")


def test_a_log_is_gathered_before_it_is_moved(tmp_path: Path, spark: Any) -> None:
    told = said(BUSY, files(tmp_path, 50, 100, 90), spark, with_run=False)
    moved = exchanges(told)
    # The sums of the log, and the people that they are joined to.
    assert len(moved) == 2, told
    *_, below = told.split("Exchange hashpartitioning(person")
    assert "partial_count_if" in below or "partial_count" in below
    assert "Join" not in below


def test_every_mention_of_the_flow_is_read_from_the_cache(tmp_path: Path, spark: Any) -> None:
    from cdsl.batch.spark.cluster import frame_of, let_go, session_of, work_out
    from cdsl.batch.spark.direct import Files, put_views
    from cdsl.batch.spark.frames import together
    from cdsl.batch.spark.sources import people_view
    from cdsl.batch.spark.tables import table_of

    inputs = files(tmp_path, 50, 100, 0)
    session = session_of(spark)
    program, found = planned(BUSY)
    given = Files((str(inputs["people"]),), tuple(map(str, inputs["activities"])))
    people_view(table_of("people", given.people, session), program, UTC)
    put_views(given, program, found.standing.base.needs, UTC, session)
    work_out(found, session)
    part = Select("left", FLOW, ((ID.name, ID),))
    rows = together([frame_of(session, (part,)) for _ in range(3)])
    leaves = rows._jdf.queryExecution().withCachedData().collectLeaves()
    names = [leaves.apply(at).nodeName() for at in range(leaves.size())]
    let_go(session)
    assert len(names) == 3
    assert all(name.startswith(("InMemoryRelation", "Scan In-memory")) for name in names), names
    assert not spark._jsparkSession.sharedState().cacheManager().numCachedEntries()


def test_an_uneven_log_counts_right(tmp_path: Path, spark: Any) -> None:
    inputs = files(tmp_path, 500, 20_000, 90)
    project = Project.from_texts({"campaign.cdsl": BUSY})
    came = {
        engine: project.run(
            now=NOW, out=tmp_path / engine, out_format="parquet", engine=engine, **inputs
        )
        for engine in ("row", "spark")
    }
    assert came["spark"].campaigns == came["row"].campaigns
    assert 1 < came["row"].campaigns[0].entered < 500
    people = tmp_path / "spark" / "run-000001" / "people"
    assert read(people) == read(tmp_path / "row" / "people.parquet")
