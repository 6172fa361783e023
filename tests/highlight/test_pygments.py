"""The Pygments lexer sees in every text what the parser sees."""

import pytest
from pygments import highlight
from pygments.formatters import NullFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Whitespace

from cdsl.faces.highlight.pygments import TOKEN_TYPES, CdslLexer
from cdsl.syntax.words import Style
from tests.highlight.reference import disagreements, texts

TEXTS = texts()
STYLES = {kind: style for style, kind in TOKEN_TYPES.items()}


def styles_of(text: str) -> list[Style | None]:
    lexer = CdslLexer(stripnl=False, ensurenl=False)
    pieces = list(lexer.get_tokens(text))
    assert "".join(piece for _, piece in pieces) == text
    return [STYLES.get(kind) for kind, piece in pieces for _ in piece]


@pytest.mark.parametrize("name", TEXTS)
def test_it_agrees_with_the_parser(name: str) -> None:
    assert disagreements(TEXTS[name], styles_of(TEXTS[name])) == []


def test_no_two_styles_share_a_type() -> None:
    assert len(STYLES) == len(TOKEN_TYPES) == len(Style)


def test_blanks_are_whitespace_and_signs_are_not() -> None:
    pieces = [piece for text in TEXTS.values() for piece in CdslLexer().get_tokens(text)]
    assert {piece for kind, piece in pieces if kind is Whitespace and piece.strip()} == set()
    blanks = {kind for kind, piece in pieces if piece.isspace()}
    assert blanks - {Whitespace} == {TOKEN_TYPES[Style.TEXT]}


def test_it_is_found_by_name_and_by_file() -> None:
    assert isinstance(get_lexer_by_name("cdsl"), CdslLexer)
    assert isinstance(get_lexer_for_filename("spring/campaign.cdsl"), CdslLexer)


def test_what_does_not_parse_is_shown_unchanged() -> None:
    text = 'batch campaign "A {{my.\n  flow § { {{ "b\\" }\n\t# \x00 \ud800\n'
    assert highlight(text, CdslLexer(), NullFormatter()) == text


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("score: score = 1", Style.TYPE),
        ("a: text in [1]", Style.TYPE),
        ("expect everyone: score is 3", Style.FIELD),
    ],
)
def test_a_type_is_told_from_a_field_that_is_compared(text: str, style: Style) -> None:
    at = text.index(":") + 2
    assert styles_of(text)[at] == style
