"""Repairs of conditions that are said in the words of other tools: `greater than`, `is null`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help lists what can stand there.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first, shown
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    FIXED,
    LBRACE,
    NUMBER,
    OPERATORS,
    RBRACE,
    RPAR,
    STRING,
    TOKEN,
)

# fmt: off
_PHRASES: Final = MappingProxyType({
    tuple(phrase.split()): operator
    for operator, phrases in (
        (">", "greater than; more than; bigger than; larger than; higher than; above; over"),
        (">=", "greater than or equal to; greater than or equal; greater or equal to; "
               "greater or equal; more than or equal to; at least; no less than; no fewer than"),
        ("<", "less than; fewer than; smaller than; lower than; below; under"),
        ("<=", "less than or equal to; less than or equal; less or equal to; less or equal; "
               "at most; up to; no more than"),
        ("is", "equals; equal to; equal; exactly; exactly equal to; same as; the same as"),
        ("is empty", "null; nil; blank; empty"),
        ("in past", "within; within past; within last; within the last; within the past; "
                    "in last; in the last; during the last; during the past"),
        ("in", "in; one of; any of; among"),
        ("between", "between"),
        ("before", "before"),
        ("after", "after"),
        ("contains", "contains; contain; containing; includes; include"),
        ("starts with", "starts with; start with; starting with; begins with; begin with"),
    )
    for phrase in phrases.split("; ")
})
_NOT_SAID: Final = frozenset({
    ("like",), ("matches",), ("match",), ("ends", "with"), ("end", "with"), ("ending", "with"),
})
# fmt: on
_NEGATED: Final = MappingProxyType(
    {
        "is": "is not",
        "is empty": "is not empty",
        "in": "not in",
        "between": "not between",
        "contains": "not contains",
        "starts with": "not starts with",
    }
)
_OF_DATES: Final = MappingProxyType(
    {">": "after", ">=": "on or after", "<": "before", "<=": "on or before"}
)
_VALUES: Final = frozenset({STRING, NUMBER, DATE, DATETIME, TOKEN})
PRIMARY: Final = MappingProxyType(
    {
        "visit_page": "page",
        "fill_form": "form",
        "click_link": "link",
        **dict.fromkeys(
            (
                "click_email",
                "email_bounced",
                "email_bounced_soft",
                "email_delivered",
                "open_email",
                "send_alert",
                "send_email",
                "unsubscribe",
            ),
            "email",
        ),
        "new_person": "source_type",
        "change_data_value": "attribute",
        "change_score": "score",
        "add_to_list": "list",
        "remove_from_list": "list",
        "change_status": "program",
        "request_campaign": "campaign",
    }
)
"""The attribute of an activity that is meant where a value says none."""
_LONGEST: Final = 5


def other_operator(fault: Fault) -> bool:
    """`score greater than 5`, `email is not null`: an operator in other words."""
    at = fault.machine.at
    return any(_other_operator(fault, op) for op in (at, at + 1, at - 1, at - 2) if op >= 0)


def _other_operator(fault: Fault, op: int) -> bool:
    at = fault.machine.at
    last, phrase, negative = _operator_phrase(fault, op)
    if last <= max(op, at) or is_first(fault, last - len(phrase)):
        return False
    said = written(fault, op, last)
    if phrase in _NOT_SAID:
        operators = "`is`, `contains` or `starts with`, and each of them with `not`"
        text = "not contains" if negative else "contains"
        message = f"there is no operator `{said}`"
        return rewrite(
            fault, op, last, text, message, f"texts are compared with {operators}", fix=False
        )
    message = f"`{said}` is no operator of the language"
    meant = _meant(fault, last, phrase)
    if negative and meant not in _NEGATED:
        help = f"write `{meant}`, and `not` before the whole condition"
        return rewrite(fault, op, last, meant, message, help, fix=False)
    if negative:
        meant = _NEGATED[meant]
    return rewrite(fault, op, last, meant, message, f"write `{meant}`")


def operator_in_other_words(fault: Fault, op: int) -> tuple[int, str] | None:
    """Where an operator in other words ends, and what it is called."""
    last, phrase, negative = _operator_phrase(fault, op)
    if phrase not in _PHRASES or is_first(fault, last - len(phrase)):
        return None
    meant = _meant(fault, last, phrase)
    if not negative:
        return last, meant
    return (last, _NEGATED[meant]) if meant in _NEGATED else None


def _operator_phrase(fault: Fault, op: int) -> tuple[int, tuple[str, ...], bool]:
    """Where an operator in other words ends, which it is, and whether it is negated."""
    last = op
    if words(fault, last, 1) in (("is",), ("are",), ("does",), ("do",)):
        last += 1
    negative = words(fault, last, 1) == ("not",)
    last += negative
    for count in range(_LONGEST, 0, -1):
        phrase = words(fault, last, count)
        if len(phrase) == count and (phrase in _PHRASES or phrase in _NOT_SAID):
            return last + count, phrase, negative
    return op, (), False


def _meant(fault: Fault, last: int, phrase: tuple[str, ...]) -> str:
    """The operator that a phrase means before the value at `last`."""
    meant = _PHRASES[phrase]
    is_date = fault.lexemes.kinds[last] in (DATE, DATETIME)
    return _OF_DATES.get(meant, meant) if is_date else meant


def did_not(fault: Fault) -> bool:
    """`did not visit_page`: `not` comes before `did`."""
    at = fault.machine.at
    if at < 2 or words(fault, at - 2, 2) != ("did", "not"):
        return False
    help = f"write `not did {fault.lexemes.texts[at]}`"
    return rewrite(fault, at - 2, at, "not did", "`not` stands before `did`", help)


def late_where(fault: Fault) -> bool:
    """`did A in past 7 days where …`: `where` comes before the window."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.kinds[at] != FIXED["where"]:
        return False
    did = next((n for n in range(at - 1, max(at - 20, -1), -1) if lexemes.texts[n] == "did"), -1)
    if did < 0 or at - did < 3:
        return False
    last = behind_where(fault, at)
    where, window = written(fault, at, last), written(fault, did + 2, at)
    if "#" in where or "#" in window:
        return False
    message = "`where` stands before how often and when"
    help = f"write `did {lexemes.texts[did + 1]} {where} {window}`"
    return rewrite(fault, did + 2, last, f"{where} {window}", message, help, shown=(at, at + 1))


def behind_where(fault: Fault, at: int) -> int:
    """Where the comparisons end that begin with a `where`."""
    lexemes = fault.lexemes
    ends = (RBRACE, RPAR, LBRACE, END, FIXED["or"])
    last = at + 1
    while lexemes.kinds[last] not in ends and not (
        is_first(fault, last) and lexemes.texts[last - 1] != ","
    ):
        if lexemes.kinds[last] == FIXED["and"] and "between" not in words(fault, last - 2, 1):
            break
        last += 1
    return last


def value_of_activity(fault: Fault) -> bool:
    """`did visit_page "/x"`, `did visit_page 3 times`: a value that does not say what it is."""
    at = fault.machine.at
    # The text may have been taken as the label of a field, which begins the next condition.
    return _value_of_activity(fault, at) or _value_of_activity(fault, at - 1)


def _value_of_activity(fault: Fault, at: int) -> bool:
    lexemes = fault.lexemes
    if at < 2 or lexemes.kinds[at] not in (STRING, NUMBER) or lexemes.kinds[at - 1] not in WORDS:
        return False
    before, activity = lexemes.texts[at - 2], lexemes.texts[at - 1]
    if before == "did" and words(fault, at + 1, 1) in (("time",), ("times",)):
        meant = f"at least {written(fault, at, at + 2)}"
        message = f"`{written(fault, at, at + 2)}` lacks `at least`"
        return rewrite(fault, at, at + 2, meant, message, f"write `{meant}`")
    attribute, value = PRIMARY.get(activity, "…"), lexemes.texts[at]
    if before in ("did", "on"):
        help = f"write `{before} {activity} where {attribute} is {value}`"
    elif before == "does":
        help = f"write `does {activity} {{ {attribute}: {value} }}`"
    else:
        return False
    message = f"{shown(fault, at)} does not say of which attribute it is"
    if before != "does" and activity in PRIMARY:
        meant = f"{activity} where {attribute} is"
        points = (at, at + 1)
        label = "expected an attribute"
        if rewrite(fault, at - 1, at, meant, message, help, shown=points, label=label):
            return True
    return rewrite(fault, at, at + 1, "", message, help, label="expected an attribute", fix=False)


def compared_trigger(fault: Fault) -> bool:
    """`on score > 50`: a trigger is something that happens, and this is how something is."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 2, 1) != ("on",) or lexemes.kinds[at] not in OPERATORS:
        return False
    field, operator, value = lexemes.texts[at - 1 : at + 2]
    if operator in (">", ">=") and lexemes.kinds[at + 1] == NUMBER:
        meant = f"on {field} reaches {value}"
    elif operator == "is" and lexemes.kinds[at + 1] in _VALUES:
        meant = f"on change of {field} to {value}"
    else:
        return False
    said = written(fault, at - 1, at + 2)
    message = f"`{said}` is a condition, and `on` waits for something that happens"
    help = f"write `{meant}`, or `on change of {field}` and `smart list {{ {said} }}`"
    return rewrite(fault, at - 2, at + 2, meant, message, help, fix=False)


def values_without_list(fault: Fault) -> bool:
    """`country in "IT", "FR"`: the values of `in` stand in brackets."""
    lexemes, at = fault.lexemes, fault.machine.at
    kinds, texts = lexemes.kinds, lexemes.texts
    if kinds[at] not in _VALUES or texts[at - 1] != "in":
        return False
    last = at
    while texts[last + 1] in (",", "or") and kinds[last + 2] in _VALUES:
        last += 2
    listed = f"[{', '.join(texts[at : last + 1 : 2])}]"
    message = "the values of `in` are a list"
    return rewrite(fault, at, last + 1, listed, message, f"write `{listed}`")


def several_values(fault: Fault) -> bool:
    """`email is "a" or "b"`: several values are a list."""
    lexemes, at = fault.lexemes, fault.machine.at
    kinds, texts = lexemes.kinds, lexemes.texts
    joins = ("or", ",")
    if texts[at] == "," and kinds[at + 1] in _VALUES:
        blamed = at + 1
    elif kinds[at] in _VALUES and texts[at - 1] in joins:
        blamed = at
    else:
        blamed = at - 1
    first = last = blamed
    while first > 2 and texts[first - 1] in joins and kinds[first - 2] in _VALUES:
        first -= 2
    if first == blamed or kinds[blamed] not in _VALUES:
        return False
    if texts[at] == "," and kinds[blamed + 1] in OPERATORS - {FIXED["or"]}:
        return False
    while (
        texts[last + 1] in joins
        and kinds[last + 2] in _VALUES
        and kinds[last + 3] not in OPERATORS - {FIXED["or"]}
    ):
        last += 2
    listed = f"[{', '.join(texts[first : last + 1 : 2])}]"
    message = f"{shown(fault, blamed)} by itself is no condition"
    op = first - 1
    operator = texts[op]
    if operator == "with":
        op, operator = op - 1, "starts with"
    if operator == "is":
        operator = "in"
    negative = texts[op - 1] == "not"
    if operator == "not" and texts[op - 1] == "is":
        op, operator, negative = op - 1, "not in", True
    elif operator in _OF_DATES and texts[op - 2] != ".":
        meant = f"{texts[op - 1]} {operator} {texts[blamed]}"
        help = f"repeat what is compared: `{meant}`"
        return rewrite(fault, blamed, blamed + 1, meant, message, help)
    elif operator not in ("in", "contains", "starts with"):
        return False
    elif negative:
        op, operator = op - 1, f"not {operator}"
    meant = f"{operator} {listed}"
    help = f"write `{meant}`" + (", which means none of them" if negative else "")
    return rewrite(
        fault, op, last + 1, meant, message, help, shown=(blamed, blamed + 1), fix=not negative
    )
