"""Repairs of values and of what they are compared by, as other languages write them.

Floor 1; see `cdsl.syntax.repairs`. `IN ('IT', 'FR')`, `LIKE 'R%'`, `= null`, `11/23/2026`,
`$5,000`. A way out is offered only where it means the same.
"""

import re
from datetime import date
from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import JUNK, WORDS
from cdsl.syntax.repair_signs import foreign_text
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    FIXED,
    LBRACE,
    LPAR,
    NUMBER,
    RBRACE,
    RPAR,
    STRING,
    TOKEN,
)

_VALUES: Final = frozenset({STRING, NUMBER, DATE, DATETIME, TOKEN})
_CLOSED_BY: Final = MappingProxyType({LPAR: RPAR, LBRACE: RBRACE, FIXED["["]: FIXED["]"]})
_NOTHING: Final = frozenset({"null", "nil", "none", "nothing", "blank", "empty", '""', "''"})
_SAME: Final = frozenset({"=", "==", "is"})
_OTHER: Final = frozenset({"!=", "<>"})
_LISTED: Final = 1_000

# Lists and patterns -----------------------------------------------------------------------------


def values_in_parentheses(fault: Fault) -> bool:
    """`country IN ('IT', 'FR')`: a list of values stands in brackets."""
    at = fault.machine.at
    for op in (at - 1, at, at + 1, at + 2):
        first = op - (words(fault, op - 1, 1) == ("not",))
        if words(fault, op, 1) != ("in",) or is_first(fault, op + 1):
            continue
        read = _list_at(fault, op + 1)
        if read is None:
            return False
        last, listed = read
        negated = "not " if first < op else ""
        meant = f"{negated}in {listed}"
        message = f"`{written(fault, first, last)}` is no list of the language"
        return rewrite(fault, first, last, meant, message, f"write `{meant}`")
    return False


def _list_at(fault: Fault, at: int) -> tuple[int, str] | None:
    """Where values in some brackets end, and how the language writes them."""
    lexemes = fault.lexemes
    closing = _CLOSED_BY.get(lexemes.kinds[at])
    found: list[str] = []
    last = at + 1
    while closing is not None and len(found) < _LISTED:
        read = _value_at(fault, last)
        if read is None:
            return None
        last = read[0] + 1
        found.append(read[1])
        if lexemes.kinds[last - 1] == closing:
            return last, f"[{', '.join(found)}]"
        if lexemes.texts[last - 1] != ",":
            return None
    return None


def _value_at(fault: Fault, at: int) -> tuple[int, str] | None:
    """Where a value ends, also one in foreign quotes or in none, and how the language writes it."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] in _VALUES:
        return at + 1, lexemes.texts[at]
    if lexemes.kinds[at] in WORDS:
        return at + 1, f'"{lexemes.texts[at]}"'
    return foreign_text(fault, at)


def pattern(fault: Fault) -> bool:
    """`city LIKE 'R%'`: a pattern, of which most are an operator."""
    at = fault.machine.at
    for op in (at - 1, at, at + 1):
        negative = words(fault, op, 1) == ("not",)
        like = op + negative
        if words(fault, like, 1) not in (("like",), ("ilike",)) or is_first(fault, like):
            continue
        read = _value_at(fault, like + 1)
        if read is None or read[1][0] != '"':
            return False
        last, text = read
        meant = _without_wildcards(text[1:-1], negative)
        message = f"there is no operator `{written(fault, op, like + 1)}`"
        if meant:
            return rewrite(fault, op, last, meant, message, f"write `{meant}`")
        help = "texts are compared with `is`, `contains` or `starts with`, which take no wildcards"
        text = f"not contains {text}" if negative else f"contains {text}"
        return rewrite(fault, op, last, text, message, help, fix=False)
    return False


def _without_wildcards(text: str, negative: bool) -> str:
    """What a pattern of SQL asks, "" for what no operator does."""
    plain = text.strip("%")
    if not plain or "%" in plain or "_" in plain:
        return ""
    if text == f"%{plain}%":
        return f'{"not " if negative else ""}contains "{plain}"'
    if text == f"{plain}%":
        return f'{"not " if negative else ""}starts with "{plain}"'
    return f'is {"not " if negative else ""}"{plain}"' if text == plain else ""


# No value ---------------------------------------------------------------------------------------


def compared_with_nothing(fault: Fault) -> bool:
    """`email = null`, `email != ''`: that there is no value is asked by `is empty`."""
    lexemes, at = fault.lexemes, fault.machine.at
    for op in (at, at - 1, at - 2):
        if op < 1 or lexemes.texts[op].lower() not in _SAME | _OTHER:
            continue
        negative = lexemes.texts[op] in _OTHER
        last = op + 1
        if words(fault, op, 2) == ("is", "not"):
            negative, last = True, op + 2
        if words(fault, op, 1) == ("is",) and lexemes.texts[last] not in ("''", '""'):
            return False
        if last < at or words(fault, last, 1)[0] not in _NOTHING or is_first(fault, last):
            return False
        meant = "is not empty" if negative else "is empty"
        message = f"`{written(fault, op, last + 1)}` is no comparison"
        return rewrite(fault, op, last + 1, meant, message, f"write `{meant}`")
    return False


# Dates and amounts ------------------------------------------------------------------------------

# fmt: off
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)
# fmt: on
_NAMED: Final = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_DATES: Final = (
    (re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\d./])"), "ymd"),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d./-])"), "mdy"),
    (re.compile(rf"{_NAMED} {_DAY},? (\d{{4}})\b", re.IGNORECASE), "mdy"),
    (re.compile(rf"{_DAY} {_NAMED},? (\d{{4}})\b", re.IGNORECASE), "dmy"),
)
_AMOUNTS: Final = (
    re.compile(r"[$€£] ?\d+(?:,\d{3})*(?:\.\d+)?(?!\d|,\d)"),
    re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d|,\d)(?: ?[$€£%])?"),
    re.compile(r"\d+(?:\.\d+)? ?[$€£%]"),
)
_THOUSANDS: Final = re.compile(r"(\d+)([km])\b", re.IGNORECASE)
_TIMES: Final = MappingProxyType({"k": "000", "m": "000000"})
_CLOCK: Final = MappingProxyType(
    {
        "today": "{{system.date}}",
        "current_date": "{{system.date}}",
        "now": "{{system.datetime}}",
        "getdate": "{{system.datetime}}",
        "yesterday": "{{system.date}} - 1 day",
        "tomorrow": "{{system.date}} + 1 day",
    }
)


def foreign_date(fault: Fault) -> bool:
    """`11/23/2026`, `23.11.2026`, `Nov 23, 2026`: a day is written from the year down."""
    at = fault.machine.at
    for first in (at, at - 1):
        for shape, order in _DATES:
            read = spanning(fault, first, shape)
            if read is None or read[1] <= at:
                continue
            found, last = read
            parts = dict(zip(order, found.groups(), strict=True))
            year, day = int(parts["y"]), int(parts["d"])
            named = parts["m"].lower()[:3]
            month = _MONTHS.index(named) + 1 if named in _MONTHS else int(parts["m"])
            both_ways = order == "mdy" and named not in _MONTHS and day <= 12 and month <= 12
            is_day_first = "." in found.group() or month > 12
            if order == "mdy" and named not in _MONTHS and is_day_first:
                month, day = day, month
            return _as_date(fault, first, last, (year, month, day), both_ways and day != month)
    return False


def _as_date(
    fault: Fault, first: int, last: int, meant: tuple[int, int, int], both_ways: bool
) -> bool:
    year, month, day = meant
    try:
        text = date(year, month, day).isoformat()
    except ValueError:
        return False
    message = f"`{written(fault, first, last)}` is no date of the language"
    help = f"write `{text}`"
    if both_ways:
        help += f", or `{date(year, day, month).isoformat()}` if the other number is the month"
    return rewrite(fault, first, last, text, message, help, fix=not both_ways)


def foreign_amount(fault: Fault) -> bool:
    """`$5,000`, `5k`, `50%`: a number has digits only."""
    at = fault.machine.at
    for first in (at, at - 1):
        for shape in (*_AMOUNTS, _THOUSANDS):
            read = spanning(fault, first, shape)
            if read is None or read[1] <= at:
                continue
            found, last = read
            text = re.sub(r"[^\d.]", "", found.group())
            if shape is _THOUSANDS:
                text = found[1] + _TIMES[found[2].lower()]
            message = f"`{found.group()}` is no number of the language"
            return rewrite(fault, first, last, text, message, f"write `{text}`")
    return False


def spanning(fault: Fault, first: int, shape: re.Pattern[str]) -> tuple[re.Match[str], int] | None:
    """What of the text has a shape from a lexeme on, and the lexeme behind it."""
    lexemes = fault.lexemes
    if first < 0:
        return None
    found = shape.match(fault.context.source.text, lexemes.starts[first])
    if found is None:
        return None
    last = first
    while lexemes.kinds[last] != END and lexemes.ends[last] < found.end():
        last += 1
    return (found, last + 1) if lexemes.ends[last] == found.end() else None


def address_without_quotes(fault: Fault) -> bool:
    """`to ada@example.com`: an address is a text."""
    at = fault.machine.at
    read = spanning(fault, at, _ADDRESS)
    if read is None:
        return False
    found, last = read
    meant = f'"{found.group()}"'
    message = f"the address `{found.group()}` stands without quotes"
    return rewrite(fault, at, last, meant, message, f"write `{meant}`", code="CDS005")


_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def moment_in_words(fault: Fault) -> bool:
    """`created_at after today`, `> now()`: what the clock shows is a token."""
    lexemes, at = fault.lexemes, fault.machine.at
    meant = _CLOCK.get(lexemes.texts[at].lower())
    if meant is None or words(fault, at - 1, 1) in (("test",), (":",)):
        return False
    last = at + 1
    if lexemes.texts[last : last + 2] == ["(", ")"]:
        last += 2
    message = f"`{written(fault, at, last)}` is no value"
    return rewrite(fault, at, last, meant, message, f"write `{meant}`")


def single_braces(fault: Fault) -> bool:
    """`{my.points}`, `{ {my.points} }`, `[[my.points]]`: a token stands in two braces."""
    at = fault.machine.at
    for first in (at, at - 1):
        read = spanning(fault, first, _BRACED)
        if read is None or read[1] <= at:
            continue
        found, last = read
        meant = f"{{{{{next(filter(None, found.groups())).strip()}}}}}"
        message = f"`{found.group()}` is no token"
        return rewrite(fault, first, last, meant, message, f"write `{meant}`", code="CDS008")
    return False


_INSIDE: Final = r" *((?:my|lead|company|member|trigger|campaign|program|system) *\.[\w ]+)"
_BRACED: Final = re.compile(
    rf"\{{ ?\{{{_INSIDE}\}} ?\}}|\{{{_INSIDE}\}}(?!\}})|\[\[{_INSIDE}\]\]|%%{_INSIDE}%%"
)


def foreign_comment(fault: Fault) -> bool:
    """`-- a comment`, `// a comment`: a comment begins with `#`."""
    lexemes, machine = fault.lexemes, fault.machine
    at = machine.at
    sign = lexemes.texts[at]
    if lexemes.kinds[at] != JUNK or sign[:2] not in ("--", "//") or not is_first(fault, at):
        return False
    last = at + 1
    while lexemes.kinds[last] != END and not is_first(fault, last):
        last += 1
    message = f"`{sign[:2]}` begins no comment"
    return rewrite(fault, at, last, "", message, "a comment begins with `#`", fix=False)
