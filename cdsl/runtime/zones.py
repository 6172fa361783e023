"""The time zones that a program names.

Floor 5. The zones' rules come with the installed package, so that every machine agrees.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from cdsl.semantics.program import Program, ScheduleEvery


def zones_of(program: Program) -> Mapping[str, tzinfo]:
    """Every zone that a workspace or a schedule uses, by name; the checker has found them all."""
    names = {workspace.zone for workspace in program.workspaces.values()}
    for campaign in program.campaigns.values():
        for schedule in campaign.schedules:
            if isinstance(schedule, ScheduleEvery):
                names.add(schedule.zone)
    return {name: UTC if name == "UTC" else ZoneInfo(name) for name in names}


def zones_of_workspaces(program: Program) -> Mapping[str, tzinfo]:
    """The zone of each workspace, by the workspace's name."""
    zones = zones_of(program)
    return {workspace.name: zones[workspace.zone] for workspace in program.workspaces.values()}
