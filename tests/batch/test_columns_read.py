"""What a flow does not ask for is not read: neither columns of a file nor those of a table."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.batch.duckdb.direct import Done, Tables, do, opened
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.plan import Moment
from cdsl.batch.printing import Values, query
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces
from tests.batch.runs import meaning
from tests.properties.populations import CLOCKS

CAMPAIGN = """batch campaign "Count" {
  smart list {
    title contains ["chief", "owner"]
    did visit_page where page starts with "/pricing" at least 2 times in past 30 days
  }
  flow {
    if city is "Rome" { change score by 1 }
  }
}
"""
PEOPLE = (
    "SELECT n::VARCHAR AS id, 'a@b.c' AS email, 'Chief' || n AS title, 'Rome' || n % 3 AS city, "
    "'IT' AS country, n AS score, 'note' AS notes FROM range(5000) AS r(n)"
)
ACTIVITIES = (
    "SELECT (n % 50)::VARCHAR AS person_id, 'visit_page' AS activity, TIMESTAMPTZ '2026-03-01 "
    "09:00Z' AS \"at\", '/pricing' || n % 7 AS page, 'web' || n AS referrer "
    "FROM range(5000) AS r(n)"
)


@pytest.mark.parametrize("is_file", [True, False], ids=["Parquet", "a table"])
def test_columns_that_no_step_asks_for_are_not_read(is_file: bool, tmp_path: Path) -> None:
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    assert not project.check()
    program = meaning(project)
    (campaign,) = (one for one in program.campaigns.values() if one.key.name == "Count")
    zones = zones_of_workspaces(program)
    moment = Moment(CLOCKS[0], 0, zones, has_numbers_for_ids=True, active=())
    with opened() as connection:
        tables = {}
        for name, rows in (("people", PEOPLE), ("activities", ACTIVITIES)):
            if is_file:
                tables[name] = f"'{tmp_path / name}.parquet'"
                connection.execute(f"COPY ({rows}) TO {tables[name]}")
            else:
                tables[name] = f"its_{name}"
                connection.execute(f"CREATE TABLE {tables[name]} AS {rows}")
        done = do(
            program,
            (campaign,),
            NOTHING_PASSED,
            moment,
            Tables(**tables),
            zones[campaign.key.workspace],
            connection,
        )
        assert isinstance(done, Done)
        values = Values()
        text = query(done.plan.flow(done.plan.wanted()), DUCKDB, values)
        found = connection.execute(f"EXPLAIN (FORMAT json) {text}", values.by_name).fetchone()
        assert found is not None
        scans = [set(columns) for root in json.loads(found[1]) for columns in _read(root)]
    assert sorted(scans, key=sorted) == [
        {"person_id", "activity", "at", "page"},
        {"id", "title", "city", "score"},
    ]


def _read(node: dict[str, Any]) -> Iterator[list[str]]:
    """The columns that each part of a plan reads of what lies somewhere."""
    columns = node["extra_info"].get("Projections")
    is_scan = node["name"].strip() in ("SEQ_SCAN", "READ_PARQUET", "PARQUET_SCAN")
    if is_scan and columns is not None:
        filters = str(node["extra_info"].get("Filters", ""))
        also = [name for name in _ALL if name in filters]
        yield [*([columns] if isinstance(columns, str) else columns), *also]
    for child in node["children"]:
        yield from _read(child)


_ALL = ("person_id", "activity", "page", "referrer", "title", "city", "country", "email", "notes")
