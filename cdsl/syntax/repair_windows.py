"""Repairs of windows of time: `not in past 7 days`, `in past 7`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import NUMBER, STRING


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
    """`birthday not in past 7 days`, `did A not in past 7 days`: `not` comes before the whole."""
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
    meant, is_plain = f"not ({asked})", words(fault, left - 1, 1) != ("did",)
    if not is_plain:
        # It may as well have been done before the window.
        left, meant = left - 1, f"not did {asked}"
    points = (within - 1, end)
    return rewrite(
        fault, left, last, meant, message, f"write `{meant}`", shown=points, fix=is_plain
    )


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
