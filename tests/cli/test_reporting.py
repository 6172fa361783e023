"""`--format` and `--output`: where a report goes, which paths it has, and what it never does."""

import json
import os
import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cdsl.faces.cli import main
from cdsl.source.reports.report import FORMATS
from tests.cli.conftest import WRONG

LINE = "wrong.cdsl:1:22: error: unknown field `emial`; did you mean `email`? [CDS101]\n"


@pytest.fixture
def wrong(folder):
    path = folder / "wrong.cdsl"
    path.write_text(WRONG)
    return path


@pytest.mark.parametrize("format_name", ["text", *FORMATS])
def test_every_format_ends_with_the_same_code(wrong, capsys, format_name):
    assert main(["check", "wrong.cdsl", "--format", format_name]) == 1
    assert main(["check", "campaign.cdsl", "--format", format_name]) == 0
    out, err = capsys.readouterr()
    assert "CDS101" in out
    assert out.endswith("\n")
    is_for_people = format_name == "text" or FORMATS[format_name].is_for_people
    assert ("no problems in 1 file" in err) == is_for_people


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_has_what_is_printed_otherwise(wrong, capsys, format_name):
    check = ["check", "wrong.cdsl", "--format", format_name]
    main(check)
    files = os.listdir()
    printed = capsys.readouterr().out
    assert main([*check, "--output", "report"]) == 1
    assert Path("report").read_text("utf-8") == printed
    assert capsys.readouterr().out == ""
    assert set(os.listdir()) == {*files, "report"}


def test_a_file_gets_lines_even_from_a_terminal(wrong, capsys, monkeypatch):
    monkeypatch.setattr("cdsl.faces.cli.reporting.is_terminal", lambda stream: True)
    main(["check", "wrong.cdsl"])
    assert "^^^^^" in capsys.readouterr().out
    assert main(["check", "wrong.cdsl", "-o", "report"]) == 1
    assert Path("report").read_text() == LINE
    assert capsys.readouterr().err == "1 error in 1 file\n"


def test_an_older_report_is_replaced_and_keeps_its_permissions(wrong):
    report = Path("report")
    report.write_text("old " * 1000)
    report.chmod(0o600)
    Path("link").symlink_to("report")
    assert main(["check", "wrong.cdsl", "-o", "link"]) == 1
    assert report.read_text() == LINE
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert Path("link").is_symlink()
    assert main(["check", "campaign.cdsl", "-o", "link"]) == 0
    assert report.read_text() == ""


def test_a_new_report_may_be_read_by_whom_the_system_says(wrong):
    Path("other").touch()
    main(["check", "wrong.cdsl", "-o", "report"])
    assert Path("report").stat().st_mode == Path("other").stat().st_mode


def test_a_device_is_written_and_stays_one(cdsl, wrong):
    done = cdsl("check", "wrong.cdsl", "-o", "/dev/stdout")
    assert done.stdout == LINE
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)
    assert main(["check", "wrong.cdsl", "-o", os.devnull]) == 1
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)


@pytest.mark.parametrize("output", ["wrong.cdsl", "shared.cdsl", "./link", "campaign.cdsl"])
def test_no_file_that_is_read_is_replaced(wrong, capsys, output):
    Path("shared.cdsl").write_text('list "Customers"\n')
    Path("link").symlink_to("wrong.cdsl")
    wrong.write_text(f'use "./shared.cdsl"\n{WRONG}')
    before = {name: Path(name).read_text() for name in os.listdir()}
    code = main(["check", "wrong.cdsl", "campaign.cdsl", "-o", output])
    assert code == 2
    assert "which is read" in capsys.readouterr().err
    assert {name: Path(name).read_text() for name in os.listdir()} == before


@pytest.mark.parametrize(
    ("output", "reason"),
    [("missing/report", "No such file"), (".", "Is a directory"), ("", "Is a directory")],
)
def test_an_output_that_cannot_be_written(wrong, capsys, output, reason):
    assert main(["check", "wrong.cdsl", "-o", output]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert reason in err


def test_an_interruption_leaves_the_older_report(wrong, monkeypatch):
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    Path("report").write_text("old")
    monkeypatch.setattr("cdsl.api.writing.os.fsync", interrupted)
    assert main(["check", "wrong.cdsl", "-o", "report"]) == 130
    assert Path("report").read_text() == "old"
    assert not [name for name in os.listdir() if name.startswith("report.")]


def path_of(format_name: str, text: str) -> str:
    match format_name:
        case "sarif":
            (run,) = json.loads(text)["runs"]
            place = run["results"][0]["locations"][0]["physicalLocation"]
            return str(place["artifactLocation"]["uri"])
        case "gitlab":
            return str(json.loads(text)[0]["location"]["path"])
        case "rdjsonl":
            return str(json.loads(text)["location"]["path"])
        case "junit":
            return ElementTree.fromstring(text)[0][0].attrib["file"]
        case _:
            return text.partition("file=")[2].partition(",")[0]


@pytest.mark.parametrize("format_name", ["sarif", "gitlab", "junit", "github"])
def test_build_servers_know_files_from_the_top_of_the_repository(
    folder, capsys, monkeypatch, format_name
):
    inner = folder / "inner"
    inner.mkdir()
    (inner / "wrong.cdsl").write_text(WRONG)
    monkeypatch.chdir(inner)
    check = ["check", "wrong.cdsl", "--format", format_name]
    main(check)
    assert path_of(format_name, capsys.readouterr().out) == "wrong.cdsl"
    (folder / ".git").write_text("gitdir: elsewhere")
    main(check)
    assert path_of(format_name, capsys.readouterr().out) == "inner/wrong.cdsl"


def test_reviewdog_knows_them_from_the_current_folder(folder, capsys, monkeypatch):
    inner = folder / "inner"
    inner.mkdir()
    (folder / ".git").mkdir()
    (inner / "wrong.cdsl").write_text(WRONG)
    monkeypatch.chdir(inner)
    main(["check", "wrong.cdsl", "--format", "rdjsonl"])
    assert path_of("rdjsonl", capsys.readouterr().out) == "wrong.cdsl"


def test_a_file_outside_has_an_absolute_path(folder, capsys, monkeypatch):
    (folder / "wrong.cdsl").write_text(WRONG)
    inner = folder / "inner"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    main(["check", "../wrong.cdsl", "--format", "gitlab"])
    assert path_of("gitlab", capsys.readouterr().out) == f"{folder}/wrong.cdsl"
    main(["check", "../wrong.cdsl", "--format", "sarif"])
    assert path_of("sarif", capsys.readouterr().out) == (folder / "wrong.cdsl").as_uri()


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("format_name", ["sarif", "gitlab", "rdjsonl", "junit", "json", "github"])
def test_names_of_any_kind(cdsl, folder, format_name, encoding):
    """Blanks, quotes, line breaks, other scripts, and a byte that is no text."""
    name = os.fsdecode(b'a "b"\n\xc3\xbc \xff.cdsl')
    (folder / name).write_text(WRONG)
    done = cdsl("check", name, "--format", format_name, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert done.stderr == ""
    if format_name == "sarif":
        assert path_of("sarif", done.stdout) == "a%20%22b%22%0A%C3%BC%20%FF.cdsl"
    elif format_name == "junit":
        assert ElementTree.fromstring(done.stdout)[0].attrib["failures"] == "1"
    elif format_name == "github":
        assert 'file=a "b"%0A' in done.stdout
    else:
        assert name in names_in(json.loads(done.stdout))


def names_in(document: object) -> set[object]:
    """All values of a document that hold no others."""
    match document:
        case dict():
            return {name for value in document.values() for name in names_in(value)}
        case list():
            return {name for value in document for name in names_in(value)}
        case _:
            return {document}


def test_the_report_of_an_unreadable_file(folder, capsys):
    (folder / "binary.cdsl").write_bytes(b"list \xff\x00")
    for format_name in FORMATS:
        assert main(["check", "binary.cdsl", "--format", format_name]) == 1
        assert "CDS010" in capsys.readouterr().out


def test_strict_makes_a_warning_fail_in_junit(folder, capsys):
    (folder / "hole.cdsl").write_text('smart list "Later" { ? }\n')
    for options, failures in (([], "0"), (["--strict"], "1")):
        code = main(["check", "hole.cdsl", "--format", "junit", *options])
        root = ElementTree.fromstring(capsys.readouterr().out)
        assert (str(code), root.get("failures")) == (failures, failures)
