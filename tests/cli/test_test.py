"""`cdsl test` (issue of the core, point 4): which tests run, and what they print."""

import json
from xml.etree import ElementTree

import pytest

from cdsl.faces.cli import main
from tests.cli.conftest import CAMPAIGN, ROOT

FAILING = CAMPAIGN.replace("score is 15", 'score is 16 and email contains "example"')


@pytest.fixture
def failing(folder):
    (folder / "failing.cdsl").write_text(FAILING)
    return "failing.cdsl"


def test_passing(cdsl):
    done = cdsl("test", "campaign.cdsl")
    assert done.returncode == 0
    assert done.stdout == (
        "campaign.cdsl\n  ✓ ten points for who has an address\n  ✓ a visit counts\n"
    )
    assert done.stderr.startswith("2 passed in ")


def test_a_failure_shows_what_each_part_saw(cdsl, failing):
    done = cdsl("test", failing)
    assert done.returncode == 1
    assert "  ✗ ten points for who has an address\n" in done.stdout
    assert "failing.cdsl:25: " in done.stdout
    assert "✗ score is 16 (seen 15)" in done.stdout
    assert "✓ email contains" in done.stdout
    assert "1 passed, 1 failed" in done.stderr


def test_json(failing, capsys):
    assert main(["test", failing, "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    first, second = document["tests"]
    assert document["version"] == 1
    assert list(first) == ["file", "name", "line", "outcome", "failures"]
    assert (first["file"], first["line"], first["outcome"]) == ("failing.cdsl", 22, "failed")
    assert (second["outcome"], second["failures"]) == ("passed", [])


def test_junit(failing, capsys):
    assert main(["test", failing, "campaign.cdsl", "--format", "junit"]) == 1
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert {name: root.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "1",
        "errors": "0",
    }
    assert [suite.get("name") for suite in root] == ["failing.cdsl", "campaign.cdsl"]
    assert root[0][0].get("name") == "ten points for who has an address"
    assert "score is 16" in (root[0][0][0].text or "")


def test_junit_holds_any_name(folder, capsys):
    (folder / "odd.cdsl").write_text('test "<&\x01\ufffe]]>" { expect nobody: email is empty }\n')
    main(["test", "odd.cdsl", "--format", "junit"])
    assert ElementTree.fromstring(capsys.readouterr().out).get("name") == "cdsl"


def test_the_document_has_what_keeps_files_from_being_tested(folder, capsys):
    assert main(["test", "campaign.cdsl", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["version", "tests", "diagnostics"]
    assert document["diagnostics"] == []


def test_a_clock_that_would_go_back(folder, capsys):
    """CDS716, as its page shows it."""
    (folder / "campaign.cdsl").write_text(
        'test "back again" {\n  now 2026-01-02\n'
        '  given person "ada" { }\n  advance to 2026-01-01\n}\n'
    )
    assert main(["test", "campaign.cdsl"]) == 1
    page = (ROOT / "docs" / "codes" / "CDS716.md").read_text()
    assert f"```text\n{capsys.readouterr().out}```\n" in page


def test_selected_by_text(folder, capsys):
    assert main(["test", ".", "-k", "VISIT"]) == 0
    assert "ten points" not in capsys.readouterr().out


def test_list(folder, capsys):
    assert main(["test", "campaign.cdsl", "--list"]) == 0
    assert capsys.readouterr().out == (
        "campaign.cdsl:22: ten points for who has an address\ncampaign.cdsl:28: a visit counts\n"
    )
    assert main(["test", "campaign.cdsl", "--list", "--format", "json"]) == 0
    names = [test["name"] for test in json.loads(capsys.readouterr().out)["tests"]]
    assert names == ["ten points for who has an address", "a visit counts"]


@pytest.mark.parametrize("arguments", [("-k", "nothing of the kind"), ("--list", "-k", "nothing")])
def test_no_test_selected(folder, capsys, arguments):
    assert main(["test", "campaign.cdsl", *arguments]) == 2
    assert "no test selected" in capsys.readouterr().err


def test_a_missing_file(folder, capsys):
    assert main(["test", "missing.cdsl"]) == 2


def test_files_are_programs_of_their_own(folder, failing, capsys):
    """Both declare the same names; only the tests of files that are named run."""
    (folder / "user.cdsl").write_text(
        'use "./campaign.cdsl"\ntest "mine" { expect nobody: email is empty }\n'
    )
    assert main(["test", "user.cdsl", "--format", "json"]) == 0
    assert [test["name"] for test in json.loads(capsys.readouterr().out)["tests"]] == ["mine"]
    assert main(["test", "."]) == 1


def test_a_file_with_errors_fails(folder, capsys):
    (folder / "wrong.cdsl").write_text('test "t" { expect nobody: emial is empty }\n')
    assert main(["test", "wrong.cdsl", "campaign.cdsl", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [found["code"] for found in document["diagnostics"]] == ["CDS101"]
    outcomes = {test["name"]: test["outcome"] for test in document["tests"]}
    assert outcomes["a visit counts"] == "passed"
    assert outcomes.get("t", "error") == "error"
    assert main(["test", "wrong.cdsl", "--format", "junit"]) == 1
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert int(root.get("errors", "0")) >= 1


def test_failures_are_broken_between_words(cdsl, folder):
    (folder / "long.cdsl").write_text(
        'test "long" { given person "ada" { first_name: "Ada" }\n'
        '  expect "ada": first_name is "a rather long name that nobody has ever been called by" }\n'
    )
    lines = cdsl("test", "long.cdsl", env={"COLUMNS": "50"}).stdout.splitlines()
    assert max(map(len, lines)) <= 50
    assert "rather long name that nobody has ever been called by" in " ".join(
        line.strip() for line in lines
    )
