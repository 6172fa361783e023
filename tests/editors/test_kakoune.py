"""Kakoune, driven without a terminal: `:lint-buffer` and `:format-buffer`."""

import os
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.tools import run, tool

SCRIPT = ROOT / "editors" / "kakoune" / "cdsl.kak"
COMMANDS = """\
edit {folder}/a.cdsl
lint-buffer
evaluate-commands %sh{{
    {{
        for wait in $(seq 40); do
            sleep 0.5
            echo "evaluate-commands -client client0 %{{
                echo -to-file {folder}/messages -- %opt{{lint_messages}}
            }}" | kak -p $kak_session
            echo 'evaluate-commands -buffer *debug* %{{
                execute-keys <percent>
                echo -to-file {folder}/debug -- %val{{selection}}
            }}' | kak -p $kak_session
            grep -q CDS {folder}/messages && break
            grep -q 'Linter errors' {folder}/debug && break
        done
        echo 'evaluate-commands -client client0 %{{
            format-buffer; write; quit
        }}' | kak -p $kak_session
    }} >/dev/null 2>&1 </dev/null &
}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the script in it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "kak").mkdir()
    (tmp_path / "kak" / "kakrc").write_text(f"source {SCRIPT}\n")
    return tmp_path


def test_a_buffer_is_linted_and_put_in_the_one_layout(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kak = tool("kak")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    (folder / "lists.cdsl").write_text('list "VIP"\n')
    city = 'city is "日本" or scor is 1'
    text = f'use "./lists.cdsl"\nsmart list "A" {{ member of list "VIP"\n{city} }}\n'
    (folder / "a.cdsl").write_text(text)
    run((kak, "-ui", "dummy", "-e", COMMANDS.format(folder=folder)))
    messages = (folder / "messages").read_text()
    assert messages.count("CDS") == 1
    assert messages.endswith("(col 21)")  # as Kakoune counts: in bytes
    assert "error: unknown field `scor`; did you mean `score`? [CDS101]" in messages
    assert "Linter errors" not in (folder / "debug").read_text()
    after = (folder / "a.cdsl").read_text()
    assert f'{{\n  member of list "VIP"\n  {city}\n}}\n' in after


def test_a_linter_that_cannot_be_started_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kak = tool("kak")
    monkeypatch.setenv("PATH", os.defpath)
    (folder / "a.cdsl").write_text('list "VIP"\n')
    commands = COMMANDS.format(folder=folder).replace("format-buffer; ", "")
    run((kak, "-ui", "dummy", "-e", commands))
    said = (folder / "debug").read_text()
    assert "Linter errors" in said
    assert "cdsl: " in said
