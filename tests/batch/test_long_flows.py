"""Flows of many steps, each of which reads what the one before has made."""

from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.choices import TOO_DEEP
from cdsl.batch.duckdb.database import MANY_PROJECTIONS
from tests.batch import both
from tests.batch.both import assert_same, written

pytest.importorskip("duckdb")

PEOPLE = "id,score,title\n1,5,chief\n2,,head of chiefs\n3,-7,\n"


def flow_of(steps: int) -> str:
    """Points are given to all, and every other time taken from some."""
    changes = (
        f"change score by {number}"
        if number % 2
        else f"if score > {number} {{ change score by -{number} }}"
        for number in range(1, steps + 1)
    )
    lines = "\n".join(changes)
    return f'batch campaign "Long" {{ smart list {{ everyone }} flow {{\n{lines}\n}} }}'


def statement(steps: int) -> str:
    project = Project.from_texts({"campaign.cdsl": flow_of(steps)})
    choice = project.engine(now=both.NOW, people="people.csv", engine="set")
    (text,) = choice.statements
    return text


def test_both_engines_come_to_the_same(tmp_path: Path) -> None:
    inputs = written({"people": PEOPLE}, tmp_path)
    assert_same(both.runs(flow_of(60), inputs, tmp_path), tmp_path)


def test_what_is_told_grows_with_the_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written({"people": PEOPLE}, tmp_path)
    monkeypatch.chdir(tmp_path)
    short, long = statement(30), statement(60)
    assert short.count(" AS (\n") > MANY_PROJECTIONS
    assert len(long) < 2.1 * len(short)


MANY_ENTRIES = f"""
mapping "Countries" {{
{"".join(f'  "Country {number}" from "C{number}"' + chr(10) for number in range(400))}}}
batch campaign "Name" {{ smart list {{ everyone }} flow {{ map title using "Countries" }} }}
"""


def test_more_than_one_statement_holds_goes_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    people = tmp_path / "people.csv"
    people.write_text("id,title\n1,C0\n2,c399\n3,C400\n")
    project = Project.from_texts({"campaign.cdsl": MANY_ENTRIES})
    refused = project.run(now=both.NOW, people=people, engine="set")
    assert [(one.code, one.message) for one in refused.diagnostics] == [("CDS612", TOO_DEEP)]
    choice = project.engine(now=both.NOW, people=people)
    assert (choice.engine, choice.reason) == ("row", TOO_DEEP)
    done = project.run(now=both.NOW, people=people, out=tmp_path / "out")
    assert done.was_written
    rows = (tmp_path / "out" / "people.csv").read_text().splitlines()
    assert rows == ["id,title", "1,Country 0", "2,Country 399", "3,C400"]
