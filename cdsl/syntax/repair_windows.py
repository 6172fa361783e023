"""Repairs of how often and when: `at most 3 times`, `not in past 7 days`, `in past 7`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.rewrite import fits, rewrite, rewrite_several, words, written
from cdsl.syntax.tables import LBRACE, NUMBER, RBRACE, STRING


def how_often(fault: Fault) -> bool:
    """`did visit_page more than 3 times`, `at least 3`: counts say `at least … times`."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 3, 2) == ("at", "least") and lexemes.kinds[at - 1] == NUMBER:
        count = lexemes.texts[at - 1]
        help = f"write `at least {count} times`"
        points = (at - 1, at)
        return rewrite(fault, at, at, "times", "`times` is missing", help, shown=points)
    first = at - 1 if words(fault, at - 1, 1) == ("at",) else at
    for phrase in (("more", "than"), ("minimum",), ("min",), ("at", "minimum")):
        last = first + len(phrase)
        if words(fault, first, len(phrase)) != phrase or lexemes.kinds[last] != NUMBER:
            continue
        if not _is_count(lexemes.texts[last]):
            return False
        count = str(int(lexemes.texts[last]) + (phrase[0] == "more"))
        meant = f"at least {count}"
        message = f"`{written(fault, first, last + 1)}` cannot stand here"
        return rewrite(fault, first, last + 1, meant, message, f"write `{meant} times`")
    return False


# fmt: off
_BOUNDS: Final = MappingProxyType({
    tuple(phrase.split()): bound
    for bound, phrases in (
        ((1, True), "at most; up to; no more than; not more than; at maximum; maximum; max"),
        ((0, True), "fewer than; less than"),
        ((0, False), "no fewer than; no less than; not fewer than; not less than"),
    )
    for phrase in phrases.split("; ")
})
# fmt: on
"""How much is added to the count that is asked for, and whether `not` is."""
_NUMBERS: Final = MappingProxyType({"once": "1", "twice": "2"})


def at_most(fault: Fault) -> bool:
    """`did visit_page at most 3 times`: not 4 times."""
    at = fault.machine.at
    return any(_bounded(fault, first) for first in (at - 2, at - 1, at) if first > 1)


def _bounded(fault: Fault, first: int) -> bool:
    lexemes, at = fault.lexemes, fault.machine.at
    phrase = next((one for one in _BOUNDS if words(fault, first, len(one)) == one), None)
    # `where seconds at most 3` compares an attribute.
    if phrase is None or words(fault, first - 2, 1) in (("where",), (",",)):
        return False
    more, is_negative = _BOUNDS[phrase]
    if words(fault, first - 1, 1) in (("no",), ("not",)):
        return False
    last = first + len(phrase)
    number = _NUMBERS.get(lexemes.texts[last], lexemes.texts[last])
    if last < at or not _is_count(number):
        return False
    last += 1
    last += words(fault, last, 1) in (("time",), ("times",))
    did = first - 1
    while did > 0 and words(fault, did, 1) != ("did",):
        if lexemes.kinds[did] in (LBRACE, RBRACE):
            return False
        did -= 1
    meant = f"at least {int(number) + more} times"
    begin, asked = did, "not did" if is_negative else "did"
    if is_negative and words(fault, did - 1, 1) == ("not",):
        begin, asked = did - 1, "did"
    if not fits(fault, begin, last, " ".join((asked, *lexemes.texts[did + 1 : first], meant))):
        return False
    activity = lexemes.texts[did + 1]
    message = f"`{written(fault, first, last)}` cannot stand here"
    help = f"write `{asked} {activity} {meant}`"
    pieces = [(begin, did + 1, asked), (first, last, meant)]
    return rewrite_several(fault, pieces, message, help, shown=(first, last))


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= _DIGITS


_DIGITS: Final = 18


def missing_unit(fault: Fault) -> bool:
    """`in past 7`: a duration has a unit."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.kinds[at - 1] != NUMBER or words(fault, at - 2, 1) not in (("past",), ("future",)):
        return False
    if lexemes.kinds[at] in WORDS and not is_first(fault, at):
        return False
    number = lexemes.texts[at - 1]
    help = (
        f"write `{number} days`; units are `minutes`, `hours`, `days`, `weeks`, `months`, `years`"
    )
    message, points = f"`{number}` has no unit of time", (at - 1, at)
    return rewrite(fault, at, at, "days", message, help, shown=points, fix=False)


def negated_window(fault: Fault) -> bool:
    """`birthday not in past 7 days`: `not` comes before the whole condition."""
    lexemes, at = fault.lexemes, fault.machine.at
    within = at if words(fault, at - 1, 2) == ("not", "in") else at - 1
    if words(fault, within - 1, 2) != ("not", "in"):
        return False
    begin = within + 1 + (words(fault, within + 1, 1) == ("the",))
    window = next((one for one in _WINDOWS if words(fault, begin, len(one)) == one), None)
    left = within - 2 - (words(fault, within - 2, 1) == ("is",))
    if window is None or left < 0 or lexemes.kinds[left] not in WORDS | {STRING}:
        return False
    if words(fault, left - 1, 1) == (".",):
        left -= 2
    end = begin + len(window)
    last = end + (1 if window == ("time", "frame") else 2)
    if last >= len(lexemes.kinds):
        return False
    field = "".join(lexemes.texts[left : within - 1 - (lexemes.texts[within - 2] == "is")])
    asked = f"{field} in {_WINDOWS[window]} {' '.join(lexemes.texts[end:last])}"
    message = f"`{written(fault, within - 1, end)}` cannot stand here"
    meant = f"not ({asked})"
    points = (within - 1, end)
    return rewrite(fault, left, last, meant, message, f"write `{meant}`", shown=points)


_WINDOWS: Final = MappingProxyType(
    {
        ("time", "frame"): "time frame",
        ("past", "before"): "past before",
        ("past",): "past",
        ("last",): "past",
        ("future", "after"): "future after",
        ("future",): "future",
        ("next",): "future",
    }
)
