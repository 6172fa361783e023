"""Repairs of statements that are said in the words of other tools: `elif`, `set city to "X"`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help lists what can stand there.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.machine import after, taken
from cdsl.syntax.repair_fields import is_field
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    FIXED,
    KEY,
    LBRACE,
    NAME,
    NUMBER,
    QUOTED_KEY,
    RBRACE,
    STRING,
)

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS: Final = ("hour", "day", "week", "month", "year")
_RULES: Final = ("", "qualification rules : ", "qualification : ")
_FLOWS: Final = ("flow", "the flow")
_EACH: Final = (("daily", "day"), ("weekly", "week"), ("monthly", "month"))
# Where the parser stands in the phrase, the phrase, and what is meant by it.
_PHRASES: Final = (
    (0, "elif", "else if"),
    (0, "elseif", "else if"),
    (0, "elsif", "else if"),
    *((0, day, f"week on {day}") for day in _DAYS),
    (0, "daily", "every day"),
    *((0, f"{per} {unit}", f"every 1 {unit}") for per in ("per", "a", "each") for unit in _UNITS),
    *((1, f"every {unit}", f"every 1 {unit}") for unit in _UNITS),
    (0, "per", "every"),
    (0, "always", "every time"),
    (1, "call campaign", "execute campaign"),
    (0, "run campaign", "execute campaign"),
    (0, "start campaign", "execute campaign"),
    (0, "wait until", "advance to"),
    (0, "wait", "advance"),
    *((1, f"in {gone}", "in past") for gone in ("last", "previous", "the last", "the past")),
    *((1, f"in {coming}", "in future") for coming in ("next", "the next", "the future")),
    (0, "did", "does"),
    (0, "all", "everyone"),
    (0, "all people", "everyone"),
    (0, "everybody", "everyone"),
    (0, "anyone", "everyone"),
    (0, "none", "nobody"),
    (0, "no one", "nobody"),
    (0, "true", "everyone"),
    (0, "*", "everyone"),
    (0, "1 = 1", "everyone"),
    *((1, f"all {who}", "everyone") for who in ("people", "persons", "leads", "contacts")),
    (1, "everyone except", "not"),
    (1, "everyone but", "not"),
    (0, "last", "in past"),
    *((1, f"add {who} to list", "add to list") for who in ("person", "lead", "contact")),
    *((1, f"remove {who} from list", "remove from list") for who in ("person", "lead", "contact")),
    (2, "add to static list", "add to list"),
    *(
        (0, f"{asked}run each person through {flow}", "qualify")
        for asked in _RULES
        for flow in _FLOWS
    ),
    *((0, asked.strip(), "qualify") for asked in _RULES if asked),
    (1, "qualify only once", "qualify once"),
    *((1, f"schedule : {each}", f"schedule every {unit}") for each, unit in _EACH),
    *((0, each, f"every {unit}") for each, unit in _EACH if each != "daily"),
    *((1, f"send {one} email", "send email") for one in ("the", "an")),
)
_TYPES: Final = MappingProxyType(
    {
        NUMBER: "integer",
        STRING: "text",
        DATE: "date",
        DATETIME: "datetime",
        FIXED["true"]: "boolean",
        FIXED["false"]: "boolean",
    }
)


def other_words(fault: Fault) -> bool:
    """A phrase of another language whose meaning is plain."""
    lexemes, at = fault.lexemes, fault.machine.at
    for back, phrase, meant in _PHRASES:
        parts = tuple(phrase.split())
        first = at - back
        if first < 0 or words(fault, first, len(parts)) != parts:
            continue
        if meant.startswith("every 1") and words(fault, first - 1, 1) == ("qualify",):
            meant = f"once {meant}"
        elif meant.startswith("every 1") and words(fault, first - 1, 1) != ("once",):
            continue
        last = first + len(parts)
        message = f"`{written(fault, first, last)}` cannot stand here"
        if rewrite(fault, first, last, meant, message, f"write `{meant}`"):
            return True
    if lexemes.kinds[at] == NUMBER and words(fault, at - 2, 2) == ("qualify", "every"):
        message = "`qualify every` goes with `time`, `qualify once every` with a period"
        help = f"write `once every {lexemes.texts[at]} {lexemes.texts[at + 1]}`"
        return rewrite(fault, at - 1, at, "once every", message, help)
    return False


def kind_of_campaign(fault: Fault) -> bool:
    """`campaign "A" { … }`: which of the three kinds it is cannot be guessed."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.texts[at] != "campaign" or lexemes.kinds[at + 1] != STRING:
        return False
    first = at - 1 if words(fault, at - 1, 1) == ("smart",) else at
    kind = "batch"
    name = lexemes.texts[at + 1]
    for n in range(at + 2, min(at + 2_000, len(lexemes.texts) - 3)):
        begins = is_first(fault, n)
        if begins and lexemes.texts[n] == "on":
            kind = "trigger"
        if lexemes.texts[n] == "execute" and lexemes.texts[n + 2] == name:
            kind = "executable"
    message = "a campaign is a batch, a trigger or an executable one"
    help = "write `batch campaign`, `trigger campaign` or `executable campaign`"
    return rewrite(fault, first, at + 1, f"{kind} campaign", message, help, fix=False)


def missing_type(fault: Fault) -> bool:
    """`tokens { points = 5 }`, `tokens { points: 5 }`: a declaration without its type."""
    lexemes, machine, at = fault.lexemes, fault.machine, fault.machine.at
    if lexemes.texts[at] == ":" or not at:
        return False
    if lexemes.texts[at - 1] == ":" and lexemes.kinds[at] in _TYPES:
        name, value, first, last, text = at - 2, at, at, at, "{} ="
        if taken(machine.states, NAME, machine.final) is None:
            return False
    elif lexemes.kinds[at] in WORDS and lexemes.texts[at + 1] == "=":
        name, value, first, last = at, at + 2, at, at + 2
        text = f"{lexemes.texts[at]}: {{}} ="
    else:
        return False
    type = _TYPES.get(lexemes.kinds[value])
    if type is None:
        return False
    shown = lexemes.texts[name]
    written_value = lexemes.texts[value]
    help = f"write `{shown}: {type} = {written_value}`"
    if type == "integer":
        signed = written_value if written_value[0] in "+-" else f"+{written_value}"
        type = "float" if "." in written_value else type
        help = f"write `{shown}: {type} = {written_value}`"
        if type == "integer":
            help = (
                f"write `{shown}: score = {signed}` for an amount to change a score by, "
                f"`{shown}: integer = {written_value}` for another number"
            )
    return rewrite(
        fault,
        first,
        last,
        text.format(type),
        f"`{shown}` is declared without its type",
        help,
        shown=(name, name + 1),
        fix=False,
    )


def equals_for_colon(fault: Fault) -> bool:
    """`with tokens { points = 5 }`: a value is given with a colon."""
    lexemes, machine, at = fault.lexemes, fault.machine, fault.machine.at
    if lexemes.texts[at + 1 : at + 2] != ["="] or not is_field(fault, at):
        return False
    key = after(machine, machine.states, QUOTED_KEY if lexemes.kinds[at] == STRING else KEY)
    if key is None:
        return False
    help = f"write `{lexemes.texts[at]}: {lexemes.texts[at + 2]}`"
    return rewrite(fault, at + 1, at + 2, ":", "`=` cannot stand here", help)


def removed_from_this(fault: Fault) -> bool:
    """`remove from flow`, `remove from this flow`: whose flow it is, is said last."""
    lexemes, at = fault.lexemes, fault.machine.at
    meant = "remove from flow this"
    help = f"write `{meant}`, or `stop` where only this campaign's flow ends"
    if words(fault, at - 2, 3) == ("remove", "from", "this") and (
        words(fault, at + 1, 1) in (("flow",), ("campaign",))
    ):
        message = f"`{written(fault, at - 2, at + 2)}` cannot stand here"
        return rewrite(fault, at - 2, at + 2, meant, message, help)
    if words(fault, at - 3, 3) != ("remove", "from", "flow"):
        return False
    if lexemes.kinds[at] not in (RBRACE, END) and not is_first(fault, at):
        return False
    message = "`remove from flow` does not say whose flow"
    return rewrite(fault, at, at, "this", message, help, shown=(at - 3, at))


def expect_whom(fault: Fault) -> bool:
    """`expect:`, `expect score is 5`: nobody is named."""
    lexemes, at = fault.lexemes, fault.machine.at
    if not at or lexemes.texts[at - 1] != "expect" or lexemes.kinds[at] == END:
        return False
    message = "`expect` does not say of whom"
    help = 'write `expect "ada": …`, `expect everyone: …` or `expect nobody: …`'
    text = "everyone" if lexemes.texts[at] == ":" else "everyone:"
    return rewrite(fault, at, at, text, message, help, shown=(at - 1, at), fix=False)


def unquoted_path(fault: Fault) -> bool:
    """`use std/scoring`: what is used stands in quotes."""
    lexemes, at = fault.lexemes, fault.machine.at
    if not at or lexemes.kinds[at - 1] != FIXED["use"] or lexemes.kinds[at] in (STRING, END):
        return False
    last = at + 1
    while lexemes.kinds[last] != END and lexemes.starts[last] == lexemes.ends[last - 1]:
        last += 1
    path = written(fault, at, last).strip("'`´‘’“”„")
    if is_first(fault, at) or '"' in path or "\\" in path:
        return False
    message = f"the path `{path}` stands without quotes"
    return rewrite(fault, at, last, f'"{path}"', message, f'write `"{path}"`', code="CDS005")


def shares_outside(fault: Fault) -> bool:
    """`split 50/50 { … }`: the shares stand in the block."""
    lexemes, at = fault.lexemes, fault.machine.at
    if not at or lexemes.kinds[at - 1] != FIXED["split"] or lexemes.kinds[at] != NUMBER:
        return False
    last = at + 1
    while lexemes.kinds[last] not in (LBRACE, END) and not is_first(fault, last):
        last += 1
    message = "the shares of a split stand in its block"
    help = "write `split { 50% { … } 50% { … } }`"
    return rewrite(fault, at, last, "", message, help, fix=False)
