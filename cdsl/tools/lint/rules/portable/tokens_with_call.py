"""CDS484: tokens passed with a call.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import ExecuteCampaign, RequestCampaign
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `execute` and `request` that passes tokens of its own."""
    for step in campaign.steps:
        match step:
            case ExecuteCampaign(tokens=tokens) if tokens:
                yield Problem(
                    step.span,
                    "the modelled system passes the caller's tokens or none",
                    help="declare them in the caller's program, and execute `with parent tokens`",
                )
            case RequestCampaign(tokens=tokens) if tokens:
                yield Problem(
                    step.span,
                    "a flow of the modelled system requests a campaign without tokens",
                    help="keep the value in a field, or execute a campaign `with parent tokens`",
                )
            case _:
                pass


RULE: Final = CampaignRule("CDS484", check, portable=True)
