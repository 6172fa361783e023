"""What a run that is broken off leaves: everything as it was, and no folder of what was spilled."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdsl.api import Project

duckdb = pytest.importorskip("duckdb")

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """list "Seen"
batch campaign "Count" {
  smart list { did visit_page at least 2 times }
  flow {
    change score by 1
    if email contains ["7", "8", "9"] { add to list "Seen" }
    set status "Came" in program "Fair"
  }
}
channel "Show" { status "Came" }
program "Fair" { channel "Show" }
"""
PEOPLE = 1_000_000
TABLES = {
    "people": "SELECT 'p' || range AS id, 'p' || range || '@x.example' AS email, "
    f"range::BIGINT AS score FROM range({PEOPLE})",
    "activities": "SELECT 'p' || (range // 2) AS person_id, 'visit_page' AS activity, "
    f"TIMESTAMPTZ '2026-03-01 00:00:00+00' AS \"at\" FROM range({2 * PEOPLE})",
}
WAYS = {
    "parquet": ("--out", "out", "--out-format", "parquet"),
    "csv": ("--out", "out"),
    "world": (),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_interrupt_leaves_everything_as_it_was(way: str, tmp_path: Path) -> None:
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN, encoding="utf-8")
    spilled = tmp_path / "spilled"
    spilled.mkdir()
    inputs = world(tmp_path) if way == "world" else tables(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    command = [sys.executable, "-m", "cdsl", "run", "campaign.cdsl", "--now", NOW]
    with subprocess.Popen(
        [*command, "--engine", "set", *inputs, *WAYS[way]],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(spilled)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        while running.poll() is None and not list(spilled.iterdir()):
            time.sleep(0.01)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
    assert (running.returncode, out, err.strip()) == (130, "", "")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["spilled"]
    assert not list(spilled.iterdir())


def tables(folder: Path) -> list[str]:
    """The tables as files."""
    for name, text in TABLES.items():
        duckdb.sql(f"COPY ({text}) TO '{folder / name}.parquet'")
    return ["--people", "people.parquet", "--activities", "activities.parquet"]


def world(folder: Path) -> list[str]:
    """The tables in a file that is changed in place."""
    with duckdb.connect(str(folder / "world.duckdb")) as connection:
        for name, text in TABLES.items():
            connection.execute(f"CREATE TABLE {name} AS {text}")
    return ["--world", "world.duckdb"]


@pytest.mark.parametrize(
    ("table", "check"),
    [("people", "score < 3"), ("lists", "person_id <> 'b'"), ("activities", "person_id <> 'b'")],
)
def test_a_world_that_cannot_hold_one_row_holds_none(
    table: str, check: str, tmp_path: Path
) -> None:
    columns = {
        "people": "id VARCHAR, score BIGINT",
        "lists": "list VARCHAR, person_id VARCHAR",
        "activities": 'person_id VARCHAR, activity VARCHAR, "at" TIMESTAMPTZ',
    }
    file = tmp_path / "world.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name, own in columns.items():
            checked = f", CHECK ({check})" if name == table else ""
            connection.execute(f"CREATE TABLE {name} ({own}{checked})")
        connection.execute("INSERT INTO people VALUES ('a', 1), ('b', 2)")
        before = {name: connection.execute(f"FROM {name}").fetchall() for name in columns}
    flow = 'flow { change score by 1 add to list "Seen" }'
    text = f'list "Seen"\nbatch campaign "Count" {{ smart list {{ everyone }} {flow} }}'
    done = Project.from_texts({"campaign.cdsl": text}).run(now=NOW, world=file)
    assert not done.has_run
    (told,) = done.diagnostics
    assert (told.code, "CHECK constraint" in told.message) == ("CDS612", True), told
    with duckdb.connect(str(file)) as connection:
        after = {name: connection.execute(f"FROM {name}").fetchall() for name in columns}
    assert after == before
