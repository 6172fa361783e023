"""Vim and Neovim: `:make`, ALE, indentation, set up as `docs/editors/vim.md` says."""

from pathlib import Path
from typing import Any

import pytest

from tests.editors.conftest import CAMPAIGN, EDITED, Finding, Folder, recipe
from tests.tools import absent, tool

SCRIPTS = Path(__file__).with_name("vim")
ALE = Path("/usr/share/vim-ale")


def vim(project: Folder, script: str, *files: str, more: str = "") -> Any:
    settings = Path(project.environment["HOME"]) / ".vimrc"
    settings.write_text(f"set nomore noswapfile\n{recipe('vim.md', 'vim')}{more}")
    options = ("-es", "-N", "-i", "NONE", "-u", str(settings), "-S", str(SCRIPTS / script))
    return project.drive((tool("vim"), *options, *files))


def neovim(project: Folder, script: str, *files: str) -> Any:
    settings = Path(project.environment["HOME"]) / "init.lua"
    settings.write_text(recipe("neovim.md", "lua"))
    options = ("--headless", "-i", "NONE", "-n", "-u", str(settings), "-S", str(SCRIPTS / script))
    return project.drive((tool("nvim"), *options, *files))


def quickfix(findings: list[Finding], project: Folder) -> list[list[object]]:
    letters = {"error": "e", "warning": "w", "hint": "n"}
    return [
        [
            *(one.line, one.column, letters[one.severity]),
            f"{one.sentence} [{one.code}]",
            str(project.file),
        ]
        for one in findings
    ]


@pytest.mark.parametrize("editor", [vim, neovim])
def test_make_fills_the_quickfix_list(editor, project: Folder) -> None:
    shown = editor(project, "quickfix.vim")
    assert project.file.read_text("utf-8") == EDITED
    assert shown == {
        "before": quickfix(project.findings(CAMPAIGN), project),
        "after": quickfix(project.findings(EDITED), project),
    }


def in_bytes(text: str, line: int, column: int) -> int:
    return len(text.splitlines()[line - 1][: column - 1].encode()) + 1


def ale(findings: list[Finding], text: str) -> list[list[object]]:
    letters = {"error": "E", "warning": "W", "hint": "I"}
    return [
        [
            *(one.line, in_bytes(text, one.line, one.column)),
            *(one.end_line, in_bytes(text, one.end_line, one.end_column) - 1),
            *(letters[one.severity], one.sentence, one.code),
        ]
        for one in findings
    ]


def test_ale_lints_and_fixes_what_is_not_saved(project: Folder) -> None:
    if not ALE.is_dir():
        absent("vim-ale")
    more = f"set runtimepath+={ALE}\nlet g:ale_lint_on_enter = 0\n" + recipe("vim.md", "vim", 1)
    shown = vim(project, "ale.vim", more=more)
    assert shown == {
        "before": ale(project.findings(CAMPAIGN), CAMPAIGN),
        "after": ale(project.findings(EDITED), EDITED),
        "fixed": project.cdsl(EDITED, "fmt"),
    }
    assert project.file.read_text("utf-8") == CAMPAIGN


@pytest.mark.parametrize("editor", [vim, neovim])
def test_indentation_is_that_of_the_layout(editor, project: Folder, laid_out: list[str]) -> None:
    assert editor(project, "indent.vim", *laid_out) == []
