"""The pinned folding (language.md 3 and 7)."""

import sys
import unicodedata
from hashlib import sha256

import pytest

from cdsl.world.folding import FOLDINGS, RANGES, fold, normal


def ranges_of_this_platform() -> tuple[tuple[int, int, int, int], ...]:
    """The simple lower case of every code point, as `folding.RANGES` keeps it."""
    pairs = []
    for code in range(sys.maxunicode + 1):
        # `İ` is the one character whose full lower case has two; its simple one is `i`.
        lower = ord("i") if code == 0x130 else ord(chr(code).lower())
        if lower != code:
            pairs.append((code, lower - code))
    ranges = []
    while pairs:
        first, distance = pairs[0]
        count = step = 1
        if len(pairs) > 1 and pairs[1][0] - first == 2:
            step = 2
        while count < len(pairs) and pairs[count] == (first + count * step, distance):
            count += 1
        last = pairs[count - 1][0]
        ranges.append((first, last, step if count > 1 else 1, distance))
        pairs = pairs[count:]
    return tuple(ranges)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="another Unicode version")
def test_the_table_is_that_of_unicode_14():
    assert ranges_of_this_platform() == RANGES


def test_the_table_is_the_one_that_was_compared():
    digest = "6f3aae65cf47f4e199bf64ead00fc214ad34c9fd226d7036d395acf5153c8d45"
    assert sha256(repr(RANGES).encode()).hexdigest() == digest


def test_the_table_is_sound():
    assert len(FOLDINGS) == 1433
    assert all(target not in FOLDINGS for target in FOLDINGS.values())
    assert list(FOLDINGS) == sorted(FOLDINGS)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hello", "hello"),
        ("ÉCOLE", "école"),
        ("İstanbul", "istanbul"),
        ("STRAẞE", "straße"),
        ("Straße", "straße"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδος"),
        ("ǅ", "ǆ"),
        ("\u212a", "k"),
        ("\u0131", "\u0131"),
        (" A ", " a "),
        ("\u13a0", "\uab70"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_normal():
    assert normal("e\u0301") == "\u00e9"
    assert normal("ﬁ") == "ﬁ"
    assert normal("plain") == "plain"
