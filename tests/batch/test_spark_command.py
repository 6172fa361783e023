"""`cdsl run --engine spark` as a process: what it writes, and what it says where it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdsl.world.tables.output import TABLES
from tests.batch.test_spark_plans import BUSY, files

FEW = "--conf spark.sql.shuffle.partitions=4 pyspark-shell"
QUIET = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": FEW}
NOW = ("--now", "2026-11-23T09:00Z")


def has_spark() -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    pytest.importorskip("pyarrow")
    (tmp_path / "campaign.cdsl").write_text(BUSY, encoding="utf-8")
    files(tmp_path, 200, 3_000, 20)
    return tmp_path


def run(world: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cdsl", "run", "campaign.cdsl", *NOW, *arguments]
    if "--people" not in arguments:
        command += ["--people", "people.parquet", "--activities", "activities.parquet"]
    return subprocess.run(
        command,
        cwd=world,
        env={**os.environ, **QUIET, **environment},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def rows_of(world: Path, out: str) -> Any:
    from tests.batch.test_spark_files import read, written

    if (world / out / "manifest.json").exists():
        return written(world / out)
    return {name: read(world / out / f"{name}.parquet") for name in TABLES}


@pytest.mark.spark
def test_a_cluster_of_two_workers_writes_what_the_row_engine_writes(world: Path) -> None:
    has_spark()
    from tests.batch.standalone import standalone

    was = run(world, "--engine", "row", "--out", "row", "--out-format", "parquet")
    (world / "cluster").mkdir()
    with standalone(world / "cluster", workers=2) as master:
        place = f"file://{world}"
        read = ["--people", f"{place}/people.parquet"]
        read += ["--activities", f"{place}/activities.parquet"]
        done = run(world, *read, "--engine", "spark", "--master", master, "--out", f"{place}/out")
        logs = [path.read_text() for path in (world / "cluster").glob("worker-*.log")]
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == was.stdout
    assert rows_of(world, "out") == rows_of(world, "row")
    assert len(logs) == 2
    assert all("Asked to launch executor" in log for log in logs)


# What is said where it cannot be ----------------------------------------------------------------


@pytest.mark.spark
def test_a_master_that_is_none_is_a_finding(world: Path) -> None:
    has_spark()
    done = run(world, "--engine", "spark", "--master", "nonsense://here", "--out", "out")
    assert done.returncode == 1
    assert "error[CDS621]: Spark: " in done.stderr
    assert "Master must" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (world / "out").exists()


@pytest.mark.spark
def test_a_file_that_is_no_parquet_is_a_finding(world: Path) -> None:
    has_spark()
    (world / "people.parquet").write_text("id\n1\n")
    done = run(world, "--engine", "spark", "--out", f"file://{world}/out")
    assert done.returncode == 1
    assert "error[CDS620]: people: it is not Parquet" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert not (world / "out").exists()
    assert not (world / "spark-warehouse").exists()


@pytest.mark.spark
def test_java_that_is_missing_is_a_finding(world: Path) -> None:
    has_spark()
    done = run(world, "--engine", "spark", PATH="/nowhere", JAVA_HOME="/nowhere")
    assert "error[CDS621]: Spark: it needs Java, of which there is none" in done.stderr


def test_explaining_starts_nothing(world: Path) -> None:
    has_spark()
    done = run(world, "--engine", "spark", "--explain", PATH="/nowhere", JAVA_HOME="/nowhere")
    assert done.returncode == 0
    assert done.stdout.startswith("engine spark: it was asked for")
    assert "COUNT_IF(" in done.stdout
    assert "'A…𞤡' are 1,4" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        (("--people", "people.csv"), "CDS620]: people.csv is not Parquet"),
        (("--out", "out", "--out-format", "csv"), "CDS620]: what Spark writes is Parquet"),
    ],
)
def test_what_is_another_engines_is_a_finding(
    arguments: tuple[str, ...], finding: str, world: Path
) -> None:
    pytest.importorskip("pyspark")
    (world / "people.csv").write_text("id\n1\n")
    done = run(world, "--engine", "spark", *arguments)
    assert f"error[{finding}" in done.stderr, done.stderr
    assert done.returncode == 1
    explained = run(world, "--engine", "spark", "--explain", *arguments)
    assert f"error[{finding}" in explained.stderr, explained.stderr
    assert (explained.returncode, explained.stdout) == (1, "")


def test_what_is_duckdbs_alone_is_no_option_of_spark(world: Path) -> None:
    done = run(world, "--engine", "spark", "--memory", "2GB")
    assert "Error: --memory is DuckDB's" in done.stderr, done.stderr
    assert done.returncode == 2
