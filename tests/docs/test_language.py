"""Every example of the documentation is executed (see `pages` for what a fence asks for)."""

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.semantics.catalogue import (
    ACTIVITY_NUMBERS,
    COMPANY_EXPORT_NAMES,
    PERSON_EXPORT_NAMES,
)
from cdsl.source.codes import SEVERITIES, TITLES
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import render_text
from cdsl.tools.lint.rules import RULES
from tests.docs.pages import MAIN, ROOT, Block, blocks_of, pages, rewrite

BLOCKS = [block for page in pages() for block in blocks_of(page)]
EXAMPLES = [block for block in BLOCKS if block.language == "cdsl" and block.file is None]
SHOWN = [
    block
    for block in BLOCKS
    if block.language == "text" and block.follows is not None and block.follows.codes
]
# The README's commands are tried by the tests of the command line, in the folders of examples/.
COMMANDS = [
    block
    for block in BLOCKS
    if block.language == "console" and block.page.startswith(("docs/codes/", "docs/reports.md"))
]
# No block can hold bytes that are no text, something too large, 10,000 steps or files that are
# edited while a session goes on; a test that fails shows no code; DuckDB has a word for everything;
# there may be no Spark, and no large tables; CDS901 is a bug of ours, which an example would be the
# first thing to mend.
WITHOUT_EXAMPLE = {
    *("CDS010", "CDS012", "CDS609", "CDS611", "CDS716", "CDS719", "CDS732", "CDS802", "CDS803"),
    "CDS901",
    *("CDS614", "CDS620", "CDS621"),
}
PROMPT = "$ cdsl "
LINTED = {*(rule.code for rule in RULES), "CDS590", "CDS591"}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def project(block: Block) -> Project:
    """The block as a file of the current folder, where no file is read."""
    return Project.open(MAIN, root=os.curdir, texts={MAIN: block.text, **block.files})


def diagnostics(block: Block) -> tuple[Diagnostic, ...]:
    """What the checker says of a block and, on the page of a rule, what that rule says."""
    code = Path(block.page).stem
    if code not in LINTED:
        return project(block).check()
    found = project(block).lint(now=NOW, portable=True)
    return tuple(one for one in found if one.code == code or one.code not in LINTED)


def rendered(found: tuple[Diagnostic, ...]) -> str:
    return render_text(found, color=False, width=100) + "\n"


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_an_example_does_what_the_page_says(block: Block) -> None:
    found = diagnostics(block)
    assert sorted({one.code for one in found}) == block.codes, "\n" + rendered(found)
    if any(one.severity is Severity.ERROR for one in found):
        return
    failed = [result for result in project(block).test() if not result.has_passed]
    assert failed == []


@pytest.mark.parametrize("block", SHOWN, ids=str)
def test_a_diagnostic_is_shown_as_the_page_shows_it(block: Block, accept: bool) -> None:
    assert block.follows is not None
    found = rendered(diagnostics(block.follows))
    if accept:
        rewrite(block, found)
    else:
        assert found == block.text


@pytest.mark.parametrize("block", COMMANDS, ids=str)
def test_a_command_prints_what_the_page_says(block: Block, tmp_path: Path, accept: bool) -> None:
    (tmp_path / "cdsl.toml").write_text("")
    for name, text in block.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    commands = [line for line in block.text.splitlines() if line.startswith(PROMPT)]
    assert commands, "a console block has commands"
    found = "".join(f"{line}\n{output_of(line, tmp_path)}" for line in commands)
    if accept:
        rewrite(block, found)
    else:
        assert found == block.text


def output_of(line: str, folder: Path) -> str:
    """What a command prints, results before talk, without blanks at the ends of lines.

    Findings are shown as on a terminal, unless the command says otherwise.
    """
    words = shlex.split(line.removeprefix(PROMPT))
    if words[0] in ("check", "lint") and "--format" not in words:
        words += ["--format", "carets"]
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("FORCE_COLOR", "COLUMNS", "CDSL_DEBUG")
    }
    done = subprocess.run(
        [sys.executable, "-m", "cdsl", *words],
        cwd=folder,
        env={**plain, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return "".join(f"{kept.rstrip()}\n" for kept in lines)


@pytest.mark.parametrize("code", sorted(set(TITLES) - WITHOUT_EXAMPLE))
def test_a_page_shows_its_code_and_the_way_out(code: str) -> None:
    own = [block for block in BLOCKS if block.page == f"docs/codes/{code}.md"]
    assert any(
        block.codes == [code] or (block.language == "console" and f"[{code}]" in block.text)
        for block in own
    ), "no example gives the code"
    assert any(
        code not in block.text and code not in block.codes
        for block in own
        if block.language in ("cdsl", "csv", "json", "console")
    ), "no example does without"


@pytest.mark.parametrize("code", sorted(TITLES))
def test_a_page_has_the_title_of_its_code(code: str) -> None:
    page = (ROOT / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")
    title = page.split("\n", 1)[0]
    assert title == f"# {code}: {TITLES[code]}"
    assert f"\n{str(SEVERITIES[code]).capitalize()}. " in page


def test_the_reference_lists_every_code() -> None:
    reference = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    rules = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    assert [c for c in TITLES if f"codes/{c}.md" not in (rules if c in LINTED else reference)] == []
    assert "](lint.md#rules)" in reference.partition("## 20. Codes\n")[2]


def test_the_reference_lists_the_library() -> None:
    reference = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    activities = [f"| {number} | `{name}` |" for name, number in ACTIVITY_NUMBERS.items()]
    fields = [
        f"| {', '.join(aliases)} |"
        for names in (PERSON_EXPORT_NAMES, COMPANY_EXPORT_NAMES)
        for aliases in names.values()
    ]
    assert [line for line in (*activities, *fields) if line not in reference] == []
