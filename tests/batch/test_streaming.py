"""`examples/streaming`: a stream comes to what the row engine comes to over the same events."""

import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project

EXAMPLE = Path(__file__).parents[2] / "examples/streaming"
ARGUMENTS = shlex.split((EXAMPLE / "command.txt").read_text())
NOW, UNTIL = (ARGUMENTS[ARGUMENTS.index(option) + 1] for option in ("--now", "--until"))
STARTED = datetime.fromisoformat(f"{NOW}+01:00")
TABLES = ("people", "lists", "members", "entries", "activities")

Records = list[dict[str, str]]
World = dict[str, dict[str, Records]]
"""For each table and person their records, in order."""


def streamed(folder: Path) -> None:
    """Does what has come, in a process and a Spark of its own."""
    options = {
        "people": EXAMPLE / "people.csv",
        "lists": EXAMPLE / "lists.csv",
        "incoming": folder / "incoming",
        "out": folder / "out",
        "checkpoint": folder / "checkpoint",
        "now": STARTED.isoformat(),
    }
    named = [f"--{name}={value}" for name, value in options.items()]
    done = subprocess.run(
        [sys.executable, EXAMPLE / "stream.py", EXAMPLE / "campaign.cdsl", *named],
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()


def written(out: Path) -> World:
    """Activities of all batches, and everything else as the last batch of each person left it."""
    rows = dataset.dataset(out, partitioning="hive").to_table().to_pylist()
    rows.sort(key=lambda row: (row["batch"], row["number"]))
    last = {row["person_id"]: row["batch"] for row in rows if row["table"] == "clock"}
    found: World = {table: {} for table in TABLES}
    for row in rows:
        table, person = row["table"], row["person_id"]
        if table == "activities" or (table in found and row["batch"] == last[person]):
            found[table].setdefault(person, []).append(dict(row["cells"]))
    return found


def by_rows(out: Path) -> World:
    """What the row engine makes of the command of the folder."""
    result = Project.open(EXAMPLE / "campaign.cdsl").run(
        now=NOW,
        until=UNTIL,
        people=EXAMPLE / "people.csv",
        lists=EXAMPLE / "lists.csv",
        events=EXAMPLE / "events.csv",
        engine="row",
        out=out,
        out_format="parquet",
    )
    assert result.was_written
    found: World = {}
    for table in TABLES:
        divided: dict[str, Records] = found.setdefault(table, {})
        for row in parquet.read_table(out / f"{table}.parquet").to_pylist():
            cells = {name: text(value) for name, value in row.items() if value is not None}
            divided.setdefault(row["id" if table == "people" else "person_id"], []).append(cells)
    return found


def text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def without_runs(world: World) -> World:
    """Runs are numbered for each person by themselves in a stream."""
    for records in world["activities"].values():
        for record in records:
            record.pop("by_run", None)
    return world


@pytest.mark.spark
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_a_stream_is_equal_to_the_row_engine_over_restarts(tmp_path):
    for package in ("pyspark", "pandas", "google.protobuf"):
        pytest.importorskip(package)
    expected = without_runs(by_rows(tmp_path / "rows"))
    incoming = tmp_path / "incoming"
    incoming.mkdir()

    shutil.copy(EXAMPLE / "incoming/1.json", incoming)
    streamed(tmp_path)
    first = without_runs(written(tmp_path / "out"))
    assert first["members"]["2"][0]["status"] == "Started", "waits while nothing runs"
    assert first["people"] != expected["people"]

    shutil.copy(EXAMPLE / "incoming/2.json", incoming)
    streamed(tmp_path)
    assert without_runs(written(tmp_path / "out")) == expected

    # As if it had been killed while it wrote its results.
    shutil.rmtree(tmp_path / "out/batch=1")
    for note in (tmp_path / "checkpoint/commits").glob("*1*"):
        note.unlink()
    streamed(tmp_path)
    assert without_runs(written(tmp_path / "out")) == expected
