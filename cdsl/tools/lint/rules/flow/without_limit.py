"""CDS440: a batch campaign that mails or deletes whoever is found, however many they are.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import DeletePerson, SendEmail
from cdsl.semantics.program import CampaignKind
from cdsl.tools.lint.audience import Audience
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report it where no `limit` says how many there can be.

    Mails to the members of a list or program are left alone: somebody has put them there.
    """
    audience = Audience(program.program)
    for campaign in program.campaigns:
        core = campaign.core
        if core.kind is not CampaignKind.BATCH or core.limit is not None:
            continue
        deleted = next((step for step in campaign.steps if isinstance(step, DeletePerson)), None)
        sent = next((step for step in campaign.steps if isinstance(step, SendEmail)), None)
        if deleted is not None:
            yield _problem(deleted, "deleted", campaign)
        elif sent is not None and not audience.is_chosen(core.smart_list):
            yield _problem(sent, "mailed", campaign)


def _problem(step: DeletePerson | SendEmail, word: str, campaign: LintedCampaign) -> Problem:
    return Problem(
        step.span,
        f"however many people are found, all are {word}",
        help="add `limit N people`: a run over it is refused before anything changes",
        source=campaign.source,
    )


RULE: Final = ProgramRule("CDS440", check)
