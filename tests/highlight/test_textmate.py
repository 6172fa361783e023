"""The TextMate grammar, run by VS Code's own engine, sees in every text what the parser sees."""

import json
from pathlib import Path

import pytest

from cdsl.syntax.words import Style
from editors.dialects.textmate import SCOPES
from tests.docs.pages import ROOT
from tests.highlight.reference import disagreements, texts
from tests.tools import absent, run, tool

TEXTS = texts()
NODE = Path(__file__).with_name("node")
GRAMMAR = ROOT / "editors" / "vscode" / "syntaxes" / "cdsl.tmLanguage.json"
STYLES = {scope: style for style, scope in SCOPES.items()}


@pytest.fixture(scope="module")
def coloured() -> dict[str, list[Style | None]]:
    node = tool("node")
    if not (NODE / "node_modules" / "vscode-textmate").is_dir():
        absent("vscode-textmate")
    printed = run((node, str(NODE / "tokenize.js"), str(GRAMMAR)), json.dumps(TEXTS))
    pieces = json.loads(printed)
    return {name: styles_of(text, pieces[name]) for name, text in TEXTS.items()}


def styles_of(text: str, pieces: list[tuple[int, str]]) -> list[Style | None]:
    """A style for each character, line breaks included, which have none."""
    inside = iter([STYLES.get(scope) for length, scope in pieces for _ in range(length)])
    return [None if character == "\n" else next(inside) for character in text]


@pytest.mark.parametrize("name", TEXTS)
def test_it_agrees_with_the_parser(name: str, coloured: dict[str, list[Style | None]]) -> None:
    assert disagreements(TEXTS[name], coloured[name]) == []


def test_no_two_styles_share_a_scope() -> None:
    assert len(STYLES) == len(SCOPES) == len(Style)
