"""`cdsl new` as a process: what it makes lints clean and passes its tests."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, environment


def cdsl(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cdsl", *arguments],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_new_project_is_clean_and_passes_its_tests(tmp_path: Path) -> None:
    made = cdsl(tmp_path, "new", "spring-fair")
    assert made.returncode == 0, made.stderr
    project = tmp_path / "spring-fair"
    files = {path.relative_to(tmp_path).as_posix() for path in project.rglob("*") if path.is_file()}
    assert set(made.stdout.splitlines()) == files
    assert 'program "Spring Fair"' in (project / "campaigns" / "welcome.cdsl").read_text()
    for command in (["lint", "--strict", "."], ["test", "."]):
        done = cdsl(project, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    run = ("run", "campaigns/welcome.cdsl", "--people", "people.csv")
    assert cdsl(project, *run, "--campaign", "Invite Customers").returncode == 0


def test_an_empty_folder_is_filled_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert cdsl(tmp_path, "new", "empty").returncode == 0
    again = cdsl(tmp_path, "new", "empty")
    assert (again.returncode, again.stderr) == (2, "cdsl: empty: the folder is not empty\n")
    (tmp_path / "file").write_text("mine")
    assert cdsl(tmp_path, "new", "file").returncode == 2
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["empty", "file"]


@pytest.mark.parametrize("name", ['odd "name" {{my.x}}', "a\\b", "été_2027", "---"])
def test_any_name_of_a_folder_makes_a_project_that_checks(tmp_path: Path, name: str) -> None:
    assert cdsl(tmp_path, "new", "--", name).returncode == 0
    assert cdsl(tmp_path / name, "test", ".").returncode == 0


def test_inside_of_the_folder_itself(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    before = here.stat().st_ino
    made = cdsl(here, "new", ".")
    assert made.returncode == 0, made.stderr
    assert made.stderr == "\nnext: cdsl test .\n"
    assert here.stat().st_ino == before, "a shell stands in this folder"
    assert cdsl(here, "test", ".").returncode == 0


def test_a_folder_with_nothing_but_a_repository_is_empty(tmp_path: Path) -> None:
    (tmp_path / "fair" / ".git").mkdir(parents=True)
    (tmp_path / "fair" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert cdsl(tmp_path, "new", "fair").returncode == 0
    assert (tmp_path / "fair" / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"
    assert (tmp_path / "fair" / "people.csv").exists()


@pytest.mark.parametrize("name", ["fair", "deep/er/fair"])
def test_all_files_are_written_or_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "fair" / ".git").mkdir(parents=True)
    # Files may be as long as the first ones are, and no longer.
    command = f"ulimit -f 1; exec {shlex.quote(sys.executable)} -m cdsl new {name}"
    done = subprocess.run(
        ("bash", "-c", command),
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, f"cdsl: {name}: File too large\n")
    assert [path.name for path in tmp_path.rglob("*")] == ["fair", ".git"]


def test_a_place_that_cannot_be_made_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    done = cdsl(tmp_path, "new", "/proc/x/y")
    assert (done.returncode, done.stderr) == (2, "cdsl: /proc/x/y: No such file or directory\n")
