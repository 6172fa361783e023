"""Nobody is told to fetch `cdsl` by its name: what has that name on PyPI is another package."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

READ = [
    *(ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "pyproject.toml"),
    *(
        path
        for folder in ("docs", "editors", "starter", "cdsl", "examples")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".el", ".js", ".lua", ".md", ".py", ".toml", ".vim", ".yaml", ".yml"}
        and "node_modules" not in path.parts
    ),
]
BY_NAME = re.compile(
    r"\b(?:pipx?|uv)\s[^`\n]*\b(?:install|add|download)\s[^`\n]*(?<=[\s'\"])cdsl(?![-\w./])"
)
WORKFLOW = ROOT / "starter" / ".github" / "workflows" / "cdsl.yml"
UNSET = """::error file=.github/workflows/cdsl.yml,line=7::CDSL is not set. \
Write there what pip installs cdsl from, for instance git+https://example.com/cdsl.git
"""


@pytest.mark.parametrize("told", ["pip install cdsl", "pip install -U 'cdsl[lsp]'", "uv add cdsl"])
def test_a_name_is_told_from_a_place(told: str) -> None:
    assert BY_NAME.search(told)
    assert not BY_NAME.search(told.replace("cdsl", "/path/to/cdsl"))
    assert not BY_NAME.search(told.replace("cdsl", "git+https://example.com/cdsl.git"))


def test_nothing_installs_cdsl_by_its_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in READ
        for line in path.read_text("utf-8").splitlines()
        if BY_NAME.search(line)
    ]
    assert found == []


def installed(tmp_path: Path, source: str) -> "subprocess.CompletedProcess[str]":
    """What the workflow's step does where `CDSL` is set so."""
    (step,) = re.findall(r"- name: install cdsl\n +run: \|\n((?: {10}.*\n)+)", WORKFLOW.read_text())
    return subprocess.run(
        ("bash", "-e", "-c", step),
        cwd=tmp_path,
        env={**os.environ, "CDSL": source},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_new_project_says_where_to_set_what_is_installed(tmp_path: Path) -> None:
    lines = WORKFLOW.read_text().splitlines()
    assert lines[6].startswith('  CDSL: ""'), "the message names this line"
    unset = installed(tmp_path, "")
    assert (unset.returncode, unset.stdout) == (1, UNSET)


def test_a_new_project_installs_what_is_set(tmp_path: Path) -> None:
    nowhere = installed(tmp_path, f"{tmp_path}/cdsl with a blank")
    assert nowhere.returncode != 0
    assert "cdsl with a blank" in nowhere.stderr
