"""CDS413: `is not "A" or is not "B"`, which leaves nobody out.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Compare, Not, Operator, Subject
from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition
from cdsl.tools.lint.together import Part, together_in
from cdsl.tools.lint.writing import removal, text_of, values_written

_LISTED: Final = frozenset({Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS})
"""The operators that take several values, all of which must be absent when negated."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report alternatives that say of one field what it is not."""
    for together in together_in(condition):
        if together.every:
            continue
        found: dict[tuple[Subject, Operator], list[Part]] = {}
        for part in together.parts:
            compare = negated_comparison(part)
            if compare is not None:
                found.setdefault((compare.subject, compare.operator), []).append(part)
        for parts in found.values():
            if len(parts) > 1:
                yield _problem(parts, condition)


def negated_comparison(part: Part) -> Compare | None:
    """The comparison that `is not`, `not contains` and `not starts with` negate."""
    match part.core:
        case Not(part=Compare(operator=operator) as compare) if operator in _LISTED:
            return compare if isinstance(part.written, syntax.Comparison) else None
        case _:
            return None


def _problem(parts: list[Part], condition: LintedCondition) -> Problem:
    first, second = parts[0], parts[1]
    assert isinstance(first.written, syntax.Comparison)
    subject = text_of(condition.source, first.written.subject.span)
    return Problem(
        second.span,
        f"any `{subject}` differs from one of these, so that hardly anybody is left out",
        help="to leave all of them out, give the values in one list",
        related=(Related("the first of them", condition.source, first.span),),
        fix=_in_one_list(parts, condition),
    )


def _in_one_list(parts: list[Part], condition: LintedCondition) -> Fix | None:
    source = condition.source
    values: list[str] = []
    edits: list[Edit] = []
    for part in parts:
        assert isinstance(part.written, syntax.Comparison)
        written = values_written(part.written, source)
        gone = removal(source, part.beside, part.place)
        if written is None or gone is None or part.beside is not parts[0].beside:
            return None
        values += written
        edits.append(gone)
    first = parts[0].written
    assert isinstance(first, syntax.Comparison)
    word = text_of(source, first.operator_span)
    word = "not in" if first.operator is syntax.Operator.IS_NOT else word
    subject = text_of(source, first.subject.span)
    listed = f"{subject} {word} [{', '.join(dict.fromkeys(values))}]"
    return Fix("leave all of them out", (Edit(first.span, listed), *edits[1:]))


RULE: Final = ConditionRule("CDS413", check)
