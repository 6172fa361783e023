"""Which files use a file, and what the linter makes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.dependents import MOST_FILES, Dependents
from cdsl.api.files import IN_MEMORY, CampaignFile
from cdsl.api.linting import MOST_PROGRAMS
from cdsl.api.workspace import Workspace
from tests.cases import NOW

LISTS = 'list "Customers"\nlist "Guests"\n'
USER = """
use "./lists.cdsl"
batch campaign "B" { smart list { member of list "Customers" } flow { stop } }
"""
FAR = 'use "../user.cdsl"\nsmart list "S" { member of list "Guests" }\n'

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(texts: dict[str, str]) -> Path:
        for name, text in {"cdsl.toml": "", **texts}.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text)
        return tmp_path

    return written


def dependents(root: Path | str, path: str, texts: dict[str, str | bytes]) -> list[str] | None:
    found = Dependents(texts).of(CampaignFile(str(root), path, path))
    return None if found is None else [file.path for file in found]


def unused(project: Project) -> list[str]:
    return [one.message for one in project.lint(now=NOW) if one.code == "CDS468"]


def test_files_that_use_a_file_directly_or_not_are_found(write: Write) -> None:
    root = write(
        {"lists.cdsl": LISTS, "user.cdsl": USER, "deep/far.cdsl": FAR, "apart.cdsl": LISTS}
    )
    assert dependents(root, "lists.cdsl", {}) == ["user.cdsl", "deep/far.cdsl"]
    assert dependents(root, "user.cdsl", {}) == ["deep/far.cdsl"]
    assert dependents(root, "apart.cdsl", {}) == []


def test_hidden_folders_and_files_that_cannot_be_read_count_for_nothing(write: Write) -> None:
    root = write({"lists.cdsl": LISTS, ".git/user.cdsl": USER})
    (root / "gone.cdsl").symlink_to(root / "nowhere.cdsl")
    (root / "binary.cdsl").write_bytes(b"\xff\x00use")
    assert dependents(root, "lists.cdsl", {}) == []


def test_texts_go_before_the_disk(write: Write) -> None:
    root = write({"lists.cdsl": LISTS, "user.cdsl": USER})
    assert dependents(root, "lists.cdsl", {str(root / "user.cdsl"): ""}) == []
    assert dependents(root, "lists.cdsl", {str(root / "new.cdsl"): USER}) == [
        "new.cdsl",
        "user.cdsl",
    ]
    texts: dict[str, str | bytes] = {"lists.cdsl": LISTS, "user.cdsl": USER, "deep/far.cdsl": FAR}
    assert dependents(IN_MEMORY, "lists.cdsl", texts) == ["user.cdsl", "deep/far.cdsl"]


def test_files_that_use_each_other_end(write: Write) -> None:
    root = write({"a.cdsl": 'use "./b.cdsl"\n', "b.cdsl": 'use "./a.cdsl"\n'})
    assert dependents(root, "a.cdsl", {}) == ["b.cdsl"]


def test_where_too_many_use_it_nothing_is_unused(write: Write) -> None:
    users = {f"user{number}.cdsl": 'use "./lists.cdsl"\n' for number in range(MOST_PROGRAMS + 1)}
    root = write({"lists.cdsl": LISTS, **users})
    assert len(dependents(root, "lists.cdsl", {}) or ()) == MOST_PROGRAMS + 1
    assert unused(Project.open(root / "lists.cdsl")) == []
    (root / "user0.cdsl").unlink()
    assert len(unused(Project.open(root / "lists.cdsl"))) == 2


def test_in_a_project_without_bounds_nobody_can_tell(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {f"{tmp_path}/{n}.cdsl": "" for n in range(MOST_FILES)}
    assert dependents(tmp_path, "0.cdsl", texts) == []
    assert dependents(tmp_path, "0.cdsl", {**texts, f"{tmp_path}/more.cdsl": ""}) is None


def test_what_another_file_uses_is_used(write: Write) -> None:
    root = write({"lists.cdsl": LISTS, "user.cdsl": USER})
    project = Project.open(root / "lists.cdsl")
    assert unused(project) == ['nothing adds to the list "Guests", and nothing asks for it']
    write({"deep/far.cdsl": FAR})
    assert unused(Project.open(root / "lists.cdsl")) == []
    assert unused(Project.open(root)) == []


def test_where_another_file_has_errors_nothing_is_unused(write: Write) -> None:
    root = write({"lists.cdsl": LISTS, "user.cdsl": f"{USER}smart list {{"})
    assert unused(Project.open(root / "lists.cdsl")) == []


def test_a_file_from_which_nothing_runs_may_be_for_others() -> None:
    assert unused(Project.from_texts({"lists.cdsl": LISTS})) == []


def test_an_editor_looks_into_other_files_as_well(write: Write) -> None:
    root = write({"lists.cdsl": LISTS, "user.cdsl": USER})
    lists, user = str(root / "lists.cdsl"), str(root / "user.cdsl")
    workspace = Workspace(lambda: NOW)

    def said() -> list[str]:
        return [one.message for one in workspace.diagnostics(lists) if one.code == "CDS468"]

    workspace.change(lists, LISTS, 1)
    assert len(said()) == 1
    workspace.change(lists, f"{LISTS}\n# a comment", 2)
    assert len(said()) == 1
    workspace.change(user, USER.replace("Customers", "Guests"), 1)
    assert said() == ['nothing adds to the list "Customers", and nothing asks for it']
    workspace.close(user)
    assert said() == ['nothing adds to the list "Guests", and nothing asks for it']
