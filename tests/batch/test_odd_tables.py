"""Tables with ids and cells of the odd kinds: both engines make the same of them, or one refuses.

What the set-based engine refuses here, it refuses by name; what it takes comes out byte for byte.
"""

import os
import sqlite3
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from cdsl.api import Project
from tests.batch import both
from tests.batch.both import as_parquet, assert_same, assert_unplain, written
from tests.batch.runs import told

pytest.importorskip("duckdb")

CAMPAIGN = """batch campaign "Count" {
  smart list {
    score >= 0
  }
  flow {
    change score by 1
  }
}
"""
TAKEN = {
    "numbers": ["1", "2", "10"],
    "numbers far apart": ["1", "9000000000", "17"],
    "nineteen digits": ["9223372036854775807", "9223372036854775806"],
    "thirty digits": ["123456789012345678901234567890", "2"],
    "leading zeros": ["007", "7", "07"],
    "signs": ["-5", "5", "+7"],
    "texts": ["ada", "Ada", "ß", "ss"],
    "a number among texts": ["1", "ada"],
}
NOT_TAKEN = {
    "one twice": ["1", "2", "1"],
    "one twice, far apart": ["1", "9000000000", "1"],
    "a text twice": ["ada", "ben", "ada"],
    "none": ["1", "", "3"],
    "blanks around": ["ada ", "ben"],
    "letters in two pieces": ["e\u0301", "ben"],
}


@pytest.mark.parametrize("ids", TAKEN.values(), ids=TAKEN)
def test_ids_that_are_taken(ids: list[str], tmp_path: Path) -> None:
    table = "id,score\n" + "".join(f"{one},{number}\n" for number, one in enumerate(ids))
    row, done = runs(table.encode(), tmp_path)
    assert row.has_run
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()


@pytest.mark.parametrize("ids", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_ids_that_are_looked_at_one_by_one(ids: list[str], tmp_path: Path) -> None:
    table = "id,score\n" + "".join(f"{one},{number}\n" for number, one in enumerate(ids))
    refused(table.encode(), tmp_path)


def test_a_table_with_nul_is_the_row_engines(tmp_path: Path) -> None:
    refused(b"id,score\n1,2\n2\x00,3\n", tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_delimiter_is_told_as_the_row_engine_tells_it(delimiter: str, tmp_path: Path) -> None:
    table = "\n".join(delimiter.join(cells) for cells in (("id", "score"), ("1", "2"), ("2", "3")))
    row, done = runs(f"{table}\n".encode(), tmp_path)
    assert row.has_run is done.has_run
    assert told(done) == told(row)
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()


def runs(table: bytes, folder: Path) -> list:  # type: ignore[type-arg]
    """The same run by the row engine and by the set-based one."""
    (folder / "people.csv").write_bytes(table)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    return [
        project.run(
            now="2026-11-23T09:00",
            campaign="Count",
            people=folder / "people.csv",
            out=folder / engine,
            engine=engine,
        )
        for engine in ("row", "set")
    ]


def refused(table: bytes, folder: Path) -> None:
    _, done = runs(table, folder)
    assert not done.has_run
    assert [one.code for one in done.diagnostics] == ["CDS612"]
    assert not (folder / "set").exists()


@pytest.mark.parametrize("name", ["people[1].csv", "p*.csv", "p?.csv"])
def test_a_file_is_not_a_pattern_for_others(name: str, tmp_path: Path) -> None:
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN)
    for other in ("people1.csv", "pa.csv", "p1.csv"):
        (tmp_path / other).write_text("id,score\n2,20\n")
    (tmp_path / name).write_text("id,score\n1,10\n")
    done = Project.open([tmp_path / "campaign.cdsl"]).run(
        now="2026-03-10T09:00Z", people=tmp_path / name, engine="set", out=tmp_path / "out"
    )
    assert done.has_run, done.diagnostics
    assert (tmp_path / "out" / "people.csv").read_text() == "id,score\n1,11\n"


def test_a_column_is_called_as_what_is_worked_out_of_ids(tmp_path: Path) -> None:
    table = "id,its key,Is a number,score\nb,11111111111111111111,x,1\naa,1,y,2\n"
    row, done = runs(table.encode(), tmp_path)
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()


def test_a_year_that_the_calendar_does_not_have_is_the_row_engines(tmp_path: Path) -> None:
    refused(b"id,score,birthday\n1,2,0000-01-01\n", tmp_path)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("lists AS SELECT '1' AS person_id, 'Default/Seen' AS list", "is `Seen`"),
        ("lists AS SELECT '1' AS lead_id, 'Seen' AS list", "needs texts in `person_id`"),
        ("activities AS SELECT '1' AS lead_id, 'visit_page' AS activity, now() AS at", "texts in"),
        (
            "activities AS SELECT '1' AS person_id, 'visit_page' AS activity, '' AS at",
            "needs a `TIMESTAMPTZ` in `at`",
        ),
    ],
)
def test_a_file_that_is_read_and_cannot_be_changed(
    table: str, message: str, tmp_path: Path
) -> None:
    import duckdb

    world = tmp_path / "world.duckdb"
    with duckdb.connect(str(world)) as connection:
        connection.execute("CREATE TABLE people AS SELECT '1' AS id, 5::BIGINT AS score")
        connection.execute(f"CREATE TABLE {table}")
    project = Project.from_texts({"campaign.cdsl": f'list "Seen"\n{CAMPAIGN}'})
    done = project.run(now="2026-11-23T09:00Z", world=world, engine="set")
    assert not done.has_run
    ((code, said),) = ((one.code, one.message) for one in done.diagnostics)
    assert code == "CDS612"
    assert message in said


def test_a_trace_is_the_row_engines(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,score\n1,2\n")
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    now, people, trace = "2026-11-23T09:00Z", tmp_path / "people.csv", tmp_path / "trace.jsonl"
    done = project.run(now=now, people=people, engine="set", trace=trace)
    assert [one.code for one in done.diagnostics] == ["CDS612"]
    assert not trace.exists()
    assert project.run(now=now, people=people, trace=trace).has_run
    assert trace.read_text()


HELD = """
person { met: datetime = 2026-03-10  seen: date = 2026-03-10T05:00Z }
company { founded: datetime = 2026-03-10 }
channel "Event" { status "Invited" }
program "Fair" {
  channel "Event"
  member { arrives: datetime = 2026-03-10 }
  batch campaign "Look" {
    smart list { everyone }
    flow {
      if met before 2026-03-10T05:00Z { change score by 1 }
      if seen before 2026-03-11 { change score by 10 }
      if company.founded before 2026-03-10T05:00Z { change score by 100 }
      if member.arrives before 2026-03-10T05:00Z { change score by 1000 }
    }
  }
}
"""


def test_a_default_is_held_as_the_type_of_its_field(tmp_path: Path) -> None:
    tables = {
        "people": "id,met,score,company\n1,,0,Acme\n2,2026-03-11T00:00Z,0,\n",
        "companies": "name,founded\nAcme,\n",
        "members": "program,person_id,status,arrives\nFair,1,Invited,\n",
    }
    assert_same(both.runs(HELD, written(tables, tmp_path), tmp_path), tmp_path)
    assert (tmp_path / "set" / "people.csv").read_text() == (
        "id,met,score,company,seen\n"
        "1,2026-03-10T00:00,1111,Acme,2026-03-10\n"
        "2,2026-03-11T00:00,1110,,2026-03-10\n"
    )


FINE = """
person { paid: currency  seen: datetime }
batch campaign "Look" {
  smart list { everyone }
  flow {
    if seen after 2026-03-10T05:00Z { change score by 1 }
    if paid > 99999999999999.9998 { change score by 10 }
    if did visit_page since 2026-03-10T05:00Z { change score by 100 }
  }
}
"""
FINE_TABLES = {
    "people": "id,score,seen,paid\n"
    "1,0,2026-03-10T05:00:00.000001Z,99999999999999.9999\n"
    "2,0,2026-03-10 05:00:00.0,99999999999999.9998\n"
    "3,0,2026-03-10T04:59:59.99,-99999999999999.9999\n",
    "activities": "person_id,activity,at\n"
    "1,visit_page,2026-03-10T05:00:00.5\n"
    "2,visit_page,2026-03-10T04:59:59.999999Z\n"
    "3,visit_page,2026-03-10 05:00:00.123+00\n"
    "2,visit_page,2026-03-10 04:59:59+0000\n"
    "2,visit_page,2026-03-10T04:59:59+00:00\n",
}


def test_parts_of_a_second_and_the_greatest_amounts(tmp_path: Path) -> None:
    assert_same(both.runs(FINE, written(FINE_TABLES, tmp_path), tmp_path), tmp_path)
    scores = [row.split(",")[1] for row in (tmp_path / "set/people.csv").read_text().split()[1:]]
    assert scores == ["111", "0", "100"]


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_parts_of_a_second_and_the_greatest_amounts_in_spark(tmp_path: Path) -> None:
    inputs = as_parquet(FINE_TABLES, tmp_path)
    came = both.runs(FINE, inputs, tmp_path, "row", "spark", out_format="parquet")
    both.assert_same_in_spark(came, tmp_path)


CHANGES = """
channel "Event" { status "Came" }
program "Fair" { channel "Event"  member { seat: text "Best Seat" } }
batch campaign "Count" {
  smart list { everyone }
  flow {
    if did change_data_value where attribute is "first_name" { change score by 1 }
    if did change_score where score is "score" { change score by 10 }
    if did change_program_member_data where attribute is "seat" { change score by 100 }
  }
}
"""


@pytest.mark.parametrize("new", [False, True], ids=["alone", "with its value"])
@pytest.mark.parametrize(
    ("activity", "column", "names"),
    [
        ("change_data_value", "attribute", ["First_Name", "nick", "First Name", "firstName"]),
        ("change_score", "score", ["SCORE", "Person Score", "leadScore", " score", "score\t"]),
        ("change_program_member_data", "attribute", ["Seat", "Best seat", "seat\u00a0"]),
    ],
)
def test_a_field_that_changed_by_whatever_name(
    activity: str, column: str, names: list[str], new: bool, tmp_path: Path
) -> None:
    for name in names:
        header, cell = (",new_value", ",5") if new else ("", "")
        tables = {
            "people": "id,score\n1,0\n",
            "activities": f"person_id,activity,at,program,{column}{header}\n"
            f'1,{activity},2026-01-01T00:00Z,Fair,"{name}"{cell}\n',
        }
        came = both.runs(CHANGES, written(tables, tmp_path), tmp_path)
        assert_same(came, tmp_path)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("lists", "list,person_id,person-id\nL,1,2\n"),
        ("lists", "list,person_id,List \nL,1,L\n"),
        ("entries", "campaign,person_id,at,AT \nCount,1,2026-01-01T00:00Z,2026-01-01T00:00Z\n"),
        ("members", "program,person_id,PersonID,status\nFair,1,2,Came\n"),
        ("activities", "person_id,activity,at\n1,visit_page,2026-01-01T24:00Z\n"),
    ],
)
def test_what_the_row_engine_refuses_of_other_tables(table: str, text: str, tmp_path: Path) -> None:
    inputs = written({"people": "id,score\n1,0\n", table: text}, tmp_path)
    came = both.runs(f'list "L"\n{CHANGES}', inputs, tmp_path)
    assert not came["row"].has_run
    assert_unplain(came["set"], table)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folders_called_as_columns_say_nothing(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "score=5" / "page=x"
    folder.mkdir(parents=True)
    tables = {
        "people": "id,score\n1,0\n2,0\n",
        "activities": "person_id,activity,at\n1,visit_page,2026-01-01T00:00Z\n",
    }
    inputs = written(tables, folder)
    if form == "parquet":
        inputs = as_parquet(tables, folder)
    program = (
        'batch campaign "Count" { smart list { everyone } flow { change score by 1 '
        'if did visit_page where page is "x" { change score by 10 } } }'
    )
    assert_same(both.runs(program, inputs, tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("people", "flow"),
    [
        ("id,score\n1,0\n", "clear points"),
        ("id,score\n1,0\n2,0\n", "if score is 5 { clear points } else { change score by 1 }"),
        ("id,score\n1,0\n", "delete person"),
        ("id,score\n", "do nothing"),
    ],
    ids=["nobody any more", "somebody still", "all deleted", "nobody at all"],
)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_default_that_nobody_has_is_no_column(
    people: str, flow: str, form: str, tmp_path: Path
) -> None:
    program = (
        "person { points: integer = 5 } company { size: integer = 3 } "
        f'batch campaign "Count" {{ smart list {{ everyone }} flow {{ {flow} }} }}'
    )
    tables = {"people": people, "companies": "name\n"}
    inputs = written(tables, tmp_path) if form == "csv" else as_parquet(tables, tmp_path)
    assert_same(both.runs(program, inputs, tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["~p.csv", "~/p.csv", "s3://p.csv", "file:p.csv"])
def test_a_path_is_the_name_of_a_file_and_no_more(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("id,score\n1,10\n")
    came = both.runs(CAMPAIGN, {"people": name}, Path("out"))
    assert_same(came, Path("out"))


LOGS = {
    "a label": ("person_id,activity,at,search_engine", "person_id,activity,at,Search Engine"),
    "the activity before": ("person_id,activity,at,page", "person_id,activity,at,visit_page.page"),
    "another id": ("person_id,activity,at,page", "lead_id,activity,at,page"),
}


@pytest.mark.parametrize("headers", LOGS.values(), ids=LOGS)
def test_files_that_call_one_thing_differently(headers: tuple[str, ...], tmp_path: Path) -> None:
    inputs = written({"people": "id,score\n1,0\n2,0\n"}, tmp_path)
    inputs["activities"] = []
    for number, header in enumerate(headers, 1):
        path = tmp_path / f"log {number}.csv"
        path.write_text(f"{header}\n{number},visit_page,2026-01-01T00:00Z,g\n")
        inputs["activities"].append(path)
    attribute = "search_engine" if "engine" in headers[0] else "page"
    program = CAMPAIGN.replace("score >= 0", f'did visit_page where {attribute} is "g"')
    came = both.runs(program, inputs, tmp_path)
    assert came["row"].campaigns[0].entered == 2
    assert_unplain(came["set"], "activities")
    assert "files call one thing" in came["set"].diagnostics[0].message


APART = """
channel "Event" { status "Came" }
program "Fair" { channel "Event"  member { seat: text } }
program "Talk" { channel "Event"  member { room: text } }
batch campaign "Count" { smart list { everyone } flow { change score by 1 } }
"""
APART_TABLES = {
    "people": "id,score\n1,0\n2,0\n",
    "members": "program,person_id,status,seat,room\nFair,1,Came,A,\nTalk,2,Came,,B\n",
}


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_a_text_that_another_program_has_is_empty_in_spark(tmp_path: Path) -> None:
    inputs = as_parquet(APART_TABLES, tmp_path)
    came = both.runs(APART, inputs, tmp_path, "row", "spark", out_format="parquet")
    both.assert_same_in_spark(came, tmp_path)


SHARED = """
activity met "Met" { place: text "Page" }
channel "Event" { status "Came" }
program "Fair" { channel "Event"  member { seat: text "Place" } }
program "Talk" { channel "Event"  member { place: text } }
batch campaign "Count" {
  smart list { everyone }
  flow {
    if did visit_page where page is "g" { change score by 1 }
    if did met where place is "g" { change score by 10 }
    if member of program "Fair" where seat is "A" { change score by 100 }
    if member of program "Talk" where place is "B" { change score by 1000 }
  }
}
"""
SHARED_TABLES = {
    "people": "id,score\n1,0\n2,0\n",
    "activities": "person_id,activity,at,page,place\n"
    "1,visit_page,2026-01-01T00:00Z,g,\n2,met,2026-01-01T00:00Z,,g\n",
    "members": "program,person_id,status,seat,place\nFair,1,Came,A,\nTalk,2,Came,,B\n",
}


def test_columns_that_one_thing_calls_as_another_does(tmp_path: Path) -> None:
    assert_same(both.runs(SHARED, written(SHARED_TABLES, tmp_path), tmp_path), tmp_path)
    assert (tmp_path / "set" / "people.csv").read_text() == "id,score\n1,101\n2,1010\n"


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_columns_that_one_thing_calls_as_another_does_in_spark(tmp_path: Path) -> None:
    inputs = as_parquet(SHARED_TABLES, tmp_path)
    came = both.runs(SHARED, inputs, tmp_path, "row", "spark", out_format="parquet")
    both.assert_same_in_spark(came, tmp_path)


def test_files_of_which_one_has_more_columns(tmp_path: Path) -> None:
    inputs = written({"people": "id,score\n1,0\n2,0\n"}, tmp_path)
    texts = (
        "person_id,activity,at\n1,visit_page,2026-01-01T00:00Z\n",
        "person_id,activity,at,page\n2,visit_page,2026-01-01T00:00Z,g\n",
    )
    inputs["activities"] = [tmp_path / f"log {number}.csv" for number in range(2)]
    for path, text in zip(inputs["activities"], texts, strict=True):
        path.write_text(text)
    program = CAMPAIGN.replace("score >= 0", "did visit_page")
    assert_same(both.runs(program, inputs, tmp_path), tmp_path)


def test_databases_whose_addresses_differ_by_case_are_two(tmp_path: Path) -> None:
    inputs = written({"people": "id,score\n1,0\n2,0\n"}, tmp_path)
    inputs["activities"] = []
    for number, folder in enumerate(("a", "A"), 1):
        (tmp_path / folder).mkdir()
        with sqlite3.connect(tmp_path / folder / "log.db") as connection:
            connection.execute("CREATE TABLE log (person_id TEXT, activity TEXT, at TEXT)")
            row = (str(number), "visit_page", "2026-01-01T00:00Z")
            connection.execute("INSERT INTO log VALUES (?, ?, ?)", row)
        inputs["activities"].append(f"sqlite:{tmp_path / folder / 'log.db'}#log")
    program = CAMPAIGN.replace("score >= 0", "did visit_page")
    came = both.runs(program, inputs, tmp_path)
    assert came["row"].campaigns[0].entered == 2
    assert_same(came, tmp_path)


@pytest.mark.parametrize("header", [("id", "score", "Score"), ("id", "note", "Note"), ("id", "")])
def test_names_in_parquet_that_databases_do_not_tell_apart(
    header: tuple[str, ...], tmp_path: Path
) -> None:
    columns = [pyarrow.array(["1"], pyarrow.string()) for _ in header]
    pyarrow.parquet.write_table(
        pyarrow.table(columns, names=list(header)), tmp_path / "people.parquet"
    )
    done = both.runs(CAMPAIGN, {"people": tmp_path / "people.parquet"}, tmp_path, "set")["set"]
    assert_unplain(done, "people")


def test_a_pipe_is_left_to_the_row_engine(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.csv")
    done = both.runs(CAMPAIGN, {"people": tmp_path / "people.csv"}, tmp_path, "set")["set"]
    assert_unplain(done, "a pipe can be read only once")


def test_a_literal_below_zero_is_zero(tmp_path: Path) -> None:
    program = """person { ratio: float  grade: float }
batch campaign "Count" {
  smart list { everyone }
  flow {
    map ratio to grade { 1 from -0.0, 5  otherwise 0 }
    change ratio to 0
  }
}"""
    inputs = written({"people": "id,ratio\n1,5\n2,7\n3,0\n"}, tmp_path)
    both.runs(program, inputs, tmp_path, out_format="parquet")
    row, done = (
        pyarrow.parquet.read_table(tmp_path / engine / "people.parquet").to_pydict()
        for engine in ("row", "set")
    )
    assert repr(row) == repr(done)
    assert repr(row["ratio"]) == "[0.0, 0.0, 0.0]"
