"""Of what sort a typed text is, whether it is complete, and how deep its next line stands.

Floor 6. Pure. What begins a declaration is one; else a step, a condition or a value is whatever it
can be read as, in this order, and a text that is none of them is what it resembles most.
"""

from enum import StrEnum
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source
from cdsl.syntax.lexer import OPEN_STRING, lex
from cdsl.syntax.parse import parse, parse_condition, parse_step, parse_value
from cdsl.syntax.tables import LBRACE, RBRACE

NAME: Final = "<typed>"
"""What a typed text is called in diagnostics."""
QUESTION: Final = "(typed)"
"""What the declaration is called that a typed text is put into."""
MOST_TIMES: Final = 10_000
"""How many times at once an event that is typed may happen."""


class Sort(StrEnum):
    """What a text can be."""

    DECLARATION = "declaration"
    STEP = "step"
    CONDITION = "condition"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Typed:
    """A text, its sort, and what is wrong with its spelling."""

    text: str
    sort: Sort
    diagnostics: tuple[Diagnostic, ...]


def typed(text: str) -> Typed:
    """A text by its sort."""
    return max(_readings(text), key=_reach)


def sorts(text: str) -> tuple[Sort, ...]:
    """Everything that a text could still become: the sorts as which it is read the furthest."""
    readings = _readings(text)
    furthest = max(map(_reach, readings))
    return tuple(one.sort for one in readings if _reach(one) == furthest)


def _readings(text: str) -> tuple[Typed, ...]:
    source = Source(NAME, text)
    return (
        Typed(text, Sort.DECLARATION, parse(source).diagnostics),
        Typed(text, Sort.STEP, parse_step(source).diagnostics),
        Typed(text, Sort.CONDITION, parse_condition(source).diagnostics),
        Typed(text, Sort.VALUE, parse_value(source).diagnostics),
    )


def is_complete(text: str) -> bool:
    """Whether nothing is open at the end: no block, no text, no operator that wants its right."""
    if not text.strip():
        return True
    if depth(text) > 0 or _has_open_text(text):
        return False
    found = typed(text).diagnostics
    end = len(text.rstrip())
    return not any(one.span is not None and one.span.start >= end for one in found)


def depth(text: str) -> int:
    """How many blocks are open at the end of a text."""
    kinds = lex(Source(NAME, text)).kinds
    opened = 0
    for kind in kinds:
        if kind == LBRACE:
            opened += 1
        elif kind == RBRACE and opened:
            opened -= 1
    return opened


def ends_in_text(text: str) -> bool:
    """Whether a text ends between the quotes of one, whose second quote is still to come."""
    return lex(Source(NAME, text)).kinds[-2:-1] == [OPEN_STRING]


def _has_open_text(text: str) -> bool:
    return OPEN_STRING in lex(Source(NAME, text)).kinds


def _reach(reading: Typed) -> int:
    """How far a text is read without a fault; the first reading of several wins."""
    places = [one.span.start for one in reading.diagnostics if one.span is not None]
    return len(reading.text) + 1 if not reading.diagnostics else min(places, default=0)
