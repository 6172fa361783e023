"""CDS489: a schedule that is not daily, weekly or monthly, or not the only one.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.syntax import campaigns as syntax
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each second schedule, days of a month, zones of their own and tokens."""
    written = [
        part
        for part in campaign.node.parts
        if isinstance(part, syntax.ScheduleOnce | syntax.ScheduleEvery)
    ]
    for part in written[1:]:
        yield Problem(
            part.span,
            "a campaign of the modelled system has one schedule",
            help="make a campaign for each, which execute the same one",
        )
    for part in written:
        match part:
            case syntax.ScheduleOnce(value=nodes.Token() | nodes.Shifted(base=nodes.Token())):
                yield Problem(
                    part.value.span,
                    "a schedule of the modelled system takes no tokens",
                    help="write the date, or let somebody schedule it over the API",
                )
            case syntax.ScheduleEvery(month_days=(_, _, *_)):
                yield Problem(
                    part.span,
                    "a monthly schedule of the modelled system runs on one day",
                    help="make a campaign for each day, which execute the same one",
                )
            case syntax.ScheduleEvery(zone=nodes.Name() as zone):
                yield Problem(
                    zone.span,
                    "schedules of the modelled system are in the zone of the subscription",
                    help="write the time in the zone of the workspace",
                )
            case _:
                pass


RULE: Final = CampaignRule("CDS489", check, portable=True)
