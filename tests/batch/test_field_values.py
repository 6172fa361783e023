"""Fields that have defaults, or take some values only, in tables: both engines read them alike."""

from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from tests.batch.runs import FORMATS, Place, compare

NOW = "2026-11-23T09:00"
PROGRAM = """
workspace "W" in "Europe/Rome" { }
channel "Event" { status "In" }
person {
  since: datetime = 2026-03-10
  due: date = 2026-03-09T23:30Z
  level: integer in [1, 30] = 30
  fee: currency in [0.5, 12.5]
}
company { founded: datetime = 2026-03-10 }
program "Fair" {
  channel "Event"
  member { arrival: datetime = 2026-03-10 }
}
batch campaign "Count" {
  smart list { everyone }
  flow { change score by 1 }
}
"""
TABLES = {
    "people": "id,score,level,fee\n1,5,,0.50\n2,6,1,\n",
    "members": "program,person_id,status\nFair,1,In\n",
    "companies": "name\nAcme\n",
}


def inputs(folder: Path, **other: str) -> dict[str, Any]:
    texts = TABLES | other
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return {name: folder / f"{name}.csv" for name in texts}


@pytest.mark.parametrize("format", FORMATS)
def test_a_default_is_a_value_of_its_field(format: str, tmp_path: Path) -> None:
    places = Place(tmp_path / "row", format), Place(tmp_path / "set", format)
    project = Project.from_texts({"campaign.cdsl": PROGRAM})
    assert compare(project, inputs(tmp_path), places, now=NOW) is None
    if format == "csv":
        people, members, companies = (
            (tmp_path / "set" / f"{name}.csv").read_text().splitlines()[1] for name in TABLES
        )
        assert people == "1,6,30,0.5,2026-03-10T00:00,2026-03-10"
        assert members == "Fair,1,In,2026-03-10T00:00"
        assert companies == "Acme,2026-03-10T00:00"


@pytest.mark.parametrize("row", ["1,5,2,", "1,5,,12.6"])
def test_a_number_that_a_field_does_not_take_is_the_row_engines(row: str, tmp_path: Path) -> None:
    project = Project.from_texts({"campaign.cdsl": PROGRAM})
    given = inputs(tmp_path, people=f"id,score,level,fee\n{row}\n")
    was, done = (project.run(now=NOW, engine=engine, **given) for engine in ("row", "set"))
    assert not was.has_run
    assert [one.code for one in done.diagnostics] == ["CDS612"]
