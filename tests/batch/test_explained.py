"""What `--explain` says is what the run does; what is refused is told by table, column and cell.

`test_engines` holds the first for every campaign of the corpus.
"""

import sys
from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.choices import Engine
from cdsl.api.loading import WrongArgumentError
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb import direct
from cdsl.batch.duckdb.database import Connection, count
from cdsl.batch.plan import FLOW, Plan
from cdsl.source.diagnostic import Diagnostic
from tests.batch.runs import told, told_of

duckdb = pytest.importorskip("duckdb")

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """list "Seen"
person { ratio: float }
channel "Show" { status "Invited" }
program "Fair" {
  channel "Show"
  member { seats: integer "Places" }
}
batch campaign "Count" {
  smart list { score >= 0 }
  flow { change score by 1 }
}
"""


def said(engine: str, **inputs: Any) -> Diagnostic:
    """The one finding of a run, which is also that of its explanation."""
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    done = project.run(now=NOW, engine=engine, **inputs)
    choice = project.engine(now=NOW, engine=engine, **inputs)
    assert not done.has_run
    assert choice.diagnostics == done.diagnostics
    (found,) = done.diagnostics
    return found


# Cells ------------------------------------------------------------------------------------------

PEOPLE = "id,score,birthday\n1,2,\n"
CELLS = [
    ("people", "id,score,Person Score\n1,2,3\n", "a second column for `score`: `Person Score`"),
    ("people", "id,firstName\n1,Ada\n", "it is an extract, as `firstName` says"),
    ("companies", "industry\nX\n", "the table has no column `name`"),
    ("companies", "name,Company Name\nX,Y\n", "a second column for `name`: `Company Name`"),
    ("activities", "person_id,activity\n1,visit_page\n", "the table has no column `at`"),
    (
        "activities",
        "person_id,activity,at,page,Web Page\n1,visit_page,2026-11-23T09:00Z,a,b\n",
        "a second column for `visit_page.page`: `Web Page`",
    ),
    (
        "members",
        "program,person_id,status,seats,Places\nFair,1,Invited,1,2\n",
        "a second column for `seats`: `Places`",
    ),
    ("people", "id,score\n1,2\n2,5.0\n", "`score` in row 2 is no plain score: `5.0` (`5` is)"),
    ("people", "id,score\n1,2\n2,abc\n", "`score` in row 2: `abc` is not a whole number"),
    (
        "people",
        "id,score\n1,1234567890123456789.0\n",
        "`score` in row 1 is no plain score: `1234567890123456789.0`",
    ),
    ("people", "id,ratio\n1,1e20\n", "`ratio` in row 1 is no plain float: `1e20`"),
    ("people", "id,ratio\n1,1e2\n", "`ratio` in row 1 is no plain float: `1e2` (`100` is)"),
    ("people", "id,score\n1,2\n,3\n", "`id` in row 2 is empty"),
    ("people", "id,score\n1,2\n2,3\n1,4\n", "`id` `1` is there twice"),
    ("people", "id,score\nada,2\nben,3\nada,4\n", "`id` `ada` is there twice"),
    (
        "people",
        "id,score\n1,2\nada ,3\n",
        "`id` in row 2 is no plain id, such as one without blanks around it: `ada `",
    ),
    (
        "people",
        "id,score,birthday\n1,2,\n2,3,0000-01-01\n",
        "`birthday` in row 2: there is no `0000-01-01`",
    ),
    ("lists", "list,person_id\nSeen,1\nSeeen,2\n", "there is no list `Seeen`"),
    (
        "lists",
        "list,who\nSeen,1\n",
        "the table has no column `person_id`",
    ),
    (
        "entries",
        "campaign,person_id,at\nCount,1,2026-11-23T09:00Z\nCount,2,soon\n",
        "`at` in row 2: `soon` is not a date and time like 2026-11-23T09:00",
    ),
    (
        "members",
        "program,person_id,status,seats\nFair,1,Invited,\nFair,2,Invited,2.0\n",
        "`seats` in row 2 is no plain integer: `2.0` (`2` is)",
    ),
    (
        "members",
        "program,person_id,status\nFair,1,Invited\nFair,2,Lost\n",
        "`status` in row 2 is no status of its channel: `Lost`",
    ),
    (
        "members",
        "program,person_id,status\nFair,1,Invited\nFair,1,Invited\n",
        "`person_id` `1` is there twice",
    ),
    ("companies", "name,industry\nAcme,X\nACME,Y\n", "`name` `Acme` is there twice"),
    (
        "activities",
        "person_id,activity,at\n1,visit_page,2026-11-23T09:00Z\n1,dance,2026-11-23T09:00Z\n",
        "no file declares the activity `dance`",
    ),
    (
        "activities",
        "person_id,activity,at,is_mobile_device\n1,open_email,2026-11-23T09:00Z,maybe\n",
        "`is_mobile_device` in row 1: `maybe` is not true or false",
    ),
    (
        "activities",
        "person_id,activity,at,attribute,new_value\n"
        "1,change_data_value,2026-11-23T09:00Z,birthday,today\n",
        "`new_value` in row 1: `today` is not a date like 2026-11-23",
    ),
]


@pytest.mark.parametrize(("table", "text", "message"), CELLS, ids=lambda one: one[:40])
def test_the_first_cell_is_named(table: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / f"{table}.csv").write_text(text)
    inputs: Any = {"people": tmp_path / "people.csv", table: tmp_path / f"{table}.csv"}
    found = said("set", **inputs)
    assert (found.code, found.message.partition(":")) == ("CDS612", (table, ":", f" {message}"))
    row = Project.from_texts({"campaign.cdsl": CAMPAIGN}).run(now=NOW, engine="row", **inputs)
    if found.help.startswith("no engine"):
        assert not row.has_run
    else:
        assert found.help.startswith("`--engine row`")


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("lists", "list,person_id\nGone,1\nSeen,1\nSeeen,2\nGone,2\nGone,3\n,1\n,2\n"),
        ("entries", "campaign,person_id,at\nA,1,2026-01-01\nCount,1,2026-01-01\nA,2,2026-01-01\n"),
        ("members", "program,person_id,status\nFair,1,Invited\nX,2,Invited\nX,3,Invited\n"),
    ],
    ids=["lists", "entries", "members"],
)
def test_both_engines_tell_each_unknown_name_once(table: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / f"{table}.csv").write_text(text)
    inputs: Any = {"people": tmp_path / "people.csv", table: tmp_path / f"{table}.csv"}
    row = Project.from_texts({"campaign.cdsl": CAMPAIGN}).run(now=NOW, engine="row", **inputs)
    told = [found.message for found in row.diagnostics]
    assert len(told) == len(set(told))
    assert any(one.endswith("rows)") for one in told)
    found = said("set", **inputs)
    assert sorted(found.message.removeprefix(f"{table}: ").split("; ")) == sorted(told)
    assert found.help.startswith("no engine reads it so")


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    people = tmp_path / "people.parquet"
    duckdb.sql(f"COPY (SELECT '1' AS id, [2] AS score) TO '{people}'")
    found = said("set", people=people)
    assert found.message == "people: column `score` is INTEGER[], and not a plain score"


@pytest.mark.parametrize(
    ("score", "message", "help"),
    [
        ("5.0", "people: `score` in row 1 is no plain score: `5.0` (`5` is)", "duckdb:"),
        ("abc", "people: `score` in row 1: `abc` is not a whole number", "no engine reads it so"),
    ],
)
def test_the_way_out_of_a_world_is_none_that_it_has_not(
    score: str, message: str, help: str, tmp_path: Path
) -> None:
    world = tmp_path / "world.duckdb"
    with duckdb.connect(str(world)) as connection:
        connection.execute(f"CREATE TABLE people AS SELECT '1' AS id, '{score}' AS score")
    found = said("auto", world=world)
    assert (found.code, found.message) == ("CDS612", message)
    assert help in found.help
    row = Project.from_texts({"campaign.cdsl": CAMPAIGN}).run(
        now=NOW, people=f"duckdb:{world}#people", out=f"duckdb:{tmp_path}/after.duckdb"
    )
    assert row.was_written is ("duckdb:" in found.help)


def test_a_world_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "world.duckdb").write_text("nothing" * 100)
    found = said("auto", world=tmp_path / "world.duckdb")
    assert found.code == "CDS730"
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    assert "has no table `people`" in said("auto", world=tmp_path / "empty.duckdb").message


ALIKE = """channel "Show" {{ status "Invited" }}
program "Fair" {{
  channel "Show"
  member {{ Status: text = "a" }}
  batch campaign "Count" {{ smart list {{ everyone }} flow {{ {step} }} }}
}}
"""


TWO_ALIKE = [("CDS612", "two columns of `members` would be called `Status`")]


@pytest.mark.parametrize(
    ("step", "refused"),
    [
        ("change score by 1", []),
        ('set status "Invited"', TWO_ALIKE),
        ("if score is 5 { delete person }", TWO_ALIKE),
    ],
)
def test_a_world_is_refused_for_what_is_written_into_it(
    step: str, refused: list[tuple[str, str]], tmp_path: Path
) -> None:
    world = tmp_path / "world.duckdb"
    with duckdb.connect(str(world)) as connection:
        connection.execute(
            "CREATE TABLE people AS FROM (VALUES ('1', 5), ('2', 6)) AS _(id, score)"
        )
        members = "SELECT 'Fair' AS program, id AS person_id, 'Invited' AS status FROM people"
        connection.execute(f"CREATE TABLE members AS {members}")
    project = Project.from_texts({"campaign.cdsl": ALIKE.format(step=step)})
    choice = project.engine(now=NOW, engine="set", world=world)
    done = project.run(now=NOW, engine="set", world=world)
    for found in (choice.diagnostics, done.diagnostics):
        assert [(one.code, one.message) for one in found] == refused
    assert done.was_written is (not refused)
    assert (choice.engine is Engine.SET) is done.was_written


@pytest.mark.parametrize("engine", ["auto", "row", "set", "spark"])
@pytest.mark.parametrize(
    "tables",
    [["people"], ["companies"], ["members"], ["lists", "activities"], ["entries"]],
    ids=", ".join,
)
def test_tables_beside_a_world_are_not_meant(
    tables: list[str], engine: str, tmp_path: Path
) -> None:
    world = tmp_path / "world.duckdb"
    with duckdb.connect(str(world)) as connection:
        connection.execute("CREATE TABLE people AS SELECT '1' AS id, 5::BIGINT AS score")
    for table in tables:
        (tmp_path / f"{table}.csv").write_text("id,score\n1,2\n")
    inputs: Any = {table: tmp_path / f"{table}.csv" for table in tables}
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    for asked in (project.run, project.engine):
        with pytest.raises(WrongArgumentError) as raised:
            asked(now=NOW, engine=engine, world=world, **inputs)
        left_out = ", ".join(f"`--{table}`" for table in tables)
        assert str(raised.value) == f"world has tables of its own: leave out {left_out}"


# Engines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inputs",
    [
        {"connect": True},
        {"trace": "trace.jsonl"},
        {"all_activities": True, "out": "out"},
        {"people_requested": ["1"], "campaign": "Count"},
        {"out": "campaign.cdsl"},
        {"until": "2027-01-01"},
        {},
    ],
)
def test_an_explanation_knows_all_of_the_run(
    inputs: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("campaign.cdsl").write_text(CAMPAIGN)
    Path("people.csv").write_text(PEOPLE)
    project = Project.open("campaign.cdsl")
    choice = project.engine(now=NOW, people="people.csv", engine="set", **inputs)
    assert sorted(one.name for one in Path().iterdir()) == ["campaign.cdsl", "people.csv"]
    done = project.run(now=NOW, people="people.csv", engine="set", **inputs)
    is_set = choice.engine is Engine.SET
    refused = [one for one in told_of(done.diagnostics) if one[0].startswith("CDS6")]
    assert told_of(choice.diagnostics) == refused
    assert is_set is (done.has_run and not refused)


def test_an_instant_by_another_clock_is_explained_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,met\n1,2026-11-23T09:00Z\n")
    project = Project.from_texts(
        {
            "campaign.cdsl": 'workspace "Rome" in "Europe/Rome"\nperson { met: datetime }\n'
            'batch campaign "Meet" { smart list { everyone } flow { change met to '
            "2026-01-01T10:00Z } }\n"
        }
    )
    people = tmp_path / "people.csv"
    for out in (None, tmp_path / "out"):
        choice = project.engine(now=NOW, engine="set", people=people, out=out)
        done = project.run(now=NOW, engine="set", people=people, out=out)
        assert (choice.engine, choice.diagnostics) == (Engine.SET, ())
        refused = [
            f"the run is refused where somebody comes to that: {one.message}"
            for one in done.diagnostics
        ]
        assert choice.reason.split("; ")[1:] == refused
        assert done.has_run is (out is None)


def test_no_flow_is_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is anything counted, or handed over."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    flows: list[tuple[int, Counted]] = []

    def seen(plan: Plan, connection: Connection) -> Counted:
        rows = connection.execute(f"SELECT count(*) FROM {FLOW}").fetchone()
        assert rows is not None
        flows.append((rows[0], count(plan, connection)))
        return flows[-1][1]

    monkeypatch.setattr(direct, "count", seen)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    asked: Any = {"now": NOW, "people": tmp_path / "people.csv", "engine": "set"}
    assert project.engine(**asked).engine is Engine.SET
    assert project.run(**asked).has_run
    assert [(rows, counted.entered) for rows, counted in flows] == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("activity", "seconds", "is_read"),
    [("watch", 5, True), ("watch", 1, False), ("open_email", 5, False)],
)
def test_ids_that_no_flow_reads_decide_nothing(
    activity: str, seconds: int, is_read: bool, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "log.csv").write_text(
        "person_id,activity,at,seconds\n"
        "1,watch,2026-11-01T09:00Z,7\n"
        f"1 ,{activity},2026-11-01T09:00Z,{seconds}\n"
    )
    campaign = "activity watch { seconds: integer }\n" + CAMPAIGN.replace(
        "score >= 0", "did watch where seconds > 4"
    )
    project = Project.from_texts({"campaign.cdsl": campaign})
    asked: Any = {"people": tmp_path / "people.csv", "activities": [tmp_path / "log.csv"]}
    choice = project.engine(now=NOW, engine="set", **asked)
    done = project.run(now=NOW, engine="set", **asked)
    assert (choice.engine is Engine.ROW) is is_read
    assert told_of(choice.diagnostics) == told_of(done.diagnostics if is_read else ())
    assert done.has_run is not is_read


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"memory": "nonsense"}, "memory is no size: write one such as 2GB"),
        ({"memory": "0GB"}, "memory is no size: write one such as 2GB"),
        ({"memory": "2GB", "engine": "row"}, "memory is DuckDB's"),
        ({"memory": "2GB", "engine": "spark"}, "memory is DuckDB's"),
        ({"master": "local[2]"}, "master is the cluster of Spark"),
        ({"master": "local[2]", "engine": "set"}, "master is the cluster of Spark"),
    ],
)
def test_what_is_another_engines_is_refused(
    wish: dict[str, Any], message: str, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    for do in (project.run, project.engine):
        with pytest.raises(WrongArgumentError, match=message):
            do(now=NOW, people=tmp_path / "people.csv", **wish)


@pytest.mark.parametrize("memory", ["2GB", "1.5 GiB", "512mb", "10G"])
def test_sizes(memory: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    done = project.run(now=NOW, people=tmp_path / "people.csv", engine="set", memory=memory)
    assert done.has_run


def test_spark_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    found = said("spark", people=people)
    assert (found.code, found.message) == ("CDS621", "Spark: pyspark is not installed")


@pytest.mark.parametrize("engine", ["auto", "row", "set"])
def test_files_with_errors_are_explained_by_them(engine: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN.replace("score", "skore")})
    choice = project.engine(now=NOW, people=tmp_path / "people.csv", engine=engine)
    done = project.run(now=NOW, people=tmp_path / "people.csv", engine=engine)
    assert choice.diagnostics == done.diagnostics != ()


# Large runs that go one by one ------------------------------------------------------------------

WAIT = """batch campaign "Wait" {
  smart list { everyone }
  flow { if score <= 2 { wait 1 day } change score by 1 }
}
"""


@pytest.mark.parametrize(
    ("campaign", "people", "reason"),
    [
        (CAMPAIGN, PEOPLE, ""),
        (
            CAMPAIGN,
            "id,score\n1,5.0\n",
            "people: `score` in row 1 is no plain score: `5.0` (`5` is)",
        ),
        (WAIT, "id,score\n1,2\n2,1\n3,9\n", "2 of 3 people go one by one"),
    ],
)
@pytest.mark.parametrize("engine", ["auto", "row"])
def test_a_large_run_that_goes_one_by_one_says_why(
    campaign: str,
    people: str,
    reason: str,
    engine: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "people.csv").write_text(people)
    project = Project.from_texts({"campaign.cdsl": campaign})
    asked: Any = {"now": NOW, "until": "2027-01-01", "people": tmp_path / "people.csv"}
    small = project.run(**asked, engine=engine)
    monkeypatch.setattr("cdsl.api.row_reasons.LARGE", 0)
    large = project.run(**asked, engine=engine)
    assert small.has_run
    told = [one for one in large.diagnostics if one not in small.diagnostics]
    assert [(one.code, one.message.partition(": ")[2]) for one in told] == (
        [("CDS614", reason)] if reason and engine == "auto" else []
    )


# Changes ----------------------------------------------------------------------------------------

LOG = """person_id,activity,at,attribute,score,new_value,old_value
1,change_data_value,2026-11-01T09:00Z,birthday,,2020-01-01,
1,change_data_value,2026-11-01T09:00Z,Notes,,12 Main Street,
2,change_data_value,2026-11-01T09:00Z, BIRTHDAY ,,1990-01-01,2020-01-01
2,change_data_value,2026-11-01T09:00Z,budget,,1.50,
3,change_data_value,2026-11-01T09:00Z,unsubscribed,,yes,
3,change_data_value,2026-11-01T09:00Z,nothing known,,yes,no
4,change_score,2026-11-01T09:00Z,,score,007,5
4,change_data_value,2026-11-01T09:00Z,ratio,,0.0000001,
5,change_score,2026-11-01T09:00Z,,rank,3,1
5,change_data_value,2026-11-01T09:00Z,Own Budget,,9,
6,change_score,2026-11-01T09:00Z,,,3,1
7,change_data_value,2026-11-01T09:00Z,met,,,
7,change_score,2026-11-01T09:00Z,,birthday,,
"""
ASKING = """person {{ budget: currency "Own Budget"  ratio: float  rank: score  met: datetime }}
batch campaign "Ask" {{ smart list {{ did {} }} flow {{ change notes to "seen" }} }}
"""
ASKED = [
    'change_data_value where attribute is "birthday", new_value before 2000-01-01',
    'change_data_value where attribute is "birthday", old_value is empty',
    'change_data_value where attribute is "budget", new_value < 2',
    'change_data_value where attribute is "budget", new_value is not 1.5',
    'change_data_value where attribute is "unsubscribed", new_value is true',
    'change_data_value where attribute is "notes", new_value starts with "12"',
    'change_data_value where new_value is "true"',
    'change_data_value where new_value is "1.5"',
    'change_data_value where new_value is "9"',
    'change_data_value where new_value is "yes"',
    'change_data_value where new_value is "0.0000001"',
    'change_data_value where new_value contains "-01-"',
    'change_data_value where attribute is "budget"',
    "change_score where new_value is 7",
    "change_score where new_value > 2",
    "change_score where old_value < 5",
    'change_score where score is "score"',
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("negated", ["", ", new_value is not empty"])
def test_both_engines_see_changed_values_alike(asked: str, negated: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id\n" + "".join(f"{one}\n" for one in range(1, 8)))
    (tmp_path / "log.csv").write_text(LOG)
    project = Project.from_texts({"campaign.cdsl": ASKING.format(asked + negated)})
    inputs: Any = {"people": tmp_path / "people.csv", "activities": [tmp_path / "log.csv"]}
    row, done = (
        project.run(now=NOW, out=tmp_path / engine, engine=engine, **inputs)
        for engine in ("row", "set")
    )
    assert row.has_run, row.diagnostics
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    assert (tmp_path / "set" / "people.csv").read_text() == (
        tmp_path / "row" / "people.csv"
    ).read_text()
