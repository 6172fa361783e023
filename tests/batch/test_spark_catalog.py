"""Tables of Spark's own catalogs as what a run reads: Hive's, with its store in a folder here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdsl.batch.refusal import NotPlainError
from tests.batch.test_spark_command import FEW, has_spark, rows_of, run
from tests.batch.test_spark_plans import BUSY, files

pytestmark = pytest.mark.spark

FILLED = """
import sys
from pyspark.sql import SparkSession
session = SparkSession.builder.enableHiveSupport().getOrCreate()
session.sql("CREATE DATABASE crm")
for name in ("people", "activities"):
    session.read.parquet(f"{name}.parquet").write.saveAsTable(f"crm.{name}")
session.sql("CREATE VIEW crm.everybody AS SELECT * FROM crm.people")
session.stop()
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    has_spark()
    pytest.importorskip("pyarrow")
    folder = tmp_path / "hive"
    folder.mkdir()
    (folder / "campaign.cdsl").write_text(BUSY, encoding="utf-8")
    files(folder, 200, 3_000, 20)
    settings = {"PYSPARK_SUBMIT_ARGS": hive(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", FILLED],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def hive(folder: Path) -> str:
    """What sets up a store of Hive in a folder, as a session's `spark-defaults.conf` would."""
    settings = {
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'store'};create=true"
        ),
    }
    told = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    return f"{told} {FEW}"


def test_tables_of_hive_come_to_what_their_files_come_to(world: Path) -> None:
    was = run(world, "--engine", "row", "--out", "row", "--out-format", "parquet")
    read = ("--people", "spark:crm.everybody", "--activities", "spark:crm.activities")
    done = run(world, *read, "--engine", "spark", "--out", "out", PYSPARK_SUBMIT_ARGS=hive(world))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == was.stdout
    assert rows_of(world, "out") == rows_of(world, "row")
    assert json.loads((world / "out/manifest.json").read_text())["tables"]["people"]["rows"] == 200


@pytest.mark.parametrize(
    ("name", "finding"),
    [("crm.nobody", "TABLE_OR_VIEW_NOT_FOUND"), ("crm.", "PARSE_SYNTAX_ERROR")],
)
def test_a_table_that_is_not_there_is_a_finding(spark: Any, name: str, finding: str) -> None:
    from cdsl.batch.spark.tables import table_of

    with pytest.raises(NotPlainError, match=rf"people: \[{finding}\]"):
        table_of("people", (f"spark:{name}",), spark)
