"""CDS419: `in past before` where `in past` is meant.

Floor 6.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import (
    AllOf,
    Compare,
    Condition,
    MemberField,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import ChangeBy
from cdsl.semantics.types import Type
from cdsl.semantics.walk import steps_in
from cdsl.source.quoting import quoted
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition, Role

_RECENT: Final = re.compile(
    r"\b(recent(ly)?|fresh|new|latest|within|(last|past) \d+)\b", re.IGNORECASE
)
_ACTIVE: Final = re.compile(r"\b(active|engaged|current(ly)?|hot)\b", re.IGNORECASE)
"""Words that speak of when somebody was last seen, but not of when they became a customer."""
_NOT_RECENT: Final = re.compile(
    r"\b(in-?active|dis-?engaged|re-?engaged?|not?|never|un\w+|longer|dormant|lapsed|stale|old(er)?"
    r"|cold|quiet|before|over|more|decay|sunset|win|recycled?|until|since|ago)\b",
    re.IGNORECASE,
)
_LAST: Final = re.compile(r"(^|_)(last|latest|recent)(_|$)")


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report it where the name says the contrary, or where it brings points for being active."""
    if condition.role not in (Role.SMART_LIST, Role.AUDIENCE):
        return
    name = condition.name
    for compare in _asked(condition.core):
        if _sounds_recent(name, _is_last(compare)):
            yield from _problem(compare, f"{quoted(name)} sounds like the contrary", condition)
        elif _is_last(compare) and _gives_points(condition):
            yield from _problem(compare, "and it brings points", condition)


def _sounds_recent(name: str, of_last: bool) -> bool:
    if _NOT_RECENT.search(name) is not None:
        return False
    return _RECENT.search(name) is not None or (of_last and _ACTIVE.search(name) is not None)


def _asked(condition: Condition) -> Iterator[Compare]:
    match condition:
        case AllOf(parts=parts):
            for part in parts:
                yield from _asked(part)
        case Compare(operator=Operator.IN_PAST_BEFORE):
            yield condition
        case _:
            return


def _is_last(compare: Compare) -> bool:
    """Whether the field says when somebody was last seen: `last_visit`."""
    match compare.subject:
        case PersonField(field=field) | MemberField(field=field):
            return _LAST.search(field.name) is not None
        case _:
            return False


def _gives_points(condition: LintedCondition) -> bool:
    if condition.role is not Role.AUDIENCE or condition.campaign is None:
        return False
    changes = [
        step.amount.value
        for step in steps_in(condition.campaign.flow)
        if isinstance(step, ChangeBy)
        and step.target.field.type is Type.SCORE
        and isinstance(step.amount, Constant)
    ]
    return bool(changes) and all(isinstance(change, int) and change > 0 for change in changes)


def _problem(compare: Compare, why: str, condition: LintedCondition) -> Iterator[Problem]:
    written = condition.comparison(compare)
    if written is None:
        return
    length = condition.text(written.operands[0].span)
    yield Problem(
        compare.span,
        f"`in past before {length}` means longer ago than {length}, {why}",
        help=f"`in past {length}` means within the last {length}",
        fix=replacing("write `in past`", written.operator_span, "in past", safe=False),
    )


RULE: Final = ConditionRule("CDS419", check)
