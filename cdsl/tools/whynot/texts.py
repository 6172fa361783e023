"""The few texts that stand for all that a value could be.

Floor 6. Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import chain, islice, product
from types import MappingProxyType
from typing import Final

from cdsl.semantics.conditions import Operator
from cdsl.semantics.types import Type
from cdsl.tools.whynot.named import Clue, Setting
from cdsl.world.folding import FOLDINGS, fold
from cdsl.world.values import Value, text_of

_MOST_TOGETHER: Final = 20_001
"""Ways in which texts stand inside of one value: more than a search looks at, which it says."""
_SAMPLES: Final = MappingProxyType(
    {
        Type.TEXT: "x",
        Type.EMAIL: "name@example.com",
        Type.PHONE: "+15550100",
        Type.URL: "https://example.com",
    }
)
"""A text of each type that nobody has asked for by name."""


def texts_for(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
    """What is named, no value, then all that starts and contains in every way.

    A text that is none of those named is told from others by the longest start that it has and by
    what it contains: that start, then these, with a filling between that nobody asks for.
    """
    exact, starts, contained = (
        _named_texts(clues, operator, setting.zone)
        for operator in (Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS)
    )
    plain = [*exact, *starts, *contained]
    if setting.type is Type.EMAIL:
        plain = [*(text for text in map(_as_email, plain) if text), *plain]
    yield from plain
    yield from (f"{start}{text}" for start in starts for text in contained)
    yield None
    sample = _SAMPLES[setting.type]
    yield sample
    filling = _filling([*exact, *starts, *contained])
    together = _together(clues, setting.zone)
    for separator in dict.fromkeys((" ", filling)):
        for start in ("", *starts):
            for some in together:
                text = separator.join((start, *some) if start else some)
                if text:
                    yield from (text, f"{text}{separator}{filling}")
    for start in ("", *starts):
        for some in together:
            text = f"{start}{filling}{filling.join(some)}{filling}"
            if setting.type is Type.EMAIL and "@" not in text:
                yield f"{text}@example.com"
            yield text


def _together(clues: Sequence[Clue], zone: tzinfo) -> list[tuple[str, ...]]:
    """Which texts to put inside of one value: at most one of those that serve the same comparisons.

    For any text, one of each sort that it contains makes the same comparisons true.
    """
    served: dict[str, list[int]] = {}
    for number, clue in enumerate(clues):
        for text in _named_texts((clue,), Operator.CONTAINS, zone):
            served.setdefault(text, []).append(number)
    sorts: dict[tuple[int, ...], list[str]] = {}
    for text, numbers in served.items():
        sorts.setdefault(tuple(numbers), []).append(text)
    chosen = islice(product(*((None, *texts) for texts in sorts.values())), _MOST_TOGETHER)
    found = [tuple(text for text in one if text is not None) for one in chosen]
    return sorted(found, key=len)


def _named_texts(clues: Sequence[Clue], operator: Operator, zone: tzinfo) -> list[str]:
    named: dict[str, str] = {}
    for clue in clues:
        if clue.operator is operator:
            for value in clue.values:
                text = value if isinstance(value, str) else text_of(value, Type.TEXT, zone)
                named.setdefault(fold(text), text)
    return list(named.values())


def _as_email(text: str) -> str:
    """An address with that text in it, empty when there is no plain one."""
    if any(letter.isspace() for letter in text):
        return ""
    before, at, after = text.partition("@")
    if not at:
        return f"name@{text}" if "." in text else f"{text}@example.com"
    return f"{before or 'name'}@{after or 'example.com'}"


def _filling(named: Sequence[str]) -> str:
    """A letter that stands in none of the texts."""
    used = set(fold("".join(named)))
    letters = chain("xyzwvq", map(chr, range(ord("a"), 0x2FF)))
    return next(
        letter
        for letter in letters
        if letter.isalpha() and ord(letter) not in FOLDINGS and letter not in used
    )
