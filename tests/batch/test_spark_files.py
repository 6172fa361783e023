"""Runs from Parquet to Parquet by the row engine and in Spark: the same tables, the same report."""

import json
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from cdsl.world.tables.output import TABLES
from cdsl.world.tables.write import Format
from tests.batch.runs import Place, meaning, name_of, put, told
from tests.batch.test_engines import ROOT, batch_campaigns
from tests.properties.populations import CLOCKS, Pool, populated

pytestmark = pytest.mark.spark
NOW = CLOCKS[0]

NAMES = (
    *("child_deletes_person.cdsl-B", "set_status_in_program.cdsl-B", "step_lists.cdsl-Add"),
    "token_lead_company.cdsl-B",
)
SHORT = {f"tests/corpus/run/{name}" for name in NAMES}
"""Campaigns that touch every table between them; all others only in a long search."""


def chosen() -> list[Any]:
    """Every batch campaign there is, few of them in a short search."""
    found: dict[str, Any] = {}
    for path, campaign in batch_campaigns():
        name = f"{path}-{campaign.key.name}"
        marks = () if name in SHORT else (pytest.mark.long,)
        found[name] = pytest.param(path, campaign, id=name, marks=marks)
    assert found.keys() >= SHORT
    return list(found.values())


def read(path: Path) -> tuple[Any, list[str]]:
    """The columns and the rows of a table, in whatever files."""
    found = parquet.read_table(path)
    rows = zip(*found.to_pydict().values(), strict=True)
    return [(one.name, one.type) for one in found.schema], sorted(map(repr, rows))


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def written(folder: Path) -> Mapping[str, Any]:
    """Every table that a manifest names."""
    manifest = manifest_of(folder)
    found = {}
    for name, table in manifest["tables"].items():
        parts = [folder / one["path"] for one in table["files"]]
        assert [parquet.read_metadata(part).num_rows for part in parts] == [
            one["rows"] for one in table["files"]
        ]
        columns, rows = read(folder / manifest["folder"] / name)
        assert len(rows) == table["rows"]
        found[name] = columns, rows
    return found


@pytest.mark.parametrize(("path", "campaign"), chosen())
def test_spark_writes_what_the_row_engine_writes(
    path: str, campaign: Any, tmp_path: Path, spark: Any
) -> None:
    project = Project.open(ROOT / path, root=ROOT)
    program, before = meaning(project), Place(tmp_path / "in", Format.PARQUET)
    put(populated(program, Pool(program, NOW, Random(path))), program, before, UTC)
    was, done = (
        project.run(
            now=NOW,
            campaign=name_of(campaign.key),
            out=tmp_path / engine,
            out_format="parquet",
            engine=engine,
            **before.inputs,
        )
        for engine in ("row", "spark")
    )
    if not was.has_run:
        assert not done.has_run
        return
    if not done.has_run:
        assert [one.code[:4] for one in done.diagnostics] == ["CDS6"]
        pytest.skip(done.diagnostics[0].message)
    assert told(done) == told(was)
    assert done.was_written is was.was_written
    if done.was_written:
        found = written(tmp_path / "spark")
        assert list(found) == list(TABLES)
        for name in TABLES:
            assert found[name] == read(tmp_path / "row" / f"{name}.parquet"), name
