"""Flows of many steps, each of which reads what the one before has made."""

from pathlib import Path

import pytest

from cdsl.api import Project
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
