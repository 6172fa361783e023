"""CDS416: the same condition twice in one place.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Condition
from cdsl.source.diagnostic import Fix, Related
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition
from cdsl.tools.lint.together import Part, together_in
from cdsl.tools.lint.writing import removal


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each that says what one before it has said."""
    for together in together_in(condition):
        seen: dict[Condition, Part] = {}
        for part in together.parts:
            first = seen.setdefault(part.core, part)
            if first is not part:
                edit = removal(condition.source, part.beside, part.place)
                yield Problem(
                    part.span,
                    "the same condition stands here twice",
                    help="drop it, or compare with what was meant",
                    related=(Related("the first time", condition.source, first.span),),
                    fix=None if edit is None else Fix("drop it", (edit,), safe=True),
                )


RULE: Final = ConditionRule("CDS416", check)
