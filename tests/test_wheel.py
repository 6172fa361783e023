"""The wheel, installed alone, with the checkout out of sight: what users get is complete."""

import os
import shlex
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a release builds it: from the source distribution, which is complete."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it requires, no more. Its scripts' folder.

    The requirements are copied from this environment, so that the test needs no network.
    """
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False)
    scripts = home / SCRIPTS
    python = scripts / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    site = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home
        ).strip()
    )
    for name in ("click", "prompt_toolkit", "tzdata", "wcwidth"):
        for file in distribution(name).files or ():
            target = site / file
            if ".." not in file.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(Path(str(file.locate())).read_bytes())
    run(*pip, "check", cwd=home)
    return scripts


def test_the_wheel_holds_grammar_library_and_pages(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert "cdsl/py.typed" in names
    assert "cdsl/_shipped/grammar/cdsl.lark" in names
    for folder, shipped in (
        *(("stdlib", "stdlib"), ("grammar", "grammar")),
        *(("starter", "starter"), ("docs/codes", "codes")),
    ):
        top = ROOT / folder
        files = [path.relative_to(top) for path in top.rglob("*") if path.is_file()]
        assert {f"cdsl/_shipped/{shipped}/{path.as_posix()}" for path in files} <= names
    assert not [name for name in names if name.startswith(("tests", "bench", "docs", "examples"))]


def test_an_example_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    example = tmp_path / "example"
    example.mkdir()
    for file in (ROOT / "examples" / "token-inheritance").iterdir():
        if file.is_file():
            (example / file.name).write_bytes(file.read_bytes())
    command = shlex.split((example / "command.txt").read_text(encoding="utf-8"))
    where = run(installed / "python", "-c", "import cdsl; print(cdsl.__file__)", cwd=example)
    assert str(ROOT) not in where
    assert "Parent" in run(installed / "cdsl", *command, cwd=example)
    run(installed / "cdsl", "test", "campaign.cdsl", cwd=example)


def test_a_project_is_made_and_tested_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    run(installed / "cdsl", "new", "spring-fair", cwd=tmp_path)
    run(installed / "cdsl", "lint", ".", cwd=tmp_path / "spring-fair")
    run(installed / "cdsl", "test", ".", cwd=tmp_path / "spring-fair")


def test_the_page_of_a_code_is_found_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "codes" / "CDS101.md").read_text(encoding="utf-8")
    assert run(installed / "cdsl", "explain-code", "CDS101", cwd=tmp_path) == page


def test_the_library_is_found_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "main.cdsl").write_text('use "std/scoring"\n', encoding="utf-8")
    run(installed / "cdsl", "check", "main.cdsl", cwd=tmp_path)
