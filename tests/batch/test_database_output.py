"""What goes wrong with databases: it is told plainly, and what stood there stands there still."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.world.tables.address import address_of
from cdsl.world.tables.databases import records_of, tables_of
from tests.batch.databases import execute, session
from tests.batch.postgresql import PASSWORD

for needed in ("duckdb", "adbc_driver_sqlite", "adbc_driver_postgresql"):
    pytest.importorskip(needed)

ROOT = Path(__file__).parents[2]
ENGINES = ("row", "set")
CAMPAIGN = 'batch campaign "Score" { smart list { everyone }  flow { change score by +1 } }\n'
NOW = "2026-01-01T09:00"
NOBODY = 65534


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN)
    (tmp_path / "people.csv").write_text("id,email,score\n1,ada@example.com,5\n")
    (tmp_path / "others.csv").write_text("id,email,score\n2,bob@example.com,7\n")
    return Project.open(tmp_path / "campaign.cdsl")


def run(project: Project, people: str, out: str | None = None, engine: str = "row") -> Any:
    return project.run(now=NOW, people=people, out=out, engine=engine)


def people_in(database: str) -> list[list[str]]:
    found = address_of(f"{database}#people")
    assert found is not None
    return [cells for _, cells in records_of(found)]


def tables_in(database: str) -> set[str]:
    found = address_of(database)
    assert found is not None
    with session(database) as cursor:
        return {table.spelled for table in tables_of(cursor, found.kind)}


# Output -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_is_written_anew(
    project: Project, database: str, engine: str, tmp_path: Path
) -> None:
    for name, row in (
        ("people", ["1", "ada@example.com", "6"]),
        ("others", ["2", "bob@example.com", "8"]),
    ):
        done = run(project, str(tmp_path / f"{name}.csv"), database, engine)
        assert done.was_written
        assert people_in(database) == [row]
    assert tables_in(database) == {
        *("people", "activities", "lists", "members", "companies", "entries")
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_write_that_fails_changes_nothing(
    project: Project, database: str, engine: str, tmp_path: Path
) -> None:
    assert run(project, str(tmp_path / "people.csv"), database, engine).was_written
    # When its turn comes, all others have been replaced.
    execute(database, "DROP TABLE entries", "CREATE VIEW entries AS SELECT 1 AS one")
    before = tables_in(database)
    done = run(project, str(tmp_path / "others.csv"), database, engine)
    assert [one.code for one in done.diagnostics] == ["CDS711"]
    assert (done.has_run, done.was_written) == (True, False)
    reason = {"sqlite": "use DROP VIEW", "duckdb": "is of type View"}.get(database[:6], '"entries"')
    assert reason in done.diagnostics[0].message
    assert people_in(database) == [["1", "ada@example.com", "6"]]
    assert tables_in(database) == before


def test_a_file_that_was_made_for_nothing_is_gone(
    project: Project, tmp_path: Path, monkeypatch: Any
) -> None:
    def stopped(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("cdsl.world.tables.database_output._fill", stopped)
    for kind in ("sqlite", "duckdb"):
        with pytest.raises(KeyboardInterrupt):
            run(project, str(tmp_path / "people.csv"), f"{kind}:{tmp_path / 'new.db'}")
    assert not list(tmp_path.glob("new.db*"))


@contextmanager
def reading(database: str) -> Iterator[None]:
    """Somebody reads people and does not finish: nobody can put others in their place."""
    with session(database) as cursor:
        cursor.execute("SELECT * FROM people")
        cursor.fetchall()
        yield


def is_writing(database: str) -> Callable[[], bool]:
    found = address_of(database)
    assert found is not None
    if found.file is not None:
        return Path(f"{found.file}-journal").exists

    def waits() -> bool:
        with session(database) as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                "AND datname = current_database()"
            )
            return bool(cursor.fetchone()[0])

    return waits


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_who_is_killed_while_writing_changes_nothing(
    project: Project, database: str, tmp_path: Path
) -> None:
    assert run(project, str(tmp_path / "people.csv"), database).was_written
    before = tables_in(database)
    command = [sys.executable, "-m", "cdsl", "run", "campaign.cdsl", "--people", "others.csv"]
    command += ["--now", NOW, "--out", database]
    with reading(database):
        writing = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            begun = is_writing(database)
            end = time.monotonic() + 60
            while not begun():
                assert writing.poll() is None, "it has ended"
                assert time.monotonic() < end, "it has not begun to write"
                time.sleep(0.01)
        finally:
            writing.kill()
            writing.wait()
    assert writing.returncode == -signal.SIGKILL
    assert people_in(database) == [["1", "ada@example.com", "6"]]
    assert tables_in(database) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_read_is_not_replaced(
    project: Project, database: str, engine: str, tmp_path: Path
) -> None:
    assert run(project, str(tmp_path / "people.csv"), database).was_written
    done = run(project, f"{database}#people", database, engine)
    assert [one.code for one in done.diagnostics] == ["CDS711"]
    assert not done.has_run
    assert "#people, which is read" in done.diagnostics[0].message
    # Nor is a file with another of the tables that are written.
    execute(database, "CREATE TABLE prospects AS SELECT * FROM people", "DROP TABLE people")
    assert run(project, f"{database}#prospects", database, engine).was_written
    assert people_in(database) == [["1", "ada@example.com", "7"]]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Whoever may do all for a while may do nothing special."""
    if os.getuid() != 0:
        yield
        return
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_may_not_be_written_to(project: Project, kind: str, tmp_path: Path) -> None:
    with TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        database = f"{kind}:{folder}/crm.db"
        assert run(project, str(tmp_path / "people.csv"), database).was_written
        os.chmod(f"{folder}/crm.db", 0o444)
        (Path(folder) / "people.csv").write_text("id,score\n9,9\n")
        with unprivileged():
            for out in (database, f"{kind}:{folder}/new.db"):
                done = run(project, f"{folder}/people.csv", out)
                assert [one.code for one in done.diagnostics] == ["CDS711"]
                assert not done.has_run
                assert "may not be written to" in done.diagnostics[0].message
            # To read it takes no more than that.
            assert run(project, f"{database}#people").has_run
        assert people_in(database) == [["1", "ada@example.com", "6"]]


def test_who_may_read_a_server_may_not_write(
    project: Project, postgresql: str, tmp_path: Path
) -> None:
    owner = f"{postgresql}/postgres"
    execute(
        owner,
        "DROP TABLE IF EXISTS prospects",
        "CREATE TABLE prospects AS SELECT 1 AS id, 2 AS score",
        "CREATE ROLE reader LOGIN PASSWORD 'only reads'",
        "GRANT SELECT ON prospects TO reader",
    )
    reader = owner.replace("//postgres:", "//reader:").replace("let%20me%2Fin", "only%20reads")
    done = run(project, f"{reader}#prospects", reader)
    assert [one.code for one in done.diagnostics] == ["CDS711"]
    assert "permission denied" in done.diagnostics[0].message
    assert run(project, f"{reader}#prospects").has_run


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("sqlite:{}/nowhere/after.db", "there is no folder"),
        ("sqlite:{}", "it is not a file"),
        ("sqlite:{}/after.db#results", "SQLite has no schemas"),
        ("sqlite:{}/people.csv", "file is not a database"),
        ("postgresql://nobody@127.0.0.1:1/none", "Connection refused"),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_no_output_goes_to(
    project: Project, out: str, reason: str, engine: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    before = people.read_bytes()
    done = run(project, str(people), out.format(tmp_path), engine)
    assert [one.code for one in done.diagnostics] == ["CDS711"]
    assert reason in done.diagnostics[0].message
    assert not done.has_run
    assert people.read_bytes() == before


# Input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_that_is_not_there(project: Project, database: str, engine: str) -> None:
    execute(database, "CREATE TABLE people AS SELECT 1 AS id, 'ada@example.com' AS email")
    for part, help in (
        ("#peolpe", "did you mean `people`?"),
        ("#zzz", "it is one of `people`"),
        ("", "it is one of `people`"),
    ):
        done = run(project, database + part, engine=engine)
        assert [(one.code, one.help) for one in done.diagnostics] == [("CDS731", help)]


def test_a_table_of_another_schema(project: Project, postgresql: str) -> None:
    database = f"{postgresql}/postgres"
    execute(
        database,
        "CREATE SCHEMA IF NOT EXISTS crm",
        "CREATE TABLE crm.clients AS SELECT 1 AS id, 5 AS score",
    )
    done = run(project, f"{database}#clients")
    assert [one.help for one in done.diagnostics] == ["did you mean `crm.clients`?"]
    assert run(project, f"{database}#crm.clients").has_run


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wrong_password(project: Project, postgresql: str, engine: str, tmp_path: Path) -> None:
    wrong = f"{postgresql}/postgres".replace("let%20me%2Fin", "open%20sesame")
    done = run(project, f"{wrong}#people", engine=engine)
    out = run(project, str(tmp_path / "people.csv"), wrong, engine)
    for result, code in ((done, "CDS730"), (out, "CDS711")):
        assert [one.code for one in result.diagnostics] == [code]
        assert "password authentication failed" in result.diagnostics[0].message
        for secret in (PASSWORD, "open%20sesame", "open sesame"):
            assert secret not in str(result.diagnostics)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("engine", [*ENGINES, "auto"])
def test_a_file_that_is_not_there(project: Project, kind: str, engine: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(project, f"{kind}:{tmp_path / 'none.db'}#people", engine=engine)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_is_no_database(
    project: Project, kind: str, engine: str, tmp_path: Path
) -> None:
    done = run(project, f"{kind}:{tmp_path / 'people.csv'}#people", engine=engine)
    assert [one.code for one in done.diagnostics] == ["CDS730"]


def test_drivers_that_are_not_installed(project: Project, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("cdsl.world.tables.databases.find_spec", lambda _: None)
    (tmp_path / "crm.db").write_bytes(b"")
    read = run(project, f"sqlite:{tmp_path / 'crm.db'}#people")
    written = run(project, str(tmp_path / "people.csv"), f"sqlite:{tmp_path / 'crm.db'}")
    for result, code in ((read, "CDS730"), (written, "CDS711")):
        assert [one.code for one in result.diagnostics] == [code]
        assert "the extra `databases`" in result.diagnostics[0].help
