"""CDS411: a condition that can never hold, since its parts contradict each other.

Floor 6.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from cdsl.semantics.conditions import AllOf
from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.syntax import conditions
from cdsl.tools.implication.implication import can_hold, topics
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition
from cdsl.tools.lint.together import Part, Together, together_in
from cdsl.tools.lint.writing import removal, shown, text_of, values_written

_EITHER: Final = frozenset({conditions.Operator.IS, conditions.Operator.IN})


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each place where no person can meet all; the innermost, when it spoils more."""
    for together in together_in(condition):
        if together.every and not can_hold(together.core):
            yield from _problem(together, condition)


def _problem(together: Together, condition: LintedCondition) -> Iterator[Problem]:
    parts = together.parts
    if not all(can_hold(part.core) for part in parts):
        return
    for one, other in combinations(parts, 2):
        if topics(one.core) & topics(other.core) and not can_hold(AllOf((one.core, other.core))):
            yield _contradiction(one, other, condition)
            return
    last = parts[-1].span
    yield Problem(
        parts[0].span.to(last) if parts[0].span < last else last,
        "these conditions contradict each other, so nobody meets them",
        help="use `any { … }` where one of them is enough",
    )


def _contradiction(one: Part, other: Part, condition: LintedCondition) -> Problem:
    source = condition.source
    is_pair = one.span != other.span
    return Problem(
        other.span,
        f"never holds beside `{shown(source, one.span)}`",
        help="nobody meets both: use `or` where one of them is enough, else drop one",
        related=(Related("contradicts this", source, one.span),) if is_pair else (),
        fix=_either(one, other, condition),
    )


def _either(one: Part, other: Part, condition: LintedCondition) -> Fix | None:
    """`x is "A"` and `x is "B"`: the author has written an and for an or."""
    first, second = one.written, other.written
    if not (isinstance(first, conditions.Comparison) and isinstance(second, conditions.Comparison)):
        return None
    if first.subject != second.subject or not {first.operator, second.operator} <= _EITHER:
        return None
    values = [values_written(node, condition.source) for node in (first, second)]
    gone = removal(condition.source, other.beside, other.place)
    if values[0] is None or values[1] is None or gone is None or "true" in values[0] + values[1]:
        return None
    subject = text_of(condition.source, first.subject.span)
    listed = f"{subject} in [{', '.join(dict.fromkeys(values[0] + values[1]))}]"
    return Fix("one of the values is enough", (Edit(first.span, listed), gone))


RULE: Final = ConditionRule("CDS411", check)
