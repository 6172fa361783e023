"""Runs from databases to databases do what runs from CSV to CSV do.

SQLite, DuckDB and a PostgreSQL server that the tests start; both engines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.semantics.program import Campaign, Program
from cdsl.world.tables.address import DatabaseKind, address_of
from cdsl.world.tables.databases import connected
from cdsl.world.tables.layout import Layouts
from cdsl.world.tables.load import Inputs, load
from cdsl.world.tables.output import TABLES, output_tables
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.write import Format, write_tables
from tests.batch import test_direct
from tests.batch.test_direct import meaning, name_of, told
from tests.properties.populations import CLOCKS, Pool, populated

for needed in ("duckdb", "adbc_driver_sqlite", "adbc_driver_postgresql"):
    pytest.importorskip(needed)

ROOT = Path(__file__).parents[2]
NOW = CLOCKS[0]
ENGINES = ("row", "set")


@pytest.fixture(params=list(DatabaseKind))
def database(request: Any, tmp_path: Path) -> str:
    """The address of an empty database, one of each kind."""
    if request.param is not DatabaseKind.POSTGRESQL:
        return f"{request.param}:{tmp_path / 'crm.db'}"
    return fresh(request.getfixturevalue("postgresql"), tmp_path.name)


def fresh(server: str, name: str) -> str:
    """An empty database of a server."""
    with session(f"{server}/postgres") as cursor:
        cursor.connection.adbc_connection.set_autocommit(True)
        cursor.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@contextmanager
def session(address: str) -> Iterator[Any]:
    found = address_of(address)
    assert found is not None
    with connected(found, writing=True) as cursor:
        yield cursor


def execute(address: str, *statements: str) -> None:
    with session(address) as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.connection.commit()


def inputs_of(place: str, end: str) -> dict[str, Any]:
    """The six tables of a world, in a folder or a database."""
    paths = {name: f"{place}{end.format(name)}" for name in TABLES}
    several = ("activities", "lists", "entries")
    return {name: [path] if name in several else path for name, path in paths.items()}


def again(inputs: dict[str, Any], program: Program, folder: Path, zone: tzinfo) -> dict[str, bytes]:
    """What is read in some tables, as CSV."""
    own = {name: tuple(path) if isinstance(path, list) else path for name, path in inputs.items()}
    loaded = load(Inputs(**own), program, Settings(zone))
    assert not loaded.has_errors, loaded.diagnostics
    written = output_tables(loaded.store, program, loaded.layouts, 0, zone)
    assert write_tables(str(folder), written, Format.CSV, zone) is None
    return {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}


def campaigns() -> list[Any]:
    """Some of the campaigns of `test_direct`, a few of them also in a short search."""
    found: list[Any] = []
    for number, one in enumerate(test_direct.campaigns()):
        if number % 12 == 0:
            marks = () if number % 60 == 0 else (pytest.mark.long,)
            found.append(pytest.param(*one.values, id=one.id, marks=marks))
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
        wanted: dict[str, Any] = {"now": NOW, "campaign": name_of(campaign), "engine": engine}
        return project.run(out=out, **wanted, **inputs)

    expected = run("row", tmp_path / "out", files)
    for engine in ENGINES:
        out, end = place_beside(database, engine)
        done = run(engine, out, rows)
        if engine == "set" and not done.has_run:
            assert not expected.has_run or done.diagnostics[0].code[:4] == "CDS6"
            continue
        assert told(done) == told(expected)
        assert done.was_written is expected.was_written
        if done.was_written:
            written = inputs_of(str(tmp_path / "out"), "/{}.csv")
            own = again(inputs_of(out, end), program, tmp_path / f"{engine}-a", zone)
            assert own == again(written, program, tmp_path / f"{engine}-b", zone)


def place_beside(database: str, name: str) -> tuple[str, str]:
    """Where output goes beside a database that is read, and how its tables are named."""
    if database.startswith("postgresql:"):
        return f"{database}#{name}", ".{}"
    return f"{database}-{name}", "#{}"
