"""CDS434: a wait after which nothing happens.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Fix
from cdsl.tools.lint.course import waits_in_vain
from cdsl.tools.lint.mending import without
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each wait that is the last thing in a flow, in whatever branch."""
    for wait in waits_in_vain(campaign.flow):
        edit = without(campaign.node, campaign.source, wait.span)
        yield Problem(
            wait.span,
            "nothing comes after this wait",
            help="remove it: steps that are added later are not for those who wait now",
            fix=None if edit is None else Fix("remove the wait", (edit,)),
        )


RULE: Final = CampaignRule("CDS434", check)
