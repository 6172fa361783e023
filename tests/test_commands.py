"""The corpus of commands: files in, a command line, and what somebody sees.

- `command/*.txt`: sections `=== NAME` are files; `=== command` has a command line in each line, as
  one would type it behind `cdsl`; `=== input` is what stands in standard input, the
  lines of a session; the last section, `=== out`, has what came out of each:
  standard output, then standard error, then the exit code where it is not 0.

The folder of the files is the current one, and there is no terminal. `pytest --accept` writes what
comes out now into `=== out`; read the difference before committing.
"""

import re
import shlex
from io import StringIO
from pathlib import Path

import pytest

from cdsl.faces.cli import main
from tests.cases import CORPUS, OUT, SECTION, files_of, text_of

COMMAND = "command"
INPUT = "input"
TOOK = re.compile(r"in \d+\.\d+ s\b")
"""How long something took is no fact."""


@pytest.mark.parametrize("path", files_of("command", "*.txt"))
def test_command(
    path: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    accept: bool,
) -> None:
    parts = SECTION.split(text_of(path))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    expected, commands = sections.pop(OUT, ""), sections.pop(COMMAND)
    typed = sections.get(INPUT, "")
    for name, text in sections.items():
        if name == INPUT:
            continue
        (tmp_path / name).write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    found = "".join(
        _said(line, typed, monkeypatch, capsys) for line in commands.splitlines() if line.strip()
    )
    if accept and found != expected:
        written = {**sections, COMMAND: commands, OUT: found}
        text = "".join(f"=== {name}\n{section}" for name, section in written.items())
        (CORPUS / path).write_bytes(text.encode())
        return
    assert found == expected


def _said(
    line: str, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What a command line says, under its own text."""
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    code = main(shlex.split(line))
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    exit_code = f"(exit {code})\n" if code else ""
    text = TOOK.sub("in … s", f"{said.out}{said.err}")
    return f"$ cdsl {line}\n{text}{exit_code}"
