"""Campaigns: who, when, how often, and the flow.

Floor 2.
"""

from collections.abc import Sequence
from datetime import UTC
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition, Everyone, HoleCondition
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.flow import Step
from cdsl.semantics.known import Known
from cdsl.semantics.places import Declared, Place, PlacedPart
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Location,
    Qualification,
    Schedule,
    ScheduleEvery,
    ScheduleOnce,
    Trigger,
)
from cdsl.semantics.resolve.conditions import all_of
from cdsl.semantics.resolve.frames import own_definitions
from cdsl.semantics.resolve.literals import instant
from cdsl.semantics.resolve.parts import token_lines
from cdsl.semantics.resolve.steps import Owner, steps_of
from cdsl.semantics.resolve.tokens import type_chain
from cdsl.semantics.resolve.triggers import On, activity_of, trigger
from cdsl.semantics.resolve.values import compared
from cdsl.semantics.resolve.waits import weekdays
from cdsl.semantics.schema import Activity
from cdsl.semantics.setting import Setting
from cdsl.semantics.time import Unit
from cdsl.semantics.types import Type
from cdsl.source.quoting import quoted
from cdsl.syntax import campaigns, declarations, nodes

HOURS: Final = MappingProxyType(
    {Unit.HOUR: 1, Unit.DAY: 24, Unit.WEEK: 168, Unit.MONTH: 720, Unit.YEAR: 8760}
)
"""The hours of a qualification period (language.md 5)."""


def campaign(declared: Declared, known: Known, invalid: frozenset[AssetKey]) -> Campaign:
    """What a campaign means by itself: its number, its holders' tokens and its holes come later."""
    node = declared.node
    assert isinstance(node, campaigns.Campaign)
    parts = known.parts[declared.key]
    lines = token_lines(declared, known)
    name = declared.key.name
    activities = _activities(parts, node, known)
    chain = type_chain(known, declared.place, lines, name)

    def setting(place: Place) -> Setting:
        return Setting(known, place, chain, activities, invalid)

    smart_list: Condition = HoleCondition(node.span)
    flow: tuple[Step, ...] = ()
    triggers: list[Trigger] = []
    schedules: list[Schedule] = []
    qualification = Qualification(False, None)
    limit: int | None = None
    description = ""
    words = set()
    for placed in parts:
        part, here = placed.part, setting(placed.place)
        words.add(type(part))
        match part:
            case campaigns.SmartListPart():
                smart_list = _smart_list(part, here)
            case campaigns.FlowPart():
                flow = steps_of(part.steps, Owner(declared.key, node.kind), here)
            case campaigns.OnActivity() | campaigns.OnChange() | campaigns.OnReaches():
                found = trigger(part, here)
                triggers += [found] if found is not None else []
            case campaigns.ScheduleOnce() | campaigns.ScheduleEvery():
                planned = _schedule(part, here)
                schedules += [planned] if planned is not None else []
            case campaigns.Qualify():
                qualification = _qualification(part, here)
            case campaigns.LimitPart():
                limit = _limit(part, here)
            case declarations.Description():
                description = part.text.value
            case declarations.Tokens() | campaigns.RespectLimits() | campaigns.Inactive():
                pass
    if node.kind is campaigns.CampaignKind.EXECUTABLE and campaigns.Qualify not in words:
        setting(declared.place).report(
            "CDS401",
            f"{quoted(name)} does not state its `qualify` rule, so each person enters it "
            "once, ever",
            node.name.span,
            help="write `qualify once` or `qualify every time`",
        )
    return Campaign(
        declared.key,
        0,
        CampaignKind(node.kind),
        description,
        declared.place.program,
        own_definitions(known, declared.place, lines, name),
        smart_list,
        qualification,
        flow,
        tuple(triggers),
        tuple(schedules),
        limit,
        campaigns.RespectLimits in words,
        campaigns.Inactive not in words,
        (),
        Location(declared.place.source, declared.name.span),
    )


def _activities(
    parts: Sequence[PlacedPart], node: campaigns.Campaign, known: Known
) -> tuple[Activity, ...] | None:
    """The activities that can have fired, None where another campaign decides."""
    if node.kind is not campaigns.CampaignKind.TRIGGER:
        return None
    found = [
        activity_of(placed.part, Setting(known, placed.place))
        for placed in parts
        if isinstance(placed.part, On)
    ]
    return tuple(activity for activity in found if activity is not None)


def _smart_list(part: campaigns.SmartListPart, setting: Setting) -> Condition:
    if part.conditions:
        return all_of(part.conditions, setting, part.span)
    if not setting.place.is_broken(part.span):
        setting.report("CDS310", "an empty smart list", part.span, help="say `everyone`")
    return Everyone()


def _qualification(part: campaigns.Qualify, setting: Setting) -> Qualification:
    if part.period is None:
        return Qualification(part.every_time, None)
    unit = Unit(part.period.unit)
    if unit not in HOURS:
        message = "a period is counted in hours, days, weeks or months"
        setting.report("CDS205", message, part.period.span, help="write `1 hour` or longer")
        return Qualification(False, None)
    return Qualification(False, part.period.count * HOURS[unit])


def _limit(part: campaigns.LimitPart, setting: Setting) -> int | None:
    value = part.people.value
    if value != int(value) or value < 1:
        message = "a limit is a whole number of people, 1 or more"
        setting.report("CDS206", message, part.people.span)
        return None
    return int(value)


def _schedule(
    part: campaigns.ScheduleOnce | campaigns.ScheduleEvery, setting: Setting
) -> Schedule | None:
    if isinstance(part, campaigns.ScheduleOnce):
        value = compared(part.value, Type.DATETIME, setting)
        at = part.at.value if part.at else None
        return ScheduleOnce(value.expression, value.type, at, part.span)
    zone = setting.known.workspaces[setting.place.workspace].zone
    if part.zone is not None:
        zone = part.zone.text
        if setting.known.find_zone(zone) is None:
            message = f"there is no time zone {quoted(zone)}"
            help = 'zones are named like "Europe/Rome"'
            setting.report("CDS111", message, part.zone.span, help=help)
            return None
    misplaced = part.days if part.unit == "month" else part.month_days
    if misplaced or (part.days and part.unit == "weekday"):
        message = f"`on` does not fit `every {part.unit}`"
        help = "weeks and days take `on monday`, months take `on day 31`"
        setting.report("CDS314", message, part.span, help=help)
        return None
    days = frozenset(day for name in part.days for day in weekdays(name))
    unit = part.unit
    if unit == "weekday":
        unit, days = "day", weekdays("weekday")
    return ScheduleEvery(
        part.count,
        unit,
        days,
        frozenset(part.month_days),
        part.at.value,
        zone,
        _bound(part.first, zone, setting),
        _bound(part.last, zone, setting),
        part.span,
    )


def _bound(
    node: nodes.Date | nodes.Datetime | None, zone: str, setting: Setting
) -> Expression | None:
    if node is None:
        return None
    if isinstance(node, nodes.Date):
        return Constant(node.value, Type.DATE)
    return Constant(instant(node, setting.known.find_zone(zone) or UTC), Type.DATETIME)
