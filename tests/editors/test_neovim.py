"""Neovim's own client of `cdsl lsp`, set up as `docs/editors/neovim.md` says, by version."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.editors.conftest import CAMPAIGN, MISSPELLED, SHARED, Finding, Folder, recipe
from tests.tools import absent

SCRIPT = Path(__file__).parent / "neovim" / "server.lua"
PATHS, ENABLE, START, ATTACH = range(4)
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


@pytest.mark.parametrize(
    ("oldest", "newest", "number"),
    [
        pytest.param((0, 7), (0, 7), ATTACH, id="0.7, which is sent diagnostics"),
        pytest.param((0, 11), (9, 9), ENABLE, id="0.11, which asks for diagnostics"),
        pytest.param((0, 8), (9, 9), START, id="0.8 and later"),
    ],
)
def test_the_server_in_neovim(
    oldest: tuple[int, int], newest: tuple[int, int], number: int, project: Folder
) -> None:
    program = neovim(oldest, newest)
    settings = Path(project.environment["HOME"]) / "init.lua"
    settings.write_text(recipe("neovim.md", "lua", PATHS) + recipe("neovim.md", "lua", number))
    # Neovim 0.7 has no `-l`, and waits for ever for a script that it would name.
    options = ("--headless", "-i", "NONE", "-n", "-u", str(settings))
    shown = project.drive((program, *options, "-c", f"luafile {SCRIPT}", "-c", "cquit"))

    after = CAMPAIGN.replace(*MISSPELLED)
    assert shown["before"] == diagnostics(project.findings(CAMPAIGN), CAMPAIGN)
    assert shown["after"] == shown["settled"] == diagnostics(project.findings(after), after)
    assert "Email Address" in shown["hover"]
    assert "email" in shown["completion"]
    assert [place["uri"] for place in shown["definition"]] == [
        (project.path / "shared lists.cdsl").as_uri()
    ]
    assert shown["symbols"] == ["Grüße 🎉", "Frühling 🌱", "Ohne 日本"]
    assert shown["renamed"] == after.replace("Bekannt", "Stammkunden")
    assert shown["declared"] == SHARED.replace("Bekannt", "Stammkunden")
    assert shown["formatted"] == project.cdsl(shown["renamed"], "fmt")


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
