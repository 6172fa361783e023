"""Repairs of `on` lines about changes as a screen shows them: `on data value changes "Score"`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.repair_fields import field_at, named_by
from cdsl.syntax.rewrite import Piece, rewrite, rewrite_several, words, written
from cdsl.syntax.tables import DATE, DATETIME, FIXED, NUMBER, STRING, TOKEN

_VERBS: Final = (("changed",), ("changes",), ("change",))
_BEFORE_VERB: Final = (("is",), ("was",), ("gets",), ("has",))
_BEFORE_FIELD: Final = (
    ("on",), ("of",), ("for",), ("in",), (",",), ("where",), ("with",),
    ("attribute",), ("field",), ("is",), ("=",), (":",),
)  # fmt: skip
_BEFORE_VALUE: Final = ((",",), ("and",), ("with",), ("where",))
_SIDES: Final = (
    (("new", "value"), "to"),
    (("old", "value"), "from"),
    (("to",), "to"),
    (("from",), "from"),
)
_VALUES: Final = frozenset({STRING, NUMBER, DATE, DATETIME, TOKEN, FIXED["true"], FIXED["false"]})
_LONGEST: Final = 4
_QUOTED: Final = ('"data value changes"', '"data value changed"', '"data value is changed"')
_SECTIONS: Final = (("flow",), ("smart",), ("qualify",), ("tokens",))
"""What stands behind the triggers of a campaign, in one line too."""
Read = tuple[list[Piece], int, str]
"""What a phrase is to be read as, where it ends, and the field; "" where it names none."""


def changed_trigger(fault: Fault) -> bool:
    """`on data value changes "Score"`, `on score is changed to 5`: a change is `change of`."""
    at = fault.machine.at
    on = next((n for n in range(at - 1, at - 2 - _LONGEST, -1) if words(fault, n, 1) == ("on",)), 0)
    first = on + 1
    if not on or words(fault, first, 2) == ("program", "status"):
        return False
    read = _data_value(fault, first) or _field_with_verb(fault, first)
    if read is None:
        return False
    pieces, last, name = read
    if not name:
        message = f"`{written(fault, first, last)}` does not say of which field"
        help = "write `on change of lead_status`, with the field that is meant"
        return rewrite(fault, first, last, "change_data_value", message, help, fix=False)
    message = f"the trigger `{written(fault, first, last)}` is called `change of`"
    sides = _sides(fault, last)
    values = "".join(f" {word} {fault.lexemes.texts[value]}" for _, value, word in sides)
    help = f"write `on change of {name}{values}`"
    return rewrite_several(fault, [*pieces, *sides], message, help, shown=(first, first + 1))


def _data_value(fault: Fault, at: int) -> Read | None:
    """What is meant by `data value changes "Country"`, nothing where no field is named."""
    if fault.lexemes.texts[at].lower() in _QUOTED:
        last: int | None = at + 1
    elif words(fault, at, 2) == ("data", "value"):
        last = _verb(fault, at + 2)
    else:
        return None
    if last is None:
        return None
    begin = last
    for word in _BEFORE_FIELD:
        begin += words(fault, begin, 1) == word and not is_first(fault, begin)
    is_section = words(fault, begin, 1) in _SECTIONS
    field = None if is_first(fault, begin) or is_section else field_at(fault, begin)
    if field is None:
        return [], last, ""
    end, name = field
    if name == written(fault, begin, end):
        return [(at, begin, "change of")], end, name
    return [(at, end, f"change of {name}")], end, name


def _field_with_verb(fault: Fault, at: int) -> Read | None:
    """What is meant by `Lead Status is changed`."""
    for count in range(1, _LONGEST + 1):
        verb = at + count
        last = _verb(fault, verb)
        if last is None or is_first(fault, verb):
            continue
        field = field_at(fault, at)
        if field is not None and field[0] == verb:
            name = field[1]
        else:
            name = named_by(words(fault, at, count))
        pieces = [(at, verb, f"change of {name}"), (verb, last, "")]
        return (pieces, last, name) if name else None
    return None


def _verb(fault: Fault, at: int) -> int | None:
    """Where `is changed` ends; None where it does not stand."""
    at += words(fault, at, 1) in _BEFORE_VERB
    return at + 1 if words(fault, at, 1) in _VERBS else None


def _sides(fault: Fault, at: int) -> list[Piece]:
    """What is meant by `, old value is "New", new value is "MQL"`."""
    found: list[Piece] = []
    while True:
        side = at + (words(fault, at, 1) in _BEFORE_VALUE)
        called = next((one for one in _SIDES if words(fault, side, len(one[0])) == one[0]), None)
        if called is None:
            return found
        value = side + len(called[0])
        value += words(fault, value, 1) in (("is",), ("=",), (":",), ("to",))
        if fault.lexemes.kinds[value] not in _VALUES:
            return found
        found.append((at, value, called[1]))
        at = value + 1
