"""Emacs: compile, Flymake, Flycheck, Eglot and layout, set up as `docs/editors/emacs.md` says."""

import shutil
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT
from tests.editors.conftest import CAMPAIGN, EDITED, SHARED, Finding, Folder, recipe
from tests.tools import absent, run, tool

FOLDER = ROOT / "editors" / "emacs"
SCRIPTS = Path(__file__).with_name("emacs")
ELPA = Path("/usr/share/emacs/site-lisp/elpa-src")
MODE, EGLOT, FLYMAKE, FLYCHECK = range(4)
"""The recipes on the page, in their order."""


def emacs(project: Folder, script: str, *files: str, more: int | None = None) -> Any:
    settings = Path(project.environment["HOME"]) / "init.el"
    recipes = [MODE] if more is None else [MODE, more]
    settings.write_text("".join(recipe("emacs.md", "elisp", number) for number in recipes))
    loaded = (SCRIPTS / "driven.el", settings, SCRIPTS / script)
    options = [part for path in loaded for part in ("-l", str(path))]
    return project.drive((tool("emacs"), "--batch", *options, *files))


def package(name: str) -> None:
    """Skip the test where Debian's package of an Emacs library is absent."""
    if not list(ELPA.glob(f"{name}-*")):
        absent(f"elpa-{name}")


def test_compile_finds_every_place(project: Folder) -> None:
    shown = emacs(project, "compile.el")
    found = project.findings(CAMPAIGN)
    assert shown["places"] == [[one.line, one.column, str(project.file)] for one in found]
    kinds = ("error", "warning", "hint")
    assert shown["counts"] == [[one.severity for one in found].count(kind) for kind in kinds]


def flymake(findings: list[Finding]) -> list[list[object]]:
    kinds = {"error": "error", "warning": "warning", "hint": "note"}
    return [
        [
            *(one.line, one.column, one.end_line, one.end_column),
            *(kinds[one.severity], f"{one.sentence} [{one.code}]"),
        ]
        for one in findings
    ]


def test_flymake_shows_what_is_not_saved(project: Folder) -> None:
    shown = emacs(project, "flymake.el", more=FLYMAKE)
    assert shown == {
        "before": flymake(project.findings(CAMPAIGN)),
        "after": flymake(project.findings(EDITED)),
        "runs": ["cdsl-flymake"],
    }


def flycheck(findings: list[Finding]) -> list[list[object]]:
    levels = {"error": "error", "warning": "warning", "hint": "info"}
    return [
        [
            *(one.line, one.column, one.end_line, one.end_column),
            *(levels[one.severity], one.sentence, one.code),
        ]
        for one in findings
    ]


def test_flycheck_shows_what_is_not_saved(project: Folder) -> None:
    package("flycheck")
    shown = emacs(project, "flycheck.el", more=FLYCHECK)
    assert shown == {
        "before": flycheck(project.findings(CAMPAIGN)),
        "after": flycheck(project.findings(EDITED)),
    }


def eglot(findings: list[Finding]) -> list[list[object]]:
    kinds = {"error": "eglot-error", "warning": "eglot-warning", "hint": "eglot-note"}
    return [
        [
            *(one.line, one.column, one.end_line, one.end_column, kinds[one.severity]),
            f"cdsl [{one.code}]: " + "\n".join(filter(None, (one.message, one.help))),
        ]
        for one in findings
    ]


def test_eglot_shows_each_finding_once(project: Folder) -> None:
    package("eglot")
    shown = emacs(project, "eglot.el", more=EGLOT)
    assert shown["before"] == eglot(project.findings(CAMPAIGN))
    assert shown["after"] == eglot(project.findings(EDITED))
    assert "email" in shown["completed"]
    assert "Email Address" in shown["hover"]
    assert shown["definition"] == str(project.path / "shared lists.cdsl")
    assert shown["declared"] == SHARED.replace("Bekannt", "Stammkunden")
    assert shown["renamed"] == EDITED.replace("Bekannt", "Stammkunden")
    assert shown["formatted"] == project.cdsl(shown["renamed"], "fmt")


def test_layout_is_that_of_the_formatter(project: Folder, laid_out: list[str]) -> None:
    assert emacs(project, "layout.el", *laid_out) == {
        "changed": [],
        "formatted": project.cdsl(CAMPAIGN, "fmt"),
        "unfinished": 'smart list "A" {  ',
    }


def test_the_mode_compiles_without_a_warning(tmp_path: Path) -> None:
    source = tmp_path / "cdsl-mode.el"
    shutil.copy(FOLDER / source.name, source)
    options = ("-Q", "--batch", "-L", str(FOLDER), "--eval", "(setq byte-compile-error-on-warn t)")
    run((tool("emacs"), *options, "-f", "batch-byte-compile", str(source)))
