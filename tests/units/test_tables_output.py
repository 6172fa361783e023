"""Writing tables: what is written is read again, and all files appear together."""

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdsl.semantics.types import NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.world.effects import ActivityRecord, SetField
from cdsl.world.folding import normal
from cdsl.world.memory import MemoryStore
from cdsl.world.tables import write as writing
from cdsl.world.tables.layout import Layout, LayoutColumn, Layouts
from cdsl.world.tables.load import Inputs, Loaded, load
from cdsl.world.tables.output import output_tables
from cdsl.world.tables.parquet import parquet_missing
from cdsl.world.tables.write import Format, cannot_write, write_tables
from tests.units.tables_sample import (
    ACTIVITIES,
    COMPANY,
    FAIR,
    FAIR_2027,
    IN_UTC,
    LISTS,
    PERSON,
    PROGRAM,
    SCHEMA,
    WELCOME,
    loaded,
)

NAMES = ("people", "activities", "lists", "members", "companies", "entries")
ROME = ZoneInfo("Europe/Rome")


def written(result: Loaded, folder: Path, format=Format.CSV, zone=UTC) -> dict[str, bytes]:
    tables = output_tables(result.store, PROGRAM, result.layouts, 0, zone)
    assert write_tables(str(folder), tables, format, zone) is None
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def read_again(folder: Path, format=Format.CSV, zone=UTC) -> Loaded:
    paths = {name: str(folder / f"{name}.{format}") for name in NAMES}
    inputs = Inputs(
        paths["people"],
        paths["companies"],
        paths["members"],
        (paths["lists"],),
        (paths["entries"],),
        (paths["activities"],),
    )
    return load(inputs, PROGRAM, replace(IN_UTC, zone=zone))


def test_people_keep_their_columns(tmp_path):
    result = loaded(
        tmp_path,
        people='note;Email Address;ID;created_at\nx;a@b.c;10; 2026-01-01 09:00:00.000\n"1;2";;9;\n',
    )
    result.store.apply([SetField("9", PERSON["score"].column, 5)])
    files = written(result, tmp_path / "out")
    assert sorted(files) == sorted(f"{name}.csv" for name in NAMES)
    assert files["people.csv"].decode() == (
        "note,Email Address,ID,created_at,score,stage\n"
        "1;2,,9,,5,New\n"
        "x,a@b.c,10,2026-01-01T09:00,,New\n"
    )


def test_people_without_ids_get_them(tmp_path):
    files = written(loaded(tmp_path, people="email\na@b.c\n"), tmp_path / "out")
    assert files["people.csv"].decode() == "id,email,stage\n1,a@b.c,New\n"


def test_everything_else(tmp_path):
    result = loaded(
        tmp_path,
        people="id\n10\n9\n",
        companies="city,name\nRome,Beta\n,ACME\n",
        lists="list,person_id\nFair/Guests,10\nCustomers,10\nCustomers,9\n",
        members="note,program,person_id,status,seat\n"
        "x,Fair 2027,9,Attended,7\ny,Fair,10,Invited,\n",
        entries="campaign,person_id,at\nWelcome,10,2026-01-01\n",
        activities="person_id,activity,at,page,is_mobile,log_call.at,by_campaign,by_run,by_step\n"
        "10,open_email,2026-01-01,,yes,,,,\n9,log_call,2026-01-03,,,Rome,,,\n"
        "9,visit_page,2026-01-02,/a,,,Welcome,3,1.2\n",
    )
    assert not result.diagnostics
    files = written(result, tmp_path / "out")
    assert {name: files[f"{name}.csv"].decode() for name in NAMES[1:]} == {
        "activities": "person_id,activity,at,page,referrer,email,link,device,platform,is_mobile,"
        "log_call.at,on,by_campaign,by_run,by_step\n"
        "9,visit_page,2026-01-02T00:00,/a,,,,,,,,,Welcome,3,1.2\n"
        "9,log_call,2026-01-03T00:00,,,,,,,,Rome,,,,\n"
        "10,open_email,2026-01-01T00:00,,,,,,,true,,,,,\n",
        "lists": "list,person_id\nCustomers,9\nCustomers,10\nFair/Guests,10\n",
        "members": "program,person_id,status,seat,note\n"
        "Fair,10,Invited,,y\nFair 2027,9,Attended,7,x\n",
        "companies": "city,name\n,ACME\nRome,Beta\n",
        "entries": "campaign,person_id,at\nWelcome,10,2026-01-01T00:00\n",
    }


def test_only_new_activities(tmp_path):
    text = "person_id,activity,at,page\n1,visit_page,2026-01-01,/a\n"
    result = loaded(tmp_path, people="id\n1\n", activities=text)
    mark = result.store.mark()
    at = datetime(2026, 2, 1, tzinfo=UTC)
    result.store.add_activity(ActivityRecord("1", ACTIVITIES[0], at, ("/b",)))
    tables = output_tables(result.store, PROGRAM, result.layouts, mark, UTC)
    assert [row[2:4] for row in tables[1].rows()] == [[at, "/b"]]


def test_an_instant_that_comes_twice_is_written_in_utc(tmp_path):
    people = "id,created_at\n1,2026-10-25T00:30Z\n2,2026-10-25T01:30Z\n3,2026-07-01T00:30Z\n"
    result = loaded(tmp_path, replace(IN_UTC, zone=ROME), people=people)
    text = written(result, tmp_path / "out", zone=ROME)["people.csv"].decode()
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == [
        "2026-10-25T02:30",
        "2026-10-25T01:30Z",
        "2026-07-01T02:30",
    ]


# Any world --------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8
).map(normal)
INSTANTS = st.datetimes(timezones=st.just(UTC))
IDS = st.one_of(st.integers(1, 99).map(str), TEXTS.map(str.strip).filter(bool))


def value_of(type: Type):
    if type in TEXT_LIKE:
        return TEXTS
    if type in WHOLE:
        return st.integers(-(2**63), 2**63 - 1)
    if type in NUMBER_LIKE:
        if type is Type.FLOAT:
            return st.floats(allow_nan=False, allow_infinity=False).map(lambda x: x + 0.0)
        return st.integers(-(10**18) + 1, 10**18 - 1).map(lambda x: Decimal(x).scaleb(-4))
    if type is Type.BOOLEAN:
        return st.booleans()
    return st.dates() if type is Type.DATE else INSTANTS


def rows_of(fields):
    return st.tuples(
        *(
            st.sampled_from(field.values) if field.values else st.none() | value_of(field.type)
            for field in fields.values()
        )
    )


@st.composite
def activities(draw):
    activity = draw(st.sampled_from(ACTIVITIES))
    values = [draw(st.none() | value_of(attribute.type)) for attribute in activity.attributes]
    if activity.name == "change_data_value":
        field = draw(st.sampled_from(list(PERSON.values())))
        values[0] = field.name
        values[1:3] = [draw(st.none() | value_of(field.type)) for _ in range(2)]
    if activity.name in ("change_score", "change_program_member_data"):
        values = values[:1]
    while values and values[-1] is None:
        values.pop()
    campaign = draw(st.sampled_from([None, WELCOME]))
    run, step = (draw(st.integers(1, 9)), "1.2") if campaign else (0, "")
    person, at = draw(IDS), draw(INSTANTS)
    return ActivityRecord(person, activity, at, tuple(values), campaign, run, step)


@st.composite
def worlds(draw):
    store = MemoryStore(SCHEMA)
    people = draw(st.lists(IDS, max_size=5, unique=True))
    headers = draw(
        st.lists(
            TEXTS.map(lambda text: f"x {text}"),
            unique_by=lambda text: text.strip().lower(),
            max_size=2,
        )
    )
    for person in people:
        row = [value if value is not None else None for value in draw(rows_of(PERSON))]
        row[PERSON["stage"].column] = "New"
        store.add_person(person, row)
    for name in draw(st.lists(TEXTS.filter(str.strip), max_size=3, unique_by=str.lower)):
        store.add_company([name, *draw(rows_of(COMPANY))[1:]])
    for person in draw(st.lists(IDS, max_size=3)):
        store.add_to_list(draw(st.sampled_from(LISTS)), person)
        store.enter(WELCOME, person, draw(INSTANTS))
        store.set_membership(FAIR, person, "Invited", {"seat": draw(TEXTS), "paid": True})
        store.set_membership(FAIR_2027, person, "Attended", {"seat": 7})
    found = sorted(draw(st.lists(activities(), max_size=5)), key=lambda record: record.at)
    for record in found:
        store.add_activity(record)
    extras = {person: tuple(draw(st.just("") | TEXTS) for _ in headers) for person in people}
    columns = (LayoutColumn("id", is_key=True), *map(LayoutColumn, headers))
    return Loaded(store, (), Layouts(people=Layout(columns, extras)), ())


@given(world=worlds(), zone=st.sampled_from([UTC, ROME]))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_output_is_input(world, zone):
    with TemporaryDirectory() as folder:
        first = written(world, Path(folder, "first"), zone=zone)
        again = read_again(Path(folder, "first"), zone=zone)
        assert not again.has_errors, again.diagnostics
        assert list(again.store.people()) == list(world.store.people())
        for person in world.store.people():
            assert again.store.person(person) == world.store.person(person)
        kept = {(r.person, r.at, r.activity.name, r.values, r.run) for r in log(world)}
        assert {(r.person, r.at, r.activity.name, r.values, r.run) for r in log(again)} == kept
        assert len(log(again)) == len(log(world))
        assert written(again, Path(folder, "second"), zone=zone) == first


def log(world: Loaded):
    return world.store.new_activities(0)


# All or nothing ---------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path):
    result = loaded(tmp_path, people="id\n1\n")
    return output_tables(result.store, PROGRAM, result.layouts, 0, UTC)


def content(folder: Path) -> dict[str, str]:
    return {str(f.relative_to(folder)): f.read_text() for f in folder.rglob("*") if f.is_file()}


def test_files_are_replaced_and_others_left_alone(tmp_path, tables):
    out = tmp_path / "out"
    out.mkdir()
    (out / "people.csv").write_text("old")
    (out / "notes.txt").write_text("mine")
    assert write_tables(str(out), tables, Format.CSV, UTC) is None
    found = content(out)
    assert sorted(found) == sorted([*(f"{name}.csv" for name in NAMES), "notes.txt"])
    assert found["people.csv"] == "id,stage\n1,New\n"
    assert found["notes.txt"] == "mine"


def test_directories_above_are_made(tmp_path, tables):
    assert write_tables(str(tmp_path / "a" / "b"), tables, Format.CSV, UTC) is None
    assert len(content(tmp_path / "a" / "b")) == 6
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_a_file_in_the_way(tmp_path, tables):
    (tmp_path / "out").write_text("mine")
    for path in (tmp_path / "out", tmp_path / "out" / "deeper"):
        found = write_tables(str(path), tables, Format.CSV, UTC)
        assert found is not None
        assert found.code == "CDS711"
    assert (tmp_path / "out").read_text() == "mine"
    (tmp_path / "there" / "lists.csv").mkdir(parents=True)
    (tmp_path / "there" / "people.csv").write_text("old")
    found = write_tables(str(tmp_path / "there"), tables, Format.CSV, UTC)
    assert found is not None
    assert "is a directory" in found.message
    assert content(tmp_path / "there") == {"people.csv": "old"}


def failing_after(count: int, function):
    """A function that fails as a full disk does after so many calls."""
    calls = iter(range(1000))

    def called(*arguments, **named):
        if next(calls) >= count:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return function(*arguments, **named)

    return called


@pytest.mark.parametrize("count", range(12))
@pytest.mark.parametrize("step", ["rename", "open"])
@pytest.mark.parametrize("existing", [True, False])
def test_a_failure_changes_nothing(tmp_path, tables, monkeypatch, count, step, existing):
    out = tmp_path / "deep" / "out"
    before: dict[str, str] = {}
    if existing:
        out.mkdir(parents=True)
        before = {f"{name}.csv": f"old {name}" for name in NAMES} | {"notes.txt": "mine"}
        for name, text in before.items():
            (out / name).write_text(text)
    with monkeypatch.context() as patched:
        patched.setattr(Path, step, failing_after(count, getattr(Path, step)))
        found = write_tables(str(out), tables, Format.CSV, UTC)
    if found is None:
        assert len(content(out)) == len(before or NAMES)
        return
    assert found.code == "CDS711"
    if existing:
        assert content(out) == before
        assert sorted(path.name for path in out.iterdir()) == sorted(before)
    else:
        assert not (tmp_path / "deep").exists()


def test_an_interruption_changes_nothing(tmp_path, tables, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    (out / "people.csv").write_text("old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_write_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_tables(str(out), tables, Format.CSV, UTC)
    assert [path.name for path in out.iterdir()] == ["people.csv"]
    assert (out / "people.csv").read_text() == "old"


# Parquet ----------------------------------------------------------------------------------------


def test_parquet_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setattr("cdsl.world.tables.parquet.find_spec", lambda _: None)
    found = cannot_write(str(tmp_path / "out"), Format.PARQUET)
    assert found is not None
    assert found.code == "CDS711"
    assert "pip install pyarrow" in found.help
    result = load(Inputs(people="people.parquet"), PROGRAM, IN_UTC)
    assert [found.code for found in result.diagnostics] == ["CDS704"]


@pytest.mark.skipif(parquet_missing("CDS711") is not None, reason="pyarrow is not installed")
@given(world=worlds(), zone=st.sampled_from([UTC, ROME]))
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_parquet_is_input_too(world, zone):
    with TemporaryDirectory() as folder:
        written(world, Path(folder, "first"), Format.PARQUET, zone)
        again = read_again(Path(folder, "first"), Format.PARQUET, zone)
        assert not again.has_errors, again.diagnostics
        for person in world.store.people():
            assert again.store.person(person) == world.store.person(person)
        first = written(world, Path(folder, "csv"), zone=zone)
        assert written(again, Path(folder, "again"), zone=zone) == first


@pytest.mark.skipif(parquet_missing("CDS711") is not None, reason="pyarrow is not installed")
def test_parquet_that_cannot_be_read(tmp_path):
    path = tmp_path / "people.parquet"
    path.write_bytes(b"PAR1 but no more")
    result = load(Inputs(people=str(path)), PROGRAM, IN_UTC)
    assert [found.code for found in result.diagnostics] == ["CDS704"]
