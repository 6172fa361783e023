"""The campaign that batches are measured by: what is done by hand is what the row engine does."""

from pathlib import Path
from shutil import copyfile

import pytest

duckdb = pytest.importorskip("duckdb")

from bench import by_hand  # noqa: E402
from bench.crowd import NOW, Crowd, generated  # noqa: E402
from cdsl.api import Project  # noqa: E402

CAMPAIGN = Path(__file__).parents[1] / "bench" / "batch_campaign.cdsl"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory) -> Crowd:
    return generated(tmp_path_factory.mktemp("crowd"), 2_000)


@pytest.fixture(scope="module")
def by_engine(crowd: Crowd) -> Path:
    out = crowd.folder / "row"
    result = Project.open(CAMPAIGN).run(
        engine="row",
        people=crowd.people,
        activities=crowd.activities,
        lists=crowd.lists,
        now=NOW,
        out=out,
        out_format="parquet",
    )
    assert result.was_written
    assert result.diagnostics == ()
    return out


def test_the_campaign_is_without_findings():
    assert Project.open(CAMPAIGN).lint() == ()


def test_a_seed_makes_one_crowd(crowd, tmp_path):
    again = generated(tmp_path, 2_000)
    assert again.people.read_bytes() == crowd.people.read_bytes()
    assert again.activities.read_bytes() == crowd.activities.read_bytes()
    assert again.lists.read_bytes() == crowd.lists.read_bytes()
    assert generated(tmp_path, 2_000, seed=2).people.read_bytes() != crowd.people.read_bytes()


def test_from_parquet_to_parquet(crowd, by_engine, tmp_path):
    by_hand.to_parquet(crowd, tmp_path)
    by_hand.same(tmp_path, by_engine)


@pytest.mark.parametrize("do", [by_hand.in_place, by_hand.with_log_apart])
def test_in_place(do, crowd, by_engine, tmp_path):
    database = tmp_path / "copy.duckdb"
    copyfile(crowd.database, database)
    do(database)
    by_hand.exported(database, tmp_path / "out")
    by_hand.same(tmp_path / "out", by_engine)


def test_in_polars(crowd, by_engine, tmp_path):
    pytest.importorskip("polars")
    from bench.by_hand_polars import with_polars

    with_polars(crowd, tmp_path)
    by_hand.same(tmp_path, by_engine)


def test_everything_that_the_campaign_may_do_happens(by_engine):
    steps = duckdb.sql(
        f"SELECT DISTINCT by_campaign, by_step FROM '{by_engine}/activities.parquet'"
    )
    assert set(steps.fetchall()) == {
        *(("Reach out", step) for step in ("1.1.1", "1.2.1", "1.3.1", "2", "3", "4")),
        *(("Pass on", step) for step in ("1", "2")),
    }
    qualified = duckdb.sql(
        f"SELECT qualified, count(*) FROM '{by_engine}/activities.parquet' "
        "WHERE activity = 'execute_campaign' GROUP BY ALL"
    )
    assert all(count > 50 for _, count in qualified.fetchall())


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("people", "SELECT * REPLACE (CASE id WHEN '7' THEN 0 ELSE score END AS score) FROM t"),
        ("people", "FROM t WHERE id <> '7'"),
        ("lists", "FROM t UNION ALL (FROM t LIMIT 1)"),
        ("entries", 'SELECT * REPLACE ("at" + INTERVAL 1 SECOND AS "at") FROM t'),
        ("activities", "SELECT * REPLACE (by_run + 1 AS by_run) FROM t"),
        ("activities", "SELECT * REPLACE (by_run::INTEGER AS by_run) FROM t"),
        ("activities", "SELECT * EXCLUDE (reason) FROM t"),
    ],
)
def test_the_comparison_sees(table, change, crowd, by_engine, tmp_path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in by_hand.TABLES:
            connection.execute(f"CREATE OR REPLACE VIEW t AS FROM '{by_engine}/{name}.parquet'")
            query = change if name == table else "FROM t"
            connection.execute(f"COPY ({query}) TO '{tmp_path}/{name}.parquet' (FORMAT parquet)")
    found = by_hand.differences(tmp_path, by_engine)
    assert found
    assert all(line.startswith((f"{table}: ", "  ")) for line in found)
