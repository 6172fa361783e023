"""People without a column of ids: it is told where ids are meant, by whichever engine it is."""

from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """list "Seen"
batch campaign "Count" { smart list { everyone }  flow { change score by 1 } }
"""


@pytest.mark.parametrize("engine", ["row", "auto"])
@pytest.mark.parametrize(
    ("people", "beside", "is_told"),
    [
        ("score\n1\n", False, False),
        ("score\n1\n", True, True),
        ("score,personId\n1,7\n", False, True),
        ("score,Person-ID\n1,7\n", False, True),
        ("score,shoe\n1,7\n", False, False),
        ("score,Id\n1,7\n", True, False),
        ("score,Lead ID\n1,7\n", True, False),
    ],
)
def test_it_is_told_where_ids_are_meant(
    people: str,
    beside: bool,
    is_told: bool,
    engine: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    (tmp_path / "people.csv").write_text(people)
    (tmp_path / "lists.csv").write_text("list,person_id\n")
    asked: dict[str, Any] = {"people": tmp_path / "people.csv", "engine": engine}
    if beside:
        asked["lists"] = [tmp_path / "lists.csv"]
    done = Project.from_texts({"campaign.cdsl": CAMPAIGN}).run(now=NOW, **asked)
    assert done.has_run
    told = [one for one in done.diagnostics if one.code != "CDS614"]
    assert [one.code for one in told] == ["CDS720"] * is_told
    assert all("`id`" in one.help for one in told)
