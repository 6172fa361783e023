"""A whole campaign over everybody in Spark, by its engine and by hand.

From Parquet to Parquet in one session of two threads that is warm: the first round is not counted.
By hand it is Spark's SQL, as whoever knows it would write it. Before anything is measured both must
have done the same as it is done by hand in DuckDB, row by row, and the report must be that of the
set-based engine. Needs pyspark and Java. Run: python -m bench.spark --people 1000000
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
from pyspark.sql import SparkSession

from bench import by_engine, by_hand, by_hand_spark
from bench.crowd import Crowd, generated
from bench.measure import Goal, Row, Workload, compare, interleaved, main

HAND, ENGINE, DUCKDB = "by hand in Spark SQL", "cdsl in Spark", "cdsl in DuckDB"

SETTINGS: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.session.timeZone": "UTC",
    # What `cdsl run` takes on one machine of two cores: of 200 parts, both sides would measure the
    # number; and both join what has changed with people at once.
    "spark.sql.autoBroadcastJoinThreshold": "64m",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def measure(rounds: int, people: int) -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory() as folder, local_session() as session:
        crowd = generated(Path(folder), people)
        _must_be_the_same(crowd, session)
        workloads: dict[str, Workload] = {
            HAND: partial(by_hand_spark.in_spark, crowd, _out(crowd, HAND), session),
            ENGINE: partial(by_engine.in_spark, crowd, _out(crowd, ENGINE)),
            DUCKDB: partial(by_engine.to_parquet, crowd, _out(crowd, DUCKDB)),
        }
        medians = interleaved(workloads, rounds)
        return compare(medians, (Goal(ENGINE, HAND, most=1.2), Goal(ENGINE, DUCKDB)))


@contextmanager
def local_session() -> Iterator[SparkSession]:
    """A session of two threads on this machine, which is the active one until it ends."""
    builder = SparkSession.builder.master("local[2]").appName("bench")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


def _must_be_the_same(crowd: Crowd, session: SparkSession) -> None:
    wanted = _out(crowd, "wanted")
    by_hand.to_parquet(crowd, wanted)
    by_hand_spark.in_spark(crowd, _out(crowd, HAND), session)
    by_hand.same(gathered(_out(crowd, HAND)), wanted)
    report = by_engine.in_spark(crowd, _out(crowd, ENGINE)).campaigns
    by_hand.same(gathered(named_by_manifest(_out(crowd, ENGINE))), wanted)
    if report != by_engine.to_parquet(crowd, _out(crowd, DUCKDB)).campaigns:
        raise SystemExit("the reports differ")


def named_by_manifest(out: Path) -> Path:
    """The folder of the world that a run in Spark has left."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return out / str(manifest["folder"])


def gathered(folder: Path) -> Path:
    """A folder with a file for each table, of one that has a folder for each."""
    out = folder / "gathered"
    out.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in by_hand.TABLES:
            rows = f"FROM read_parquet('{folder / table}/*.parquet')"
            connection.execute(f"COPY ({rows}) TO '{out / table}.parquet' (FORMAT parquet)")
    return out


def _out(crowd: Crowd, name: str) -> Path:
    return crowd.folder / f"after, {name}"


if __name__ == "__main__":
    main("a campaign over everybody, in Spark", 5, measure, people=200_000)
