"""What can be folded and what a selection grows to, in whole and in half-typed texts."""

from itertools import pairwise

import pytest

from cdsl.source.span import Source
from cdsl.tools.navigate.shape import Fold, folds, growing

TEXT = """\
# one
# two
program "Fair" {
  smart list "Hot" {
    score > 50 and (email is not empty)
    country in ["IT", "FR"]
  }
}
"""


def test_blocks_and_runs_of_comments_are_folded() -> None:
    assert folds(Source("a", TEXT)) == (Fold(1, 2, True), Fold(3, 8, False), Fold(4, 7, False))


def test_a_block_that_is_not_closed_is_folded_to_the_end() -> None:
    text = 'program "Fair" {\n  tokens {\n    a: text\n'
    assert folds(Source("a", text)) == (Fold(1, 3, False), Fold(2, 3, False))


def test_a_comment_beside_a_statement_is_not_folded() -> None:
    assert folds(Source("a", 'list "A" # one\nlist "B" # two\n')) == ()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (
            "email",
            [
                "email",
                "email is not empty",
                "(email is not empty)",
                "score > 50 and (email is not empty)",
                'score > 50 and (email is not empty)\n    country in ["IT", "FR"]',
            ],
        ),
        ('"IT"', ['"IT"', '"IT", "FR"', '["IT", "FR"]', 'country in ["IT", "FR"]']),
    ],
)
def test_a_selection_grows_outwards(at: str, expected: list[str]) -> None:
    grown = [TEXT[start:end] for start, end in growing(Source("a", TEXT), TEXT.index(at) + 1)]
    assert grown[: len(expected)] == expected
    assert grown[-2].startswith('program "Fair" {') or grown[-2].startswith("smart")
    assert grown[-1] == TEXT


def test_every_selection_holds_the_one_before() -> None:
    source = Source("a", TEXT)
    for offset in range(len(TEXT) + 1):
        grown = growing(source, offset)
        assert grown[-1] == (0, len(TEXT))
        for inner, outer in pairwise(grown):
            assert outer.start <= inner.start <= inner.end <= outer.end
            assert outer != inner
