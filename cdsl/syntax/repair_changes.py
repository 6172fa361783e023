"""Repairs of steps that change something, said in other words: `set city to "X"`, `add 5 to score`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help lists what can stand there.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import FOREIGN_OPERATOR, JUNK
from cdsl.syntax.places import STEP, is_place
from cdsl.syntax.repair_fields import CALLED, field_at, is_field
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import DATE, DATETIME, END, FIXED, NUMBER, RBRACE, STRING, TOKEN

_EMPTY: Final = ("null", "nil", "nothing", "blank", "empty", "none")
_TO: Final = (":", "=", "is", "to", "into", "as", "equals")
_SIGN_OF: Final = MappingProxyType(
    {
        **dict.fromkeys(("add", "increase", "increment", "raise"), "+"),
        **dict.fromkeys(("subtract", "decrease", "decrement", "reduce", "lower"), "-"),
    }
)
_PEOPLE: Final = ("contact", "lead", "record", "them")
_FILLERS: Final = (("data", "value", "of"), ("data", "value"), ("value", "of"), ("the",))


def foreign_change(fault: Fault) -> bool:
    """`set city to "X"`, `change city = "X"`, `change score + 10`, `change city to null`."""
    return (
        _added(fault) or _cleared(fault) or _set(fault) or _changed(fault) or _without_verb(fault)
    )


def _without_verb(fault: Fault) -> bool:
    """`score +5` as a step: `change` says that a field is changed."""
    at = fault.machine.at
    field = field_at(fault, at) if is_place(fault, STEP, "change") else None
    amount = None if field is None or is_first(fault, field[0]) else _amount(fault, field[0])
    if field is None or amount is None:
        return False
    meant = f"change {field[1]} by {amount[0]}"
    message = f"`{written(fault, at, amount[1])}` is no step"
    return rewrite(fault, at, amount[1], meant, message, f"write `{meant}`")


def _added(fault: Fault) -> bool:
    """`add 10 to score`, `increase score by 10`: the amount has a sign."""
    lexemes, at = fault.lexemes, fault.machine.at
    first = at - 1 if words(fault, at - 1, 1) == ("add",) else at
    sign = _SIGN_OF.get(lexemes.texts[first].lower())
    if sign is None or is_first(fault, first + 1):
        return False
    amount, field = first + 1, field_at(fault, first + 3)
    last = 0 if field is None else field[0]
    if words(fault, first + 2, 1) not in (("to",), ("from",)):
        field = field_at(fault, first + 1)
        amount = last = 0 if field is None else field[0]
        if words(fault, amount, 1) == ("by",):
            amount += 1
        last = amount + 1
    number = lexemes.texts[amount]
    if field is None or lexemes.kinds[amount] not in (NUMBER, TOKEN):
        return False
    if lexemes.kinds[amount] == TOKEN and sign == "-":
        return False
    if lexemes.kinds[amount] == NUMBER and number[0] not in "+-":
        number = sign + number
    meant = f"change {field[1]} by {number}"
    message = f"`{lexemes.texts[first]}` is no step that changes a field"
    return rewrite(fault, first, last, meant, message, f"write `{meant}`")


def _cleared(fault: Fault) -> bool:
    """`delete score`, `remove score`: a field is cleared."""
    lexemes, at = fault.lexemes, fault.machine.at
    verb = words(fault, at - 1, 1)
    if verb not in (("delete",), ("remove",)) or is_first(fault, at):
        return False
    if lexemes.kinds[at] == STRING:
        return False
    field = field_at(fault, at)
    if field is None:
        return False
    meant = "delete person" if field[1].lower() in _PEOPLE else f"clear {field[1]}"
    message = f"`{written(fault, at - 1, field[0])}` cannot stand here"
    return rewrite(fault, at - 1, field[0], meant, message, f"write `{meant}`")


def _set(fault: Fault) -> bool:
    """`set city to "X"`, `update city to "X"`: a field is changed."""
    lexemes, at = fault.lexemes, fault.machine.at
    first = at if words(fault, at, 1) == ("update",) else at - 1
    if words(fault, first, 1) not in (("set",), ("update",)) or is_first(fault, first + 1):
        return False
    field = field_at(fault, first + 1)
    if field is None or field[1] in ("status", "member.status"):
        return False
    last, name = field
    message = "`set` sets statuses only"
    if lexemes.texts[first] != "set":
        message = f"`{lexemes.texts[first]}` is no step that changes a field"
    amount = _amount(fault, last)
    if amount is not None:
        meant = f"change {name} by {amount[0]}"
        return rewrite(fault, first, amount[1], meant, message, f"write `{meant}`")
    word = lexemes.texts[last]
    if is_first(fault, last) or lexemes.kinds[last] in (END, RBRACE):
        return False
    if word == "by":
        meant = f"change {name} by"
        return rewrite(fault, first, last + 1, meant, message, f"write `{meant} …`")
    last += word in _TO
    if words(fault, last, 1)[0] in _EMPTY:
        meant = f"clear {name}"
        return rewrite(fault, first, last + 1, meant, message, f"write `{meant}`")
    meant = f"change {name} to"
    return rewrite(fault, first, last, meant, message, f"write `{meant} {lexemes.texts[last]}`")


def _changed(fault: Fault) -> bool:
    """`change …`, with something else than `to` or `by` behind the field."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 2, 1) == ("change",) and is_field(fault, at - 1):
        return _without_to(fault)
    if at >= 3 and words(fault, at - 3, 1) == ("change",) and lexemes.texts[at - 1] == "to":
        field = lexemes.texts[at - 2]
        amount = _amount(fault, at + 1) if lexemes.texts[at] == field else None
        if amount is not None:
            return _by(fault, at - 1, amount)
        if words(fault, at, 1)[0] in _EMPTY and is_field(fault, at - 2):
            message = f"`{lexemes.texts[at]}` is no value"
            help = f"write `clear {field}`"
            return rewrite(
                fault, at - 3, at + 1, f"clear {field}", message, help, shown=(at, at + 1)
            )
    return False


def _without_to(fault: Fault) -> bool:
    lexemes, at = fault.lexemes, fault.machine.at
    field, word = lexemes.texts[at - 1], lexemes.texts[at]
    first = at + 1 if word in ("=", ":") else at
    if lexemes.texts[first : first + 1] == [field] and first > at:
        first += 1
    amount = _amount(fault, first)
    if amount is not None:
        return _by(fault, at, amount)
    if word in _TO:
        help = f"write `to {lexemes.texts[at + 1]}`"
        return rewrite(fault, at, at + 1, "to", f"`{word}` cannot stand here", help)
    if lexemes.kinds[at] == NUMBER:
        message = f"`change {field}` says neither `to` nor `by`"
        help = f"write `to {word}` for a new value, `by +{word}` to add it"
        return rewrite(fault, at, at, "to", message, help, fix=False)
    if field == "score" and lexemes.kinds[at] == STRING and _labelled(fault):
        return True
    if lexemes.kinds[at] in (STRING, TOKEN, DATE, DATETIME):
        return rewrite(fault, at, at, "to", f"`to` is missing before `{word}`", "write `to`")
    return _with_fillers(fault)


def _labelled(fault: Fault) -> bool:
    """`change score "Person Score" +5`: the field that a step of a screen changes."""
    lexemes, at = fault.lexemes, fault.machine.at
    label, word = lexemes.texts[at], lexemes.texts[at + 1]
    name = CALLED.get(label[1:-1].lower(), label)
    amount = _amount(fault, at + 1)
    message = f"`change score {label}` names two fields"
    if amount is not None:
        meant, last = f"{name} by {amount[0]}", amount[1]
        return rewrite(fault, at - 1, last, meant, message, f"write `change {meant}`")
    if is_first(fault, at + 1) or (word not in ("by", "to") and lexemes.kinds[at + 1] != NUMBER):
        return False
    return rewrite(fault, at - 1, at + 1, name, message, f"write `change {name} {word} …`")


def _with_fillers(fault: Fault) -> bool:
    """`change data value country to "IT"`, `change program member data seat to "5"`."""
    lexemes, first = fault.lexemes, fault.machine.at - 1
    owner, last = "", first
    if words(fault, first, 3) == ("program", "member", "data"):
        owner, last = "member.", first + 3
    for filler in _FILLERS:
        if last == first and words(fault, first, len(filler)) == filler:
            last += len(filler)
    field = field_at(fault, last) if last > first else None
    if field is None:
        return False
    message = f"`{written(fault, first, last)}` is not said here"
    last, name = field
    meant = owner + name
    if lexemes.texts[last] in _TO:
        last, meant = last + 1, f"{meant} to"
    return rewrite(fault, first, last, meant, message, f"write `change {meant}`")


def _amount(fault: Fault, at: int) -> tuple[str, int] | None:
    """A sign with what is added, and the lexeme behind it."""
    lexemes = fault.lexemes
    if at + 1 >= len(lexemes.kinds):
        return None
    text = lexemes.texts[at]
    if lexemes.kinds[at] == NUMBER and text[0] in "+-":
        return text, at + 1
    if lexemes.kinds[at] not in (JUNK, FOREIGN_OPERATOR) or text not in ("+", "-", "+=", "-="):
        return None
    by = at + 1
    if text in ("+", "-") and lexemes.texts[by] == "=":
        by += 1
    if lexemes.kinds[by] == NUMBER and lexemes.texts[by][0].isdecimal():
        return text[0] + lexemes.texts[by], by + 1
    if lexemes.kinds[by] == TOKEN and text[0] == "+":
        return lexemes.texts[by], by + 1
    return None


def _by(fault: Fault, first: int, amount: tuple[str, int]) -> bool:
    text, last = amount
    message = f"`{written(fault, first, last)}` cannot stand here"
    return rewrite(fault, first, last, f"by {text}", message, f"write `by {text}`")


def changed_status(fault: Fault) -> bool:
    """`change program status to "Attended"`, `set status to "Attended"`."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in range(at, max(at - 5, -1), -1):
        if lexemes.texts[first].lower() not in ("change", "set", "update"):
            continue
        last = first + 1
        last += lexemes.texts[last].lower() in ("program", "member", "the")
        if words(fault, last, 1) != ("status",) or is_first(fault, last):
            return False
        last += 1
        if lexemes.texts[last] in _TO:
            last += 1
        if last <= first + 2 and lexemes.texts[first] == "set":
            return False
        if is_first(fault, last) or not is_field(fault, last):
            return False
        message = "a status is set by `set status`"
        if lexemes.texts[last + 1] == "to" and is_field(fault, last + 2):
            meant = f"set status {lexemes.texts[last + 2]} in program {lexemes.texts[last]}"
            return rewrite(fault, first, last + 3, meant, message, f"write `{meant}`")
        help = f"write `set status {lexemes.texts[last]}`"
        if lexemes.texts[first : first + 2] == ["set", "status"]:
            message = f"`{lexemes.texts[last - 1]}` cannot stand here"
            return rewrite(fault, first + 2, last, "", message, help)
        points = (first, last)
        return rewrite(fault, first, last, "set status", message, help, shown=points)
    return False


def added_to_program(fault: Fault) -> bool:
    """`add to program "Fair"`: people become members by a status."""
    at = fault.machine.at
    if words(fault, at - 2, 3) != ("add", "to", "program") or not is_field(fault, at + 1):
        return False
    message = "people become members of a program by a status"
    help = f'write `set status "…" in program {fault.lexemes.texts[at + 1]}`'
    return rewrite(fault, at - 2, at + 2, "do nothing", message, help, fix=False)


def status_of_program(fault: Fault) -> bool:
    """`set status "Attended" in "Fair"`: the word `program` is missing."""
    at = fault.machine.at
    is_status = words(fault, at - 4, 2) == ("set", "status") and words(fault, at - 1, 1) == ("in",)
    if not is_status or fault.lexemes.kinds[at] not in (STRING, FIXED["program"]):
        return False
    name = fault.lexemes.texts[at]
    help = f"write `in program {name}`"
    return rewrite(fault, at, at, "program", f"`program` is missing before {name}", help)
