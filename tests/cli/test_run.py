"""`cdsl run` (issue of the core, point 2): what goes in, what runs, what comes out."""

import csv
import json
import os
from pathlib import Path

import pytest

from cdsl.faces.cli import main
from tests.cli.conftest import NOW


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


def codes(document) -> list[str]:
    return [found["code"] for found in document["diagnostics"]]


def campaign(document, name):
    (found,) = (one for one in document["campaigns"] if one["name"] == name)
    return found


def test_the_document(run):
    code, document = run()
    assert code == 0
    assert document == {
        "version": 1,
        "now": "2026-11-23T09:00:00Z",
        "seed": 0,
        "campaigns": [
            {
                "name": "Welcome",
                "program": None,
                "kind": "batch",
                "audience": 2,
                "entered": 2,
                "refused": 0,
                "refused_by": {},
                "waiting": 2,
                "steps": [
                    {"step": "1", "kind": "change", "done": 2, "skipped": {}},
                    {"step": "2", "kind": "wait", "done": 2, "skipped": {}},
                ],
                "children": [],
            }
        ],
        "changes": [{"field": "score", "people": 2}],
        "diagnostics": [],
    }


def test_the_document_tells_refusals_skips_and_children_apart(run, folder):
    (folder / "more.cdsl").write_text(
        'use "./campaign.cdsl"\n'
        'program "Care" { channel "Call"\n'
        '  batch campaign "Ask" { smart list { everyone } qualify every time\n'
        '    flow { execute campaign "Known"  execute campaign "Child"\n'
        '      send email "Hello" } }\n'
        '  email "Hello" { subject: "Hello" } }\n'
        'channel "Call" { status "Asked" }\n'
        'executable campaign "Known" { smart list { email is not empty }\n'
        "  qualify every time flow { do nothing } }\n"
    )
    code, document = run("more.cdsl", "--campaign", "Ask")
    assert code == 0
    found = campaign(document, "Ask")
    assert (found["program"], found["kind"], found["audience"]) == ("Care", "batch", 3)
    assert found["children"] == [
        {"campaign": "Child", "qualified": 3, "not_qualified": 0},
        {"campaign": "Known", "qualified": 2, "not_qualified": 1},
    ]
    assert found["steps"][2] == {
        "step": "3",
        "kind": "send email",
        "done": 2,
        "skipped": {"no_address": 1},
    }
    child = campaign(document, "Known")
    assert (child["refused"], child["refused_by"]) == (1, {"not_qualified": 1})


def test_the_table(cdsl):
    done = cdsl("run", "campaign.cdsl", *NOW)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        'batch campaign "Welcome"\n'
        "  audience 2 · entered 2 · refused 0 · waiting 2\n"
        "  step  kind    done  skipped\n"
        "  1     change     2\n"
        "  2     wait       2\n"
        "\n"
        "changed field  people\n"
        "score               2\n"
    )


def test_until_advances_the_clock(run, folder):
    code, document = run("--until", "2026-11-25T09:00", "--out", "out")
    assert code == 0
    assert campaign(document, "Welcome")["waiting"] == 0
    assert [row["country"] for row in rows(folder / "out" / "people.csv")] == ["IT", "", "IT"]


def test_output_is_input(run, folder):
    """The entries that come out keep those who entered from entering again."""
    assert run("--out", "out")[0] == 0
    names = ["activities", "companies", "entries", "lists", "members", "people"]
    assert sorted(os.listdir("out")) == [f"{name}.csv" for name in names]
    assert [row["score"] for row in rows(folder / "out" / "people.csv")] == ["15", "7", "10"]
    inputs = [part for name in names for part in (f"--{name}", f"out/{name}.csv")]
    code, document = run(*inputs, "--out", "again")
    assert code == 0
    found = campaign(document, "Welcome")
    assert (found["audience"], found["entered"], found["refused"]) == (2, 0, 2)
    assert found["refused_by"] == {"once": 2}
    people = (folder / "out" / "people.csv").read_text()
    assert (folder / "again" / "people.csv").read_text() == people
    assert rows(folder / "again" / "activities.csv") == []


def test_all_activities(run, folder):
    (folder / "old.csv").write_text(
        "person_id,activity,at,page\n1,visit_page,2026-01-01T10:00,/pricing\n"
    )
    history = ("--activities", "old.csv", "--out", "out")
    assert run(*history)[0] == 0
    assert {row["activity"] for row in rows(folder / "out" / "activities.csv")} == {"change_score"}
    assert run(*history, "--all-activities")[0] == 0
    written = [row["activity"] for row in rows(folder / "out" / "activities.csv")]
    assert sorted(written) == ["change_score", "change_score", "visit_page"]


def test_events_fire_as_the_clock_goes_on(run, folder):
    (folder / "events.csv").write_text(
        "person_id,activity,at,page\n"
        "2,visit_page,2026-11-24T10:00,/pricing\n"
        "1,visit_page,2026-11-20T10:00,/pricing\n"
        "9,visit_page,2026-11-24T10:00,/pricing\n"
    )
    code, document = run("--events", "events.csv", "--out", "out")
    assert code == 0
    assert campaign(document, "Visit")["entered"] == 2
    assert campaign(document, "Welcome")["waiting"] == 2
    assert codes(document) == ["CDS703"]
    assert len(rows(folder / "out" / "activities.csv")) == 7


def test_events_after_the_end_are_told(run, folder):
    (folder / "events.csv").write_text(
        "person_id,activity,at,page\n2,visit_page,2026-12-24T10:00,/pricing\n"
    )
    code, document = run("--events", "events.csv", "--until", "2026-12-01")
    assert code == 0
    assert codes(document) == ["CDS715"]


def test_one_campaign_with_a_value(run, folder):
    code, _ = run("--campaign", "Welcome", "--token", "my.points=+1", "--out", "out")
    assert code == 0
    assert [row["score"] for row in rows(folder / "out" / "people.csv")] == ["6", "7", "1"]


def test_a_request_for_people(run, folder):
    code, document = run(
        "--campaign", "Visit", "--for", "1, 2", "--token", "{{my.Points}}=+7", "--out", "out"
    )
    assert code == 0
    assert [found["name"] for found in document["campaigns"]] == ["Visit"]
    assert [row["score"] for row in rows(folder / "out" / "people.csv")] == ["12", "14", ""]
    requests = [row for row in rows(folder / "out" / "activities.csv") if row["source"] == "api"]
    assert [row["person_id"] for row in requests] == ["1", "2"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--campaign", "Child"), "CDS708"),
        (("--campaign", "Visit"), "CDS708"),
        (("--campaign", "Welcome", "--for", "1"), "CDS708"),
        (("--campaign", "Welcom"), "CDS101"),
        (("--campaign", "Visit", "--for", "77"), "CDS713"),
        (("--campaign", "Visit", "--for", "1,77"), "CDS713"),
        (("--campaign", "Welcome", "--token", "my.pints=+1"), "CDS709"),
        (("--campaign", "Welcome", "--token", "my.points=many"), "CDS709"),
    ],
)
def test_a_refused_run(run, folder, arguments, code):
    exit_code, document = run(*arguments, "--out", "out")
    assert exit_code == 1
    assert codes(document) == [code]
    assert (document["campaigns"], document["changes"]) == ([], [])
    assert not (folder / "out").exists()


def test_what_is_refused_before_the_first_step_has_not_run(cdsl, folder):
    (folder / "hole.cdsl").write_text(
        'trigger campaign "Later" { on request_campaign smart list { everyone }\n'
        "  flow { change score by ? } }\n"
    )
    for code, *arguments in (
        ("CDS713", "--campaign", "Visit", "--for", "1,77"),
        ("CDS710", "hole.cdsl", "--campaign", "Later", "--for", "1"),
        ("CDS708", "--campaign", "Child"),
    ):
        done = cdsl("run", "campaign.cdsl", *arguments, *NOW)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"error[{code}]" in done.stderr
        assert done.stderr.endswith("\nnothing has run\n")


def test_a_refused_campaign_does_not_keep_others_from_running(cdsl, folder):
    (folder / "offer.cdsl").write_text(
        'batch campaign "Offer" { limit 1 people smart list { everyone }\n'
        '  flow { change notes to "offered" } }\n'
    )
    done = cdsl("run", "offer.cdsl", "campaign.cdsl", *NOW, "--out", "out")
    assert done.returncode == 1
    assert "refused 3 (limit: 3)" in done.stdout
    assert "score               2\n" in done.stdout
    assert "notes" not in done.stdout
    assert "help: this campaign has changed nothing" in done.stderr
    assert done.stderr.endswith("\n1 error\nnothing was written to out, because of 1 error\n")
    assert not (folder / "out").exists()


def test_a_chain_that_was_cut_is_not_written(folder, capsys):
    (folder / "campaign.cdsl").write_text(
        'batch campaign "Start" { smart list { everyone } flow { change score by 1 } }\n'
        'trigger campaign "Up" { on change of score smart list { everyone }\n'
        "  qualify every time flow { change score by 1 } }\n"
    )
    arguments = ("run", "campaign.cdsl", *NOW, "--format", "json", "--out", "out")
    assert main([*arguments]) == 1
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert codes(document) == ["CDS801"]
    assert document["changes"] == [{"field": "score", "people": 3}]
    assert err == "nothing was written to out, because of 1 error\n"
    assert not (folder / "out").exists()


def test_under_strict_a_warning_keeps_the_output_from_being_written(folder, capsys):
    (folder / "events.csv").write_text(
        "person_id,activity,at,page\n2,visit_page,2026-12-24T10:00,/pricing\n"
    )
    late = ("--events", "events.csv", "--until", "2026-12-01", "--strict", "--out", "out")
    assert main(["run", "campaign.cdsl", *NOW, *late]) == 1
    err = capsys.readouterr().err
    assert err.endswith("\nnothing was written to out, because of 1 warning\n")
    assert not (folder / "out").exists()


def test_a_name_that_several_campaigns_have(run, folder):
    (folder / "fairs.cdsl").write_text(
        'channel "Event" { status "Invited" }\n'
        + "".join(
            f'program "{fair}" {{ channel "Event"\n'
            '  batch campaign "Inv" { smart list { everyone } flow { do nothing } } }\n'
            for fair in ("Fair", "Expo")
        )
    )
    code, document = run("fairs.cdsl", "--campaign", "Inv")
    (found,) = document["diagnostics"]
    assert (code, found["code"]) == (1, "CDS105")
    assert found["message"] == "there are 2 campaigns `Inv`"
    assert found["help"] == "write which one: `Fair/Inv`, `Expo/Inv`"
    code, document = run("fairs.cdsl", "--campaign", "Expo/Inv")
    assert code == 0
    assert campaign(document, "Inv")["program"] == "Expo"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--token", "my.points=+1"),
        ("--for", "1"),
        ("--campaign", "Visit", "--for", ","),
        ("--campaign", "Welcome", "--token", "points"),
        ("--campaign", "Welcome", "--token", "points=1"),
        ("--now", "soon"),
        ("--now", ""),
        ("--until", "2026-13-01"),
        ("--until", "2026-11-22"),
        ("--seed", "-1"),
        ("--out-format", "xlsx"),
        ("--bad-cells", "skip"),
        ("--memory", "much"),
        ("--master", "local[2]"),
        ("--world", ""),
        ("--out", ""),
        ("--trace", ""),
    ],
)
def test_wrong_usage(folder, capsys, arguments):
    assert main(["run", "campaign.cdsl", *NOW, *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert arguments[-2] in err.splitlines()[-1]


def test_a_bad_cell_stops_everything_before_the_first_step(cdsl, folder):
    (folder / "bad.csv").write_text("id,email,score\n1,ada@example.com,5\n2,bob@example.com,many\n")
    done = cdsl("run", "campaign.cdsl", "--people", "bad.csv", "--out", "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[CDS701]" in done.stderr
    assert "bad.csv:3:19" in done.stderr
    assert "nothing has run" in done.stderr
    assert not (folder / "out").exists()


def test_bad_cells_may_be_empty(run, folder):
    (folder / "bad.csv").write_text("id,email,score\n1,ada@example.com,many\n")
    code, document = run("--people", "bad.csv", "--bad-cells", "empty", "--out", "out")
    assert code == 0
    assert [found["severity"] for found in document["diagnostics"]] == ["warning"]
    assert [row["score"] for row in rows(folder / "out" / "people.csv")] == ["10"]
    assert run("--people", "bad.csv", "--bad-cells", "empty", "--strict")[0] == 1


def test_a_doubled_id(run, folder):
    (folder / "bad.csv").write_text("id,email\n1,a@example.com\n1,b@example.com\n")
    code, document = run("--people", "bad.csv")
    assert (code, codes(document), document["campaigns"]) == (1, ["CDS702"], [])


@pytest.mark.parametrize("option", ["--people", "--activities", "--entries", "--webhook-answers"])
def test_a_path_that_cannot_be_read(folder, capsys, option):
    for path, reason in (("missing.csv", "No such file or directory"), (".", "Is a directory")):
        assert main(["run", "campaign.cdsl", option, path]) == 2
        out, err = capsys.readouterr()
        assert (out, err) == ("", f"cdsl: {path}: {reason}\n")


def test_files_that_do_not_check_do_not_run(cdsl, folder):
    (folder / "wrong.cdsl").write_text(
        'batch campaign "A" { smart list { x is 1 } flow { stop } }\n'
    )
    done = cdsl("run", "campaign.cdsl", "wrong.cdsl", *NOW)
    assert (done.returncode, done.stdout) == (1, "")
    assert "wrong.cdsl:1:" in done.stderr


def test_several_files_are_one_program(run, folder):
    (folder / "more.cdsl").write_text('use "./campaign.cdsl"\nlist "More"\n')
    (folder / "lists.csv").write_text("list,person_id\nMore,1\n")
    assert run("more.cdsl", "--lists", "lists.csv")[0] == 0


def test_a_folder_stands_for_its_files(folder, capsys):
    assert main(["run", ".", *NOW, "--format", "json"]) == 0
    assert campaign(json.loads(capsys.readouterr().out), "Welcome")["entered"] == 2


def test_another_encoding(run, folder):
    """What comes in as said comes out as UTF-8."""
    (folder / "old.csv").write_bytes("id,email,city\n1,é@example.com,Zürich\n".encode("latin-1"))
    code, document = run("--people", "old.csv")
    assert (code, codes(document)) == (1, ["CDS704"])
    assert run("--people", "old.csv", "--encoding", "latin-1", "--out", "out")[0] == 0
    written = (folder / "out" / "people.csv").read_bytes().decode("utf-8")
    assert "é@example.com" in written
    assert "Zürich" in written


def test_inferred_fields(run, folder):
    (folder / "wide.csv").write_text("id,email,Shoe Size\n1,ada@example.com,37\n2,,41\n")
    (folder / "shoes.cdsl").write_text(
        'batch campaign "Shoes" { smart list { "Shoe Size" > 40 }\n'
        '  flow { change country to "NL" } }\n'
    )
    arguments = ("shoes.cdsl", "--people", "wide.csv")
    code, document = run(*arguments)
    assert (code, codes(document)) == (1, ["CDS101"])
    code, document = run(*arguments, "--infer")
    assert code == 0
    assert campaign(document, "Shoes")["entered"] == 1


def test_webhook_answers(run, folder):
    (folder / "hook.cdsl").write_text(
        'webhook "Enrich" { url: "https://example.com"  method: "GET"\n'
        '  reply { city: "where.city" } }\n'
        'trigger campaign "Ask" { on request_campaign  smart list { everyone }\n'
        '  flow { call webhook "Enrich" } }\n'
    )
    (folder / "answers.json").write_text('{"Enrich": {"body": {"where": {"city": "Rome"}}}}')
    request = ("hook.cdsl", "--campaign", "Ask", "--for", "1", "--out", "out")
    assert run(*request)[0] == 0
    assert rows(folder / "out" / "activities.csv")[-1]["error_type"] == "not_connected"
    assert run(*request, "--webhook-answers", "answers.json")[0] == 0
    assert rows(folder / "out" / "people.csv")[0]["city"] == "Rome"
    (folder / "answers.json").write_text('{"Enrich": {"where": {"city": "Oslo"}}}')
    assert run(*request, "--webhook-answers", "answers.json")[0] == 0
    assert rows(folder / "out" / "people.csv")[0]["city"] == "Oslo"
    (folder / "answers.json").write_text('{"Enrch": {}}')
    code, document = run(*request, "--webhook-answers", "answers.json")
    assert (code, codes(document)) == (1, ["CDS712"])


def test_output_appears_together_or_not_at_all(run, folder):
    out = folder / "out"
    out.mkdir()
    (out / "people.csv").write_text("mine")
    (out / "lists.csv").mkdir()
    code, document = run("--out", "out")
    assert (code, codes(document)) == (1, ["CDS711"])
    assert (out / "people.csv").read_text() == "mine"
    assert sorted(os.listdir(out)) == ["lists.csv", "people.csv"]


def test_output_that_cannot_be_written_stops_the_run(run, folder):
    (folder / "file").write_text("")
    code, document = run("--out", "file")
    assert (code, codes(document), document["campaigns"]) == (1, ["CDS711"], [])


def test_the_zone_of_the_workspace(run, folder):
    (folder / "campaign.cdsl").write_text(
        'workspace "EMEA" in "Europe/Rome"\n'
        'batch campaign "A" { smart list { everyone } flow { do nothing } }\n'
    )
    code, document = run()
    assert code == 0
    assert document["now"] == "2026-11-23T08:00:00Z"


def test_an_output_below_a_file(folder, run):
    code, document = run("--out", "people.csv/sub/folder")
    assert code == 1
    assert codes(document) == ["CDS711"]
    assert document["diagnostics"][0]["message"].endswith("`people.csv` is not a directory")


def test_a_passed_value_that_does_not_fit(run):
    code, document = run("--campaign", "Welcome", "--token", "my.points=abc")
    assert code == 1
    (found,) = document["diagnostics"]
    assert (found["code"], found["help"]) == ("CDS709", "pass a score, as it is declared")


def test_an_encoding_that_is_none(run, folder):
    (folder / "people.csv").write_bytes("id,first_name\n1,Zoë\n".encode("latin-1"))
    code, document = run("--encoding", "klingon")
    assert code == 1
    (found,) = document["diagnostics"]
    assert (found["code"], "latin-1" in found["help"]) == ("CDS704", True)


ALLOWED = """
list "L"
executable campaign "Child" { smart list { everyone } qualify every time flow { add to list "L" } }
batch campaign "Parent" {
  smart list { everyone }
  flow {
    request campaign "Child" # cdsl: allow CDS403 because the caller is told so
  }
}
"""


def test_what_authors_allow_forbids_no_run(run, folder):
    folder.joinpath("campaign.cdsl").write_text(ALLOWED)
    code, document = run("--strict")
    assert (code, codes(document)) == (0, [])
    folder.joinpath("campaign.cdsl").write_text(ALLOWED.replace("# cdsl:", "#"))
    code, document = run("--strict")
    assert (code, codes(document)) == (1, ["CDS403"])


@pytest.mark.parametrize("read", ["people.csv", "campaign.cdsl"])
def test_a_trace_takes_the_place_of_nothing_that_is_read(run, folder, read):
    before = folder.joinpath(read).read_bytes()
    code, document = run("--trace", str(folder / read))
    assert (code, codes(document)) == (1, ["CDS711"])
    assert folder.joinpath(read).read_bytes() == before
