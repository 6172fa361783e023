"""Activities that a table calls by their labels, as exports of screens do: by either engine."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from cdsl.api import Project
from tests.batch.runs import Place, told

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """batch campaign "Seen" {
  smart list {
    did visit_page where page is "/pricing" at least 2 times
  }
  flow {
    change score by 5
  }
}
"""
PEOPLE = "id,email,score\n1,ada@example.com,1\n2,ben@example.com,2\n"
ACTIVITIES = """person_id,activity,at,page
1,Visit Web Page,2026-11-01T09:00Z,/pricing
1,visit_page,2026-11-02T09:00Z,/Pricing
1,VISIT_PAGE,2026-11-02T10:00Z,/other
2,Visit web page ,2026-11-01T09:00Z,/pricing
2,open_email,2026-11-02T09:00Z,
"""


@pytest.fixture(params=["csv", "parquet", "duckdb"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    for name, text in (("people", PEOPLE), ("activities", ACTIVITIES)):
        (tmp_path / f"{name}.csv").write_text(text)
    place = Place(tmp_path, str(request.param))
    with duckdb.connect(str(place.file) if place.format == "duckdb" else ":memory:") as connection:
        for name in ("people", "activities"):
            rows = f"FROM read_csv('{tmp_path}/{name}.csv', all_varchar = true)"
            if place.format == "duckdb":
                connection.execute(f"CREATE TABLE {name} AS {rows}")
            elif place.format == "parquet":
                connection.execute(f"COPY ({rows}) TO '{tmp_path}/{name}.parquet'")
    found = place.inputs
    return {"people": found["people"], "activities": found["activities"]}


def test_both_engines_know_what_is_meant(tables: dict[str, Any]) -> None:
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    row, at_once = (project.run(now=NOW, engine=engine, **tables) for engine in ("row", "set"))
    assert row.campaigns[0].entered == 1
    assert told(at_once) == told(row)


@pytest.mark.spark
def test_so_does_spark(tmp_path: Path, spark: Any) -> None:
    del spark
    for name, text in (("people", PEOPLE), ("activities", ACTIVITIES)):
        (tmp_path / f"{name}.csv").write_text(text)
        rows = f"FROM read_csv('{tmp_path}/{name}.csv', all_varchar = true)"
        duckdb.sql(f"COPY ({rows}) TO '{tmp_path}/{name}.parquet'")
    inputs: Any = {
        "people": tmp_path / "people.parquet",
        "activities": [tmp_path / "activities.parquet"],
    }
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    row, at_once = (project.run(now=NOW, engine=engine, **inputs) for engine in ("row", "spark"))
    assert row.campaigns[0].entered == 1
    assert told(at_once) == told(row)
