"""Cells of databases have the values that their texts have in a CSV, whatever the column's type."""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from tests.batch.databases import again, execute, place_beside
from tests.batch.runs import meaning

duckdb = pytest.importorskip("duckdb")
for needed in ("adbc_driver_sqlite", "adbc_driver_postgresql"):
    pytest.importorskip(needed)


ENGINES = ("row", "set")
CAMPAIGN = """
person {
  amount: currency
  ratio: float
  level: integer
  due: date
  seen: datetime
  shown: text
}
list "Guests"
batch campaign "Everyone" {
  smart list { email is not empty  did visit_page at least 1 time }
  flow { change score by +1  add to list "Guests" }
}
"""
PEOPLE = """\
id,email,score,unsubscribed,amount,ratio,level,due,seen,shown,passing
1,ada@example.com,5,true,12.5,0.1,9007199254740993,2026-01-31,2026-01-01T08:00:00Z,true,9007199254740993
2,,,false,-0.0001,0.30000000000000004,-7,,,,
3,bob@example.com,7,,3,2.5,,9999-12-30,2026-06-01T23:30:15Z,false,0
10,ß@example.com,,,9999999999999.9999,100000,,0001-01-02,,,-1
"""
ACTIVITIES = """\
person_id,activity,at,page
1,visit_page,2026-01-01T08:00:00Z,/a
10,visit_page,2026-01-01T08:00:00Z,
3,unsubscribe,2026-01-01T08:00:00Z,
"""
ROWS = {
    "postgresql": (
        "CREATE TABLE people (id integer, email varchar(90), score smallint, unsubscribed boolean, "
        "amount numeric(20, 4), ratio double precision, level bigint, due date, seen timestamptz, "
        "shown boolean, passing bigint)",
        "INSERT INTO people VALUES (1, 'ada@example.com', 5, true, 12.5, 0.1, 9007199254740993, "
        "'2026-01-31', '2026-01-01 10:00+02', true, 9007199254740993), "
        "(2, '', NULL, false, -0.0001, 0.30000000000000004, -7, NULL, NULL, NULL, NULL), "
        "(3, 'bob@example.com', 7, NULL, 3, 2.5, NULL, '9999-12-30', '2026-06-01 23:30:15Z', "
        "false, 0), (10, 'ß@example.com', NULL, NULL, 9999999999999.9999, 100000, NULL, "
        "'0001-01-02', NULL, NULL, -1)",
        "CREATE SCHEMA log",
        "CREATE TABLE log.activities (person_id bigint, activity text, at timestamptz, page text)",
        "INSERT INTO log.activities VALUES (1, 'visit_page', '2026-01-01 08:00Z', '/a'), "
        "(10, 'visit_page', '2026-01-01 08:00Z', NULL), "
        "(3, 'unsubscribe', '2026-01-01 08:00Z', NULL)",
    ),
    "duckdb": (
        "CREATE TABLE people (id integer, email varchar, score smallint, unsubscribed boolean, "
        "amount decimal(20, 4), ratio double, level bigint, due date, seen timestamptz, "
        "shown boolean, passing bigint)",
        "INSERT INTO people VALUES (1, 'ada@example.com', 5, true, 12.5, 0.1, 9007199254740993, "
        "'2026-01-31', '2026-01-01 10:00+02', true, 9007199254740993), "
        "(2, '', NULL, false, -0.0001, 0.30000000000000004, -7, NULL, NULL, NULL, NULL), "
        "(3, 'bob@example.com', 7, NULL, 3, 2.5, NULL, '9999-12-30', '2026-06-01 23:30:15Z', "
        "false, 0), (10, 'ß@example.com', NULL, NULL, 9999999999999.9999, 100000, NULL, "
        "'0001-01-02', NULL, NULL, -1)",
        "CREATE SCHEMA log",
        'CREATE TABLE log.activities (person_id ubigint, activity text, "at" timestamptz, '
        "page text)",
        "INSERT INTO log.activities VALUES (1, 'visit_page', '2026-01-01 08:00Z', '/a'), "
        "(10, 'visit_page', '2026-01-01 08:00Z', NULL), "
        "(3, 'unsubscribe', '2026-01-01 08:00Z', NULL)",
    ),
    "sqlite": (
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(90), score INT, "
        "unsubscribed BOOLEAN, amount, ratio REAL, level BIGINT, due, seen, shown TEXT, passing)",
        "INSERT INTO people VALUES (1, 'ada@example.com', 5, 1, 12.5, 0.1, 9007199254740993, "
        "'2026-01-31', '2026-01-01 08:00:00Z', 'true', 9007199254740993), "
        "(2, '', NULL, 0, '-0.0001', 0.1 + 0.2, -7, NULL, NULL, NULL, NULL), "
        "(3, 'bob@example.com', 7, NULL, 3, 2.5, NULL, '9999-12-30', '2026-06-01T23:30:15Z', "
        "'false', 0), (10, 'ß@example.com', NULL, NULL, '9999999999999.9999', 100000, NULL, "
        "'0001-01-02', '', NULL, -1)",
        'CREATE TABLE "log.activities" (person_id, activity TEXT, at, page TEXT)',
        "INSERT INTO \"log.activities\" VALUES (1, 'visit_page', '2026-01-01T08:00Z', '/a'), "
        "('10', 'visit_page', '2026-01-01 08:00Z', NULL), "
        "(3, 'unsubscribe', '2026-01-01T08:00:00Z', NULL)",
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in (("campaign.cdsl", CAMPAIGN), ("people.csv", PEOPLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "activities.csv").write_text(ACTIVITIES)
    return Project.open(tmp_path / "campaign.cdsl")


def ran(project: Project, engine: str, people: str, activities: str, out: str) -> Any:
    return project.run(
        now="2026-06-01T09:00",
        engine=engine,
        people=people,
        activities=[activities],
        out=out,
    )


def people_of(project: Project, path: str, folder: Path) -> list[str]:
    return again({"people": path}, meaning(project), folder, UTC)["people"]


@pytest.mark.parametrize("engine", ENGINES)
def test_types_of_a_database(project: Project, database: str, engine: str, tmp_path: Path) -> None:
    execute(database, *ROWS[database.partition(":")[0]])
    files = (str(tmp_path / "people.csv"), str(tmp_path / "activities.csv"))
    expected = ran(project, "row", *files, str(tmp_path / "out"))
    out, end = place_beside(database, "after")
    done = ran(project, engine, f"{database}#people", f"{database}#log.activities", out)
    assert done.diagnostics == ()
    assert (done.campaigns, done.changes) == (expected.campaigns, expected.changes)
    assert done.campaigns[0].entered == 2
    assert people_of(project, out + end.format("people"), tmp_path / "a") == people_of(
        project, str(tmp_path / "out" / "people.csv"), tmp_path / "b"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_types_of_parquet(project: Project, engine: str, tmp_path: Path) -> None:
    where = {name: str(tmp_path / f"{name}.parquet") for name in ("people", "activities")}
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS log")
        for statement in ROWS["duckdb"]:
            connection.execute(statement.replace("CREATE SCHEMA log", "SELECT 1"))
        connection.execute(f"COPY people TO '{where['people']}'")
        connection.execute(f"COPY log.activities TO '{where['activities']}'")
    files = (str(tmp_path / "people.csv"), str(tmp_path / "activities.csv"))
    ran(project, "row", *files, str(tmp_path / "out"))
    done = ran(project, engine, where["people"], where["activities"], str(tmp_path / "after"))
    assert done.was_written, done.diagnostics[0].message
    for name in ("people", "activities", "lists", "entries"):
        assert (tmp_path / "after" / f"{name}.csv").read_bytes() == (
            tmp_path / "out" / f"{name}.csv"
        ).read_bytes()


def test_the_first_rows_of_sqlite_say_nothing_of_the_others(project: Project, tmp_path: Path):
    database = f"sqlite:{tmp_path / 'crm.db'}"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
    execute(
        database,
        "CREATE TABLE people (id, email, ratio REAL, level, shown)",
        f"INSERT INTO people {numbers} SELECT i, NULL, NULL, NULL, 7 FROM n",
        "INSERT INTO people VALUES ('x', 'ada@example.com', 0.5, 12, 0.25)",
    )
    for engine in ENGINES:
        out = f"sqlite:{tmp_path / engine}.db"
        done = project.run(
            now="2026-06-01T09:00", engine=engine, people=f"{database}#people", out=out
        )
        assert done.was_written, done.diagnostics[0].message
        found = people_of(project, f"{out}#people", tmp_path / engine)
        assert len(found) == 5002
        assert "1,,,,7" in found
        assert "x,ada@example.com,0.5,12,0.25" in found


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        ("sqlite", "CREATE TABLE people AS SELECT 1 AS id, x'00ff' AS photo"),
        ("duckdb", "CREATE TABLE people AS SELECT 1 AS id, 'x'::BLOB AS photo"),
        ("postgresql", "CREATE TABLE people AS SELECT 1 AS id, 'x'::bytea AS photo"),
    ],
    indirect=["database"],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_bytes_are_no_cells(project: Project, database: str, statement: str, engine: str) -> None:
    execute(database, statement)
    done = project.run(now="2026-06-01T09:00", engine=engine, people=f"{database}#people")
    assert not done.has_run
    assert [one.code for one in done.diagnostics] == ["CDS732"]
    assert "`photo`" in done.diagnostics[0].message


@pytest.mark.parametrize("engine", ENGINES)
def test_what_no_calendar_has(project: Project, postgresql: str, engine: str, tmp_path: Path):
    database = f"{postgresql}/postgres"
    execute(
        database,
        "DROP TABLE IF EXISTS people",
        "CREATE TABLE people AS SELECT '1' AS id, 'infinity'::timestamptz AS seen",
    )
    done = project.run(now="2026-06-01T09:00", engine=engine, people=f"{database}#people")
    assert not done.has_run
    code = done.diagnostics[0].code
    assert code == {"row": "CDS704", "set": "CDS612"}[engine]


def test_a_cell_of_sqlite_that_does_not_fit(project: Project, tmp_path: Path) -> None:
    database = f"sqlite:{tmp_path / 'crm.db'}"
    execute(database, "CREATE TABLE people AS SELECT 1 AS id, 5 AS level UNION SELECT 2, 'many'")
    done = project.run(now="2026-06-01T09:00", people=f"{database}#people")
    assert [one.code for one in done.diagnostics] == ["CDS701"]
