"""Mistakes of an order are told before a table is read, by whichever engine: all tables are broken.

No engine reads a cell of these, so that what is told of them would stand beside.
"""

from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """batch campaign "Count" {
  tokens { points: score = +1 }
  smart list { everyone }
  flow { change score by {{my.points}} }
}
trigger campaign "Heard" { on visit_page  smart list { everyone }  flow { do nothing } }
executable campaign "Called" { smart list { everyone }  qualify once  flow { do nothing } }
"""
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("CDS101", {"campaign": "Nope"}),
    ("CDS709", {"campaign": "Count", "tokens": {"pints": "1"}}),
    ("CDS709", {"campaign": "Count", "tokens": {"points": "many"}}),
    ("CDS708", {"campaign": "Heard"}),
    ("CDS708", {"campaign": "Called"}),
    ("CDS711", {"out": "people.csv"}),
    ("CDS711", {"trace": "people.csv"}),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Files and broken tables, in the folder at hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    Path("people.csv").write_text("id,score\n1,abc\n1,2\n")
    Path("campaign.cdsl").write_text(CAMPAIGN)
    return Project.open("campaign.cdsl")


@pytest.mark.parametrize("engine", ["row", "set", "auto"])
@pytest.mark.parametrize(("code", "wrong"), WRONG)
def test_a_run(code: str, wrong: dict[str, Any], engine: str, project: Project) -> None:
    done = project.run(now=NOW, people="people.csv", engine=engine, **wrong)
    assert not done.has_run
    if engine == "set" and "trace" in wrong:
        # A trace tells of one person after another.
        code = "CDS612"
    assert [one.code for one in done.diagnostics] == [code]
    choice = project.engine(now=NOW, people="people.csv", engine=engine, **wrong)
    if "campaign" in wrong:
        assert choice.diagnostics == done.diagnostics


@pytest.mark.parametrize(("code", "wrong"), WRONG[:3])
def test_why(code: str, wrong: dict[str, Any], project: Project) -> None:
    answer = project.why(now=NOW, person="2", people="people.csv", **wrong)
    assert [one.code for one in answer.diagnostics] == [code]


@pytest.mark.parametrize(
    ("asked", "message"),
    [({}, "missing arguments: now"), ({"now": "2026-11-23T09:00", "poeple": "x"}, "poeple")],
    ids=["none", "unknown"],
)
def test_names_of_arguments(asked: dict[str, Any], message: str) -> None:
    project = Project.from_texts({"campaign.cdsl": ""})
    for do in (project.run, project.engine):
        with pytest.raises(TypeError, match=message):
            do(**asked)
