"""How much memory DuckDB may take, where the rest goes, and what is said where it is too little."""

from pathlib import Path

import duckdb
import pytest

from cdsl.api import Project
from cdsl.batch.duckdb.direct import opened

NOW = "2026-03-10T09:00Z"
SORTED = """
batch campaign "Points" {
  smart list { did visit_page at least 2 times }
  flow { change score by 1 }
}
"""
PEOPLE = 200_000


def test_a_database_keeps_to_its_limit_and_spills_into_a_folder_that_is_gone() -> None:
    setting = "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
    with opened("100MB") as connection:
        (limit, folder) = connection.execute(setting).fetchall()[0]
        assert limit == "95.3 MiB"
        connection.execute("SET threads = 1")
        connection.execute(
            "CREATE TEMP TABLE many AS SELECT range AS id, repeat('x', 100) || range AS text "
            "FROM range(2000000)"
        )
        assert list(Path(folder).iterdir())
        found = connection.execute("SELECT count(*), count(DISTINCT id) FROM many").fetchall()
        assert found == [(2_000_000, 2_000_000)]
    assert not Path(folder).exists()


@pytest.mark.parametrize("engine", ["auto", "set"])
def test_too_little_is_told_whichever_engine_it_would_be(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row engine would take what it takes."""
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    people, activities = tmp_path / "people.parquet", tmp_path / "activities.parquet"
    duckdb.sql(
        f"COPY (SELECT 'p' || range AS id, range AS score FROM range({PEOPLE})) TO '{people}'"
    )
    duckdb.sql(
        "COPY (SELECT 'p' || (range % 1000) AS person_id, 'visit_page' AS activity, "
        f"TIMESTAMPTZ '2026-03-01 00:00:00+00' AS at FROM range({PEOPLE})) TO '{activities}'"
    )
    done = Project.from_texts({"campaign.cdsl": SORTED}).run(
        now=NOW,
        people=people,
        activities=activities,
        engine=engine,
        memory="4MB",
        out=tmp_path / "out",
    )
    assert not done.has_run
    (told,) = done.diagnostics
    assert told.code == "CDS612"
    assert told.message.startswith("DuckDB: Out of Memory Error")
    assert told.help == "it may take 4MB: say more, or leave `--memory` out"
    assert not (tmp_path / "out").exists()
