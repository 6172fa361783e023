"""Emacs' font lock sees in every text what the parser sees."""

import json
from pathlib import Path

import pytest

from cdsl.syntax.words import Style
from editors.dialects.emacs import FACES
from tests.docs.pages import ROOT
from tests.highlight.reference import disagreements, texts
from tests.tools import run, tool

TEXTS = texts()
SCRIPT = Path(__file__).with_name("colours.el")
STYLES = {f"cdsl-{style}-face": style for style in FACES} | {
    "font-lock-comment-delimiter-face": Style.COMMENT,
    "font-lock-comment-face": Style.COMMENT,
    "font-lock-doc-face": Style.DOC,
    "font-lock-string-face": Style.TEXT,
}


@pytest.fixture(scope="module")
def coloured() -> dict[str, list[Style | None]]:
    names = [str(ROOT / name) for name in TEXTS]
    folder = str(ROOT / "editors" / "emacs")
    emacs = (tool("emacs"), "-Q", "--batch", "-L", folder, "-l", "json", "-l", str(SCRIPT))
    lines = run((*emacs, *names)).splitlines()
    return {
        name: styles_of(text, json.loads(line))
        for (name, text), line in zip(TEXTS.items(), lines, strict=True)
    }


def styles_of(text: str, pieces: list[tuple[int, int, str]]) -> list[Style | None]:
    found: list[Style | None] = [None] * len(text)
    for start, end, face in pieces:
        found[start:end] = [STYLES[face]] * (end - start)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_it_agrees_with_the_parser(name: str, coloured: dict[str, list[Style | None]]) -> None:
    assert disagreements(TEXTS[name], coloured[name]) == []


def test_every_style_has_a_face() -> None:
    assert set(STYLES.values()) == set(Style)
