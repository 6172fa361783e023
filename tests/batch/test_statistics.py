"""What a table's statistics say of its texts holds however its rows came, and is made use of."""

from pathlib import Path

import duckdb
import pytest

from cdsl.api import Project
from cdsl.batch.duckdb.cells import UNKNOWN, Texts
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.sources import parquet, relation_of, texts_of

COMBINED, APART = "Zo\u00eb", "Zoe\u0308"
CAMPAIGN = f"""batch campaign "Count" {{
  smart list {{
    first_name contains "{COMBINED.lower()}" or last_name is empty or title is "CHIEF"
  }}
  flow {{
    change job to "seen"
  }}
}}
person {{
  job: text
}}
"""
WAYS = {
    "as they were made": "",
    "inserted": "INSERT INTO people BY NAME SELECT '900001' AS id, '{}' AS last_name",
    "changed": "UPDATE people SET last_name = '{}' WHERE id = '7'",
    "changed and written down": "UPDATE people SET last_name = '{}' WHERE id = '7'; CHECKPOINT",
    "a column of its own": (
        "ALTER TABLE people DROP last_name; ALTER TABLE people ADD last_name TEXT DEFAULT '{}'"
    ),
    "of which others are gone": (
        "UPDATE people SET last_name = '{}' WHERE id = '7'; DELETE FROM people WHERE id <> '7'"
    ),
}


def _filled(database: Path | str, change: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(database))
    connection.execute(
        "CREATE TABLE people AS SELECT n::VARCHAR AS id, 'Ada' AS first_name, 'Rossi' AS "
        "last_name, CASE n % 3 WHEN 0 THEN 'Chief' END AS title FROM range(1, 200001) AS r(n)"
    )
    for statement in filter(None, change.split("; ")):
        connection.execute(statement)
    return connection


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_statistics_know_of_every_text(way: str) -> None:
    for text, expected in (
        ("Rossi", Texts(are_ascii=True, are_filled=True)),
        ("", Texts(are_ascii=True, are_filled=False)),
        (APART, Texts(are_ascii=False, are_filled=True)),
    ):
        with _filled(":memory:", way.format(text)) as connection:
            found = texts_of(relation_of("people", connection), ("title", "last_name"), connection)
        assert found["title"] == Texts(are_ascii=True, are_filled=True)
        assert found["last_name"] == (expected if way else Texts(True, True))


def test_statistics_of_changes_that_are_under_way() -> None:
    with _filled(":memory:", "") as connection:
        connection.begin()
        connection.execute("INSERT INTO people BY NAME SELECT '0' AS id, '' AS title")
        connection.execute(f"UPDATE people SET last_name = '{APART}' WHERE id = '8'")
        found = texts_of(relation_of("people", connection), ("title", "last_name"), connection)
    assert found["title"] == Texts(are_ascii=True, are_filled=False)
    assert found["last_name"] == Texts(are_ascii=False, are_filled=True)


def test_statistics_of_several_files_are_those_of_all(
    connection: Connection, tmp_path: Path
) -> None:
    paths = []
    for number, text in enumerate(("a", "", APART)):
        paths.append(str(tmp_path / f"{number}.parquet"))
        rows = f"SELECT '{text}' AS c, n::VARCHAR AS d FROM range({number}, 9) AS rows(n)"
        connection.execute(f"COPY ({rows}) TO '{paths[-1]}'")
    found = texts_of(relation_of(parquet(paths), connection), "cd", connection)
    assert found["c"] == UNKNOWN
    # A file of Parquet does not say whether its texts are ASCII.
    assert found["d"] == Texts(are_ascii=False, are_filled=True)
    nobody = relation_of("(SELECT 'a' AS c WHERE FALSE)", connection)
    assert texts_of(nobody, "c", connection) in ({}, {"c": Texts(True, True)})


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("text", ["", APART, "ROSSI"])
def test_both_engines_read_such_tables_alike(way: str, text: str, tmp_path: Path) -> None:
    change = way.format(text)
    with _filled(tmp_path / "crm.duckdb", f"DELETE FROM people WHERE id::INT > 50; {change}"):
        pass
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    for engine in ("row", "set"):
        done = project.run(
            now="2026-11-23T09:00Z",
            people=f"duckdb:{tmp_path / 'crm.duckdb'}#people",
            out=tmp_path / engine,
            engine=engine,
        )
        assert done.has_run, done.diagnostics
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()
