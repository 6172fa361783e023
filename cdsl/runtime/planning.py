"""When the schedules of a campaign make it run, and whether an edit of the files changes that.

Floor 5. Pure. What an expression of a schedule is worth is asked at the instant at which the
campaign was planned: as the session began, or as the campaign was adopted. Later readings of the
clock would move a date that is counted from today.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final, assert_never

from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.agenda import BatchRun, Due, Recurrence, Wake
from cdsl.runtime.schedule import Worth, expressions_of, next_run
from cdsl.runtime.zones import zones_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program, Schedule, ScheduleEvery
from cdsl.source.data import dataclass
from cdsl.world.values import Value

Plan = tuple[tuple[Schedule, ...], str, tuple[Value, ...]]
"""The schedules of a campaign, their zone, and what their expressions are worth."""

NO_PLAN: Final[Plan] = ((), "", ())
"""The plan of a campaign that does not run by itself."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The zones that a program names, and the instant at which each campaign was planned."""

    zones: Mapping[str, tzinfo]
    planned: Mapping[AssetKey, datetime]


def timetable_of(program: Program, now: datetime) -> Timetable:
    """Every campaign of a program planned now."""
    return Timetable(zones_of(program), dict.fromkeys(program.campaigns, now))


def edited(
    timetable: Timetable, program: Program, anew: Collection[AssetKey], now: datetime
) -> Timetable:
    """The timetable of an edited program: some campaigns are planned now, others as they were."""
    planned = {
        key: now if key in anew else timetable.planned.get(key, now) for key in program.campaigns
    }
    return Timetable(zones_of(program), planned)


def next_of(
    campaign: Campaign, earliest: datetime, timetable: Timetable, environment: Environment
) -> datetime | None:
    """When a campaign runs next, at or after an instant; several schedules may mean one instant."""
    worth = _worth(campaign, _as_planned(campaign, timetable, environment))

    def next_by(schedule: Schedule) -> datetime | None:
        zone = environment.zones[campaign.key.workspace]
        if isinstance(schedule, ScheduleEvery):
            zone = timetable.zones[schedule.zone]
        return next_run(schedule, earliest, zone, worth)

    found = (next_by(schedule) for schedule in campaign.schedules)
    return min((at for at in found if at is not None), default=None)


def plans_of(
    program: Program, timetable: Timetable, environment: Environment
) -> Mapping[AssetKey, Plan]:
    """Everything that says when each campaign runs by itself."""
    return {
        key: _plan_of(campaign, _as_planned(campaign, timetable, environment))
        for key, campaign in program.campaigns.items()
    }


def _as_planned(campaign: Campaign, timetable: Timetable, environment: Environment) -> Environment:
    return replace(environment, now=timetable.planned.get(campaign.key, environment.now))


def _plan_of(campaign: Campaign, environment: Environment) -> Plan:
    if not campaign.schedules:
        return NO_PLAN
    worth = _worth(campaign, environment)
    values = (
        worth(expression)
        for schedule in campaign.schedules
        for expression in expressions_of(schedule)
    )
    zone = environment.program.workspaces[campaign.key.workspace].zone
    return campaign.schedules, zone, tuple(values)


def is_dropped(due: Due, campaigns: Collection[AssetKey], program: Program) -> bool:
    """Whether what is due is no more in an edited program.

    That is a run by the schedules of one of the campaigns, or a run of a campaign that is gone.
    """
    match due:
        case Wake():
            return False
        case BatchRun():
            return due.campaign not in program.campaigns
        case Recurrence():
            return due.campaign in campaigns
        case _:
            assert_never(due)


def _worth(campaign: Campaign, environment: Environment) -> Worth:
    """What expressions of a campaign's schedules are worth: for nobody."""
    scene = scene_of(environment, own_scope(campaign), campaign.key.workspace)
    nobody = View(scene, "", (None,) * len(environment.program.schema.person))
    return lambda expression: value_of(expression, nobody)
