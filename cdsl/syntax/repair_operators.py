"""Repairs of operators in the words of other tools: `greater than`, `is null`, `30 days ago`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help lists what can stand there.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import DATE, DATETIME, NUMBER, STRING, TOKEN

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
        ("is empty", "null; nil; none; blank; empty"),
        ("in past", "within; within past; within last; within the last; within the past; "
                    "in last; in the last; during the last; during the past"),
        ("in", "in; one of; any of; among"),
        ("between", "between"),
        ("not in", "none of"),
        ("before", "before"),
        ("on or before", "on or before"),
        ("on or after", "on or after"),
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
        "not in": "in",
        "between": "not between",
        "contains": "not contains",
        "starts with": "not starts with",
    }
)
OF_DATES: Final = MappingProxyType(
    {">": "after", ">=": "on or after", "<": "before", "<=": "on or before"}
)
VALUES: Final = frozenset({STRING, NUMBER, DATE, DATETIME, TOKEN})
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
    if meant in ("in", "not in") and (end := behind_values(fault, last)) > last:
        listed = f"[{', '.join(fault.lexemes.texts[last:end:2])}]"
        shown, meant = (op, last), f"{meant} {listed}"
        return rewrite(fault, op, end, meant, message, f"write `{meant}`", shown=shown)
    return rewrite(fault, op, last, meant, message, f"write `{meant}`")


def behind_values(fault: Fault, at: int) -> int:
    """Where values end that stand there without the brackets of a list."""
    kinds, texts = fault.lexemes.kinds, fault.lexemes.texts
    if kinds[at] not in VALUES:
        return at
    while texts[at + 1].lower() in (",", "or") and kinds[at + 2] in VALUES:
        at += 2
    return at + 1


_AGES: Final = MappingProxyType(
    {
        **dict.fromkeys((("older", "than"), ("more", "than"), ("over",), (">",)), "past before"),
        **dict.fromkeys((("newer", "than"), ("less", "than"), ("within",), ("<",)), "past"),
    }
)
_COMPARED: Final = frozenset({("older", "than"), ("newer", "than")})
"""What needs no `ago` behind it."""


def some_time_ago(fault: Fault) -> bool:
    """`created_at is more than 30 days ago`, `created_at older than 30 days`: windows of time."""
    at = fault.machine.at
    return any(_some_time_ago(fault, op) for op in range(at + 1, max(at - _LONGEST, 0), -1))


def _some_time_ago(fault: Fault, op: int) -> bool:
    begin = op + (words(fault, op, 1) in (("is",), ("was",)))
    age = next((one for one in _AGES if words(fault, begin, len(one)) == one), ())
    number = begin + len(age)
    kinds, last = fault.lexemes.kinds, number + 2
    is_said = words(fault, last, 1) in ((("ago",), ("old",)) if age else (("ago",),))
    if last >= len(kinds) or kinds[number] != NUMBER or kinds[number + 1] not in WORDS:
        return False
    if not is_said and age not in _COMPARED:
        return False
    last += is_said
    duration = written(fault, number, number + 2)
    meant = f"in {_AGES.get(age, 'past')} {duration}"
    message = f"`{written(fault, op, last)}` is no operator with its value"
    if age == ():
        help = f"write `{meant}` for what is not longer ago, or `in past before {duration}`"
        return begin > op and rewrite(fault, op, last, meant, message, help, fix=False)
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
    return OF_DATES.get(meant, meant) if is_date else meant
