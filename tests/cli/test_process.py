"""How a process of `cdsl` ends, and what it does to its terminal, its pipes and its shell."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from select import select

import pytest

import cdsl as package
from cdsl.faces.cli import main
from tests.cli.conftest import ROOT, WRONG, environment


def test_version(cdsl):
    done = cdsl("--version")
    assert (done.returncode, done.stdout) == (0, f"cdsl {package.__version__}\n")
    assert f'version = "{package.__version__}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        ("['--version']", "'lark', 'cdsl.api'"),
        ("['check', 'campaign.cdsl']", "'lark', 'cdsl.tools.lint.rules', 'cdsl.api.remembered'"),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_use(folder, arguments, unused):
    """Start-up is a promise: no language to say a version, no rule and no editing to check."""
    code = (
        f"import sys; from cdsl.faces.cli import main; main({arguments}); "
        f"print([name for name in sys.modules if name in ({unused})])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.endswith("[]\n")


def test_help_names_the_exit_codes(cdsl):
    for arguments in (("--help",), ("check", "-h")):
        done = cdsl(*arguments)
        assert done.returncode == 0
        assert "Exit codes: 0 no error" in done.stdout


def test_a_bug_of_ours_is_one_short_report(folder, monkeypatch, capsys):
    def broken(*arguments: object) -> object:
        raise ValueError("three\nlines\nlong")

    monkeypatch.setattr("cdsl.api.project.understand", broken)
    assert main(["check", "campaign.cdsl"]) == 70
    err = capsys.readouterr().err
    assert err.startswith("error[CDS901]: a bug in cdsl itself: ValueError at tests.cli.")
    assert len(err.splitlines()) == 2
    for debug in (["--debug", "check"], ["check", "--debug"]):
        with pytest.raises(ValueError, match="three"):
            main([*debug, "campaign.cdsl"])
    monkeypatch.setenv("CDSL_DEBUG", "1")
    with pytest.raises(ValueError, match="three"):
        main(["check", "campaign.cdsl"])


def test_colors(cdsl, folder):
    (folder / "wrong.cdsl").write_text(WRONG)
    check = ("check", "wrong.cdsl", "--format", "carets")
    assert "\x1b[" not in cdsl(*check).stdout
    assert "\x1b[" in cdsl(*check, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in cdsl(*check, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    # Lines that editors read have none, whatever the environment of an editor says.
    assert "\x1b[" not in cdsl("check", "wrong.cdsl", env={"FORCE_COLOR": "1"}).stdout


def test_an_encoding_without_our_characters(cdsl, folder):
    (folder / "wrong.cdsl").write_text(WRONG)
    for arguments in (("check", "wrong.cdsl"), ("test", "campaign.cdsl")):
        done = cdsl(*arguments, env={"PYTHONIOENCODING": "ascii"})
        assert done.returncode in (0, 1)
    assert "ok   a visit counts" in done.stdout


def test_a_reader_that_goes_away(folder):
    (folder / "wrong.cdsl").write_text("smart list } " * 5_000)
    with subprocess.Popen(
        [sys.executable, "-m", "cdsl", "check", "wrong.cdsl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read().decode()
        assert process.wait(30) == 1
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_watch_ends_with_ctrl_c(folder):
    log = folder / "log"
    with log.open("wb") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", "cdsl", "test", "campaign.cdsl", "--watch"],
            stdout=opened,
            stderr=opened,
            env=environment(),
        )
    try:
        assert eventually(lambda: "watching" in log.read_text())
        path = folder / "campaign.cdsl"
        path.write_text(path.read_text().replace("score is 15", "score is 99"))
        assert eventually(lambda: log.read_text().count("watching") == 2)
        assert "1 passed, 1 failed" in log.read_text()
        path.unlink()
        assert eventually(lambda: "No such file" in log.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text()


def waits_for_more(pid: int, pipe: int) -> bool:
    """Whether a process has read all that is in a pipe, and sleeps until there is more."""
    if select([pipe], [], [], 0)[0]:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("S")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nothing tells who sleeps")
def test_a_run_that_is_interrupted_writes_nothing(folder):
    """The people come through a pipe that does not end, so that the run is surely under way.

    The signal waits until the run sleeps: Python keeps one that comes between two of its own
    instructions until the reading that follows has ended.
    """
    os.mkfifo("pipe")
    pipe = os.open("pipe", os.O_RDWR)  # for both, so that it need not wait for the other end
    os.write(pipe, b"id,email\n1,ada@example.com\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "cdsl", "run", "campaign.cdsl", "--people", "pipe", "--out", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        assert eventually(lambda: waits_for_more(process.pid, pipe))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
        os.close(pipe)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not (folder / "out").exists()


def test_an_interruption_while_the_output_is_written_leaves_none(folder, monkeypatch):
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    (folder / "out").mkdir()
    (folder / "out" / "people.csv").write_text("mine")
    run = ["run", "campaign.cdsl", "--people", "people.csv", "--out"]
    monkeypatch.setattr("cdsl.world.tables.write.os.fsync", interrupted)
    assert [main([*run, folder_name]) for folder_name in ("out", "new")] == [130, 130]
    assert os.listdir("out") == ["people.csv"]
    assert (folder / "out" / "people.csv").read_text() == "mine"
    assert not (folder / "new").exists()


@pytest.mark.parametrize("arguments", [("check",), ("test",)])
def test_a_summary_stands_on_a_line_of_its_own(folder, arguments):
    """Also where standard output and standard error are one terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run(
            [sys.executable, "-m", "cdsl", *arguments, "campaign.cdsl"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment({"NO_COLOR": "1"}),
            timeout=60,
            check=True,
        )
        lines = terminal.read(4096).decode().split("\r\n")
    os.close(theirs)
    assert lines[-1] == ""
    assert lines[-2].startswith(("no problems in 1 file", "2 passed in "))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(cdsl, shell):
    done = cdsl("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_CDSL_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cdsl ch", ["check"]),
        ("cdsl run campaign.cdsl --campaign W", ["Welcome"]),
        ("cdsl run campaign.cdsl --campaign v", ["Visit"]),
        ("cdsl test campaign.cdsl -k a", [r"a\ visit\ counts"]),
        ("cdsl test missing.cdsl -k a", []),
        ("cdsl test --format j", ["json", "junit"]),
    ],
)
def test_what_a_shell_completes(cdsl, words, offered):
    env = {
        "_CDSL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = cdsl(env=env)
    assert [line.split(",", 1)[1] for line in done.stdout.split("\n") if line] == offered
    assert done.stderr == ""


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_on_a_terminal(folder):
    (folder / "wrong.cdsl").write_text("list " + '"A" ' * 40 + "\n" + WRONG)
    tmux = ["tmux", "-L", f"cdsl-{os.getpid()}", "-f", os.devnull]
    command = f"{sys.executable} -m cdsl check wrong.cdsl; echo code $?; sleep 60"
    env = environment({"SHELL": "/bin/sh"})
    new = [*tmux, "new-session", "-d", "-x", "60", "-y", "40", "-c", str(folder), command]
    started = subprocess.run(new, env=env, capture_output=True, check=False)
    if started.returncode:
        pytest.skip("tmux cannot start here")

    def screen(*options: str) -> str:
        done = subprocess.run(
            [*tmux, "capture-pane", "-p", *options], capture_output=True, check=False
        )
        return done.stdout.decode()

    try:
        assert eventually(lambda: "code 1" in screen())
        text, colored = screen(), screen("-e")
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
    assert "error[CDS101]: " in text
    assert "\x1b[" in colored
    assert "…" in text


def test_the_api_in_five_lines(folder: Path):
    from cdsl.api import Project

    project = Project.open("campaign.cdsl")
    assert project.check() == ()
    result = project.run(people="people.csv", now="2026-11-23T09:00")
    assert [(campaign.name, campaign.entered) for campaign in result.campaigns] == [("Welcome", 2)]
    assert all(test.has_passed for test in project.test())


def test_the_api_without_files():
    from cdsl.api import Project

    project = Project.from_texts(
        {"lib/lists.cdsl": 'list "A"\n', "a.cdsl": 'use "./lib/lists.cdsl"\nlist "B"\n'}
    )
    assert project.check() == ()
    assert project.files == ("lib/lists.cdsl", "a.cdsl")
    assert Project.from_texts({"a.cdsl": 'use "./b.cdsl"\nlist "B"\n'}).check()[0].code == "CDS110"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("typed", ["We", r"We\ Say", '"We S', "'We S"])
@pytest.mark.parametrize("option", ["--campaign ", "--campaign = "])
def test_what_bash_completes_is_the_name(cdsl, folder, typed, option):
    """What stands on the line afterwards is the name, blanks and quotes included."""
    name = 'We Say "Hi, you": $1 * it\'s'
    written = name.replace('"', '\\"')
    (folder / "one.cdsl").write_text(
        f'batch campaign "{written}" {{ smart list {{ everyone }} flow {{ do nothing }} }}\n'
        'executable campaign "We Are" { smart list { everyone } flow { do nothing } }\n'
    )
    (folder / "cdsl").write_text(f'#!/bin/sh\nexec {sys.executable} -m cdsl "$@"\n')
    (folder / "cdsl").chmod(0o755)
    (folder / "script").write_text(cdsl("completion", "bash").stdout)
    quote = typed[0] if typed[0] in "\"'" else ""
    words = ["cdsl", "run", "one.cdsl", *option.split(), typed]
    listed = " ".join(map(shlex.quote, words))
    script = (
        f"source ./script; COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}\n"
        "_cdsl_completion ./cdsl; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    bash = ["bash", "--norc", "-c", script]
    offered = subprocess.run(
        bash, capture_output=True, text=True, env=environment(), check=True
    ).stdout.splitlines()
    assert len(offered) == 1
    line = f"printf %s {quote}{offered[0]}{quote}"
    assert subprocess.check_output(["bash", "--norc", "-c", line], text=True) == name


def test_an_encoding_without_our_signs_gets_ascii(cdsl, folder):
    env = {"PYTHONIOENCODING": "ascii"}
    (folder / "wrong.cdsl").write_text(WRONG)
    done = cdsl("check", "wrong.cdsl", "--format", "carets", env=env)
    assert done.stdout.splitlines()[1:4] == [
        "  ,- wrong.cdsl:1:22",
        " 1| " + WRONG.rstrip(),
        "  |                      ^^^^^",
    ]
    (folder / "wrong.cdsl").write_text(
        'test "é" { given person "é" { score: 1 } expect "é": score is 2 }\n'
    )
    done = cdsl("test", "wrong.cdsl", env=env)
    assert "\\u" not in done.stdout
    assert "FAIL score is 2" in done.stdout
    assert json.loads(cdsl("test", "wrong.cdsl", "--format", "json", env=env).stdout)["tests"]
    assert "&#233;" in cdsl("test", "wrong.cdsl", "--format", "junit", env=env).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek", "campaign.cdsl"), "Did you mean 'check'?"),
        (("check", ""), "cdsl: '': No such file or directory"),
        (
            ("run", "campaign.cdsl", "--people", "people.csv", "--people", "people.csv"),
            "given twice",
        ),
        (("run", "campaign.cdsl", "--people", "-"), "standard input is not read here"),
        (("run", "campaign.cdsl", "--lists", "-"), "standard input is not read here"),
        (("run", "campaign.cdsl", "--people", ""), "'--people': it is empty: name a table"),
        (("run", "campaign.cdsl", "--out", ""), "out is empty"),
    ],
)
def test_wrong_usage_says_the_way(cdsl, arguments, said):
    done = cdsl(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_script_is_read_as_a_file_is(cdsl, encoding):
    script = 'list "Café"\nadd to list "Café"\n'.encode()
    env = {"PYTHONIOENCODING": f"{encoding}:strict"}
    world = ("--people", "people.csv", "--now", "2026-11-23T09:00")
    marked = cdsl("repl", *world, stdin=b"\xef\xbb\xbf" + script, env=env)
    assert marked.returncode == 0
    assert marked.stdout == cdsl("repl", *world, stdin=script, env=env).stdout
    assert 'list "Caf' in marked.stdout
    wrong = cdsl("repl", stdin=script.decode().encode("latin-1"), env=env)
    assert wrong.returncode == 1
    assert "CDS010" in wrong.stdout
