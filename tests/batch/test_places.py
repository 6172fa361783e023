"""Places of tables that are other than they are called: told before anything is done."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from cdsl.api import Project
from cdsl.api.loading import WrongArgumentError
from tests.batch.databases import execute

NOW = "2026-11-23T09:00Z"
EVERYONE = {"a.cdsl": 'batch campaign "A" { smart list { everyone } flow { stop } }'}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some people, in the folder at hand."""
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("id\n1\n")
    duckdb.sql("COPY (SELECT '1' AS id) TO 'people.parquet'")


def run(**asked: Any) -> Any:
    return Project.from_texts(EVERYONE).run(now=NOW, **{"people": "people.csv", **asked})


@pytest.mark.parametrize("engine", ["row", "set"])
@pytest.mark.parametrize("file", ["people.csv", "people.parquet"])
def test_a_file_that_is_no_database(file: str, engine: str) -> None:
    before = Path(file).read_bytes()
    (told,) = run(engine=engine, out=f"duckdb:{file}").diagnostics
    assert told.code == "CDS711"
    assert told.message.endswith("it is no database of DuckDB")
    assert Path(file).read_bytes() == before
    (told,) = run(engine=engine, people=f"duckdb:{file}#people").diagnostics
    assert (told.code, told.message.rpartition(": ")[2]) == (
        "CDS730",
        "it is no database of DuckDB",
    )


@pytest.mark.parametrize("engine", ["row", "set"])
def test_a_database_of_another_kind(engine: str) -> None:
    execute("sqlite:crm.db", "CREATE TABLE people AS SELECT 1 AS id")
    (told,) = run(engine=engine, people="duckdb:crm.db#people").diagnostics
    assert told.code == "CDS730"
    assert told.message.endswith("it is a database of SQLite: say `sqlite:crm.db#people`")


@pytest.mark.parametrize("engine", ["row", "set"])
def test_a_url_is_no_folder(engine: str) -> None:
    (told,) = run(engine=engine, out="s3://bucket/after").diagnostics
    assert told.code == "CDS711"
    assert "`duckdb:FILE`" in told.help
    with pytest.raises(WrongArgumentError, match="URL of another kind"):
        run(engine=engine, people="mysql://host/crm#people")
    assert not Path("s3:").exists()


@pytest.mark.parametrize("engine", ["row", "set", "auto"])
def test_nothing_is_no_folder(engine: str) -> None:
    with pytest.raises(WrongArgumentError, match="out is empty"):
        run(engine=engine, out="")


def test_a_world_is_a_file() -> None:
    project = Project.from_texts(EVERYONE)
    with pytest.raises(WrongArgumentError, match=r"say `--world crm[.]duckdb`"):
        project.run(now=NOW, world="duckdb:crm.duckdb#people")
    with pytest.raises(WrongArgumentError, match="world is empty"):
        project.run(now=NOW, world="")


def test_files_of_parquet_hold_more(monkeypatch: pytest.MonkeyPatch) -> None:
    size = Path("people.parquet").stat().st_size
    asked: Any = {"now": NOW, "engine": "auto"}
    project = Project.from_texts(EVERYONE)
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", size * 10)
    assert project.engine(people="people.parquet", **asked).engine == "set"
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", size * 10 + 1)
    assert project.engine(people="people.parquet", **asked).reason.startswith("it is small")
