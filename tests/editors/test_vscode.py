"""The VS Code extension, as far as it can be judged without VS Code."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from cdsl import __version__
from cdsl.source.span import Source
from cdsl.syntax.files import Item, Use, Workspace
from cdsl.syntax.parse import parse
from cdsl.syntax.steps import Step
from tests.docs.pages import ROOT

EXTENSION = ROOT / "editors" / "vscode"
MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
CONTRIBUTES = MANIFEST["contributes"]
SNIPPETS: dict[str, Any] = json.loads((EXTENSION / "snippets" / "cdsl.json").read_text("utf-8"))
PLACES = (
    "{}",
    'batch campaign "X" {{ smart list {{ everyone }} {} flow {{ stop }} }}',
    'batch campaign "X" {{ smart list {{ everyone }} flow {{ {} }} }}',
)
FAULTS = """\
executable campaign "A" { smart list { scor is 1 } flow { stop } }
smart list "C" { created_at before 2026-01-01 }
"""


def test_the_version_is_that_of_the_language() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))
    assert MANIFEST["version"] == lock["version"] == __version__


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (EXTENSION / "package-lock.json").read_text("utf-8")


def test_every_file_that_it_names_is_there() -> None:
    named = [
        MANIFEST["main"],
        MANIFEST["icon"],
        *(language["configuration"] for language in CONTRIBUTES["languages"]),
        *(part["path"] for part in (*CONTRIBUTES["grammars"], *CONTRIBUTES["snippets"])),
    ]
    assert len(named) == 5
    assert [name for name in named if not (EXTENSION / name).is_file()] == []


def test_opening_a_file_starts_it() -> None:
    assert MANIFEST["activationEvents"] == [f"onLanguage:{CONTRIBUTES['languages'][0]['id']}"]


def test_the_problem_matcher_reads_every_line(tmp_path: Path) -> None:
    (tmp_path / "a.cdsl").write_text(FAULTS)
    command = (sys.executable, "-m", "cdsl", "lint", "--format", "gnu", "a.cdsl")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    pattern = CONTRIBUTES["problemMatchers"][0]["pattern"]
    found = [re.fullmatch(pattern["regexp"], line) for line in done.stdout.splitlines()]
    parts = [match and match.group(pattern["file"], pattern["line"]) for match in found]
    assert parts == [("a.cdsl", "1"), ("a.cdsl", "1"), ("a.cdsl", "2")]
    severities = [match and match[pattern["severity"]] for match in found]
    assert severities == ["note", "error", "warning"]


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_parses(name: str) -> None:
    text = filled_in("\n".join(SNIPPETS[name]["body"]))
    faults = [parse(Source("", place.format(text))).diagnostics for place in PLACES]
    assert () in [tuple(found) for found in faults], text


def test_every_declaration_and_every_step_has_a_snippet() -> None:
    texts = [filled_in("\n".join(snippet["body"])) for snippet in SNIPPETS.values()]
    files = [parse(Source("", place.format(text))) for text in texts for place in PLACES]
    written = {kind for found in files if not found.diagnostics for kind in kinds_in(found.file)}
    assert {Workspace, Use, *get_args(Item), *get_args(Step)} - written == set()


def kinds_in(node: object) -> Iterator[type]:
    """The kinds of nodes that a tree is made of."""
    if isinstance(node, tuple):
        for child in node:
            yield from kinds_in(child)
    elif is_dataclass(node):
        yield type(node)
        for field in fields(node):
            yield from kinds_in(getattr(node, field.name))


def test_snippets_are_told_apart() -> None:
    prefixes = [snippet["prefix"] for snippet in SNIPPETS.values()]
    assert len(set(prefixes)) == len(prefixes)


def filled_in(body: str) -> str:
    """A snippet with what its placeholders propose; the first of several."""
    body = body.replace("$CURRENT_YEAR", "2026").replace("$CURRENT_MONTH", "11")
    body = body.replace("$CURRENT_DATE", "23")
    body = re.sub(r"\$\{\d+\|([^,|]*)[^|]*\|\}", r"\1", body)
    body = re.sub(r"\$\{\d+:((?:\\.|[^\\}])*)\}", r"\1", body)
    return re.sub(r"\$\d+", "", body).replace("\\}", "}")
