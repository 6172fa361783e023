"""The rules of fidelity are shown by tests that exist and pass, and docs/fidelity.md tells them."""

import ast
from functools import cache
from pathlib import Path

import pytest

from cdsl.api import Project
from tests.cases import case_of
from tests.fidelity.make_page import (
    EVIDENCE,
    PAGE,
    SEPARATOR,
    TESTS,
    VERDICTS,
    Rule,
    chapters,
    page,
    rules,
)
from tests.test_corpus import line_of

RULES = rules()
SHOWN = sorted({reference for rule in RULES for reference in rule.shown})


@cache
def outcomes(path: str) -> dict[str, str]:
    """What becomes of each test block of a file, by name."""
    return {result.name: result.outcome for result in Project.open(TESTS / path).test()}


@cache
def functions(path: str) -> frozenset[str]:
    """The tests of a Python file, which the same run of pytest executes."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(chapters())


def test_sections_and_rules_are_numbered():
    found = [section for chapter in chapters() for section in chapter.sections]
    for number, chapter in enumerate(chapters(), 1):
        expected = [f"{number}.{place}" for place in range(1, len(chapter.sections) + 1)]
        assert [section.number for section in chapter.sections] == expected
    for section in found:
        expected = [f"{section.number}-{place}" for place in range(1, len(section.rules) + 1)]
        assert [rule.id for rule in section.rules] == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule: Rule):
    assert set(rule.evidence.split("+")) <= EVIDENCE.keys()
    assert rule.verdict in VERDICTS
    assert rule.rule.endswith(".")
    assert rule.reason.endswith(".") or (rule.verdict == "same" and not rule.reason)
    match rule.verdict:
        case "same":
            assert rule.shown
            assert not rule.untested
        case "differs":
            assert bool(rule.shown) != bool(rule.untested)
        case _:
            assert not rule.untested


@pytest.mark.parametrize("reference", SHOWN)
def test_what_shows_a_rule_passes(reference: str, tmp_path: Path):
    path, _, name = reference.partition(SEPARATOR)
    match Path(path).suffix:
        case ".cdsl":
            assert outcomes(path)[name] == "passed"
        case ".py":
            assert name.startswith("test_")
            assert name in functions(path)
        case suffix:
            assert suffix == ".txt"
            case = case_of(path.removeprefix("corpus/"))
            texts = {str(tmp_path / file): text for file, text in case.files.items()}
            project = Project.open(tmp_path / case.first, root=tmp_path, texts=texts)
            found = [line_of(one, tmp_path, case.first) for one in project.check()]
            assert found == case.expected.splitlines()


@pytest.mark.parametrize("file", sorted(TESTS.glob("fidelity/*.cdsl")), ids=lambda file: file.name)
def test_every_test_of_fidelity_shows_a_rule(file: Path):
    path = f"fidelity/{file.name}"
    shown = {reference.partition(SEPARATOR)[2] for reference in SHOWN if reference.startswith(path)}
    assert outcomes(path).keys() == shown
