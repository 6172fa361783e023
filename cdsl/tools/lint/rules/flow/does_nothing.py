"""CDS455: a campaign that runs and does nothing.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Condition, EnteredCampaign
from cdsl.semantics.flow import DoNothing, Stop
from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.semantics.walk import conditions_in, conditions_of, steps_in
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each active or scheduled campaign of `do nothing` alone.

    Not where a condition asks who was in it: then entering it is what it is for.
    """
    idle = [campaign for campaign in program.campaigns if campaign.flow and _is_idle(campaign.core)]
    if not idle:
        return
    asked = {
        part.campaign
        for condition in _conditions(program)
        for part in conditions_in(condition)
        if isinstance(part, EnteredCampaign)
    }
    for campaign in idle:
        if campaign.core.key not in asked:
            yield Problem(
                campaign.flow[0].span,
                "people come in here, and nothing happens",
                help="say what is to happen; a trigger campaign may be `inactive` until then",
                source=campaign.source,
            )


def _is_idle(campaign: Campaign) -> bool:
    runs = bool(campaign.schedules) or (campaign.kind is CampaignKind.TRIGGER and campaign.active)
    return runs and all(isinstance(step, DoNothing | Stop) for step in campaign.flow)


def _conditions(program: LintedProgram) -> Iterator[Condition]:
    for smart_list in program.program.smart_lists.values():
        yield smart_list.condition
    for campaign in program.program.campaigns.values():
        yield campaign.smart_list
        for step in steps_in(campaign.flow):
            yield from conditions_of(step)


RULE: Final = ProgramRule("CDS455", check)
