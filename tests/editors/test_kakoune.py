"""Kakoune, driven without a terminal: `:lint-buffer` and `:format-buffer`."""

import os
import sys
from pathlib import Path

from tests.docs.pages import ROOT
from tests.tools import run, tool

SCRIPT = ROOT / "editors" / "kakoune" / "cdsl.kak"
COMMANDS = """\
edit {folder}/a.cdsl
lint-buffer
format-buffer
evaluate-commands %sh{{
    {{
        for wait in $(seq 40); do
            sleep 0.5
            echo "evaluate-commands -client client0 %{{
                echo -to-file {folder}/messages -- %opt{{lint_messages}}
            }}" | kak -p $kak_session
            grep -q CDS {folder}/messages && break
        done
        echo 'evaluate-commands -client client0 %{{ write; quit }}' | kak -p $kak_session
    }} >/dev/null 2>&1 </dev/null &
}}
"""


def test_a_buffer_is_linted_and_put_in_the_one_layout(tmp_path: Path, monkeypatch) -> None:
    kak = tool("kak")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "kak").mkdir()
    (tmp_path / "kak" / "kakrc").write_text(f"source {SCRIPT}\n")
    (tmp_path / "lists.cdsl").write_text('list "VIP"\n')
    city = 'city is "日本" or scor is 1'
    text = f'use "./lists.cdsl"\nsmart list "A" {{ member of list "VIP"\n{city} }}\n'
    (tmp_path / "a.cdsl").write_text(text)
    run((kak, "-ui", "dummy", "-e", COMMANDS.format(folder=tmp_path)))
    messages = (tmp_path / "messages").read_text()
    assert messages.count("CDS") == 1
    assert messages.endswith("(col 21)")  # as Kakoune counts: in bytes
    assert "error: unknown field `scor`; did you mean `score`? [CDS101]" in messages
    after = (tmp_path / "a.cdsl").read_text()
    assert f'{{\n  member of list "VIP"\n  {city}\n}}\n' in after
