"""Reading people, companies and memberships."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Severity
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.infer import infer_fields
from cdsl.world.tables.people import read_people
from tests.units.tables_sample import (
    FAIR,
    FAIR_2027,
    IN_UTC,
    LISTS,
    PERSON,
    SCHEMA,
    WELCOME,
    codes,
    key,
    loaded,
    marked,
    write,
)


def values(result, person: str) -> dict[str, object]:
    row = result.store.person(person)
    assert row is not None
    return {name: row[field.column] for name, field in PERSON.items() if row[field.column]}


def test_columns_are_fields_by_any_of_their_names(tmp_path):
    result = loaded(
        tmp_path,
        people="ID,EMAIL ADDRESS,firstName,Lead Score,dateOfBirth,created_at,budget,weight\n"
        "7,ada@example.com,Ada,+12,1990-02-03,2026-01-02T03:04:05Z,10.5,0.1\n",
    )
    assert not result.diagnostics
    assert values(result, "7") == {
        "email": "ada@example.com",
        "first_name": "Ada",
        "score": 12,
        "birthday": date(1990, 2, 3),
        "created_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "budget": Decimal("10.5000"),
        "weight": 0.1,
        "stage": "New",
    }


@pytest.mark.parametrize("name", ["id", "Id", "person_id", "lead_id", "leadId", "Lead ID"])
def test_the_id_has_many_spellings(tmp_path, name):
    assert list(loaded(tmp_path, people=f"email,{name}\na@b.c,x9\n").store.people()) == ["x9"]


def test_without_an_id_the_row_counts(tmp_path):
    result = loaded(tmp_path, people="email\na@b.c\n\nb@b.c\n")
    assert list(result.store.people()) == ["1", "2"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_dialects(tmp_path, delimiter, end):
    rows = [["id", "first_name", "note (a, b; c)"], ["1", '"A ""x""\n\r\nb"', "é"], ["2", "", ""]]
    text = "".join(delimiter.join(row) + end for row in rows)
    text = text.replace("note (a, b; c)", '"note (a, b; c)"')
    result = loaded(tmp_path, people=b"\xef\xbb\xbf" + text.encode())
    assert not result.diagnostics
    assert values(result, "1")["first_name"] == 'A "x"\n\r\nb'
    assert result.layouts.people.extras == {"1": ("é",), "2": ("",)}


def test_mixed_line_ends_and_no_last_one(tmp_path):
    result = loaded(tmp_path, people="id,email\r\n1,a@b.c\n2,b@b.c\r\n3,c@b.c")
    assert list(result.store.people()) == ["1", "2", "3"]


def test_a_delimiter_in_the_header_does_not_mislead(tmp_path):
    result = loaded(tmp_path, people="id;Revenue (a, b, c, d);email\n1;x;a@b.c\n")
    assert values(result, "1")["email"] == "a@b.c"


def test_a_bad_cell_is_marked_in_the_text(tmp_path):
    text = 'id,first_name,score\n1,"line\nbreak",5\n2,"a ""b"" c","many"\n3,x,1.5\n'
    result = loaded(tmp_path, people=text)
    assert codes(result) == ["CDS701", "CDS701"]
    assert [marked(found) for found in result.diagnostics] == ['"many"', "1.5"]
    first = result.diagnostics[0]
    assert first.source is not None
    assert first.span is not None
    assert first.source.position(first.span.start) == (4, 15)
    assert first.source.name.endswith("people.csv")


def test_bad_cells_may_be_empty(tmp_path):
    settings = replace(IN_UTC, bad_cells_empty=True)
    result = loaded(tmp_path, settings, people="id,score,email\n1,x,a\n2,7,b\n3,y,c\n")
    assert [(found.code, found.severity) for found in result.diagnostics] == [
        ("CDS701", Severity.WARNING)
    ]
    assert result.diagnostics[0].message.startswith("2 cells")
    assert marked(result.diagnostics[0]) == "x"
    assert not result.has_errors
    assert values(result, "2")["score"] == 7
    assert "score" not in values(result, "1")


def test_a_value_outside_of_the_fields_does_not_fit(tmp_path):
    result = loaded(tmp_path, people="id,tier\n1,gold\n2,Golf\n")
    assert codes(result) == ["CDS701"]
    assert "did you mean `Gold`" in result.diagnostics[0].message


def test_a_doubled_id_shows_both(tmp_path):
    result = loaded(tmp_path, people="id,email\n1,a\n2,b\n1,c\n")
    (found,) = result.diagnostics
    assert (found.code, marked(found)) == ("CDS702", "1")
    assert found.span is not None
    assert found.related[0].source.position(found.related[0].span.start) == (2, 1)


def test_an_empty_id(tmp_path):
    assert codes(loaded(tmp_path, people="id,email\n ,a\n")) == ["CDS701"]


def test_doubled_columns(tmp_path):
    result = loaded(tmp_path, people="id,email,Email Address\n1,a,b\n")
    (found,) = result.diagnostics
    assert (found.code, marked(found)) == ("CDS705", "Email Address")
    assert codes(loaded(tmp_path, people="id,ID,email\n1,2,b\n")) == ["CDS705"]


@pytest.mark.parametrize(
    ("table", "header", "second"),
    [
        ("companies", "name,Company Name", "Company Name"),
        ("companies", "name,NAME", "NAME"),
        ("lists", "list,Person ID,person_id", "person_id"),
        ("entries", "campaign,person_id,at,AT", "AT"),
        ("members", "program,person_id,status,paid,Has Paid", "Has Paid"),
        ("members", "program,person_id,status,Has Paid,paid", "paid"),
    ],
)
def test_second_columns_of_other_tables(tmp_path, table, header, second):
    tables = {"people": "id\n1\n", table: f"{header}\n"}
    (found,) = loaded(tmp_path, IN_UTC, **tables).diagnostics
    assert (found.code, marked(found)) == ("CDS705", second)
    assert found.related


def test_rows_of_another_width(tmp_path):
    result = loaded(tmp_path, people="id,email\n1\n2,a,b\n3,c\n")
    assert codes(result) == ["CDS704", "CDS704"]
    assert [marked(found) for found in result.diagnostics] == ["1", "b"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('id,email\n1,"a\n2,b\n', "never closed"),
        ('id,email\n1,"a"b\n', "goes on after its quote"),
        ("", "no header"),
        ("\n", "no header"),
        ('id,email\n1,"' + "a" * 1_000_001 + '"\n', "over 1,000,000"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, text, what):
    (found,) = loaded(tmp_path, people=text).diagnostics
    assert found.code == "CDS704"
    assert what in found.message


def test_many_errors_are_counted(tmp_path):
    rows = "".join(f"{number},x\n" for number in range(250))
    result = loaded(tmp_path, people="id,score\n" + rows)
    assert len(result.diagnostics) == 101
    assert "150 more" in result.diagnostics[-1].message


def test_encodings(tmp_path):
    text = "id;first_name\n1;Zoë\n"
    (found,) = loaded(tmp_path, people=text.encode("cp1252")).diagnostics
    assert (found.code, marked(found)) == ("CDS704", "\ufffd")
    for encoding in ("cp1252", "utf-16", "utf-16-le"):
        settings = replace(IN_UTC, encoding=encoding)
        result = loaded(tmp_path, settings, people=text.encode(encoding))
        assert values(result, "1")["first_name"] == "Zoë"
    settings = replace(IN_UTC, encoding="cp1252")
    assert values(loaded(tmp_path, settings, people=text), "1")["first_name"] == "Zoë"
    settings = replace(IN_UTC, encoding="no-such")
    assert codes(loaded(tmp_path, settings, people=text.encode("cp1252"))) == ["CDS704"]
    settings = replace(IN_UTC, encoding="ascii")
    assert codes(loaded(tmp_path, settings, people=text.encode("cp1252"))) == ["CDS704"]


def test_nul_characters_are_left_out(tmp_path):
    assert values(loaded(tmp_path, people="id,email\n1,a\0b\n"), "1")["email"] == "ab"


def test_a_folder_and_a_missing_file(tmp_path):
    inputs = write(tmp_path, people="id\n")
    for path in (str(tmp_path), str(tmp_path / "none.csv")):
        store = MemoryStore(SCHEMA)
        _, (found,) = read_people(path, SCHEMA, store, IN_UTC)
        assert found.code == "CDS704"
    assert inputs.people


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_read_once(tmp_path):
    reading, writing = os.pipe()
    os.write(writing, b"id,score\n1,x\n")
    os.close(writing)
    _, (found,) = read_people(f"/dev/fd/{reading}", SCHEMA, MemoryStore(SCHEMA), IN_UTC)
    os.close(reading)
    assert (found.code, marked(found)) == ("CDS701", "x")


def test_null_is_empty_in_a_bulk_extract_only(tmp_path):
    bulk = loaded(tmp_path, people="id,firstName,leadScore\n1,null,null\n")
    assert values(bulk, "1") == {"stage": "New"}
    plain = loaded(tmp_path, people="id,first_name\n1,null\n")
    assert values(plain, "1")["first_name"] == "null"


def test_instants_are_in_the_zone_that_is_handed_in(tmp_path):
    settings = replace(IN_UTC, zone=ZoneInfo("Europe/Rome"))
    result = loaded(tmp_path, settings, people="id,created_at\n1,2026-07-01 09:00:00.000\n")
    assert values(result, "1")["created_at"] == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_texts_are_normalised_but_not_what_passes_through(tmp_path):
    result = loaded(tmp_path, people="id,first_name,note\n1,e\u0301,e\u0301\n")
    assert values(result, "1")["first_name"] == "é"
    assert result.layouts.people.extras["1"] == ("e\u0301",)


def test_inferred_fields(tmp_path):
    text = (
        "id,email,isActive,Zip,Seats,Share,Day,Moment,Empty,3D,Zip\n"
        "1,a,true,01234,5,1.5,2026-01-01,2026-01-01T09:00,,x,1\n"
        "2,b,,20100,,2,2026-01-02,2026-01-01,,y,2\n"
    )
    path = str(tmp_path / "people.csv")
    Path(path).write_text(text)
    fields, diagnostics = infer_fields(path, SCHEMA, "person", IN_UTC)
    assert not diagnostics
    assert [(field.name, field.label, field.type) for field in fields] == [
        ("is_active", "isActive", Type.BOOLEAN),
        ("zip", "Zip", Type.TEXT),
        ("seats", "Seats", Type.INTEGER),
        ("share", "Share", Type.FLOAT),
        ("day", "Day", Type.DATE),
        ("moment", "Moment", Type.DATETIME),
        ("empty", "Empty", Type.TEXT),
        ("column_3d", "3D", Type.TEXT),
    ]
    inferred = {field.name: field for field in fields}
    schema = replace(SCHEMA, person={**SCHEMA.person, **inferred})
    assert [field.column for field in schema.person.values()] == list(range(len(schema.person)))
    store = MemoryStore(schema)
    Path(path).write_text(text.replace(",Zip\n", ",Zip 2\n"))
    layout, diagnostics = read_people(path, schema, store, IN_UTC)
    assert not diagnostics
    row = store.person("1")
    assert row is not None
    assert row[schema.person["seats"].column] == 5
    assert [column.header for column in layout.columns if column.passes_through] == ["Zip 2"]


def test_companies(tmp_path):
    result = loaded(
        tmp_path,
        companies="Company Name,industry,numberOfEmployees,city\nACME,Steel,12,Rome\n",
    )
    assert not result.diagnostics
    assert result.store.company("acme") == ["ACME", "Steel", 12]
    assert result.layouts.companies.extras == {"acme": ("Rome",)}
    assert codes(loaded(tmp_path, companies="name\nACME\nacme\n")) == ["CDS702"]
    assert codes(loaded(tmp_path, companies="industry\nSteel\n")) == ["CDS705"]


def test_lists_by_name_and_by_path(tmp_path):
    result = loaded(
        tmp_path,
        people="id\n1\n2\n",
        lists="list,person_id\nCustomers,1\nFair/Guests,2\nGlobal/Fair 2027/Guests,1\n"
        "Customers,9\n",
    )
    assert codes(result) == ["CDS703"]
    assert result.store.in_list(LISTS[0], "1")
    assert result.store.in_list(LISTS[1], "2")
    assert result.store.in_list(LISTS[2], "1")
    assert result.store.in_list(LISTS[0], "9")


def test_names_that_no_file_declares(tmp_path):
    result = loaded(tmp_path, people="id\n1\n", lists="list,person_id\nGuests,1\nCustomer,1\n")
    several, unknown = result.diagnostics
    assert (several.code, unknown.code) == ("CDS706", "CDS706")
    assert "`Fair/Guests`" in several.help
    assert "did you mean `Customers`" in unknown.help
    assert marked(unknown) == "Customer"


def test_a_name_that_no_file_declares_is_told_once(tmp_path):
    lists = "list,person_id\nGone,1\nCustomers,1\nGone,2\nLost,1\nGone,3\n"
    result = loaded(tmp_path, people="id\n1\n", lists=lists)
    gone, lost = result.diagnostics
    assert gone.message == "there is no list `Gone` (in 3 rows)"
    assert (lost.message, marked(gone)) == ("there is no list `Lost`", "Gone")


def test_members(tmp_path):
    result = loaded(
        tmp_path,
        people="id\n1\n2\n",
        members="program,person_id,status,Seat,paid,note\n"
        "Fair,1,Invited,A1,true,x\nFair 2027,1,Attended,7,,y\nFair,2,Attended,,,\n",
    )
    assert not result.diagnostics
    member = result.store.membership(FAIR, "1")
    assert member is not None
    assert (member.status, dict(member.fields)) == ("Invited", {"seat": "A1", "paid": True})
    member = result.store.membership(FAIR_2027, "1")
    assert member is not None
    assert dict(member.fields) == {"seat": 7}
    assert [column.header for column in result.layouts.members.columns] == ["note"]


def test_members_that_do_not_fit(tmp_path):
    result = loaded(
        tmp_path,
        people="id\n1\n2\n",
        members="program,person_id,status,paid\n"
        "Fair,1,Invitd,true\nFair,2,Invited,perhaps\nFair,2,Attended,\nFair,3,,\n",
    )
    assert codes(result)[:4] == ["CDS706", "CDS701", "CDS702", "CDS706"]
    assert "did you mean `Invited`" in result.diagnostics[0].help


def test_entries(tmp_path):
    text = "campaign,person_id,at\nWelcome,1,2026-01-02T00:00\nWelcome,1,2026-01-01\n"
    result = loaded(tmp_path, people="id\n1\n", entries=text)
    assert not result.diagnostics
    assert result.store.entered(WELCOME, "1") == datetime(2026, 1, 2, tzinfo=UTC)
    assert codes(loaded(tmp_path, entries="campaign,person_id,at\nWelcome,1,\n"))[0] == "CDS701"
    assert codes(loaded(tmp_path, entries="campaign,person_id\nWelcome,1\n")) == ["CDS705"]
    assert key("Fair", "Welcome") == WELCOME


def test_a_header_that_only_one_delimiter_can_read(tmp_path):
    result = loaded(tmp_path, people='id,"x \n"\n1,y\n')
    assert list(result.store.people()) == ["1"]


@pytest.mark.parametrize(
    ("people", "message", "help"),
    [
        ("id,E-Mail,shoe size\n", "the column `E-Mail`", "did you mean `email`?"),
        ("id,emial\n", "the column `emial`", "did you mean `email`?"),
        ("foo,bar\n", "the columns `foo`, `bar`", "`--infer` declares the others"),
        ("id|email\n", "the column `id|email`", "a tab stands between two"),
    ],
)
def test_columns_that_seem_to_be_misspelt(tmp_path, people, message, help):
    (found,) = loaded(tmp_path, people=people).diagnostics
    assert (found.code, found.severity) == ("CDS717", Severity.WARNING)
    assert found.message.endswith(f"people.csv: no file declares {message}")
    assert help in found.help


@pytest.mark.parametrize("people", ["id,shoe size\n", "id,email,email2\n", "id\n", "email,x\n"])
def test_other_columns_pass_through_silently(tmp_path, people):
    assert not loaded(tmp_path, people=people).diagnostics
