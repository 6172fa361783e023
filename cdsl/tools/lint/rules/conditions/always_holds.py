"""CDS412: a condition that always holds, since one of its alternatives does.

Floor 6.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from cdsl.semantics.conditions import AnyOf, Everyone
from cdsl.source.diagnostic import Related
from cdsl.tools.implication.implication import always_holds, topics
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.rules.conditions.negatives_joined_by_or import negated_comparison
from cdsl.tools.lint.subjects import LintedCondition, Role
from cdsl.tools.lint.together import Part, Together, together_in
from cdsl.tools.lint.writing import shown


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report alternatives of which everybody meets one; negated ones of one field are CDS413."""
    if condition.role is Role.BRANCH and isinstance(condition.core, Everyone):
        yield Problem(
            condition.span,
            "`everyone` always holds, so there is nothing to decide",
            help="drop the `if`, or say who is meant",
        )
    for together in together_in(condition):
        if not together.every and always_holds(together.core):
            yield from _problem(together, condition)


def _problem(together: Together, condition: LintedCondition) -> Iterator[Problem]:
    parts = together.parts
    certain = [part for part in parts if always_holds(part.core)]
    if certain:
        if isinstance(certain[0].core, Everyone):
            yield Problem(
                certain[0].span,
                "`everyone` makes the other alternatives pointless",
                help="drop it, or the others",
            )
        return
    if _negates_one_field(parts):
        return
    for one, other in combinations(parts, 2):
        if topics(one.core) & topics(other.core) and always_holds(AnyOf((one.core, other.core))):
            yield Problem(
                other.span,
                f"whoever does not meet `{shown(condition.source, one.span)}` meets this",
                help="together they hold of everybody: drop them, or join them by `and`",
                related=(Related("the other one", condition.source, one.span),),
            )
            return
    yield Problem(
        parts[-1].span,
        "with the alternatives before it this holds of everybody",
        help="drop them, or join some of them by `and`",
    )


def _negates_one_field(parts: tuple[Part, ...]) -> bool:
    negated = [found for part in parts if (found := negated_comparison(part)) is not None]
    return any(
        one.subject == other.subject and one.operator is other.operator
        for one, other in combinations(negated, 2)
    )


RULE: Final = ConditionRule("CDS412", check)
