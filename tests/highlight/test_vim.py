"""Vim's syntax file sees in every text what the parser sees."""

from pathlib import Path

import pytest

from cdsl.syntax.words import Style
from tests.docs.pages import ROOT
from tests.highlight.reference import disagreements, texts
from tests.tools import run, tool

TEXTS = texts()
SCRIPT = Path(__file__).with_name("colours.vim")
GROUPS = {f"cdsl{style.value.title()}": style for style in Style}
RUNTIME = ROOT / "editors" / "vim"


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Style | None]]:
    out = tmp_path_factory.mktemp("vim")
    names = [str(ROOT / name) for name in TEXTS]
    settings = (f"let g:out = '{out}'", f"let g:runtime = '{RUNTIME}'")
    commands = [part for setting in settings for part in ("--cmd", setting)]
    run(
        (tool("vim"), "-es", "-N", "-u", "NONE", "-i", "NONE", *commands, "-S", str(SCRIPT), *names)
    )
    return {
        name: styles_of(text, (out / str(number)).read_text("utf-8").splitlines())
        for number, (name, text) in enumerate(TEXTS.items())
    }


def styles_of(text: str, lines: list[str]) -> list[Style | None]:
    """A style for each character: that of its first byte."""
    found: list[Style | None] = []
    for written, line in zip(text.split("\n"), lines, strict=False):
        groups = line.split(" ")
        at = 0
        for character in written:
            found.append(GROUPS.get(groups[at]))
            at += len(character.encode())
        found.append(None)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_it_agrees_with_the_parser(name: str, coloured: dict[str, list[Style | None]]) -> None:
    assert disagreements(TEXTS[name], coloured[name]) == []
