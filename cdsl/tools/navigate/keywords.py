"""The words that could follow, in the phrases that people know them by.

Floor 6.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cdsl.semantics.operators import COMPARISON_SIGNS, MEANINGS
from cdsl.semantics.types import DATE_LIKE, Type
from cdsl.syntax.conditions import Operator
from cdsl.syntax.reach import Reach
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.navigate.subject import subject_of, valued

_PHRASES: Final = MappingProxyType(
    {
        "add": ("add to list",),
        "batch": ("batch campaign",),
        "call": ("call webhook",),
        "communication": ("communication limit",),
        "delete": ("delete person",),
        "do": ("do", "do nothing"),
        "even": ("even back",),
        "executable": ("executable campaign",),
        "execute": ("execute campaign",),
        "expect": ("expect", "expect everyone", "expect nobody", "expect refused"),
        "given": ("given", "given person", "given company", "given list", "given program"),
        "interesting": ("interesting moment",),
        "member": ("member of", "member"),
        "on": ("on", "on change of"),
        "otherwise": ("otherwise", "otherwise keep"),
        "parent": ("parent tokens",),
        "qualify": ("qualify once", "qualify once every", "qualify every time"),
        "remove": ("remove from list", "remove from flow"),
        "request": ("request campaign",),
        "respect": ("respect communication limits",),
        "schedule": ("schedule once at", "schedule every"),
        "send": ("send email", "send alert"),
        "set": ("set status",),
        "smart": ("smart list",),
        "trigger": ("trigger campaign",),
        "wait": ("wait", "wait until"),
    }
)
"""What a word goes on with where it begins a declaration, a part, a step or a condition."""
_BEGINNINGS: Final = frozenset({"flow", "stop", "everyone", "folder", "given", "smart"})
"""Words one of which can stand wherever something can begin."""


def words(reached: Reach, scope: Scope) -> Iterator[Candidate]:
    """The words that could follow a text; operators are those that fit what they compare."""
    could = [word for word in reached.words if word.isalpha()]
    if "contains" in could:
        yield from _operators(reached, scope)
        could = [word for word in could if word not in _OPERATOR_WORDS]
    could = [word for word in could if word not in _TRUTHS or _may_be_true(reached, scope)]
    begins = not _BEGINNINGS.isdisjoint(could)
    for word in could:
        for phrase in _PHRASES.get(word, (word,)) if begins else (word,):
            yield Candidate(phrase, Sort.WORD)


_TRUTHS: Final = frozenset({"true", "false"})


def _may_be_true(reached: Reach, scope: Scope) -> bool:
    """Whether what the value belongs to, if it is known, is a boolean."""
    subject = valued(reached, scope)
    return subject is None or subject.type is Type.BOOLEAN


_OPERATOR_WORDS: Final = frozenset(operator.value.split()[0] for operator in Operator)


def _operators(reached: Reach, scope: Scope) -> Iterator[Candidate]:
    subject = subject_of(reached.lexemes.texts[:-1], scope)
    for operator in Operator:
        types = MEANINGS[operator].types
        if subject is not None and subject.type not in types:
            continue
        # Dates are compared by words: `before` is offered instead of `<`.
        if subject is not None and subject.type in DATE_LIKE and operator in COMPARISON_SIGNS:
            continue
        yield Candidate(operator.value, Sort.OPERATOR, "" if subject is None else str(subject.type))
