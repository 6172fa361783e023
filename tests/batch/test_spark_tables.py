"""Tables with ids and activities of the odd kinds, in Spark: as by the row engine, or refused."""

import csv
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from tests.batch.runs import told
from tests.batch.test_explained import ASKING, LOG
from tests.batch.test_explained import CAMPAIGN as ASKED
from tests.batch.test_odd_tables import CAMPAIGN, NOT_TAKEN, TAKEN
from tests.batch.test_spark_files import read, written

pytestmark = pytest.mark.spark

NUMBERS = {
    "neighbours": [str(number) for number in range(130)],
    "the longest that are counted as numbers": ["999999999999999999", "999999999999999998", "0"],
}
TWICE = {
    "the last of a row": ["63", "64", "63"],
    "the longest": ["999999999999999999", "1", "999999999999999999"],
}


SHOWN_BY_SPARK = [
    'change_data_value where attribute is "birthday", new_value before 2000-01-01',
    'change_data_value where attribute is "unsubscribed", new_value is true',
    'change_data_value where attribute is "notes", new_value starts with "12"',
    'change_data_value where new_value is "true"',
    'change_data_value where new_value contains "-01-"',
    "change_score where new_value is 7",
    "change_score where new_value > 2",
]


def runs(ids: list[str], folder: Path, **inputs: Any) -> list[Any]:
    """The same run by the row engine and in Spark."""
    people = folder / "people.parquet"
    parquet.write_table(pa.table({"id": ids, "score": list(range(len(ids)))}), people)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    return [
        project.run(
            now="2026-11-23T09:00",
            people=people,
            out=folder / engine,
            out_format="parquet",
            engine=engine,
            **inputs,
        )
        for engine in ("row", "spark")
    ]


@pytest.mark.parametrize("ids", (TAKEN | NUMBERS).values(), ids=TAKEN | NUMBERS)
def test_ids_that_are_taken(ids: list[str], tmp_path: Path, spark: Any) -> None:
    row, done = runs(ids, tmp_path)
    assert row.has_run
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for name, rows in written(tmp_path / "spark").items():
        assert rows == read(tmp_path / "row" / f"{name}.parquet"), name


@pytest.mark.parametrize("ids", (NOT_TAKEN | TWICE).values(), ids=NOT_TAKEN | TWICE)
def test_ids_that_are_refused(ids: list[str], tmp_path: Path, spark: Any) -> None:
    _, done = runs(ids, tmp_path)
    (found,) = done.diagnostics
    assert found.code == "CDS620"
    assert found.message.startswith(
        "people: two rows have one id"
        if len(set(ids)) < len(ids)
        else "people: ids of people are missing, "
    )
    assert not (tmp_path / "spark").exists()


@pytest.mark.parametrize(
    ("activity", "message"),
    [
        ("sing", "activities: no file declares activities, such as `sing` (1 row)"),
        (None, "activities: no file declares activities (1 row)"),
    ],
)
def test_activities_that_are_refused(
    activity: str | None, message: str, tmp_path: Path, spark: Any
) -> None:
    log = {"person_id": ["1", "2"], "activity": ["visit_page", activity], "page": ["/", "/"]}
    at = pa.array([0, 1], pa.timestamp("us", tz="UTC"))
    parquet.write_table(pa.table({**log, "at": at}), tmp_path / "activities.parquet")
    _, done = runs(["1", "2"], tmp_path, activities=[tmp_path / "activities.parquet"])
    (found,) = done.diagnostics
    assert (found.code, found.message) == ("CDS620", message)


@pytest.mark.parametrize(
    ("table", "columns", "message"),
    [
        (
            "people",
            {"id": ["1", "2"], "score": ["2", "5.0"]},
            "people: cells of `score` are not plain, such as `5.0` (1 row)",
        ),
        ("people", {"id": ["1", "1"]}, "people: two rows have one id, `1`"),
        (
            "people",
            {"id": ["1", "ada "]},
            "people: ids of people are missing, or not plain, such as `ada ` (1 row)",
        ),
        ("companies", {"name": ["Acme", "ACME"]}, "companies: two rows have one name, `acme`"),
        (
            "lists",
            {"list": ["Seen"], "person_id": ["1"]},
            "lists: there is no list `Seen`",
        ),
    ],
)
def test_the_first_cell_is_named(
    table: str, columns: Any, message: str, tmp_path: Path, spark: Any
) -> None:
    parquet.write_table(pa.table(columns), tmp_path / f"{table}.parquet")
    if table != "people":
        parquet.write_table(pa.table({"id": ["1"]}), tmp_path / "people.parquet")
    inputs: Any = {"people": tmp_path / "people.parquet", table: tmp_path / f"{table}.parquet"}
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    done = project.run(now="2026-11-23T09:00Z", engine="spark", **inputs)
    (found,) = done.diagnostics
    assert (found.code, found.message) == ("CDS620", message)
    assert "`--engine auto` reads it as it is" in found.help


NAMED_TWICE = {
    "people": ["id", "score", "Person Score"],
    "companies": ["name", "Company Name"],
    "activities": ["person_id", "activity", "at", "page", "Web Page"],
    "members": ["program", "person_id", "status", "seats", "Places"],
}


@pytest.mark.parametrize(("table", "header"), NAMED_TWICE.items(), ids=NAMED_TWICE)
def test_a_second_column_is_told_as_by_the_other_engines(
    table: str, header: list[str], tmp_path: Path, spark: Any
) -> None:
    parquet.write_table(pa.table({"id": ["1"]}), tmp_path / "people.parquet")
    columns = {name: pa.array([], pa.string()) for name in header}
    parquet.write_table(pa.table(columns), tmp_path / f"{table}.parquet")
    inputs: Any = {"people": tmp_path / "people.parquet", table: tmp_path / f"{table}.parquet"}
    project = Project.from_texts({"campaign.cdsl": ASKED})
    row, at_once, done = (
        project.run(now="2026-11-23T09:00Z", engine=engine, **inputs).diagnostics
        for engine in ("row", "set", "spark")
    )
    message = row[0].message.partition(": ")[2]
    assert [one.code for one in (*row, *at_once, *done)] == ["CDS705", "CDS612", "CDS620"]
    assert at_once[0].message == done[0].message == f"{table}: {message}"
    assert at_once[0].help == done[0].help


@pytest.mark.parametrize("asked", SHOWN_BY_SPARK)
def test_changed_values_are_seen_as_the_row_engine_does(
    asked: str, tmp_path: Path, spark: Any
) -> None:
    cells = list(csv.DictReader(LOG.replace(",budget,,1.50,", ",notes,,1.50,").splitlines()))
    kept = [one for one in cells if one["attribute"] not in ("ratio", "Own Budget")]
    columns = {name: [one[name] or None for one in kept] for name in kept[0]}
    parquet.write_table(pa.table(columns), tmp_path / "log.parquet")
    parquet.write_table(pa.table({"id": list("1234567")}), tmp_path / "people.parquet")
    project = Project.from_texts({"campaign.cdsl": ASKING.format(asked)})
    row, done = (
        project.run(
            now="2026-11-23T09:00Z",
            people=tmp_path / "people.parquet",
            activities=[tmp_path / "log.parquet"],
            engine=engine,
        )
        for engine in ("row", "spark")
    )
    assert row.has_run, row.diagnostics
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    assert any(one.entered for one in row.campaigns)
