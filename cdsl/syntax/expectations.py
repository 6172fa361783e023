"""What the parser could have taken, in the words of somebody who writes campaigns.

Floor 1. Never shows the name of a terminal or a rule of the grammar.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from cdsl.source.suggest import nearest
from cdsl.syntax.machine import reduced, taken
from cdsl.syntax.tables import ACTIONS, FIXED, GOTOS, NONTERMINALS, RBRACE, TERMINALS


class Expectation(NamedTuple):
    """What was expected, and an example of it as the way out."""

    phrase: str
    help: str


_STEPS: Final = 'steps are `change score by +5`, `send email "Welcome"`, `wait 3 days`, `stop` …'
_CONDITIONS: Final = (
    'conditions are `country is "IT"`, `score >= 50`, `did visit_page in past 7 days`, '
    '`member of list "VIP"`, `everyone` …'
)
_VALUES: Final = (
    "a value is a text in quotes, a number, a date, `true`, `false`, a token such as "
    "`{{my.points}}`, or `?` where it is still to be filled in"
)
_DECLARATIONS: Final = (
    "declarations are `batch campaign`, `trigger campaign`, `executable campaign`, `program`, "
    "`folder`, `smart list`, `list`, `email`, `tokens`, `person`, `test` …"
)

_PHRASES: Final = {
    "entry": Expectation("a declaration", _DECLARATIONS),
    "program_item": Expectation("a part of a program", _DECLARATIONS),
    "item": Expectation("a declaration", _DECLARATIONS),
    "part": Expectation(
        "a part of a campaign",
        "parts are `on`, `schedule`, `smart list`, `qualify`, `flow`, `tokens`, `limit` …",
    ),
    "test_part": Expectation(
        "a part of a test",
        "parts are `now`, `given`, `when`, `advance`, `run campaign`, `request campaign`, "
        "`expect` …",
    ),
    "step": Expectation("a step", _STEPS),
    "line": Expectation("a condition", _CONDITIONS),
    "condition": Expectation("a condition", _CONDITIONS),
    "negation": Expectation("a condition", _CONDITIONS),
    "field": Expectation("a name with its type", 'write `points: score` or `tier: text = "Gold"`'),
    "argument": Expectation("a name with its value", 'write `country: "IT"`'),
    "status": Expectation("a status", 'write `status "Invited"`'),
    "share": Expectation("a share", "write `50% { … }`"),
    "turn": Expectation("a turn", "write `{ … }` for every turn"),
    "table_item": Expectation("an entry", 'write `"GB" from "UK", "England"` or `otherwise keep`'),
    "communication_limits": Expectation(
        "a limit", "write `communication limit 2 per day, 5 per 7 days`"
    ),
    "predicate": Expectation(
        "an operator", "operators are `is`, `is not`, `in`, `contains`, `starts with`, `>=` …"
    ),
    "action_step": Expectation("a step of a test", 'write `run campaign "…"`'),
    "value": Expectation("a value", _VALUES),
    "scalar": Expectation("a value", _VALUES),
    "list": Expectation("a list of values", 'write `["IT", "FR"]`'),
    "field_name": Expectation("a field", "write `score`, `member.seat` or a label in quotes"),
    "days": Expectation("a day of the week", "write `monday`, `monday, friday` or `weekday`"),
    "day_name": Expectation("a day of the week", "write `monday` … `sunday`"),
    "duration": Expectation("a duration", "write `3 days` or `48 hours`"),
    "moment": Expectation("a date", "write `2026-11-23` or `2026-11-23T09:00`"),
    "time": Expectation("a time", "write `09:00`"),
    "unit": Expectation(
        "a unit of time", "units are `minutes`, `hours`, `days`, `weeks`, `months` and `years`"
    ),
    "reference": Expectation("a name in quotes", 'write it as `"Welcome"`'),
    "identifier": Expectation("a name", "a name has letters, digits and `_`, and no quotes"),
    "name": Expectation("a name", "a name has letters, digits and `_`"),
    "quoted": Expectation("a name in quotes", 'write it as `"Welcome"`'),
    "number": Expectation("a number", "write digits"),
    "fields": Expectation("`{`", "put what belongs to it between `{` and `}`"),
    "arguments": Expectation("`{`", "put what belongs to it between `{` and `}`"),
    "steps": Expectation("`{`", "put the steps between `{` and `}`"),
    "conditions": Expectation("`{`", "put the conditions between `{` and `}`"),
}
_WORD_FOR: Final = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "NUMBER": "a number",
    "TOKEN": "a token",
    "KEY": "a name and `:`",
    "HEAD": "a field",
    "DATE": "a date",
    "DATETIME": "a date",
    "TIME": "a time",
    "SHIFT": "a duration",
    "QUOTED_KEY": "a name and `:`",
    "$END": "the end of the text",
}
_MOST: Final = 4
_SHORT: Final = 4
_MIDDLING: Final = 7

KEYWORDS: Final = tuple(sorted(word for word in TERMINALS if word.isalpha() and word.islower()))
"""All words of the language."""


def nearest_word(text: str, candidates: Iterable[str]) -> str | None:
    """The word of the language that somebody has misspelled so, None if it may be another word.

    Two slips at most, one in a word of up to seven letters; short ones begin with the same letter.
    """
    plain = text.lower()
    meant = nearest(plain, candidates)
    if meant is None or meant == plain:
        return meant
    if len(plain) <= _SHORT and meant[0] != plain[0]:
        return None
    return meant if _slips(plain, meant) <= (1 if len(plain) <= _MIDDLING else 2) else None


def _slips(one: str, other: str) -> int:
    """How many letters are added, left out, replaced or changed with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, earlier = row, [i], before
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and one[i - 2 : i] == wanted + other[j - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def expected_words(states: Sequence[int], final: int) -> tuple[str, ...]:
    """The words and signs that could be taken, as written in the language."""
    stack = reduced(states)
    return tuple(
        TERMINALS[terminal]
        for terminal in ACTIONS[stack[-1]]
        if TERMINALS[terminal] not in _WORD_FOR and taken(stack, terminal, final) is not None
    )


def expectation(states: Sequence[int], final: int) -> Expectation:
    """What could have stood here, in one phrase."""
    in_block, at_top = (taken(states, begin, final) for begin in (RBRACE, FIXED["use"]))
    for begins in (states, in_block, at_top):
        could = GOTOS[begins[-1]] if begins else {}
        for name, found in _PHRASES.items():
            if NONTERMINALS.index(name) in could:
                return found
    words = [f"`{word}`" for word in expected_words(states, final)]
    kinds = {
        _WORD_FOR[TERMINALS[terminal]]
        for terminal in ACTIONS[states[-1]]
        if TERMINALS[terminal] in _WORD_FOR and taken(states, terminal, final) is not None
    }
    phrases = sorted(kinds) + sorted(words)
    if len(phrases) > 1 and "`.`" in phrases:
        phrases.remove("`.`")
    if not phrases or len(phrases) > 2 * _MOST:
        return Expectation("something else", "look at what stands before it")
    shown = phrases[:_MOST]
    phrase = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
    return Expectation(phrase, f"write {phrase} here")
