"""The table of words as regular expressions, for highlighters that read from left to right.

Floor 1. The expressions are of the kind that Python and Oniguruma have in common: Pygments,
TextMate and Sublime Text take them as they are, in their order.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.source.data import dataclass
from cdsl.syntax.nodes import CONTEXTS
from cdsl.syntax.words import (
    COMMENT,
    COMPARING,
    DATE,
    DOC_COMMENT,
    ESCAPE,
    IN_TOKEN,
    NUMBER,
    PLACES,
    TIME_OF_DAY,
    TOKEN,
    TYPES,
    WORDS,
    Place,
    Style,
)

NAME: Final = r"[^\W\d]\w*\b"
_BLANKS: Final = r"[ \t]*"


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression whose groups, one for each style, are the whole of what it matches."""

    pattern: str
    styles: tuple[Style | None, ...]


def text_rules() -> tuple[Rule, ...]:
    """What stands out between the quotes of a text."""
    return (Rule(f"({ESCAPE})", (Style.ESCAPE,)), *_token())


def rules() -> tuple[Rule, ...]:
    """All but texts, which have something inside; the first that matches counts."""
    shapes = (
        (DOC_COMMENT, Style.DOC),
        (COMMENT, Style.COMMENT),
        (DATE, Style.DATE),
        (TIME_OF_DAY, Style.DATE),
        (NUMBER, Style.NUMBER),
    )
    # `expect everyone: score is 3` compares; `status: text in ["on"]` says what the type holds.
    comparing = _one_of((".", "<", ">", *(word for word in COMPARING if word != "in")))
    return (
        *(Rule(f"({shape})", (style,)) for shape, style in shapes),
        *_token(),
        *(rule for place in PLACES for rule in _place(place)),
        Rule(
            rf"(:)({_BLANKS})({_one_of(TYPES)}(?!{_BLANKS}{comparing}))",
            (None, None, Style.TYPE),
        ),
        *(Rule(rf"\b({_one_of(words)})", (style,)) for style, words in WORDS.items()),
        Rule(f"({NAME})", (None,)),
    )


def style_of(word: str) -> Style | None:
    """What a word of the language does; None for any other."""
    return next((style for style, words in WORDS.items() if word in words), None)


def _token() -> tuple[Rule, ...]:
    context = rf"(\{{\{{{_BLANKS})((?i:{'|'.join(CONTEXTS)}))({_BLANKS}\.{IN_TOKEN}*\}}\}})"
    return (
        Rule(context, (Style.TOKEN, Style.CONTEXT, Style.TOKEN)),
        Rule(f"({TOKEN})", (Style.TOKEN,)),
    )


def _place(place: Place) -> Iterator[Rule]:
    saved = f"(?!{_one_of(place.save)})" if place.save else ""
    behind = f"(?={_BLANKS}{_one_of(place.before)})" if place.before else ""
    name = f"({saved}{NAME}{behind})"
    if not place.after:
        yield Rule(rf"\b{name}", (place.style,))
    for before in place.after:
        gap = "[ \t]+" if before.isalpha() else _BLANKS
        yield Rule(f"({_escaped(before)})({gap}){name}", (style_of(before), None, place.style))


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(_escaped(word) for word in words)})"


def _escaped(word: str) -> str:
    """Words with any blanks between them, ended; or a sign."""
    if not word[0].isalpha():
        return re.escape(word)
    return r"\b" + r"[ \t]+".join(word.split()) + r"\b"
