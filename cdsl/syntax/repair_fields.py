"""Repairs of fields and attributes that are named by several words: `person score`, `Job Title`.

Floor 1; see `cdsl.syntax.repairs`. What the library calls otherwise than a screen does is known
here by its words, since the parser knows no declarations; all else is the name with `_`.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import FOREIGN_OPERATOR, WORDS
from cdsl.syntax.repair_operators import operator_in_other_words
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import FIXED, OPERATORS, STRING

# fmt: off
CALLED: Final = MappingProxyType({
    "email address": "email", "job title": "title", "company name": "company",
    "phone number": "phone", "mobile phone number": "mobile_phone", "person notes": "notes",
    "person score": "score", "lead score": "score", "acquisition program": "acquired_by",
    "date of birth": "birthday", "create date": "created_at", "created date": "created_at",
    "lead owner": "owner", "lead owner email address": "owner_email",
    "num employees": "company.employees", "number of employees": "company.employees",
    "annual revenue": "company.revenue", "parent company name": "company.parent",
    "member status": "member.status", "program status": "member.status",
    "web page": "page", "form name": "form", "email name": "email", "link name": "link",
})
# fmt: on
"""The words of labels of the library that are not its names."""
_OWNERS: Final = MappingProxyType(
    {"person": "", "lead": "", "company": "company.", "member": "member."}
)
_JOINTS: Final = frozenset(
    {"all", "and", "any", "did", "everyone", "none", "not", "of", "on", "or", "where", "with"}
)
_FOLLOWERS: Final = OPERATORS | {FOREIGN_OPERATOR, *(FIXED[w] for w in ("to", "by", "reaches"))}
_LONGEST: Final = 4


def field_of_several_words(fault: Fault) -> bool:
    """`person score > 50`, `change Job Title to "VP"`: a field is named by one word."""
    at = fault.machine.at
    return any(_several_words(fault, first) for first in (at, at - 1) if first >= 0)


def is_field(fault: Fault, at: int) -> bool:
    """Whether a lexeme could name a field."""
    return fault.lexemes.kinds[at] in WORDS or fault.lexemes.kinds[at] == STRING


def field_at(fault: Fault, at: int) -> tuple[int, str] | None:
    """Where the name of a field ends that begins here, and how it is written."""
    for count in range(_LONGEST, 1, -1):
        called = CALLED.get(" ".join(words(fault, at, count)))
        if called is not None:
            return at + count, called
    lexemes = fault.lexemes
    if at >= len(lexemes.kinds) or not is_field(fault, at):
        return None
    is_dotted = lexemes.texts[at + 1] == "." and is_field(fault, at + 2)
    last = at + 3 if is_dotted else at + 1
    return last, "".join(lexemes.texts[at:last])


def _several_words(fault: Fault, first: int) -> bool:
    lexemes = fault.lexemes
    last = first
    while last - first < _LONGEST and lexemes.kinds[last] in WORDS:
        if last > first and (is_first(fault, last) or lexemes.kinds[last] in _FOLLOWERS):
            break
        last += 1
        if last - first > 1 and _is_named(fault, first, last):
            return True
    return False


def _is_named(fault: Fault, first: int, last: int) -> bool:
    """Whether a field is named by these words, and what follows is said of it."""
    parts = words(fault, first, last - first)
    meant = named_by(parts)
    if not meant:
        return False
    said = written(fault, first, last)
    message = f"a field is named by one word, not by `{said}`"
    if fault.lexemes.kinds[last] in _FOLLOWERS or " ".join(parts) in CALLED:
        if meant == "_".join(parts) and said == said.title():
            return False
        help = f"write `{meant}`, or the label of the field in quotes"
        if rewrite(fault, first, last, meant, message, help):
            return True
    operator = operator_in_other_words(fault, last)
    if operator is None or is_first(fault, last) or last <= fault.machine.at:
        return False
    end, sign = operator
    return rewrite(fault, first, end, f"{meant} {sign}", message, f"write `{meant} {sign}`")


def named_by(parts: tuple[str, ...]) -> str:
    """The name that words are most likely meant for; "" if they could mean anything."""
    return CALLED.get(" ".join(parts)) or _joined(parts)


def _joined(parts: tuple[str, ...]) -> str:
    if not _JOINTS.isdisjoint(parts):
        return ""
    owner = _OWNERS.get(parts[0])
    if owner is None or parts in (("lead", "source"), ("lead", "status")):
        return "_".join(parts)
    return owner + "_".join(parts[1:])
