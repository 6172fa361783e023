"""Sublime Text's syntax sees in every text what the parser sees.

Sublime Text itself can't be had; `bat` reads its syntaxes and colour schemes. The scheme here gives
each style a colour that is its number.
"""

import plistlib
import re
import shutil
from itertools import islice

import pytest

from cdsl.syntax.words import Style
from editors.dialects.textmate import SCOPES
from tests.docs.pages import ROOT
from tests.highlight.reference import disagreements, texts
from tests.tools import run, tool

TEXTS = texts()
SYNTAX = ROOT / "editors" / "sublime" / "cdsl.sublime-syntax"
STYLES = {f"{number};0;0": style for number, style in enumerate(SCOPES, 1)}
PIECE = re.compile(r"\x1b\[(?:38;2;([0-9;]+)|0)m|([^\x1b]+)")


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Style | None]]:
    bat = tool("batcat")
    folder = tmp_path_factory.mktemp("bat")
    for name in ("syntaxes", "themes", "cache"):
        (folder / name).mkdir()
    shutil.copy(SYNTAX, folder / "syntaxes")
    (folder / "themes" / "numbers.tmTheme").write_bytes(scheme())
    cache = str(folder / "cache")
    run((bat, "cache", "--build", "--source", str(folder), "--target", cache))
    look = ("--no-config", "--plain", "--tabs=0", "--color=always", "--theme=numbers", "-l=cdsl")
    environment = {"BAT_CACHE_PATH": cache, "COLORTERM": "truecolor", "PAGER": ""}
    shown = run((bat, *look, *(str(ROOT / name) for name in TEXTS)), environment=environment)
    return styles_of(shown)


def scheme() -> bytes:
    """A colour for each scope, as Sublime Text and TextMate read them."""
    colours = [
        {"scope": SCOPES[style], "settings": {"foreground": f"#{number:02X}0000"}}
        for number, style in enumerate(SCOPES, 1)
    ]
    plain = {"settings": {"foreground": "#FFFFFF", "background": "#000000"}}
    return plistlib.dumps({"name": "numbers", "settings": [plain, *colours]})


def styles_of(shown: str) -> dict[str, list[Style | None]]:
    """The styles of each text, which are shown one after the other."""
    characters: list[tuple[str, Style | None]] = []
    style: Style | None = None
    for colour, piece in PIECE.findall(shown):
        if piece:
            characters += ((character, style) for character in piece)
        else:
            style = STYLES.get(colour)
    found = iter(characters)
    pieces = {name: list(islice(found, len(text))) for name, text in TEXTS.items()}
    for name, text in TEXTS.items():
        assert "".join(character for character, _ in pieces[name]) == text, name
    return {name: [style for _, style in piece] for name, piece in pieces.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_it_agrees_with_the_parser(name: str, coloured: dict[str, list[Style | None]]) -> None:
    assert disagreements(TEXTS[name], coloured[name]) == []
