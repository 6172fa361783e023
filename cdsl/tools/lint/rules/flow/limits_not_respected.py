"""CDS441: a campaign that mails past the communication limits of its workspace.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import SendEmail
from cdsl.semantics.program import CampaignKind
from cdsl.source.diagnostic import Fix
from cdsl.source.quoting import quoted
from cdsl.tools.lint.audience import Audience
from cdsl.tools.lint.mending import with_part
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the first email of a batch campaign that is not operational, where there are limits.

    What a trigger campaign sends is often an answer, and members of a list or program have asked
    for what they get: they wait for it.
    """
    audience = Audience(program.program)
    for campaign in program.campaigns:
        core = campaign.core
        workspace = program.program.workspaces[core.key.workspace]
        if core.kind is not CampaignKind.BATCH or core.respects_limits or not workspace.limits:
            continue
        if audience.is_chosen(core.smart_list):
            continue
        for step in campaign.steps:
            if isinstance(step, SendEmail) and not program.program.emails[step.email].operational:
                edit = with_part(campaign.node, campaign.source, "respect communication limits")
                yield Problem(
                    step.span,
                    f"{quoted(step.email.name)} also goes to people who are over the "
                    "communication limit",
                    help="add `respect communication limits`",
                    fix=None if edit is None else Fix("respect the limits", (edit,)),
                    source=campaign.source,
                )
                break


RULE: Final = ProgramRule("CDS441", check)
