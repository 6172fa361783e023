"""Runs from files to files: both engines write the same tables and the same report.

The worlds are those of `populations`, written as CSV and as Parquet.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.engines import Engine
from cdsl.semantics.program import Campaign, CampaignKind, Program
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.tables.layout import Layouts
from cdsl.world.tables.output import output_tables
from cdsl.world.tables.write import Format, write_tables
from tests.batch.runs import meaning, name_of
from tests.properties.populations import CLOCKS, Pool, populated

duckdb = pytest.importorskip("duckdb")

ROOT = Path(__file__).parents[2]
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("tests/corpus/run", "tests/corpus/lint/programs", "examples")
    for path in sorted((ROOT / folder).rglob("*.cdsl"))
]
NOW = CLOCKS[0]


def campaigns() -> list[Any]:
    """Every batch campaign of these files, most of them only in a long search."""
    found: list[Any] = []
    for path in FILES:
        project = Project.open(ROOT / path, root=ROOT)
        if any(one.severity is Severity.ERROR for one in project.check()):
            continue
        for campaign in meaning(project).campaigns.values():
            if campaign.kind is CampaignKind.BATCH:
                marks = () if len(found) % 4 == 0 else (pytest.mark.long,)
                name = f"{path}-{campaign.key.name}"
                found.append(pytest.param(path, campaign, id=name, marks=marks))
    return found


def tables(program: Program, folder: Path, format: Format, seed: str) -> dict[str, Any]:
    """A world on the disk."""
    store = populated(program, Pool(program, NOW, Random(seed)))
    zone = NOW.tzinfo
    assert zone is not None
    written = output_tables(store, program, Layouts(), 0, zone)
    assert write_tables(str(folder), written, format, zone) is None
    return {
        "people": folder / f"people.{format}",
        "activities": [folder / f"activities.{format}"],
        "lists": [folder / f"lists.{format}"],
        "entries": [folder / f"entries.{format}"],
        "members": folder / f"members.{format}",
        "companies": folder / f"companies.{format}",
    }


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize(("path", "campaign"), campaigns())
def test_both_engines_write_the_same(
    path: str, campaign: Campaign, format: Format, tmp_path: Path
) -> None:
    project = Project.open(ROOT / path, root=ROOT)
    inputs = tables(meaning(project), tmp_path / "in", format, path)
    came = {}
    for engine in ("row", "set"):
        came[engine] = project.run(
            now=NOW,
            campaign=name_of(campaign.key),
            out=tmp_path / engine,
            out_format=str(format),
            engine=engine,
            **inputs,
        )
    done = came["set"]
    explained = project.engine(
        now=NOW,
        campaign=name_of(campaign.key),
        out=tmp_path / "explained",
        out_format=str(format),
        engine="set",
        **inputs,
    )
    assert not (tmp_path / "explained").exists()
    if not came["row"].has_run:
        assert not done.has_run
        return
    refused = () if done.has_run else done.diagnostics
    if explained.engine is Engine.SET:
        # What is refused only where somebody comes to it.
        assert all(one.message in explained.reason for one in refused)
    else:
        assert told_of(explained.diagnostics) == told_of(refused) != []
    if not done.has_run:
        assert [one.code[:4] for one in done.diagnostics] == ["CDS6"]
        pytest.skip(done.diagnostics[0].message)
    assert told(done) == told(came["row"])
    assert done.was_written is came["row"].was_written
    for one in sorted((tmp_path / "row").iterdir() if done.was_written else ()):
        if format is Format.CSV:
            assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()
        else:
            assert rows(one) == rows(tmp_path / "set" / one.name)


def told_of(found: Iterable[Diagnostic]) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in found]


def told(result: Any) -> Any:
    """The report, but for findings about rows that no campaign asks for."""
    left = [one for one in result.diagnostics if one.code not in ("CDS703", "CDS714")]
    return replace(result, diagnostics=tuple(left), was_written=False)


def rows(path: Path) -> tuple[Any, list[Any]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        columns = [(name, str(type)) for name, type, *_ in found.description]
        return columns, sorted(map(repr, found.fetchall()))
