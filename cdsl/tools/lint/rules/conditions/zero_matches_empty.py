"""CDS418: `is 0`, which people without a number match as well.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    CompanyField,
    Compare,
    Condition,
    MemberField,
    Not,
    Operator,
    PersonField,
    Subject,
)
from cdsl.semantics.expressions import Constant
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.tools.implication.implication import implies
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition, Role


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each where people without a number are neither left out nor named.

    Scores are left alone, since one who never scored has no points, and fields with a default.
    """
    if condition.role is not Role.TRIGGER:
        for compare, inside_any in _open(condition.core, condition.core, frozenset(), False):
            yield from _problem(compare, inside_any, condition)


def _open(
    condition: Condition, around: Condition, named: frozenset[Subject], inside_any: bool
) -> Iterator[tuple[Compare, bool]]:
    match condition:
        case AllOf(parts=parts):
            for part in parts:
                yield from _open(part, condition, named, False)
        case AnyOf(parts=parts):
            more = named | {
                part.subject
                for part in parts
                if isinstance(part, Compare) and part.operator is Operator.IS_EMPTY
            }
            for part in parts:
                yield from _open(part, part, more, True)
        case Compare(subject=subject) if _may_be_unknown(condition) and subject not in named:
            filled = Not(Compare(subject, Operator.IS_EMPTY, (), condition.type))
            if not implies(around, filled):
                yield condition, inside_any
        case _:
            return


def _may_be_unknown(compare: Compare) -> bool:
    if compare.operator is not Operator.IS or compare.type not in NUMBER_LIKE - {Type.SCORE}:
        return False
    zero = any(isinstance(one, Constant) and one.value == 0 for one in compare.operands)
    match compare.subject:
        case PersonField(field=field) | CompanyField(field=field) | MemberField(field=field):
            return zero and field.default is None
        case _:
            return False


def _problem(compare: Compare, inside_any: bool, condition: LintedCondition) -> Iterator[Problem]:
    written = condition.comparison(compare)
    if written is None:
        return
    subject = condition.text(written.subject.span)
    guarded = f"{subject} is not empty and {condition.text(compare.span)}"
    yield Problem(
        compare.span,
        f"0 also matches people whose `{subject}` is empty",
        help=f"add `{subject} is not empty`, or `or {subject} is empty` to say that they are meant",
        fix=replacing(
            "leave out the people without a number",
            compare.span,
            f"({guarded})" if inside_any else guarded,
            safe=False,
        ),
    )


RULE: Final = ConditionRule("CDS418", check)
