"""CDS410: `before` and its kin, which people without a date match as well.

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
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition, Role

_MATCH_EMPTY: Final = frozenset({Operator.BEFORE, Operator.ON_OR_BEFORE, Operator.IN_PAST_BEFORE})


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each that stands where people without a date have not been left out."""
    if condition.role is Role.TRIGGER:
        return
    guarded: frozenset[Subject] = frozenset()
    if condition.role is Role.BRANCH and condition.campaign is not None:
        guarded = frozenset(_without_empty(condition.campaign.smart_list))
    for compare, inside_any in _unguarded(condition.core, guarded, False):
        yield from _problem(compare, inside_any, condition)


def _unguarded(
    condition: Condition, guarded: frozenset[Subject], inside_any: bool
) -> Iterator[tuple[Compare, bool]]:
    match condition:
        case AllOf(parts=parts):
            guards = frozenset(subject for part in parts for subject in _without_empty(part))
            for part in parts:
                yield from _unguarded(part, guarded | guards, False)
        case AnyOf(parts=parts):
            # Who says `is empty or …` has thought of them.
            meant = frozenset(
                part.subject
                for part in parts
                if isinstance(part, Compare) and part.operator is Operator.IS_EMPTY
            )
            for part in parts:
                yield from _unguarded(part, guarded | meant, True)
        case Compare(subject=subject, operator=operator):
            is_field = isinstance(subject, PersonField | CompanyField | MemberField)
            if operator in _MATCH_EMPTY and is_field and subject not in guarded:
                yield condition, inside_any
        case _:
            # A negation leaves people without a date out, and activities always have one.
            return


def _without_empty(condition: Condition) -> Iterator[Subject]:
    """What cannot be empty where a condition holds."""
    match condition:
        case Not(part=Compare(subject=subject, operator=operator)):
            if operator is Operator.IS_EMPTY or operator in _MATCH_EMPTY:
                yield subject
        case Compare(subject=subject, operator=operator):
            if operator is not Operator.IS_EMPTY and operator not in _MATCH_EMPTY:
                yield subject
        case AllOf(parts=parts):
            for part in parts:
                yield from _without_empty(part)
        case _:
            return


def _problem(compare: Compare, inside_any: bool, condition: LintedCondition) -> Iterator[Problem]:
    written = condition.comparison(compare)
    if written is None:
        return
    subject = condition.text(written.subject.span)
    guarded = f"{subject} is not empty and {condition.text(compare.span)}"
    yield Problem(
        compare.span,
        f"`{compare.operator}` also holds of people whose `{subject}` is empty",
        help=f"add `{subject} is not empty`, or say why they are meant",
        fix=replacing(
            "leave out the people without a date",
            compare.span,
            f"({guarded})" if inside_any else guarded,
            safe=False,
        ),
    )


RULE: Final = ConditionRule("CDS410", check)
