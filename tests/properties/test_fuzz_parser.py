"""No text breaks the parser: cut, doubled, shuffled and spoiled files end in a tree and findings.

Seeds are the library, the examples, the corpus and the files of `seeds/`: inputs of kinds that a
mutation hardly reaches. An input that ever broke the parser is added there. `pytest --long` tries
100,000 inputs.
"""

from pathlib import Path
from random import Random

import pytest

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS
from cdsl.source.span import Source
from cdsl.syntax.lexer import lex
from cdsl.syntax.parse import parse
from tests.cases import case_of, files_of
from tests.grammar_names import names_shown

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "tests" / "properties" / "seeds"
INPUTS, INPUTS_LONG = 1_500, 100_000
STRIDE = 10
"""A text ends behind one in so many lexemes."""
LONGEST = 1_200
"""Characters of one input: short ones break more, and faster."""

PIECES = (
    *('"', '\\"', "{{", "}}", "{{my.", ":default=", "{", "}", "(", ")", "[", "]", ",", ":", "?"),
    *("%", "+", "-", "#", "##", "\n", "\r\n", "\t", "\0", "\ufeff", "\u202e", "é", "ẞ", "😀"),
    *(
        "not ",
        "and ",
        "or ",
        " in ",
        " is ",
        " at least 2 times",
        " in past 3 days",
        "if ",
        "else ",
    ),
    *("2026-02-30", "2026-11-23T25:00", "99:99", "1" * 40, "1.2.3", "+", "50%", "everyone"),
    *("campaign ", 'smart list "L" ', "flow {", "test ", "expect ", "given ", "language 1\n"),
)


def seed_texts() -> list[str]:
    files = [
        *sorted((ROOT / "stdlib").rglob("*.cdsl")),
        *sorted((ROOT / "examples").rglob("*.cdsl")),
        *sorted((ROOT / "tests" / "corpus").rglob("*.cdsl")),
        *sorted((ROOT / "tests" / "corpus").rglob("*.txt")),
        *sorted(SEEDS.iterdir()),
    ]
    return [file.read_bytes().decode("utf-8", errors="replace") for file in files]


def mutated(text: str, other: str, random: Random) -> str:
    start = random.randrange(len(text) + 1)
    text = text[start : start + random.randrange(1, LONGEST)]
    for _ in range(random.randrange(6)):
        at = random.randrange(len(text) + 1)
        end = min(len(text), at + random.randrange(1, 40))
        match random.randrange(6):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + text[at:end] * random.randrange(2, 5) + text[end:]
            case 2:
                text = text[:at] + random.choice(PIECES) + text[at:]
            case 3:
                text = text[:at] + chr(random.choice([random.randrange(128), 0x2028, 0x1F600]))
            case 4:
                there = random.randrange(len(other) + 1)
                text = text[:at] + other[there : there + 60] + text[end:]
            case _:
                words = text[at:end].split(" ")
                random.shuffle(words)
                text = text[:at] + " ".join(words) + text[end:]
    return text


def test_no_input_breaks_the_parser(long: bool) -> None:
    texts = seed_texts()
    random = Random(20261123)
    for _ in range(INPUTS_LONG if long else INPUTS):
        judge(mutated(random.choice(texts), random.choice(texts), random))


def test_a_text_ends_anywhere(long: bool) -> None:
    paths = files_of("parse", "*.txt")
    texts = [text for path in paths for text in case_of(path).files.values()]
    for number, text in enumerate(texts):
        ends = lex(Source("cut.cdsl", text)).ends
        for end in ends if long else ends[number % STRIDE :: STRIDE]:
            judge(text[:end])


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_seeds_as_they_are(path: Path) -> None:
    judge(path.read_bytes().decode("utf-8", errors="replace"))


@pytest.mark.parametrize(
    "text",
    [
        'smart list "L" { ' + "(" * 100_000,
        'smart list "L" { ' + "not " * 100_000 + "everyone }",
        'smart list "L" { ' + "all { " * 100_000,
        'folder "F" { ' * 50_000,
        'list "' + "x" * 2_000_000 + '"',
        'email "E" { subject: "' + "x" * 2_000_000 + '" }',
        'smart list "L" { email in [' + '"a",' * 200_000 + '"a"] }',
        "}" * 100_000,
        '"' * 100_001,
        "{{" * 100_000,
        "if " * 50_000,
        "\0" * 100_000,
        "x" * 1_000_000,
        "9" * 100_000,
    ],
    ids=lambda text: f"{text[:24].strip()}… {len(text)}",
)
def test_absurd_sizes_end_in_findings(text: str) -> None:
    assert judge(text)


def judge(text: str) -> tuple[Diagnostic, ...]:
    """Parse; every finding has a place inside of the text, and is said in the author's words."""
    try:
        found = parse(Source("fuzz.cdsl", text), LIMITS).diagnostics
    except Exception as broken:
        raise AssertionError(f"the parser broke on {text[:LONGEST]!r}") from broken
    for diagnostic in found:
        assert diagnostic.span is not None, text
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text), text
        assert not names_shown(diagnostic, text), (diagnostic, text)
    return tuple(found)
