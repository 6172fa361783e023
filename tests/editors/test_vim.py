"""Vim: `:make`, ALE, indentation, set up as `docs/editors/vim.md` says."""

from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT
from tests.editors.conftest import CAMPAIGN, MISSPELLED, Finding, Folder, recipe
from tests.tools import absent, tool

SCRIPTS = Path(__file__).with_name("vim")
ALE = Path("/usr/share/vim-ale")
SHIPPED = [
    str(path)
    for folder in ("stdlib", "examples", "starter")
    for path in sorted((ROOT / folder).rglob("*.cdsl"))
]


def vim(project: Folder, script: str, *files: str, more: str = "") -> Any:
    settings = Path(project.environment["HOME"]) / ".vimrc"
    settings.write_text(f"set nomore noswapfile\n{recipe('vim.md', 'vim')}{more}")
    options = ("-es", "-N", "-i", "NONE", "-u", str(settings), "-S", str(SCRIPTS / script))
    return project.drive((tool("vim"), *options, *files))


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


def test_make_fills_the_quickfix_list(project: Folder) -> None:
    shown = vim(project, "quickfix.vim")
    after = CAMPAIGN.replace(*MISSPELLED)
    assert project.file.read_text("utf-8") == after
    assert shown == {
        "before": quickfix(project.findings(CAMPAIGN), project),
        "after": quickfix(project.findings(after), project),
    }
    assert [len(shown[when]) for when in ("before", "after")] == [3, 4]


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
    after = CAMPAIGN.replace(*MISSPELLED)
    assert shown == {
        "before": ale(project.findings(CAMPAIGN), CAMPAIGN),
        "after": ale(project.findings(after), after),
        "fixed": project.cdsl(after, "fmt"),
    }
    assert project.file.read_text("utf-8") == CAMPAIGN


def test_indentation_is_that_of_the_layout(project: Folder) -> None:
    assert vim(project, "indent.vim", *SHIPPED) == []
