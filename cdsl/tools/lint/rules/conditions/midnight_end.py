"""CDS428: a span of time that ends at the first instant of its last day.

Floor 6.
"""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Final

from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition

_BETWEEN: Final = frozenset({syntax.Operator.BETWEEN, syntax.Operator.NOT_BETWEEN})


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each end at midnight of a month's last day: nobody means that day to be left out.

    Other midnights are how one says that the next day is not in it.
    """
    for root in condition.written:
        for node in conditions_in(root):
            end = _end(node)
            if isinstance(end, nodes.Datetime) and _is_start_of_last_day(end):
                day = end.value.date().isoformat()
                yield Problem(
                    end.span,
                    f"ends as {day} begins, which leaves that day out",
                    help=f"`{day}` without a time is the whole day",
                    fix=replacing("mean the whole day", end.span, day, safe=False),
                )


def _end(node: syntax.Condition) -> nodes.Value | nodes.Duration | None:
    match node:
        case syntax.Comparison(operator=operator, operands=(_, end)) if operator in _BETWEEN:
            return end
        case syntax.Comparison(operator=syntax.Operator.ON_OR_BEFORE, operands=(end,)):
            return end
        case syntax.Did(window=syntax.Window(kind=syntax.WindowKind.BETWEEN, operands=(_, end))):
            return end
        case _:
            return None


def _is_start_of_last_day(end: nodes.Datetime) -> bool:
    day = end.value.date()
    if end.value.time() != time(0) or end.value.tzinfo is not None:
        return False
    return day.year < day.max.year and (day + timedelta(days=1)).day == 1


RULE: Final = ConditionRule("CDS428", check)
