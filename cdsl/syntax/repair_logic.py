"""Repairs of the logic of a list's filters by their numbers: `use filters 1 and (2 or 3)`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax.build_context import replacement
from cdsl.syntax.expectations import KEYWORDS
from cdsl.syntax.fault import Fault, closing, is_first, line_end
from cdsl.syntax.places import LINE, is_place
from cdsl.syntax.rewrite import A_STEP, fits, rewrite, words, written
from cdsl.syntax.tables import END, LBRACE, LPAR, NUMBER, RBRACE, RPAR

_USING: Final = frozenset({"use", "using", "match", "apply", "filter", "filters", "logic"})
_FILLERS: Final = frozenset({*_USING, "advanced", "the", "rule", "rules", ":"})
_JOINTS: Final = frozenset({"and", "or", "not", "(", ")"})
_GO_ON: Final = frozenset({"and", "or", ",", "in", "where", "is"})
_CALLED: Final = (("filter",), ("condition",), ("step",))
"""What stands before the number of a line."""


def filter_logic(fault: Fault) -> bool:
    """`use filters 1 and (2 or 3)`: conditions are joined where they stand."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at, 1)[0] not in _USING or not is_place(fault, LINE, "everyone"):
        return False
    last = at
    while lexemes.kinds[last] not in (END, RBRACE) and not (last > at and is_first(fault, last)):
        last += 1
    logic = at
    while logic < last and lexemes.texts[logic].lower() in _FILLERS:
        logic += 1
    said = words(fault, logic, last - logic)
    if said[:1] == ("all",):
        message = f"`{written(fault, at, last)}` cannot stand here"
        help = "leave it out: all conditions of a list have to hold"
        return rewrite(fault, at, last, "", message, help)
    numbers = [n for n in range(logic, last) if lexemes.kinds[n] == NUMBER]
    is_logic = all(n in numbers or lexemes.texts[n].lower() in _JOINTS for n in range(logic, last))
    if said[:1] != ("any",) and not (numbers and is_logic):
        return False
    message = "conditions have no numbers: they are joined where they stand"
    help = "write them as one condition, as in `email is not empty and (score > 5 or …)`"
    fix = None
    block = _block(fault)
    filters = [] if block is None else _filters(fault, block, (at, last))
    meant = _joined(fault, logic, last, filters) if numbers else _any(filters)
    if block is not None and meant and fits(fault, block[0] + 1, block[1], meant):
        # Not read so, since rules would then find conditions where they do not stand.
        help = f"write `{' '.join(meant.split())}`"
        first, end = fault.lexemes.starts[block[0] + 1], fault.lexemes.ends[block[1] - 1]
        fix = replacement("join the conditions", Span(first, end), meant)
    return rewrite(fault, at, last, "", message, help, fix=fix or False)


def numbered_line(fault: Fault) -> bool:
    """`1: score > 5`, `Filter 2: …`, `1. stop`: conditions and steps have no numbers."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at - 1):
        number = first + (words(fault, first, 1) in _CALLED)
        last = number + 2
        if first < 1 or last <= at or lexemes.kinds[number] != NUMBER:
            continue
        if not is_first(fault, first) and lexemes.kinds[first - 1] != LBRACE:
            continue
        block = _block(fault)
        if block is None or lexemes.texts[number + 1] not in (":", ".", ")"):
            continue
        above = sum(begin <= first for begin in _begins(fault, block, first))
        # Another number would be lost to a line that joins them.
        if lexemes.texts[number] == str(above):
            is_step = fits(fault, first, line_end(fault, first), A_STEP)
            message = f"{'steps' if is_step else 'conditions'} have no numbers"
            if rewrite(fault, first, last, "", message, "leave it out"):
                return True
            # A screen writes its steps with capitals too.
            end = last
            while lexemes.texts[end].istitle() and lexemes.texts[end].lower() in KEYWORDS:
                end += 1
            meant = " ".join(words(fault, last, end - last))
            return end > last and rewrite(fault, first, end, meant, message, f"write `{meant}`")
    return False


def _block(fault: Fault) -> tuple[int, int] | None:
    """The braces around what stands here."""
    machine = fault.machine
    opens = [
        start for start, value in zip(machine.starts, machine.values, strict=True) if value == "{"
    ]
    if not opens:
        return None
    opener = bisect_left(fault.lexemes.starts, opens[-1])
    close = closing(fault, opener)
    return None if close is None else (opener, close)


def _filters(fault: Fault, block: tuple[int, int], logic: tuple[int, int]) -> list[str]:
    """The conditions of a block, one a line, but for the line about them; empty if not so."""
    opener, close = block
    if "#" in written(fault, opener, close):
        return []
    begins = _begins(fault, block, logic[0])
    return [
        written(fault, begin, end) for begin, end in pairwise((*begins, close)) if begin != logic[0]
    ]


def _begins(fault: Fault, block: tuple[int, int], own: int) -> list[int]:
    """Where the lines of a block begin that say something by themselves, `own` being one."""
    lexemes = fault.lexemes
    opener, close = block
    begins: list[int] = []
    depth = 0
    for n in range(opener + 1, close):
        goes_on = lexemes.texts[n] in _GO_ON or lexemes.texts[n - 1] in (*_GO_ON, "not")
        begins_line = depth == 0 and is_first(fault, n)
        if n == own or (begins_line and not goes_on):
            begins.append(n)
        depth += lexemes.kinds[n] in (LBRACE, LPAR)
        depth -= lexemes.kinds[n] in (RBRACE, RPAR)
    return begins


def _joined(fault: Fault, first: int, last: int, filters: Sequence[str]) -> str:
    """The conditions as their numbers are joined; "" where one has no such number."""
    lexemes = fault.lexemes
    found = ""
    for n in range(first, last):
        text = lexemes.texts[n].lower()
        if lexemes.kinds[n] == NUMBER:
            if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= len(filters):
                return ""
            text = filters[int(text) - 1]
            if {"and", "or"} & set(text.lower().split()):
                text = f"({text})"
        glued = not found or found.endswith("(") or text == ")"
        found += text if glued else f" {text}"
    return found


def _any(filters: Sequence[str]) -> str:
    return "any { " + "  ".join(filters) + " }" if filters else ""
