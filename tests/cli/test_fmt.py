"""`cdsl fmt`: which files it changes, what it prints where, and how it ends."""

import os
import stat
import subprocess
import sys

import pytest

from cdsl.faces.cli import main
from cdsl.faces.cli.diff import diff
from tests.cli.conftest import CAMPAIGN
from tests.cli.test_nasty import TEXTS, no_bug

UNTIDY = 'list   "A" # one\nsmart list "B" {\neveryone }'
TIDY = 'list "A"  # one\n\nsmart list "B" { everyone }\n'
WRONG = 'list   "A'
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def untidy(folder):
    """A folder with one file to format, one that is formatted, and one that does not parse."""
    (folder / "campaign.cdsl").unlink()
    (folder / "untidy.cdsl").write_text(UNTIDY)
    (folder / "tidy.cdsl").write_text(TIDY)
    (folder / "wrong.cdsl").write_text(WRONG)
    return folder


def texts(folder):
    return {path.name: path.read_text() for path in folder.glob("*.cdsl")}


def test_files_are_changed_and_named(cdsl, untidy):
    done = cdsl("fmt", "untidy.cdsl", "tidy.cdsl")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "formatted untidy.cdsl\n1 file formatted, 1 file unchanged\n"
    assert texts(untidy) == {"untidy.cdsl": TIDY, "tidy.cdsl": TIDY, "wrong.cdsl": WRONG}
    assert cdsl("fmt", "untidy.cdsl").stderr == "1 file unchanged\n"


def test_what_does_not_parse_is_left_alone_and_the_others_are_not(cdsl, untidy):
    done = cdsl("fmt", ".")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[CDS002]: this text is not closed\n" in done.stderr
    assert "wrong.cdsl:1:8" in done.stderr
    assert done.stderr.endswith("1 file formatted, 1 file unchanged, 1 file left alone\n")
    assert texts(untidy) == {"untidy.cdsl": TIDY, "tidy.cdsl": TIDY, "wrong.cdsl": WRONG}


def test_without_arguments_the_current_folder_is_formatted(cdsl, untidy):
    (untidy / "wrong.cdsl").unlink()
    (untidy / "inside").mkdir()
    (untidy / "inside" / "deep.cdsl").write_text(UNTIDY)
    (untidy / ".hidden.cdsl").write_text(UNTIDY)
    (untidy / "notes.txt").write_text(UNTIDY)
    done = cdsl("fmt")
    assert done.returncode == 0
    assert done.stderr.endswith("2 files formatted, 1 file unchanged\n")
    assert (untidy / "inside" / "deep.cdsl").read_text() == TIDY
    assert (untidy / ".hidden.cdsl").read_text() == UNTIDY
    assert (untidy / "notes.txt").read_text() == UNTIDY


def test_check_names_what_would_change_and_changes_nothing(cdsl, untidy):
    before = texts(untidy)
    done = cdsl("fmt", "--check", "untidy.cdsl", "tidy.cdsl")
    assert (done.returncode, done.stdout) == (1, "untidy.cdsl\n")
    assert done.stderr == "1 file would change, 1 file unchanged\n"
    assert cdsl("fmt", "--check", "tidy.cdsl").returncode == 0
    assert cdsl("fmt", "--check", "wrong.cdsl").returncode == 1
    assert texts(untidy) == before


def test_diff_is_a_patch(cdsl, untidy):
    before = texts(untidy)
    done = cdsl("fmt", "--diff", "untidy.cdsl", "tidy.cdsl")
    assert done.returncode == 1
    assert done.stdout == (
        "--- untidy.cdsl\n"
        "+++ untidy.cdsl\n"
        "@@ -1,3 +1,3 @@\n"
        '-list   "A" # one\n'
        '-smart list "B" {\n'
        "-everyone }\n"
        "\\ No newline at end of file\n"
        '+list "A"  # one\n'
        "+\n"
        '+smart list "B" { everyone }\n'
    )
    assert done.stderr == "1 file would change, 1 file unchanged\n"
    assert texts(untidy) == before
    done = cdsl("fmt", "--diff", "tidy.cdsl")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_diff_says_where_a_line_break_is_missing():
    assert list(diff("x\ny", "x\ny\n", "a")) == [
        "--- a",
        "+++ a",
        "@@ -1,2 +1,2 @@",
        " x",
        "-y",
        "\\ No newline at end of file",
        "+y",
    ]


def test_a_diff_knows_no_line_break_but_that_of_patches():
    assert list(diff("x\u2028\x0c\x85y\n", "x\u2028\x0c\x85y\n", "a")) == []
    assert list(diff("", "x\r\ny\u2028\n", "a"))[2:] == ["@@ -0,0 +1,2 @@", "+x\r", "+y\u2028"]


def test_a_diff_is_coloured_for_people_alone(cdsl, untidy):
    (untidy / "untidy.cdsl").write_text('list   "\x1b[2J"\n')
    done = cdsl("fmt", "--diff", "untidy.cdsl", env={"FORCE_COLOR": "1"})
    assert '\x1b[32m+list "␛[2J"\x1b[0m' in done.stdout
    assert "\x1b[2J" not in done.stdout
    assert '+list "\x1b[2J"\n' in cdsl("fmt", "--diff", "untidy.cdsl").stdout


def test_standard_input_goes_to_standard_output(cdsl, folder):
    done = cdsl("fmt", "-", stdin=UNTIDY)
    assert (done.returncode, done.stdout, done.stderr) == (0, TIDY, "")
    done = cdsl("fmt", "-", stdin=WRONG)
    assert (done.returncode, done.stdout) == (1, "")
    assert "<stdin>:1:8" in done.stderr
    done = cdsl("fmt", "-", "--stdin-filename", "editor/a.cdsl", stdin=WRONG)
    assert "editor/a.cdsl:1:8" in done.stderr
    done = cdsl("fmt", "-", "--check", stdin=UNTIDY)
    assert (done.returncode, done.stdout) == (1, "<stdin>\n")
    done = cdsl("fmt", "-", "--diff", stdin=UNTIDY)
    assert (done.returncode, done.stdout[:23]) == (1, "--- <stdin>\n+++ <stdin>")


def test_standard_output_has_the_bytes_of_the_layout(folder):
    """No line end and no character becomes another one on its way, whatever the encoding."""
    text = b'\xef\xbb\xbflist   "Caf\xc3\xa9"\r\n'
    done = subprocess.run(
        [sys.executable, "-m", "cdsl", "fmt", "-"],
        input=text,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert done.stdout == b'\xef\xbb\xbflist "Caf\xc3\xa9"\r\n'


def test_encodings_and_line_ends_are_the_file_s(folder):
    for before, after in (
        (b'\xef\xbb\xbflist   "A"\n', b'\xef\xbb\xbflist "A"\n'),
        (b'list   "A"\r\nlist "B"\r\n', b'list "A"\r\nlist "B"\r\n'),
        (b'list   "A"\r\nlist "B"\n', b'list "A"\nlist "B"\n'),
        (b'list   "A"', b'list "A"\n'),
        (b"\n\n", b""),
    ):
        (folder / "campaign.cdsl").write_bytes(before)
        assert main(["fmt", "campaign.cdsl"]) == 0
        assert (folder / "campaign.cdsl").read_bytes() == after


def test_a_file_keeps_its_mode_and_a_link_its_target(untidy):
    (untidy / "untidy.cdsl").chmod(0o640)
    (untidy / "link.cdsl").symlink_to("untidy.cdsl")
    assert main(["fmt", "link.cdsl", "untidy.cdsl"]) == 0
    assert (untidy / "link.cdsl").is_symlink()
    assert (untidy / "untidy.cdsl").read_text() == TIDY
    assert stat.S_IMODE((untidy / "untidy.cdsl").stat().st_mode) == 0o640


@pytest.mark.skipif(IS_ROOT, reason="root may do everything")
def test_what_may_not_be_read_or_written(untidy, capsys):
    (untidy / "untidy.cdsl").chmod(0o400)
    (untidy / "other.cdsl").write_text(UNTIDY)
    assert main(["fmt", "untidy.cdsl", "other.cdsl"]) == 2
    err = capsys.readouterr().err
    assert "cdsl: untidy.cdsl: Permission denied\n" in err
    assert "formatted other.cdsl\n" in err
    (untidy / "untidy.cdsl").chmod(0)
    assert main(["fmt", "untidy.cdsl", "other.cdsl"]) == 2
    assert capsys.readouterr().err.endswith("Path 'untidy.cdsl' is not readable.\n")
    assert (untidy / "other.cdsl").read_text() == TIDY


@pytest.mark.skipif(IS_ROOT, reason="root may do everything")
def test_a_folder_that_may_not_be_written_to(untidy, capsys):
    untidy.chmod(0o500)
    try:
        assert main(["fmt", "untidy.cdsl"]) == 2
        assert capsys.readouterr().err.startswith("cdsl: untidy.cdsl: Permission denied\n")
    finally:
        untidy.chmod(0o700)
    assert (untidy / "untidy.cdsl").read_text() == UNTIDY


def test_a_file_is_whole_or_as_it_was(untidy, monkeypatch, capsys):
    def full(old: str, new: str) -> None:
        raise OSError(28, "No space left on device", old)

    monkeypatch.setattr("os.replace", full)
    assert main(["fmt", "untidy.cdsl"]) == 2
    said = "cdsl: untidy.cdsl: No space left on device\n1 file not written\n"
    assert capsys.readouterr().err == said
    assert (untidy / "untidy.cdsl").read_text() == UNTIDY
    assert {path.suffix for path in untidy.iterdir()} == {".cdsl", ".toml", ".csv"}


def test_paths_that_are_not_there(cdsl, folder):
    done = cdsl("fmt", "nowhere.cdsl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "cdsl: nowhere.cdsl: No such file or directory\n"
    (folder / "empty").mkdir()
    done = cdsl("fmt", "empty")
    assert (done.returncode, done.stderr) == (0, "no .cdsl files there\n")


def test_a_pipe_is_not_replaced(untidy, capsys):
    os.mkfifo(untidy / "pipe.cdsl")
    writer = subprocess.Popen(["sh", "-c", "echo 'list   \"A\"' > pipe.cdsl"], cwd=untidy)
    try:
        assert main(["fmt", "pipe.cdsl", "untidy.cdsl", "tidy.cdsl"]) == 2
    finally:
        writer.wait(timeout=10)
    assert stat.S_ISFIFO((untidy / "pipe.cdsl").stat().st_mode)
    assert capsys.readouterr().err.splitlines() == [
        "cdsl: pipe.cdsl: not a regular file",
        "formatted untidy.cdsl",
        "1 file formatted, 1 file unchanged, 1 file not written",
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_nasty_files(folder, capsys, name):
    """Formatted, or left alone with a diagnostic; never half, and never twice differently."""
    (folder / "campaign.cdsl").unlink()
    file = folder / "nasty.cdsl"
    file.write_bytes(TEXTS[name])
    no_bug(["fmt", "--check", "nasty.cdsl"], capsys)
    assert file.read_bytes() == TEXTS[name]
    code = main(["fmt", "nasty.cdsl"])
    assert "Traceback" not in capsys.readouterr().err
    if code:
        assert file.read_bytes() == TEXTS[name]
    else:
        assert main(["fmt", "--check", "nasty.cdsl"]) == 0


@pytest.mark.long
def test_ten_megabytes(folder):
    text = CAMPAIGN * (10_000_000 // len(CAMPAIGN))
    (folder / "campaign.cdsl").write_text(text)
    assert main(["fmt", "campaign.cdsl"]) == 0
