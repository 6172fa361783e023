"""The same run by several engines, of tables that a test writes down."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from cdsl.api import Project
from tests.batch.runs import told

NOW = "2026-11-23T09:00Z"
SEVERAL = ("activities", "lists", "entries")


def written(tables: Mapping[str, str | bytes], folder: Path) -> dict[str, Any]:
    """Tables as CSV files in a folder, as a run takes them."""
    inputs: dict[str, Any] = {}
    for name, content in tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        inputs[name] = [path] if name in SEVERAL else path
    return inputs


def as_parquet(tables: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """The same tables as Parquet files of texts."""
    inputs: dict[str, Any] = {}
    for name, content in tables.items():
        header, *rows = csv.reader(io.StringIO(content))
        columns = {name: [row[at] for row in rows] for at, name in enumerate(header)}
        path = folder / f"{name}.parquet"
        texts = {name: pyarrow.array(cells, pyarrow.string()) for name, cells in columns.items()}
        parquet.write_table(pyarrow.table(texts), path)
        inputs[name] = [path] if name in SEVERAL else path
    return inputs


def runs(
    program: str,
    inputs: Mapping[str, Any],
    folder: Path,
    *engines: str,
    out_format: str = "csv",
) -> dict[str, Any]:
    """What became of a run, by engine; each writes into a folder of its name."""
    project = Project.from_texts({"campaign.cdsl": program})
    return {
        engine: project.run(
            now=NOW, out=folder / engine, out_format=out_format, engine=engine, **inputs
        )
        for engine in engines or ("row", "set")
    }


def assert_same(came: Mapping[str, Any], folder: Path) -> None:
    """Every engine has run, and told and written the same."""
    row = came["row"]
    for engine, done in came.items():
        assert done.has_run, (engine, done.diagnostics)
        assert told(done) == told(row), engine
        for one in sorted((folder / "row").iterdir()):
            assert (folder / engine / one.name).read_bytes() == one.read_bytes(), (engine, one.name)


def assert_unplain(done: Any, table: str) -> None:
    """A run was refused, since a table has to be read row by row."""
    assert not done.has_run
    ((code, said),) = ((one.code, one.message) for one in done.diagnostics)
    assert code in ("CDS612", "CDS620"), said
    assert table in said


def assert_same_in_spark(came: Mapping[str, Any], folder: Path) -> None:
    """The row engine and Spark have run, and told and written the same into Parquet files."""
    from tests.batch.test_spark_files import read
    from tests.batch.test_spark_files import written as written_by_spark

    assert came["spark"].has_run, came["spark"].diagnostics
    assert told(came["spark"]) == told(came["row"])
    wanted = {path.stem: read(path) for path in (folder / "row").iterdir()}
    assert written_by_spark(folder / "spark") == wanted
