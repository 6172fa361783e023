"""`cdsl check` (issue of the core, point 3): what it says, to whom, and how it ends."""

import json
import os

import pytest

from cdsl.faces.cli import main
from tests.cli.conftest import WRONG


def test_a_good_file(cdsl):
    done = cdsl("check", "campaign.cdsl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems in 1 file\n")


def test_an_error_has_its_place_and_a_way_out_on_one_line(cdsl, folder):
    (folder / "wrong.cdsl").write_text(WRONG)
    done = cdsl("check", "wrong.cdsl")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "wrong.cdsl:1:22: error: unknown field `emial`; did you mean `email`? [CDS101]\n",
        "1 error in 1 file\n",
    )


def test_carets(cdsl, folder):
    (folder / "wrong.cdsl").write_text(WRONG)
    done = cdsl("check", "wrong.cdsl", "--format", "carets")
    assert done.returncode == 1
    assert done.stdout.startswith("error[CDS101]: ")
    assert "wrong.cdsl:1:22" in done.stdout
    assert "^^^^^" in done.stdout
    assert "did you mean `email`?" in done.stdout
    assert "1 error in 1 file" in done.stderr


def test_json(cdsl, folder):
    (folder / "wrong.cdsl").write_text("# é\n" + WRONG)
    done = cdsl("check", "wrong.cdsl", "--format", "json")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert done.stderr == ""
    assert list(document) == ["version", "diagnostics", "summary"]
    (found,) = document["diagnostics"]
    assert list(found) == [
        "code",
        "severity",
        "message",
        "file",
        "span",
        "help",
        "related",
        "fix",
    ]
    assert (found["code"], found["severity"], found["file"]) == ("CDS101", "error", "wrong.cdsl")
    assert found["span"] == {
        "start": {"line": 2, "column": 22},
        "end": {"line": 2, "column": 27},
    }
    assert document["summary"]["errors"] == 1


def test_warnings_count_only_under_strict(cdsl, folder):
    (folder / "hole.cdsl").write_text('smart list "Later" { ? }\n')
    assert cdsl("check", "hole.cdsl").returncode == 0
    done = cdsl("check", "--strict", "hole.cdsl")
    assert done.returncode == 1
    assert done.stdout.startswith("hole.cdsl:1:22: warning: ")
    assert done.stdout.endswith(" [CDS311]\n")


def test_a_folder_is_checked_file_by_file(cdsl, folder):
    """In order of path; files that have nothing to do with each other may declare the same."""
    (folder / "b").mkdir()
    (folder / "b" / "a.cdsl").write_text(WRONG)
    (folder / "a.cdsl").write_text(WRONG)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "c.cdsl").write_text(WRONG)
    (folder / "note.txt").write_text(WRONG)
    done = cdsl("check", ".", "--format", "json")
    files = [found["file"] for found in json.loads(done.stdout)["diagnostics"]]
    assert files == ["a.cdsl", os.path.join("b", "a.cdsl")]


def test_what_several_files_use_is_reported_once(cdsl, folder):
    (folder / "shared.cdsl").write_text(WRONG)
    for name in ("a", "b"):
        (folder / f"{name}.cdsl").write_text(f'use "./shared.cdsl"\nlist "{name}"\n')
    done = cdsl("check", "a.cdsl", "b.cdsl", "a.cdsl", "--format", "json")
    assert [found["file"] for found in json.loads(done.stdout)["diagnostics"]] == ["shared.cdsl"]


def test_names_are_as_seen_from_the_current_folder(folder, monkeypatch, capsys):
    """The root is the folder with the `cdsl.toml`; `use` may go up to it, and no further."""
    inner = folder / "inner"
    inner.mkdir()
    (folder / "shared.cdsl").write_text(WRONG)
    (inner / "a.cdsl").write_text('use "../shared.cdsl"\nuse "../../outside.cdsl"\nlist "A"\n')
    (folder.parent / "outside.cdsl").write_text('list "Outside"\n')
    monkeypatch.chdir(inner)
    assert main(["check", "a.cdsl", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert {(one["code"], one["file"]) for one in found} == {
        ("CDS101", os.path.join("..", "shared.cdsl")),
        ("CDS110", "a.cdsl"),
    }


def test_a_link_does_not_lead_out_of_the_root(folder, capsys):
    (folder.parent / "outside.cdsl").write_text('list "Outside"\n')
    (folder / "link.cdsl").symlink_to(folder.parent / "outside.cdsl")
    (folder / "a.cdsl").write_text('use "./link.cdsl"\nlist "A"\n')
    assert main(["check", "a.cdsl"]) == 1
    assert "CDS110" in capsys.readouterr().out


def test_standard_input(cdsl, folder):
    done = cdsl("check", "-", stdin=WRONG)
    assert done.returncode == 1
    assert "<stdin>:1:22" in done.stdout


def test_standard_input_has_the_place_of_a_file(cdsl, folder):
    (folder / "lib").mkdir()
    (folder / "lib" / "lists.cdsl").write_text('list "Customers"\n')
    text = 'use "./lists.cdsl"\nsmart list "Known" { member of list "Customers" }\n'
    done = cdsl("check", "-", "--stdin-filename", "lib/new.cdsl", stdin=text)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "missing.cdsl"),
        ("check", "missing"),
        ("check", "campaign.cdsl", "--format", "xml"),
        ("check", "campaign.cdsl", "--no-such-option"),
        ("check", "-", "--watch"),
        ("no-such-command",),
    ],
)
def test_wrong_usage(folder, capsys, arguments):
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err


def test_an_unreadable_file(folder, capsys):
    path = folder / "secret.cdsl"
    path.write_text("")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert main(["check", "secret.cdsl"]) == 2
    assert "secret.cdsl: Permission denied" in capsys.readouterr().err


def test_an_empty_folder_has_no_problems(folder, capsys):
    (folder / "empty").mkdir()
    assert main(["check", "empty"]) == 0
    assert "no .cdsl files there" in capsys.readouterr().err
