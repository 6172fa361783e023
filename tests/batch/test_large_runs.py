"""What a large run says that the row engine does because of an option, or of a broken cell."""

from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project

NOW = "2026-11-23T09:00Z"
CAMPAIGNS = """batch campaign "Count" { smart list { score >= 0 }  flow { change score by 1 } }
trigger campaign "Asked" { on request_campaign smart list { everyone } flow { change score by 1 } }
"""


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is read is large."""
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ({"bad_cells_empty": True}, "bad cells are taken for empty"),
        ({"infer": True}, "fields are inferred from the data"),
        ({"strict": True}, "with `--strict`, rows of people who are not there are looked for"),
        ({"people_requested": ["1"], "campaign": "Asked"}, ""),
        ({"bad_cells_empty": True, "engine": "row"}, ""),
    ],
    ids=["bad cells", "infer", "strict", "request", "by row"],
)
def test_it_names_the_option(option: dict[str, Any], reason: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,score\n1,2\n")
    project = Project.from_texts({"campaign.cdsl": CAMPAIGNS})
    done = project.run(now=NOW, people=tmp_path / "people.csv", **option)
    assert done.has_run, done.diagnostics
    told = [one.message.partition(": ")[2] for one in done.diagnostics if one.code == "CDS614"]
    assert told == ([reason] if reason else [])


def test_an_explanation_names_the_cell_that_no_engine_reads(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,score\n1,abc\n")
    project = Project.from_texts({"campaign.cdsl": CAMPAIGNS})
    choice = project.engine(now=NOW, people=tmp_path / "people.csv")
    reason = "people: `score` in row 1: `abc` is not a whole number, which no engine reads"
    assert (choice.engine, choice.reason) == ("row", reason)
