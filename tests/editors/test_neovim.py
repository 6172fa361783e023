"""Neovim's own client of `cdsl lsp`, set up as `docs/editors/neovim.md` says, by version."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.editors.conftest import CAMPAIGN, EDITED, SHARED, Finding, Folder, recipe
from tests.tools import absent

SCRIPTS = Path(__file__).with_name("neovim")
PATHS, ENABLE, START, ATTACH, KEYS = range(5)
"""The recipes on the page, in their order."""


def neovim(oldest: tuple[int, int], newest: tuple[int, int]) -> str:
    """The program of a version between two, that of the system or one beside this Python."""
    beside = Path(sys.executable).with_name("nvim")
    programs = (shutil.which("nvim"), str(beside) if beside.exists() else None)
    for program in filter(None, programs):
        if oldest <= version(program) <= newest:
            return program
    return absent(f"Neovim {oldest} to {newest}")


def version(program: str) -> tuple[int, int]:
    said = subprocess.run((program, "--version"), capture_output=True, text=True, check=True).stdout
    found = re.search(r"v(\d+)\.(\d+)", said)
    assert found is not None, said
    return int(found[1]), int(found[2])


@pytest.fixture(
    params=[
        pytest.param(((0, 7), (0, 7), (ATTACH, KEYS)), id="0.7, which is sent diagnostics"),
        pytest.param(((0, 11), (9, 9), (ENABLE,)), id="0.11, which asks for diagnostics"),
        pytest.param(((0, 8), (9, 9), (START, KEYS)), id="0.8 and later"),
    ]
)
def shown(request: pytest.FixtureRequest, project: Folder) -> Callable[[str], Any]:
    """What a script says that is carried out in a version of Neovim, with its recipe."""
    oldest, newest, numbers = request.param
    program = neovim(oldest, newest)
    settings = Path(project.environment["HOME"]) / "init.lua"
    recipes = (recipe("neovim.md", "lua", number) for number in (PATHS, *numbers))
    settings.write_text("".join(recipes))
    # Neovim 0.7 has no `-l`, and waits for ever for a script that it would name.
    options = ("--headless", "-i", "NONE", "-n", "-u", str(settings))

    def drive(script: str) -> Any:
        return project.drive(
            (program, *options, "-c", f"luafile {SCRIPTS / script}", "-c", "cquit")
        )

    return drive


def test_the_server_in_neovim(shown: Callable[[str], Any], project: Folder) -> None:
    seen = shown("server.lua")
    assert seen["before"] == diagnostics(project.findings(CAMPAIGN), CAMPAIGN)
    assert seen["after"] == seen["settled"] == diagnostics(project.findings(EDITED), EDITED)
    assert "Email Address" in seen["hover"]
    assert "email" in seen["completion"]
    assert [place["uri"] for place in seen["definition"]] == [
        (project.path / "shared lists.cdsl").as_uri()
    ]
    assert seen["symbols"] == ["Grüße 🎉", "Frühling 🌱", "Ohne 日本"]
    assert seen["renamed"] == EDITED.replace("Bekannt", "Stammkunden")
    assert seen["declared"] == SHARED.replace("Bekannt", "Stammkunden")
    assert seen["formatted"] == project.cdsl(seen["renamed"], "fmt")


def test_a_change_of_another_text_is_noticed(shown: Callable[[str], Any], project: Folder) -> None:
    missing = CAMPAIGN.replace("Bekannt", "Fremd")  # as if the other text had said so
    before, after = (len(project.findings(text)) for text in (CAMPAIGN, missing))
    assert before < after
    assert shown("others.lua") == [before, after]


def test_the_keys_of_the_page(shown: Callable[[str], Any], project: Folder) -> None:
    first = project.findings(CAMPAIGN)[0].line
    assert shown("keys.lua") == {
        "next": first,
        "previous": first,
        "explained": True,
        "declared": "shared lists.cdsl",
        "back": project.file.name,
        "references": 2,
        "missing": [],
        "completes": "v:lua.vim.lsp.omnifunc",
        "lays_out": "v:lua.vim.lsp.formatexpr()",
    }


def diagnostics(findings: list[Finding], text: str) -> list[Any]:
    """Findings as Neovim has them: columns in bytes, from 0."""
    severities = {"error": 1, "warning": 2, "hint": 4}
    lines = text.splitlines()

    def column(line: int, column: int) -> int:
        return len(lines[line - 1][: column - 1].encode())

    return [
        [
            *(one.line, column(one.line, one.column)),
            *(one.end_line, column(one.end_line, one.end_column)),
            severities[one.severity],
            "\n".join(part for part in (one.message, one.help) if part),
            one.code,
        ]
        for one in findings
    ]
