"""CDS439: a schedule that lies in the past.

Floor 6.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cdsl.runtime.schedule import next_run
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.program import Schedule, ScheduleOnce
from cdsl.tools.lint.rule import ClockRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign
from cdsl.world.values import Value

_ANY_ZONE: Final = timedelta(days=1)


def check(campaign: LintedCampaign, now: datetime | None) -> Iterator[Problem]:
    """Report each schedule that has no run to come, of those that name their days themselves.

    In whatever zone: for a day it leaves open whether it is over.
    """
    if now is None:
        return
    own = {part.span for part in campaign.node.parts}
    for schedule in campaign.core.schedules:
        if schedule.span in own and _is_over(schedule, now):
            yield Problem(
                schedule.span,
                "this never runs again: it lies in the past",
                help="mend the date, or remove the schedule",
            )


def _is_over(schedule: Schedule, now: datetime) -> bool:
    if isinstance(schedule, ScheduleOnce):
        named: tuple[Expression | None, ...] = (schedule.value,)
    else:
        named = (schedule.first, schedule.last)
    if not all(value is None or isinstance(value, Constant) for value in named):
        return False
    return next_run(schedule, now - _ANY_ZONE, UTC, _worth) is None


def _worth(value: Expression) -> Value:
    assert isinstance(value, Constant)
    return value.value


RULE: Final = ClockRule("CDS439", check)
