"""CDS429: a window that is shorter than the time between two runs.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AllOf, Compare, Condition, Did, Operator, PersonField
from cdsl.semantics.program import ScheduleEvery
from cdsl.semantics.time import BELOW_A_DAY, Duration, Unit
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign, Role

_DAYS: Final = 7
_SHORTEST_MONTH: Final = 28


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each window of the audience that leaves time between two runs unseen.

    Of a batch campaign with one schedule; what it asks for not to have happened is left alone.
    """
    match campaign.core.schedules:
        case (ScheduleEvery() as schedule,):
            gap = _longest_gap(schedule)
        case _:
            return
    for condition in campaign.conditions:
        if condition.role is Role.AUDIENCE:
            for part in _asked(condition.core):
                days = _days(part)
                if days is not None and days < gap:
                    yield Problem(
                        part.span,
                        f"up to {gap} days lie between two runs: the time before this is missed",
                        help=f"look back {gap} days, or run it more often",
                    )


def _asked(condition: Condition) -> Iterator[Compare | Did]:
    match condition:
        case AllOf(parts=parts):
            for part in parts:
                yield from _asked(part)
        case Compare(subject=PersonField(), operator=Operator.IN_PAST) | Did():
            yield condition
        case _:
            return


def _days(part: Compare | Did) -> int | None:
    """How many days it looks back, at least; None where it is no window from now."""
    length = part.window.duration if isinstance(part, Did) and part.window else None
    if isinstance(part, Compare):
        length = part.duration
    if length is None or length.unit in (Unit.MONTH, Unit.YEAR):
        return None
    return _whole_days(length)


def _whole_days(length: Duration) -> int:
    if length.unit in BELOW_A_DAY:
        return length.count // (24 if length.unit is Unit.HOUR else 24 * 60)
    return length.count * (_DAYS if length.unit is Unit.WEEK else 1)


def _longest_gap(schedule: ScheduleEvery) -> int:
    """The days between two runs that lie the furthest apart, at least."""
    match schedule.unit:
        case "day" | "week" if schedule.weekdays and schedule.count == 1:
            days = sorted(schedule.weekdays)
            following = [*days[1:], days[0] + _DAYS]
            return max(after - day for day, after in zip(days, following, strict=True))
        case "day":
            return schedule.count
        case "week":
            return schedule.count * _DAYS
        case _:
            several = len(schedule.month_days) > 1
            return 0 if several else schedule.count * _SHORTEST_MONTH


RULE: Final = CampaignRule("CDS429", check)
