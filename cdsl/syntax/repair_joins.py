"""Repairs of how conditions are put together: commas between them, a left side said only once.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, heights, is_first
from cdsl.syntax.lexer import FOREIGN_OPERATOR, WORDS
from cdsl.syntax.places import LINE, STEP
from cdsl.syntax.rewrite import rewrite, words
from cdsl.syntax.tables import HEAD, LBRACE, LPAR, NUMBER, OPERATORS, RBRACE, STRING

_HOW_MANY: Final = MappingProxyType(
    {
        "any": "one of them has to hold",
        "none": "none of them may hold",
    }
)
_JOINS: Final = (("and",), ("or",))
_TURNED: Final = MappingProxyType(
    {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=<": ">=", "=>": "<=", "=": "is", "==": "is"}
)


def comma(fault: Fault) -> bool:
    """`score > 10, country is "IT"`: what stands in a row in a block needs no sign between."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.texts[at] in ("]", "}", ")") and words(fault, at - 1, 1) == (",",):
        return rewrite(fault, at - 1, at, "", "`,` joins nothing here", "leave it out")
    if at == 0 or lexemes.texts[at] != "," or words(fault, at + 1, 1) == ("then",):
        return False
    if words(fault, at + 1, 1) in _JOINS:
        joint = lexemes.texts[at + 1]
        help = f"leave it out: `{joint}` is enough"
        return rewrite(fault, at, at + 1, "", "`,` cannot stand here", help)
    return _in_a_row(fault) or _in_a_condition(fault)


def _in_a_row(fault: Fault) -> bool:
    """A comma behind a condition of a block, or behind a step."""
    at = fault.machine.at
    block, in_brackets = _innermost(fault)
    if in_brackets:
        return False
    if any(True for _ in heights(fault, LINE)):
        how_many = _HOW_MANY.get(block, "all of them have to hold")
        message = "`,` does not join conditions"
        help = f"leave it out: conditions stand one a line, and {how_many}"
    elif any(True for _ in heights(fault, STEP)):
        message = "`,` does not join steps"
        help = "leave it out: steps follow one another, and need no sign between them"
    else:
        return False
    return rewrite(fault, at, at + 1, "", message, help)


def _in_a_condition(fault: Fault) -> bool:
    """A comma in parentheses, or in what `if` and `expect` ask."""
    at = fault.machine.at
    is_mixed = _says_or(fault)
    help = "write `and`" + (", and parentheses around what belongs together" if is_mixed else "")
    message = "`,` does not join conditions"
    return rewrite(fault, at, at + 1, "and", message, help, fix=not is_mixed)


def _innermost(fault: Fault) -> tuple[str, bool]:
    """The word before the open block, and whether a parenthesis is open in it."""
    values = fault.machine.values
    opener = max((n for n, value in enumerate(values) if value == "{"), default=0)
    word = values[opener - 1] if opener else ""
    return word if isinstance(word, str) else "", "(" in values[opener:]


def _says_or(fault: Fault) -> bool:
    """Whether `or` stands before the lexeme at hand in the same brackets."""
    at = fault.machine.at - 1
    while at >= 0 and fault.lexemes.kinds[at] not in (LPAR, LBRACE, RBRACE):
        if words(fault, at, 1) == ("or",):
            return True
        at -= 1
    return False


def left_side_once(fault: Fault) -> bool:
    """`score > 5 and < 10`: every comparison says what it compares."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.kinds[at] not in OPERATORS | {FOREIGN_OPERATOR}:
        return False
    before = at - 1 if words(fault, at - 1, 1) == ("not",) else at
    if words(fault, before - 1, 1) not in _JOINS or is_first(fault, before):
        return False
    for n in range(before - 2, max(before - 20, -1), -1):
        if lexemes.kinds[n] in (LBRACE, RBRACE) or words(fault, n, 1) == ("where",):
            return False
        if lexemes.kinds[n + 1] in OPERATORS and (
            lexemes.leads[n] == HEAD or lexemes.kinds[n] == STRING
        ):
            first = n - 2 if lexemes.texts[n - 1] == "." else n
            left = "".join(lexemes.texts[first : n + 1])
            said = " ".join(lexemes.texts[before : at + 1])
            message = f"`{said}` does not say what it compares"
            help = f"repeat what is compared: `{left} {said} …`"
            points = (before, at + 1)
            return rewrite(fault, before, before, left, message, help, shown=points)
    return False


def turned_round(fault: Fault) -> bool:
    """`5 < score`, `0 < score < 10`: what is compared comes first."""
    lexemes, at = fault.lexemes, fault.machine.at
    kinds, texts = lexemes.kinds, lexemes.texts
    if kinds[at] != NUMBER or texts[at + 1] not in _TURNED or kinds[at + 2] not in WORDS:
        return False
    value, sign, field = texts[at : at + 3]
    meant, last = f"{field} {_TURNED[sign]} {value}", at + 3
    if texts[last] in _TURNED and kinds[last + 1] == NUMBER:
        meant, last = f"{meant} and {field} {texts[last]} {texts[last + 1]}", last + 2
    message = "what is compared stands before the sign"
    return rewrite(fault, at, last, meant, message, f"write `{meant}`")
