"""Repairs of conditions in another order or without a word: `did not visit_page`, `in "IT", "FR"`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help lists what can stand there.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first, shown
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.repair_operators import OF_DATES, VALUES, behind_values
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import (
    END,
    FIXED,
    LBRACE,
    NUMBER,
    OPERATORS,
    RBRACE,
    RPAR,
    STRING,
)

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
    elif operator == "is" and lexemes.kinds[at + 1] in VALUES:
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
    if kinds[at] not in VALUES or texts[at - 1] != "in":
        return False
    end = behind_values(fault, at)
    listed = f"[{', '.join(texts[at:end:2])}]"
    message = "the values of `in` are a list"
    return rewrite(fault, at, end, listed, message, f"write `{listed}`")


def several_values(fault: Fault) -> bool:
    """`email is "a" or "b"`: several values are a list."""
    lexemes, at = fault.lexemes, fault.machine.at
    kinds, texts = lexemes.kinds, lexemes.texts
    joins = ("or", ",")
    if texts[at] == "," and kinds[at + 1] in VALUES:
        blamed = at + 1
    elif kinds[at] in VALUES and texts[at - 1] in joins:
        blamed = at
    else:
        blamed = at - 1
    first = last = blamed
    while first > 2 and texts[first - 1] in joins and kinds[first - 2] in VALUES:
        first -= 2
    if first == blamed or kinds[blamed] not in VALUES:
        return False
    if texts[at] == "," and kinds[blamed + 1] in OPERATORS - {FIXED["or"]}:
        return False
    while (
        texts[last + 1] in joins
        and kinds[last + 2] in VALUES
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
    elif operator in OF_DATES and texts[op - 2] != ".":
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
