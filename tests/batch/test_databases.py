"""Runs from databases to databases do what runs from CSV to CSV do.

SQLite, DuckDB and a PostgreSQL server that the tests start; both engines.
"""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.semantics.program import Campaign
from cdsl.world.tables.layout import Layouts
from cdsl.world.tables.output import TABLES, output_tables
from cdsl.world.tables.write import Format, write_tables
from tests.batch.databases import again, cells_in, execute, inputs_of, place_beside
from tests.batch.runs import meaning, name_of, told
from tests.batch.test_engines import ROOT, batch_campaigns
from tests.properties.populations import CLOCKS, Pool, populated

for needed in ("duckdb", "adbc_driver_sqlite", "adbc_driver_postgresql"):
    pytest.importorskip(needed)

NOW = CLOCKS[0]
ENGINES = ("row", "set")


def campaigns() -> list[Any]:
    """Some of all batch campaigns, a few of them also in a short search."""
    found: list[Any] = []
    for number, (path, campaign) in enumerate(batch_campaigns()):
        if number % 12 == 0:
            marks = () if number % 120 == 0 else (pytest.mark.long,)
            name = f"{path}-{campaign.key.name}"
            found.append(pytest.param(path, campaign, id=name, marks=marks))
    return found


@pytest.mark.parametrize(("path", "campaign"), campaigns())
def test_databases_hold_what_files_hold(
    path: str, campaign: Campaign, database: str, tmp_path: Path
) -> None:
    project = Project.open(ROOT / path, root=ROOT)
    program = meaning(project)
    store = populated(program, Pool(program, NOW, Random(path)))
    zone = zone_of_files(project._program())
    tables = output_tables(store, program, Layouts(), 0, zone)
    for place in (str(tmp_path / "in"), database):
        assert write_tables(place, tables, Format.CSV, zone) is None
    files = inputs_of(str(tmp_path / "in"), "/{}.csv")
    rows = inputs_of(database, "#{}")
    wanted = again(files, program, tmp_path / "files", zone)
    assert again(rows, program, tmp_path / "rows", zone) == wanted

    def run(engine: str, out: str | Path, inputs: dict[str, Any]) -> Any:
        wanted: dict[str, Any] = {"now": NOW, "campaign": name_of(campaign.key), "engine": engine}
        return project.run(out=out, **wanted, **inputs)

    expected = run("row", tmp_path / "out", files)
    written_by = {}
    for engine in ENGINES:
        out, end = place_beside(database, engine)
        done = run(engine, out, rows)
        if engine == "set" and not done.has_run and expected.has_run:
            assert [one.code[:4] for one in done.diagnostics] == ["CDS6"]
            assert not run(engine, tmp_path / "set", files).has_run
            continue
        assert told(done) == told(expected)
        assert done.was_written is expected.was_written
        if done.was_written:
            written = inputs_of(str(tmp_path / "out"), "/{}.csv")
            own = again(inputs_of(out, end), program, tmp_path / f"{engine}-a", zone)
            assert own == again(written, program, tmp_path / f"{engine}-b", zone)
            written_by[engine] = {name: cells_in(out + end.format(name)) for name in TABLES}
    if len(written_by) == len(ENGINES):
        assert written_by["row"] == written_by["set"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_database_where_a_table_is_expected(kind: str, engine: str, tmp_path: Path) -> None:
    """A file is what is in it, whatever it is called."""
    file = tmp_path / "crm.db"
    execute(f"{kind}:{file}", "CREATE TABLE people AS SELECT 1 AS id")
    project = Project.from_texts(
        {"a.cdsl": 'batch campaign "A" { smart list { everyone } flow { stop } }'}
    )

    def found() -> tuple[str, str]:
        (one,) = project.run(now=NOW, engine=engine, people=file).diagnostics
        assert "is a database of" in one.message
        return one.code, one.help

    assert found() == ("CDS731", f"write `{kind}:{file}#people`")
    execute(f"{kind}:{file}", "CREATE TABLE log AS SELECT 1 AS id")
    assert found() == ("CDS731", f"write one of `{kind}:{file}#log`, `{kind}:{file}#people`")


EVERYONE = {"a.cdsl": 'batch campaign "A" { smart list { everyone } flow { stop } }'}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_that_is_called_as_one_of_a_database(engine: str, tmp_path: Path) -> None:
    """A file of that name comes first; without one the database's kind is missing."""
    execute(f"sqlite:{tmp_path}/crm.db", "CREATE TABLE people AS SELECT 1 AS id")
    named = tmp_path / "crm.db#people"
    (told,) = Project.from_texts(EVERYONE).run(now=NOW, engine=engine, people=named).diagnostics
    assert (told.code, told.help) == ("CDS731", f"write `sqlite:{named}`")
    named.write_text("id\n1\n")
    assert Project.from_texts(EVERYONE).run(now=NOW, engine=engine, people=named).has_run


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("out", "meant"),
    [
        ("after.duckdb", "duckdb:{}/after.duckdb"),
        ("after.DB", "sqlite:{}/after.DB"),
        ("after.duckdb#people", "duckdb:{}/after.duckdb"),
        ("there.dat", "duckdb:{}/there.dat"),
        ("after.duckdb/", ""),
        ("after.d", ""),
    ],
)
def test_a_database_where_a_directory_is_expected(
    out: str, meant: str, engine: str, tmp_path: Path
) -> None:
    execute(f"duckdb:{tmp_path}/there.dat", "CREATE TABLE people AS SELECT 1 AS id")
    (tmp_path / "people.csv").write_text("id\n1\n")
    done = Project.from_texts(EVERYONE).run(
        now=NOW, engine=engine, people=tmp_path / "people.csv", out=f"{tmp_path}/{out}"
    )
    told = [(one.code, one.help.split("`")[1]) for one in done.diagnostics]
    assert told == ([("CDS711", f"--out {meant.format(tmp_path)}")] if meant else [])
    assert done.was_written is (not meant)
