"""pre-commit: hooks that fail, then pass, set up as `docs/editors/pre-commit.md` says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.editors.conftest import recipe
from tests.tools import absent, run, tool

REMOTE, LOCAL = range(2)
"""The recipes on the page, in their order."""
SHIPPED = (
    *("cdsl", "docs/codes", "grammar", "stdlib", "starter"),
    *("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"),
)
"""What of this checkout pre-commit installs the package from."""
TORN = 'smart list "Ältere"\n{ birthday before 2000-01-01 }\n'
FINDING = "old people.cdsl:1:23: warning: "
MENDED = TORN.replace("{ ", "{ birthday is not empty and ").replace('"\n', '" ')
SECONDS = 300
"""How long an installation may take."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "ada@example.com" for role in ("AUTHOR", "COMMITTER")},
    }


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A project under version control, with a file that is not laid out and has a finding."""
    folder = tmp_path / "spring campaigns"
    folder.mkdir()
    (folder / "old people.cdsl").write_text(TORN, "utf-8")
    run((tool("git"), "init", "-q"), folder=folder, environment=environment)
    return folder


def hooks(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """How pre-commit ends on all files, and what it says."""
    program = Path(sys.executable).with_name("pre-commit")
    if not program.is_file():
        absent("pre-commit")
    run((tool("git"), "add", "-A"), folder=folder, environment=environment)
    done = subprocess.run(
        (program, "run", "--all-files", "--color", "never"),
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def fails_then_passes(folder: Path, environment: dict[str, str]) -> None:
    file = folder / "old people.cdsl"
    code, said = hooks(folder, environment)
    assert (code, said.count("Failed"), said.count("Passed")) == (1, 2, 0), said
    assert "files were modified by this hook" in said
    assert FINDING in said
    assert file.read_text("utf-8") == TORN.replace('"\n', '" ')
    file.write_text(MENDED, "utf-8")
    code, said = hooks(folder, environment)
    assert (code, said.count("Failed"), said.count("Passed")) == (0, 0, 2), said
    assert file.read_text("utf-8") == MENDED


def test_an_installed_cdsl(repository: Path, environment: dict[str, str]) -> None:
    (repository / ".pre-commit-config.yaml").write_text(recipe("pre-commit.md", "yaml", LOCAL))
    fails_then_passes(repository, environment)


def test_a_new_project_has_what_the_page_shows() -> None:
    shipped = ROOT / "starter" / ".pre-commit-config.yaml"
    assert recipe("pre-commit.md", "yaml", LOCAL) == shipped.read_text()


@pytest.fixture
def published(tmp_path: Path, environment: dict[str, str]) -> Path:
    """This checkout as a repository of its own, with a commit."""
    folder = tmp_path / "cdsl.git"
    for name in SHIPPED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "a")):
        run((tool("git"), *command), folder=folder, environment=environment)
    return folder


def test_a_cdsl_that_pre_commit_installs(
    repository: Path, published: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    fetched = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path))
    if subprocess.run((*fetched, "hatchling"), capture_output=True, check=False).returncode:
        absent("a package index")
    text = recipe("pre-commit.md", "yaml", REMOTE)
    commit = run((tool("git"), "rev-parse", "HEAD"), folder=published).strip()
    for shown, real in (("https://example.com/cdsl.git", str(published)), ("COMMIT", commit)):
        assert text.count(shown) == 1
        text = text.replace(shown, real)
    (repository / ".pre-commit-config.yaml").write_text(text)
    fails_then_passes(repository, environment)
    assert list((tmp_path / "hooks").rglob("bin/cdsl")) != []
