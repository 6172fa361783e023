"""CDS450: a removal from an executable campaign, which ends those that execute it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import RemoveFromFlow
from cdsl.semantics.program import CampaignKind
from cdsl.source.quoting import quoted
from cdsl.tools.lint.rule import Problem, ProgramRule, replacing
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.writing import has_comment


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each `remove from flow` of an executable campaign, its own above all."""
    campaigns = program.program.campaigns
    for campaign in program.campaigns:
        for step in campaign.steps:
            if not isinstance(step, RemoveFromFlow):
                continue
            if campaigns[step.campaign].kind is not CampaignKind.EXECUTABLE:
                continue
            is_own = step.campaign == campaign.core.key
            can_mend = is_own and not has_comment(campaign.source, step.span)
            yield Problem(
                step.span,
                f"who leaves {quoted(step.campaign.name)} also leaves the campaign that "
                "executes it",
                help="write `stop`, after which the caller goes on"
                if is_own
                else "nobody waits in an executable campaign: remove from those that execute it",
                fix=replacing("end this campaign only", step.span, "stop", safe=False)
                if can_mend
                else None,
                source=campaign.source,
            )


RULE: Final = ProgramRule("CDS450", check)
