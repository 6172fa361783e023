"""CDS454: a batch campaign that mails everyone.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import HoleCondition
from cdsl.semantics.flow import SendEmail
from cdsl.semantics.program import CampaignKind
from cdsl.syntax import steps as syntax
from cdsl.tools.implication.implication import always_holds
from cdsl.tools.lint.course import passages
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign
from cdsl.tools.lint.writing import shown


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report the first email that goes to all there are, with no condition on the way."""
    core = campaign.core
    if core.kind is not CampaignKind.BATCH or isinstance(core.smart_list, HoleCondition):
        return
    sent = next(
        (
            passage.step
            for passage in passages(campaign.flow, core.key)
            if isinstance(passage.step, SendEmail) and not passage.held
        ),
        None,
    )
    if sent is None or not always_holds(core.smart_list):
        return
    written = campaign.written.get(sent.path)
    if isinstance(written, syntax.SendEmail):
        name = shown(campaign.source, written.email.span)
        yield Problem(
            sent.span,
            f"{name} goes to everyone in the database",
            help="say in the smart list who is meant",
        )


RULE: Final = CampaignRule("CDS454", check)
