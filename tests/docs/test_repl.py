"""The sessions of docs/repl.md are sat through: each input is answered as the page shows."""

import re
import shlex
from pathlib import Path

import pytest

from cdsl.api.loading import Tables, reading_of
from cdsl.api.project import Project
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from tests.docs.pages import ROOT, Block, blocks_of, rewrite

PROMPT = "cdsl> "
SESSIONS = [block for block in blocks_of(ROOT / "docs/repl.md") if block.words == ("session",)]
COMMAND = re.compile(r"\$ cdsl repl (\S+) --people (\S+) --now (\S+)")


def test_there_is_a_session() -> None:
    assert SESSIONS


@pytest.mark.parametrize("block", SESSIONS, ids=str)
def test_a_session_answers_as_the_page_shows(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accept: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in block.files.items():
        Path(name).write_text(text, encoding="utf-8")
    first, *lines = block.text.splitlines()
    command = COMMAND.fullmatch(first)
    assert command, "a session begins with its command"
    file, people, now = command.groups()
    sitting = Sitting(Origin(reading_of(Tables(people=people)), now))
    assert sitting.begin([file]).is_good
    console = Console(sitting)
    shown = [first]
    for line in lines:
        if line.startswith(PROMPT):
            said = carry_out(console, line.removeprefix(PROMPT))
            assert said.is_good, said.text
            shown += [line, *(one.rstrip() for one in said.text.splitlines())]
    found = "".join(f"{line}\n" for line in shown)
    if accept:
        rewrite(block, found)
    else:
        assert found == block.text
    saved = [shlex.split(one)[2] for one in lines if one.startswith(f"{PROMPT}.save ")]
    assert saved
    assert all(result.has_passed for result in Project.open(saved).test())
