"""Trigger campaigns over a stream: Spark says whose turn it is, the row engine what happens.

    python stream.py campaign.cdsl --people people.csv --lists lists.csv \
        --incoming incoming --out out --checkpoint checkpoint --now 2026-11-23T08:00Z

Does what has come into a folder of JSON lines since the last time, and ends. Each person is a
world of their own, which Spark keeps from one time to the next; README.md says what is where.
"""

import argparse
import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as parquet
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.streaming import StatefulProcessor, StatefulProcessorHandle

from cdsl.api import Project

EVENT = (
    "person_id STRING, activity STRING, at STRING, number BIGINT, attributes MAP<STRING, STRING>"
)
START = "person_id STRING, tables MAP<STRING, BINARY>"
WORLD = "tables MAP<STRING, BINARY>, since STRING, clock STRING, events ARRAY<STRING>, told BIGINT"
RESULT = "person_id STRING, `table` STRING, number BIGINT, cells MAP<STRING, STRING>"
TABLES = ("people", "lists", "members", "entries", "activities")
SETTINGS = {
    "spark.sql.shuffle.partitions": "2",  # as many as there are cores; fixed by the checkpoint
    "spark.sql.streaming.stateStore.providerClass": (
        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
    ),
}


class OnePerson(StatefulProcessor):
    """A person: their tables as of when nothing waited last, and the events since then.

    What waits is kept by what led to it: these events are lived through again with the ones that
    come, and of the log only what was not told before is handed on.
    """

    def __init__(self, campaign: str, now: str) -> None:
        self.campaign, self.now = campaign, now

    def init(self, handle: StatefulProcessorHandle) -> None:
        """Called once a task, before anybody's turn."""
        self.project = Project.from_texts({"campaign.cdsl": self.campaign})
        self.world = handle.getValueState("world", WORLD)

    def handleInitialState(self, key: Any, initialState: Row, timerValues: Any) -> None:  # noqa: N802, N803
        """Somebody whom the tables at the start know."""
        self.world.update((dict(initialState.tables), self.now, self.now, [], 0))

    def handleInputRows(self, key: Any, rows: Iterator[Row], timerValues: Any) -> Iterator[Row]:  # noqa: N802, N803
        """What somebody did: the activities that come of it, and how they stand afterwards."""
        nobody = ({}, self.now, self.now, [], 0)
        tables, since, clock, earlier, told = self.world.get() or nobody
        last, events = instant(clock), [json.loads(event) for event in earlier]
        for row in sorted(rows, key=lambda row: (instant(row.at), row.number or 0)):
            last = max(last, instant(row.at))  # what comes late happens when it comes
            if row.activity is not None:
                named = {"person_id": key[0], "activity": row.activity, "at": last.isoformat()}
                events.append({**dict(row.attributes or ()), **named})
        clock = last.isoformat()
        with TemporaryDirectory() as folder:
            is_waiting = live(self.project, Path(folder), tables, since, clock, events)
            files = {name: Path(folder, "after", f"{name}.parquet") for name in TABLES}
            found = {name: cells(path) for name, path in files.items()}
            new, told = found["activities"][told:], len(found["activities"])
            if is_waiting:
                written = [json.dumps(event) for event in events]
                self.world.update((tables, since, clock, written, told))
            else:
                kept = {path.name: path.read_bytes() for name, path in files.items() if found[name]}
                self.world.update((kept, clock, clock, [], told))
        result = {**found, "activities": new, "clock": [{"at": clock}]}
        for name, records in result.items():
            for number, record in enumerate(records):
                yield Row(person_id=key[0], table=name, number=number, cells=record)


def live(
    project: Project,
    folder: Path,
    tables: Mapping[str, bytes],
    since: str,
    until: str,
    events: Sequence[Mapping[str, str]],
) -> bool:
    """Let events happen in a world, written to `after`; whether anything waits at the end."""
    given: dict[str, Any] = {}
    for name, content in tables.items():
        path, option = folder / name, name.partition(".")[0]
        path.write_bytes(content)
        given[option] = path if option in ("people", "members") else (path,)
    if events:
        path = folder / "events.csv"
        path.write_text(csv_text(events), encoding="utf-8")
        given["events"] = (path,)
    result = project.run(
        now=since,
        until=until,
        engine="row",
        out=folder / "after",
        out_format="parquet",
        all_activities=True,
        **given,
    )
    if not result.was_written:
        raise ValueError("; ".join(one.message for one in result.diagnostics))
    if batches := [one.name for one in result.campaigns if one.kind == "batch"]:
        raise ValueError(f"batch campaigns are not run over a stream: {', '.join(batches)}")
    return any(campaign.waiting for campaign in result.campaigns)


def instant(written: str) -> datetime:
    """An instant that says its zone, in UTC."""
    return datetime.fromisoformat(written).astimezone(UTC)


def csv_text(records: Iterable[Mapping[str, str]]) -> str:
    """Records as a table, with the columns that any of them has."""
    records = list(records)
    written = StringIO()
    columns = dict.fromkeys(column for record in records for column in record)
    writer = csv.DictWriter(written, list(columns), restval="")
    writer.writeheader()
    writer.writerows(records)
    return written.getvalue()


def cells(path: Path) -> list[dict[str, str]]:
    """The records of a Parquet file, each with the texts of what is not empty."""
    return [
        {name: as_text(value) for name, value in record.items() if value is not None}
        for record in parquet.read_table(path).to_pylist()
    ]


def as_text(value: Any) -> str:
    """The text of a value that is not empty; instants are in UTC."""
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def worlds(people: str, lists: str | None) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The tables at the start, divided by person."""
    divided: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(dict)
    for name, path, key in (("people.csv", people, "id"), ("lists.csv", lists, "person_id")):
        if path is not None:
            with open(path, encoding="utf-8", newline="") as opened:
                for record in csv.DictReader(opened):
                    divided[record[key]].setdefault(name, []).append(record)
    for person, tables in divided.items():
        yield person, {name: csv_text(rows).encode() for name, rows in tables.items()}


def stream(spark: SparkSession, arguments: argparse.Namespace) -> None:
    """Do what has come since the checkpoint, and end."""
    campaign = Path(arguments.campaign).read_text(encoding="utf-8")
    start = spark.createDataFrame([*worlds(arguments.people, arguments.lists)], START)
    results = (
        spark.readStream.schema(EVENT)
        .json(arguments.incoming)
        .groupBy("person_id")
        .transformWithState(
            OnePerson(campaign, arguments.now),
            RESULT,
            outputMode="Append",
            timeMode="None",
            initialState=start.groupBy("person_id"),
        )
    )

    def write(batch: DataFrame, number: int) -> None:
        place = f"{arguments.out}/batch={number}"  # one that is done again replaces itself
        batch.write.mode("overwrite").partitionBy("table").parquet(place)

    query = results.writeStream.foreachBatch(write).trigger(availableNow=True)
    query.option("checkpointLocation", arguments.checkpoint).start().awaitTermination()


def main() -> None:
    """Read the arguments, start Spark, stream."""
    parser = argparse.ArgumentParser(description="Trigger campaigns over a stream of events.")
    parser.add_argument("campaign")
    parser.add_argument("--lists")
    for name in ("people", "incoming", "out", "checkpoint", "now"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--master", default="local[2]")
    arguments = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(arguments.master).appName("cdsl")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        stream(spark, arguments)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
