"""What is said of a text while it is edited is what would be said of it if it were read anew."""

from pathlib import Path
from random import Random

import pytest

from cdsl.api.workspace import Workspace
from cdsl.source.reports.document import as_json
from tests.cases import CORPUS, NOW

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (
        "examples",
        "stdlib",
        "starter",
        "tests/corpus/run",
        "tests/corpus/lint/programs",
    )
    for path in (ROOT / folder).rglob("*.cdsl")
)
PIECES = (
    *("", "x", " ", "\n", "{", "}", '"', "# a\n", "{{my.points}}", "is", " empty", "0", "/"),
    'list "Q"\n',
    'smart list "Z" { everyone }\n',
    "tokens { extra: score = +1 }\n",
    "score > 3\n",
    "stop\n",
    'execute campaign "Z"\n',
)


def edits(text: str, random: Random, steps: int) -> list[str]:
    """A text as it becomes, edit by edit: now and then one is taken back."""
    texts = [text]
    for _ in range(steps):
        now = texts[-1]
        if len(texts) > 1 and random.random() < 0.4:
            texts.append(texts[-2])
            continue
        lines = now.splitlines(keepends=True)
        if random.random() < 0.2 and lines:
            at = random.randrange(len(lines))
            moved = lines.pop(at)
            if random.random() < 0.5:
                lines.insert(random.randrange(len(lines) + 1), moved)
            texts.append("".join(lines))
            continue
        start = random.randrange(len(now) + 1)
        end = min(len(now), start + random.choice((0, 0, 0, 1, 3, 12, 60)))
        texts.append(now[:start] + random.choice(PIECES) + now[end:])
    return texts


def said(workspace: Workspace, path: str) -> tuple[object, object]:
    """Everything that is found in a text, and every name in it with its place."""
    found = as_json(workspace.diagnostics(path))
    understood = workspace.understood(path)
    naming = understood.naming
    uses = {
        (naming.span(use.source, use.span), use.target, use.role, use.source.name)
        for use in understood.analysis.uses
    }
    return found, uses


@pytest.mark.parametrize("name", FILES)
def test_editing_says_what_reading_says(name: str, long: bool) -> None:
    path = str(ROOT / name)
    random = Random(name)
    editing = Workspace(lambda: NOW)
    for version, text in enumerate(
        edits((ROOT / name).read_text(encoding="utf-8"), random, 60 if long else 6)
    ):
        editing.change(path, text, version)
        anew = Workspace(lambda: NOW)
        anew.change(path, text, 1)
        assert said(editing, path) == said(anew, path), f"after edit {version}"


def test_a_file_that_is_used_is_followed(tmp_path: Path) -> None:
    shared, main = tmp_path / "shared.cdsl", tmp_path / "main.cdsl"
    shared.write_text('list "A"\n')
    workspace = Workspace(lambda: NOW)
    workspace.change(str(main), 'use "./shared.cdsl"\nsmart list "X" { member of list "A" }\n', 1)
    assert [one.code for one in workspace.diagnostics(str(main))] == []
    workspace.change(str(shared), 'list "B"\n', 1)
    assert [one.code for one in workspace.diagnostics(str(main))] == ["CDS101"]
    workspace.close(str(shared))
    assert [one.code for one in workspace.diagnostics(str(main))] == []
    shared.write_text('list "C"\n')
    workspace.touched(str(shared))
    assert [one.code for one in workspace.diagnostics(str(main))] == ["CDS101"]


def test_files_have_sections_to_keep() -> None:
    assert len(FILES) > 200
    assert (CORPUS / "run").is_dir()
