"""CDS449: a trigger that listens to everything.

Floor 6.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cdsl.semantics.conditions import AttributeOf, Compare, HoleCondition
from cdsl.semantics.program import Trigger
from cdsl.semantics.walk import conditions_in
from cdsl.syntax import campaigns as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_NAMED: Final = MappingProxyType(
    {
        "change_data_value": ("attribute", "the change of any field"),
        "change_program_member_data": ("attribute", "the change of any field of a member"),
    }
)
_ONLY_EVERY_TIME: Final = MappingProxyType(
    {"visit_page": ("page", "each visit to any page"), "click_link": ("link", "any link")}
)


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `on` line that narrows nothing, of activities that happen all the time.

    For a visit only in a campaign that is entered every time.
    """
    own = {part.span for part in campaign.node.parts if isinstance(part, syntax.OnActivity)}
    frequent = dict(_NAMED)
    if campaign.core.qualification.every_time:
        frequent |= _ONLY_EVERY_TIME
    for trigger in campaign.core.triggers:
        if trigger.span in own and trigger.activity.name in frequent:
            attribute, what = frequent[trigger.activity.name]
            if not _is_narrow(trigger, attribute):
                yield Problem(
                    trigger.span,
                    f"this fires on {what}",
                    help=f"say which: `where {attribute} is …`",
                )


def _is_narrow(trigger: Trigger, named: str) -> bool:
    """Whether the named attribute is asked for; of a visit any other will do as well."""
    return any(
        isinstance(part, HoleCondition)
        or (
            isinstance(part, Compare)
            and isinstance(part.subject, AttributeOf)
            and (part.subject.attribute.name == named or trigger.activity.name in _ONLY_EVERY_TIME)
        )
        for condition in trigger.where
        for part in conditions_in(condition)
    )


RULE: Final = CampaignRule("CDS449", check)
