"""Reading activities, in both shapes, and answers of webhooks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.types import Type
from cdsl.world.tables.answers import WebhookAnswer, read_webhook_answers
from cdsl.world.tables.cells import reader_of
from cdsl.world.values import read
from tests.units.tables_sample import IN_UTC, WELCOME, codes, loaded, marked

PEOPLE = "id\n1\n2\n"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def read_all(tmp_path, text, settings=IN_UTC, people=PEOPLE):
    result = loaded(tmp_path, settings, people=people, activities=text)
    return result, list(result.store.new_activities(0))


def test_our_shape(tmp_path):
    result, records = read_all(
        tmp_path,
        "person_id,activity,at,page,Referrer URL,link\n"
        "1,Visit Web Page,2026-01-01T12:00,/a,,x\n"
        "2,visit_page,2026-01-01T11:00,,g,\n"
        "1,open_email,2026-01-01T13:00,,,y\n",
    )
    assert not result.diagnostics
    assert [(r.person, r.activity.name, r.values) for r in records] == [
        ("2", "visit_page", (None, "g")),
        ("1", "visit_page", ("/a",)),
        ("1", "open_email", (None, "y")),
    ]
    assert records[1].at == NOON


def test_bulk_shape(tmp_path):
    result, records = read_all(
        tmp_path,
        "marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValue,attributes\n"
        '9,1,2026-01-01T12:00:00Z,10,Kit,"{""Is Mobile Device"":true,""Device"":""null""}"\n'
        "9,2,2026-01-01T12:00:00Z,1,null,null\n"
        '9,1,2026-01-01T12:00:00Z,13,Lead Score,"{""New Value"":""5"",""Old Value"":null}"\n',
    )
    assert not result.diagnostics
    assert [r.values for r in records] == [
        ("Kit", None, None, None, True),
        (),
        ("score", 5),
    ]


def test_wide_export(tmp_path):
    result, records = read_all(
        tmp_path,
        "\ufeffactivity_date,activity_type_id,campaign_id,category,details,email,id,lead_id,"
        "primary_attribute_value,primary_attribute_value_id,step_id\r\n"
        "2020-05-08 17:45:53.000,8,1,2,550 failed,hash,77,1,Newsletter,5,0\n",
    )
    assert not result.diagnostics
    assert records[0].values == ("Newsletter", "2", "550 failed")


def test_changes_have_the_type_of_their_field(tmp_path):
    result, records = read_all(
        tmp_path,
        "person_id,activity,at,attribute,score,program,new_value,old_value\n"
        "1,change_data_value,2026-01-01,Date of Birth,,,1990-01-02,\n"
        "1,change_data_value,2026-01-01,Elsewhere,,,1990-01-02,\n"
        "1,change_score,2026-01-01,,Person Score,,12,5\n"
        "1,change_program_member_data,2026-01-01,Seat,,Fair 2027,7,\n",
    )
    assert not result.diagnostics
    assert [r.values for r in records] == [
        ("birthday", date(1990, 1, 2)),
        ("Elsewhere", "1990-01-02"),
        ("score", None, 12, 5),
        ("Fair 2027", "seat", 7),
    ]


def test_an_attribute_may_be_called_like_a_column(tmp_path):
    result, records = read_all(
        tmp_path, "person_id,activity,at,log_call.at,on\n1,log_call,2026-01-01,Rome,2026-01-03\n"
    )
    assert not result.diagnostics
    assert records[0].values == ("Rome", date(2026, 1, 3))


def test_stamps_are_read_back(tmp_path):
    _, records = read_all(
        tmp_path,
        "person_id,activity,at,by_campaign,by_run,by_step\n"
        "1,visit_page,2026-01-01,Welcome,12,3.1\n1,visit_page,2026-01-01,Other,12,3\n",
    )
    assert (records[0].campaign, records[0].run, records[0].step) == (WELCOME, 12, "3.1")
    assert (records[1].campaign, records[1].run, records[1].step) == (None, 0, "")


def test_an_unknown_activity(tmp_path):
    result, _ = read_all(tmp_path, "person_id,activity,at\n1,visit_pag,2026-01-01\n")
    (found,) = result.diagnostics
    assert (found.code, marked(found)) == ("CDS706", "visit_pag")
    assert found.help == "did you mean `visit_page`?"


def test_unknown_numbers_are_counted(tmp_path):
    result, records = read_all(
        tmp_path,
        "leadId,activityDate,activityTypeId\n1,2026-01-01,145\n1,2026-01-01,145\n"
        "1,2026-01-01,2\n1,2026-01-01,1\n",
    )
    assert codes(result) == ["CDS714"]
    assert "3 activities have types that no file declares: 2, 145" in result.diagnostics[0].message
    assert len(records) == 1


def test_strangers_are_kept_and_counted_once(tmp_path):
    text = "person_id,activity,at\n1,visit_page,2026-01-01\n8,visit_page,2026-01-01\n"
    result = loaded(tmp_path, people=PEOPLE, activities=text, events=text)
    assert codes(result) == ["CDS703"]
    assert result.diagnostics[0].message.endswith(
        "activities.csv, " + str(tmp_path / "events.csv") + ": 2 rows are about 1 person who is "
        "not in the data"
    )
    assert len(result.store.activities("8", "visit_page")) == 1
    assert len(result.events) == 2


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("1,visit_page,yesterday,,", "yesterday"),
        ("1,visit_page,,,", ""),
        (",visit_page,2026-01-01,,", ""),
        ("1,open_email,2026-01-01,maybe,", "maybe"),
        ("1,change_score,2026-01-01,,1.5", "1.5"),
    ],
)
def test_cells_that_do_not_fit(tmp_path, row, cell):
    result, _ = read_all(tmp_path, f"person_id,activity,at,is_mobile,change\n{row}\n")
    assert codes(result)[0] == "CDS701"
    assert marked(result.diagnostics[0]) == cell


@pytest.mark.parametrize("cell", ['"{"', "[]", '"[[[[1]"', "12"])
def test_attributes_that_are_no_object(tmp_path, cell):
    header = "leadId,activityDate,activityTypeId,attributes"
    result, _ = read_all(tmp_path, f"{header}\n1,2026-01-01,1,{cell}\n")
    assert codes(result) == ["CDS701"]


def test_json_that_no_text_can_hold(tmp_path):
    header = "leadId,activityDate,activityTypeId,attributes"
    cell = '"{""Web Page"":""a\\ud800\\u0000b""}"'
    result, records = read_all(tmp_path, f"{header}\n1,2026-01-01,1,{cell}\n")
    assert not result.diagnostics
    assert records[0].values == ("a?b",)


def test_missing_and_doubled_columns(tmp_path):
    result, _ = read_all(tmp_path, "person_id,activity,att\n1,visit_page,2026-01-01\n")
    (found,) = result.diagnostics
    assert (found.code, found.help) == ("CDS705", "did you mean `att`?")


@pytest.mark.parametrize(
    ("header", "second", "what"),
    [
        ("person_id,activity,at,page,Page", "Page", "page"),
        ("person_id,activity,at,page,Web Page", "Web Page", "visit_page.page"),
        ("person_id,activity,at,Web Page,page", "page", "visit_page.page"),
        ("person_id,activity,at,page,visit_page.page", "visit_page.page", "visit_page.page"),
        (
            "person_id,activity,at,is_mobile,is-mobile-device",
            "is-mobile-device",
            "open_email.is_mobile",
        ),
        ("activity,at,leadId,Lead ID", "Lead ID", "person_id"),
        ("leadId,activityDate,activityTypeId,device,Device ", "Device ", "device"),
        (
            "leadId,activityDate,activityTypeId,isMobile,is_mobile",
            "is_mobile",
            "open_email.is_mobile",
        ),
    ],
)
def test_second_columns(tmp_path, header, second, what):
    result, _ = read_all(tmp_path, f"{header}\n")
    (found,) = result.diagnostics
    assert (found.code, marked(found)) == ("CDS705", second)
    assert found.message == f"a second column for `{what}`: `{second}`"
    assert found.help == "leave one of them out"
    assert found.related


def test_the_zone_of_the_workspace(tmp_path):
    settings = replace(IN_UTC, zone=ZoneInfo("Europe/Rome"))
    _, records = read_all(
        tmp_path, "person_id,activity,at\n1,visit_page,2026-01-01T13:00\n", settings
    )
    assert records[0].at == NOON


def test_progress_ends_with_the_whole(tmp_path):
    seen: list[tuple[int, int]] = []
    settings = replace(IN_UTC, progress=lambda _, done, size: seen.append((done, size)))
    rows = "1,visit_page,2026-01-01\n" * 40_000
    read_all(tmp_path, "person_id,activity,at\n" + rows, settings)
    assert len(seen) >= 3
    assert seen[-1][0] == seen[-1][1]
    assert all(done <= size for done, size in seen)


@given(
    st.one_of(
        st.datetimes().map(lambda at: at.isoformat()),
        st.datetimes().map(lambda at: at.isoformat(" ", "minutes")),
        st.datetimes().map(lambda at: at.isoformat(timespec="milliseconds") + "Z"),
        st.from_regex(r"[0-9]{4}-[0-9W]{2}-[0-9]{2}([T x][0-9:+.Z-]{5,12})?Z?", fullmatch=True),
        st.text(max_size=24),
    )
)
@example("0001-01-01Z")
def test_the_short_way_to_an_instant_means_the_same(text):
    short = reader_of(Type.DATETIME, UTC)
    assert short(text) == read(text, Type.DATETIME, UTC)


# Answers of webhooks ----------------------------------------------------------------------------

ENRICH = AssetKey("Default", ("Enrich",))


def answers(tmp_path, text):
    path = tmp_path / "answers.json"
    path.write_text(text)
    return read_webhook_answers(str(path), (ENRICH,))


def test_one_answer(tmp_path):
    found, diagnostics = answers(tmp_path, '{"Enrich": {"status": 201, "body": {"city": "Rome"}}}')
    assert not diagnostics
    expected = WebhookAnswer(201, {"city": "Rome"})
    assert [found[ENRICH].answer("1", calls) for calls in (0, 5)] == [expected, expected]


def test_an_object_without_the_keys_of_an_answer_is_the_body(tmp_path):
    found, diagnostics = answers(tmp_path, '{"Enrich": [{"city": "Rome"}, {}]}')
    assert not diagnostics
    assert found[ENRICH].answer("1", 0) == WebhookAnswer(200, {"city": "Rome"})
    assert found[ENRICH].answer("1", 1) == WebhookAnswer(200, {})


def test_answers_in_order_and_by_person(tmp_path):
    text = """{"Enrich": {
      "for": {"7": [{"body": {"a": 1}}, {"fails": "timeout"}]},
      "otherwise": {"status": 500}
    }}"""
    found, diagnostics = answers(tmp_path, text)
    assert not diagnostics
    assert found[ENRICH].answer("7", 0) == WebhookAnswer(200, {"a": 1})
    assert found[ENRICH].answer("7", 1) == found[ENRICH].answer("7", 9)
    assert found[ENRICH].answer("7", 1) == WebhookAnswer(fails="timeout")
    assert found[ENRICH].answer("8", 0) == WebhookAnswer(500)
    found, _ = answers(tmp_path, '{"Enrich": {"for": {}}}')
    assert found[ENRICH].answer("8", 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        '{"Enrich": ',
        '{"Enrich": 7}',
        '{"Enrich": []}',
        '{"Enrich": [1]}',
        '{"Enrich": {"statuss": 200, "body": {}}}',
        '{"Enrich": {"status": "200"}}',
        '{"Enrich": {"status": true}}',
        '{"Enrich": {"status": 99}}',
        '{"Enrich": {"fails": ""}}',
        '{"Enrich": {"fails": "x", "status": 200}}',
        '{"Enrich": {"for": 1}}',
        '{"Enrich": {"for": {"1": 2}}}',
        '{"Enrich": {"for": {}, "else": {}}}',
        '{"Enrich": {"body": "\\ud800"}}',
        '{"Enrichh": {}}',
        "[" * 100_000,
    ],
)
def test_answers_that_cannot_be_used(tmp_path, text):
    _, diagnostics = answers(tmp_path, text)
    assert [found.code for found in diagnostics] == ["CDS712"]


def test_an_unknown_webhook_is_marked(tmp_path):
    _, (found,) = answers(tmp_path, '{"Enrichh": {}}')
    assert marked(found) == '"Enrichh"'
    assert found.help == "did you mean `Enrich`?"


def test_columns_that_are_no_attribute(tmp_path):
    result, records = read_all(tmp_path, "person_id,activity,at,pge\n1,visit_page,2026-01-01,/a\n")
    (found,) = result.diagnostics
    assert found.code == "CDS717"
    assert found.message.endswith("activities.csv: no file declares the column `pge`")
    assert found.help == "did you mean `page`?"
    assert len(records) == 1
