"""CDS809: two batch campaigns run at one instant, and one reads what the other changes.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.program import CampaignKind, Schedule, ScheduleEvery
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Kind
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram

_COUNTED: Final = (Kind.FIELD, Kind.MEMBER_FIELD, Kind.STATUS, Kind.LIST)


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each pair at the schedule of the second one."""
    batches = [
        one
        for one in program.campaigns
        if one.core.kind is CampaignKind.BATCH and one.core.schedules
    ]
    effects = {id(one): program.effects(one.core) for one in batches}
    for number, second in enumerate(batches):
        for first in batches[:number]:
            schedule = _common(first, second)
            if schedule is None or first.core.key.workspace != second.core.key.workspace:
                continue
            mine, theirs = effects[id(first)], effects[id(second)]
            touched = (mine.writes & theirs.reads) | (mine.reads & theirs.writes)
            things = sorted((one for one in touched if one.kind in _COUNTED), key=str)
            if things:
                name = first.core.key.name
                yield Problem(
                    schedule.span,
                    f"{quoted(name)} runs at the same time, and {things[0]} passes between the two",
                    help="schedule one of them later, or execute the one from the other",
                    related=(Related("the other campaign", first.source, first.node.name.span),),
                    source=second.source,
                )


def _common(first: LintedCampaign, second: LintedCampaign) -> Schedule | None:
    return next(
        (
            theirs
            for theirs in second.core.schedules
            for mine in first.core.schedules
            if _meet(mine, theirs)
        ),
        None,
    )


def _meet(one: Schedule, other: Schedule) -> bool:
    """Whether two schedules surely have an instant in common, where their bounds allow."""
    if not isinstance(one, ScheduleEvery) or not isinstance(other, ScheduleEvery):
        return one == other
    if (one.at, one.zone) != (other.at, other.zone):
        return False
    daily = [schedule for schedule in (one, other) if _is_daily(schedule)]
    if daily:
        return True
    if one.unit != other.unit or one.count != other.count:
        return False
    if one.unit == "month":
        return bool(one.month_days & other.month_days) or one.month_days == other.month_days
    return bool(one.weekdays & other.weekdays) or one.weekdays == other.weekdays


def _is_daily(schedule: ScheduleEvery) -> bool:
    return schedule.unit == "day" and schedule.count == 1 and not schedule.weekdays


RULE: Final = ProgramRule("CDS809", check)
