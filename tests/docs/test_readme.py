"""The README shows today's output: its commands, its diagnostic and its Python are run."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def cdsl(*arguments: str, cwd: Path = ROOT, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cdsl", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_the_first_command_prints_what_is_shown() -> None:
    command = blocks("sh")[0].splitlines()[0].rpartition("&& .venv/bin/cdsl ")[2]
    assert cdsl(*shlex.split(command)) == blocks("text")[0]


def test_the_mistake_is_reported_as_shown(tmp_path: Path) -> None:
    text = blocks("cdsl")[0].replace("email is not empty", "emal is not empty")
    (tmp_path / "campaign.cdsl").write_text(text, encoding="utf-8")
    shown = cdsl("check", "campaign.cdsl", "--format", "carets", cwd=tmp_path, code=1)
    assert shown == blocks("text")[2]


def test_the_answer_is_as_shown() -> None:
    (command,) = [line for line in blocks("sh")[1].splitlines() if line]
    assert cdsl(*shlex.split(command.removeprefix("cdsl "))) == blocks("text")[1]


def test_the_lines_that_look_closer_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/token-inheritance", tmp_path / "examples/token-inheritance")
    for line in blocks("sh")[2].splitlines():
        assert line.startswith("cdsl ")
        cdsl(*shlex.split(line)[1:], cwd=tmp_path)


def test_the_python_lines_print_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(blocks("python")[0], {})
    assert capsys.readouterr().out == blocks("text")[3]
