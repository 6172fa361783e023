"""`cdsl lint` as a process: findings, fixes, allowances, settings, and what comes out of a pipe."""

import json
import os
import subprocess
import sys
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cdsl.faces.cli import main
from tests.cli.conftest import ROOT, environment

OLD = 'smart list "Old" { birthday before 2000-01-01 }\n'
MENDED = 'smart list "All" { everyone }\n'
IDLE = '# cdsl: allow CDS410 because of old times\nsmart list "All" { everyone }\n'


def lint(
    folder: Path,
    *arguments: str,
    text: str | bytes | None = None,
    more: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "cdsl", "lint", *arguments],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT), **(more or {})}),
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        timeout=60,
        check=False,
    )


def codes(done: "subprocess.CompletedProcess[bytes]") -> list[str]:
    return [found["code"] for found in json.loads(done.stdout)["diagnostics"]]


def test_a_warning_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(OLD)
    done = lint(tmp_path, "a.cdsl", "--format", "json")
    assert (done.returncode, codes(done)) == (1, ["CDS410"])


def test_a_folder_is_linted_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(OLD)
    (tmp_path / "b.cdsl").write_text(IDLE)
    assert codes(lint(tmp_path, ".", "--format", "json")) == ["CDS410", "CDS590"]


def test_what_check_says_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text('smart list "Old" { emal is not empty }\n')
    done = lint(tmp_path, "a.cdsl", "--format", "json")
    assert (done.returncode, codes(done)) == (1, ["CDS101"])


def test_fix_takes_safe_fixes_only(tmp_path: Path) -> None:
    file = tmp_path / "a.cdsl"
    file.write_text(IDLE + OLD)
    file.chmod(0o640)
    done = lint(tmp_path, "a.cdsl", "--fix", "--format", "json")
    assert codes(done) == ["CDS410"]
    assert b"1 finding mended in 1 file" in done.stderr
    assert file.read_text() == 'smart list "All" { everyone }\n' + OLD
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.cdsl"]


def test_unsafe_fixes_are_taken_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(OLD)
    done = lint(tmp_path, "a.cdsl", "--fix", "--unsafe")
    assert done.returncode == 0
    mended = 'smart list "Old" { birthday is not empty and birthday before 2000-01-01 }\n'
    assert (tmp_path / "a.cdsl").read_text() == mended


def test_diff_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(IDLE)
    done = lint(tmp_path, "a.cdsl", "--diff")
    assert done.returncode == 1
    removed = "-# cdsl: allow CDS410 because of old times"
    assert removed in done.stdout.decode().splitlines()
    assert (tmp_path / "a.cdsl").read_text() == IDLE


def test_standard_input_is_printed_mended(tmp_path: Path) -> None:
    done = lint(tmp_path, "--stdin-filename", "a.cdsl", "--fix", "-", text=IDLE.rstrip("\n"))
    assert (done.returncode, done.stdout) == (0, b'smart list "All" { everyone }')
    assert lint(tmp_path, "--fix", "-", text=OLD).stdout.decode() == OLD


def test_settings_are_found_above_the_file_of_standard_input(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.cdsl.lint]\ndisable = ["CDS4"]\n')
    quiet = lint(tmp_path, "--stdin-filename", "deep/er/a.cdsl", "-", text=OLD)
    assert (quiet.returncode, quiet.stdout) == (0, b"")
    (tmp_path / "deep" / "cdsl.toml").write_text('[lint.severity]\nCDS410 = "error"\n')
    loud = lint(tmp_path, "--stdin-filename", "deep/er/a.cdsl", "--format", "json", "-", text=OLD)
    assert json.loads(loud.stdout)["summary"]["errors"] == 1


def test_a_setting_that_cannot_be_read_is_shown_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(OLD)
    (tmp_path / "cdsl.toml").write_text('[lint]\ndisabel = ["CDS410"]\n')
    done = lint(tmp_path, "a.cdsl", "--format", "json")
    found = json.loads(done.stdout)["diagnostics"]
    assert [one["code"] for one in found] == ["CDS410", "CDS718"]
    assert found[1]["span"]["start"] == {"line": 2, "column": 1}
    (tmp_path / "cdsl.toml").write_text("[lint\n")
    assert "CDS718" in codes(lint(tmp_path, "a.cdsl", "--format", "json"))


def test_a_disabled_rule_leaves_its_allowances_alone(tmp_path: Path) -> None:
    (tmp_path / "cdsl.toml").write_text('[lint]\ndisable = ["CDS410"]\n')
    (tmp_path / "a.cdsl").write_text(IDLE)
    assert codes(lint(tmp_path, "a.cdsl", "--format", "json")) == []


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_bytes(IDLE.encode() + b"\xff")
    done = lint(tmp_path, "a.cdsl", "--fix")
    assert (done.returncode, b"CDS010" in done.stdout) == (1, True)
    assert (tmp_path / "a.cdsl").read_bytes() == IDLE.encode() + b"\xff"
    assert lint(tmp_path, "--fix", "-", text=b"\xff").returncode == 1


def test_wrong_words_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(OLD)
    for arguments in (["--unsafe", "a.cdsl"], ["--now", "noon", "a.cdsl"], ["missing.cdsl"]):
        assert lint(tmp_path, *arguments).returncode == 2


def test_reports_are_those_of_check(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(IDLE + OLD)
    done = lint(tmp_path, "a.cdsl")
    assert [line.split(": ")[1] for line in done.stdout.decode().splitlines()] == ["warning"] * 2
    assert done.stderr == b"2 warnings in 1 file; 1 can be mended by --fix\n"
    done = lint(tmp_path, "a.cdsl", "--format", "junit", "-o", "report.xml")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    # A warning makes `lint` fail, and so it is a failure.
    assert ElementTree.parse(tmp_path / "report.xml").getroot().get("failures") == "2"
    assert lint(tmp_path, "a.cdsl", "--diff", "-o", "report").returncode == 2


def test_a_report_leaves_standard_output_to_the_mended_text(tmp_path: Path) -> None:
    done = lint(tmp_path, "--fix", "-", "--format", "sarif", text=IDLE + OLD)
    assert done.stdout.decode() == 'smart list "All" { everyone }\n' + OLD
    assert b"warning[CDS410]" in done.stderr
    done = lint(tmp_path, "--fix", "-", "--format", "sarif", "-o", "report", text=IDLE + OLD)
    assert done.stdout.decode() == 'smart list "All" { everyone }\n' + OLD
    (run,) = json.loads((tmp_path / "report").read_text("utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["CDS410"]


SETTINGS = '[lint]\ndisable = ["CDS311", "CDS440"] # Größe\n'


@pytest.mark.parametrize("command", ["lint", "check"])
def test_settings_in_another_encoding(tmp_path: Path, command: str) -> None:
    holey = 'batch campaign "A" { smart list { email is "a" } flow { change score by ? } }\n'
    (tmp_path / "a.cdsl").write_text(holey)
    (tmp_path / "cdsl.toml").write_text(SETTINGS, "utf-8-sig")
    assert said(tmp_path, command) == ["no problems in 1 file"]
    for encoding, wrong in (
        ("utf-16", "1:1: error: the file is UTF-16, not UTF-8 text; save the file as UTF-8"),
        ("latin-1", "2:36: error: the file is not UTF-8 text: byte 0xF6; save the file as UTF-8"),
    ):
        (tmp_path / "cdsl.toml").write_text(SETTINGS, encoding)
        (line,) = (line for line in said(tmp_path, command) if "cdsl.toml" in line)
        assert line.startswith(f"cdsl.toml:{wrong}")
        assert line.endswith("[CDS718]")


def test_a_folder_in_the_place_of_settings(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text('list "A"\n')
    (tmp_path / "cdsl.toml").mkdir()
    assert said(tmp_path, "check") == [
        "cdsl.toml:1:1: error: `cdsl.toml` is a folder; rename it: settings stand in a file of "
        "that name [CDS718]",
        "1 error in 1 file",
    ]


def said(folder: Path, command: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cdsl", command, "a.cdsl"],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines()


def test_strict_is_about_hints(tmp_path: Path) -> None:
    text = 'smart list "Some" { marketing_suspended is false }\n'
    assert lint(tmp_path, "-", text=text).returncode == 0
    assert lint(tmp_path, "--strict", "-", text=text).returncode == 1
    shown = " ".join(lint(tmp_path, "--help").stdout.decode().split())
    assert "--strict Hints end with 1 as well, as warnings do in any case." in shown


def test_a_file_that_cannot_be_replaced_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.cdsl", "b.cdsl", "c.cdsl"):
        (tmp_path / name).write_text(IDLE)
    replace = os.replace

    def full(old: str, new: str) -> None:
        if new.endswith("b.cdsl"):
            raise OSError(28, "No space left on device", old)
        replace(old, new)

    monkeypatch.setattr("os.replace", full)
    monkeypatch.chdir(tmp_path)
    assert main(["lint", ".", "--fix"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("b.cdsl:1:")
    assert said.err.splitlines()[:2] == [
        "cdsl: b.cdsl: No space left on device",
        "2 findings mended in 2 files",
    ]
    assert sorted(os.listdir(tmp_path)) == ["a.cdsl", "b.cdsl", "c.cdsl"]
    texts = [(tmp_path / name).read_text() for name in ("a.cdsl", "b.cdsl", "c.cdsl")]
    assert texts == [MENDED, IDLE, MENDED]


def test_a_byte_order_mark_and_line_ends_stay(tmp_path: Path) -> None:
    idle, mended = (text.encode().replace(b"\n", b"\r\n") for text in (IDLE, MENDED))
    (tmp_path / "a.cdsl").write_bytes(BOM_UTF8 + idle)
    done = lint(tmp_path, "a.cdsl", "--fix")
    assert done.stderr == b"1 finding mended in 1 file\nno problems in 1 file\n"
    assert (tmp_path / "a.cdsl").read_bytes() == BOM_UTF8 + mended
    assert lint(tmp_path, "--fix", "-", text=BOM_UTF8 + idle).stdout == BOM_UTF8 + mended
