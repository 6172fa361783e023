"""CDS415: a condition that another one beside it makes pointless.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Compare, Condition, Everyone, Not, Operator
from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.source.diagnostic import Fix, Related
from cdsl.tools.implication.implication import always_holds, can_hold, implies, topics
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition
from cdsl.tools.lint.together import Part, Together, together_in
from cdsl.tools.lint.writing import removal, shown

_MOST: Final = 30
"""Conditions in one place; beyond that nobody looks at all pairs."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each that follows from one beside it, or among alternatives says less than one.

    `is empty` and `is not empty` are left alone: they are often said to be plain.
    """
    for together in together_in(condition):
        if len(together.parts) <= _MOST:
            found = list(_pointless(together, condition))
            # Asked last, since hardly any condition follows from another one.
            if found and can_hold(together.core) and not always_holds(together.core):
                yield from found


def _pointless(together: Together, condition: LintedCondition) -> Iterator[Problem]:
    gone: set[int] = set()
    spoken_of = [topics(part.core) for part in together.parts]
    for place, part in enumerate(together.parts):
        if _asks_for_a_value(part.core):
            continue
        for other, cause in enumerate(together.parts):
            if other == place or other in gone or cause.core == part.core:
                continue
            if isinstance(part.core, Everyone) or spoken_of[place] & spoken_of[other]:
                strong, weak = (cause, part) if together.every else (part, cause)
                if implies(strong.core, weak.core) and not (
                    other > place and implies(weak.core, strong.core)
                ):
                    gone.add(place)
                    yield _problem(part, cause, together.every, condition)
                    break


def _asks_for_a_value(core: Condition) -> bool:
    inner = core.part if isinstance(core, Not) else core
    return isinstance(inner, Compare) and inner.operator is Operator.IS_EMPTY


def _problem(part: Part, cause: Part, every: bool, condition: LintedCondition) -> Problem:
    source = condition.source
    other = shown(source, cause.span)
    edit = removal(source, part.beside, part.place)
    # A token may turn out to be a hole, of which a condition then holds nobody.
    is_plain = not any(any(tokens_in(value)) for value in values_in_condition(part.core))
    return Problem(
        part.span,
        f"follows from `{other}`" if every else f"`{other}` already holds of these people",
        help="drop it, or say what is meant instead",
        related=(Related("makes it pointless", source, cause.span),),
        fix=None if edit is None else Fix("drop it", (edit,), safe=is_plain),
    )


RULE: Final = ConditionRule("CDS415", check)
