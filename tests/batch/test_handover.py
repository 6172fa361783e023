"""People who are handed to the row engine, from files to files: both engines write the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.world.tables.write import Format
from tests.batch.runs import Place, compare
from tests.cases import CORPUS

NOW = "2026-03-10T09:00Z"
HANDED = CORPUS / "batch" / "handed"
PROGRAM = HANDED / "onboarding.cdsl"


def people() -> Iterator[str]:
    """People of all ways through the flow; every ninth is followed up on a day of their own."""
    yield "id,email,score,tier,follow_up,heard,nick"
    for number in range(1, 121):
        day = f"2026-03-{number // 9 + 5:02}" if number % 9 == 0 else ""
        name = f"{number}" if number % 2 else f"p{number}"
        yield f"{name},p{number}@x.example,{number % 64},,{day},{number % 3 or ''},n{number}"


def tables(folder: Path) -> dict[str, Any]:
    """The tables of a world, as files."""
    texts = {
        "people": [*people()],
        "activities": [
            "person_id,activity,at,video,seconds",
            "1,watch,2026-03-01T10:00Z,intro,30",
            "p2,watch,2026-03-02T10:00Z,intro,40",
        ],
        "lists": ["list,person_id", "Kept,1", "Kept,33", "Called,p2", "Kept,p44"],
        "entries": ["campaign,person_id,at", "Hot,53,2026-01-01T00:00Z"],
        "members": ["program,person_id,status,seat,row", "Fair,p44,Invited,a,1", "Fair,5,Came,b,2"],
        "companies": ["name,industry", "Acme,Steel"],
    }
    for name, lines in texts.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    paths = {name: folder / f"{name}.csv" for name in texts}
    several = {name: [paths[name]] for name in ("activities", "lists", "entries")}
    return {**paths, **several}


@pytest.mark.parametrize("until", [None, "2026-03-10T09:00Z", "2026-03-12T00:00Z", "2026-06-01"])
@pytest.mark.parametrize("format", Format)
def test_both_engines_write_the_same(format: Format, until: str | None, tmp_path: Path) -> None:
    project = Project.open(PROGRAM, root=PROGRAM.parent)
    inputs = tables(tmp_path)
    came = {
        engine: project.run(
            now=NOW,
            until=until,
            out=tmp_path / engine,
            out_format=str(format),
            engine=engine,
            **inputs,
        )
        for engine in ("row", "set")
    }
    assert came["row"].was_written
    left = [one for one in came["row"].diagnostics if one.code not in ("CDS703", "CDS714")]
    assert came["set"] == replace(came["row"], diagnostics=tuple(left))
    row, others = (Place(tmp_path / engine, format) for engine in ("row", "set"))
    assert others.tables() == row.tables()


def test_it_is_explained(tmp_path: Path) -> None:
    project = Project.open(PROGRAM, root=PROGRAM.parent)
    people = tables(tmp_path)["people"]
    choice = project.engine(now=NOW, until="2026-06-01", engine="set", people=people)
    assert choice.diagnostics == ()
    assert choice.reason.split("; ") == [
        "all of it can be done to everybody at once but for people who come to what goes one by "
        "one: onboarding.cdsl:69: a requested campaign runs for one person at a time (CDS608)",
        "onboarding.cdsl:73: people wait here, and go on before the clock stops (CDS606)",
        *(
            f"onboarding.cdsl:62: step {step} leaves `{activity}`, which fires "
            f'"{campaign}" for one person at a time (CDS610)'
            for step, activity, campaign in (
                ("3.1.1", "change_score", "Hot"),
                ("5.1.1", "change_status", "Seated"),
                ("2", "change_score", "Hot"),
                ("4.1.1", "add_to_list", "Gone"),
            )
        ),
    ]


@pytest.mark.parametrize(("count", "is_left"), [(3, False), (4, True)])
def test_that_most_may_be_handed_over_is_explained(
    count: int, is_left: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    people = tmp_path / "people.csv"
    people.write_text("id,score\n" + "".join(f"{one},{one}\n" for one in range(1, 7)))
    project = Project.from_texts(
        {
            "wait.cdsl": 'batch campaign "Wait" { smart list { everyone } '
            f"flow {{ if score <= {count} {{ wait 1 day }} change score by 1 }} }}\n"
        }
    )
    asked: dict[str, Any] = {"now": NOW, "until": "2026-06-01", "people": people}
    choice = project.engine(**asked)
    assert choice.engine == "set"
    assert choice.reason.endswith(
        "; the row engine does all of it where these are more than the others"
    )
    seen: list[str] = []
    done = project.run(**asked, progress=lambda what, _, total: seen.append(f"{what} {total}"))
    assert done.has_run
    assert (f"one by one {count}" in seen) is not is_left


@pytest.mark.parametrize("program", ["runs_by_one_rule", "runs_by_two_rules"])
def test_campaigns_that_let_in_the_same_people_number_their_own_runs(
    program: str, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(
        "id,score\n33,98\n34,1000\n35,99\n36,1\n37,98\n38,96\n39,95\n"
    )
    for engine in ("row", "set"):
        Project.open([HANDED / f"{program}.cdsl"]).run(
            now=NOW, people=tmp_path / "people.csv", engine=engine, out=tmp_path / engine
        )
    for one in sorted((tmp_path / "row").iterdir()):
        assert sorted(one.read_text().splitlines()) == sorted(
            (tmp_path / "set" / one.name).read_text().splitlines()
        ), one.name


LEAVING = """
channel "Event" { status "Came" }
program "Fair" { channel "Event"  member { seat: text } }
person { shoe: integer = 40 }
batch campaign "Leave" {
  smart list { everyone }
  flow {
    if score > 5 { wait 1 hour  delete person } else { delete person }
  }
}
"""


@pytest.mark.parametrize("format", Format)
def test_values_of_people_who_went_one_by_one_make_no_column(
    format: Format, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("id,score\n1,9\n2,1\n3,2\n")
    (tmp_path / "members.csv").write_text("program,person_id,status,seat\nFair,1,Came,a\n")
    project = Project.from_texts({"leaving.cdsl": LEAVING})
    places = Place(tmp_path / "row", format), Place(tmp_path / "set", format)
    inputs = {"people": tmp_path / "people.csv", "members": tmp_path / "members.csv"}
    order: dict[str, Any] = {"now": NOW, "until": "2026-03-11T09:00Z"}
    assert compare(project, inputs, places, **order) is None
