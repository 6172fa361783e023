"""CDS491: an alert to the address in a token, in a campaign without triggers.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Context
from cdsl.semantics.flow import SendAlert
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.walk import tokens_in
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_OWNER: Final = "owner_email"


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report it in batch campaigns; the owner is no token there but a receiver of its own."""
    if campaign.core.kind is not CampaignKind.BATCH:
        return
    for step in campaign.steps:
        if isinstance(step, SendAlert):
            for token in (token for value in step.to for token in tokens_in(value)):
                if (token.context, token.name) != (Context.LEAD, _OWNER):
                    yield Problem(
                        token.span,
                        "in the modelled system only trigger campaigns send alerts to a token",
                        help="write the address, or request a trigger campaign that sends it",
                    )


RULE: Final = CampaignRule("CDS491", check, portable=True)
