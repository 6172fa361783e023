"""CDS459: two emails in one instant.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import CallWebhook, DoAction, SendEmail
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.lint.course import Passage, has_wait, passages
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each email that follows another one without a wait, unless one is operational.

    The same one twice is reported whatever it is.
    """
    emails = program.program.emails
    for campaign in program.campaigns:
        if sum(isinstance(step, SendEmail) for step in campaign.steps) < 2:
            continue
        for passage in passages(campaign.flow, campaign.core.key):
            step = passage.step
            before = _sent_before(passage) if isinstance(step, SendEmail) else None
            if not isinstance(step, SendEmail) or before is None:
                continue
            is_owed = emails[step.email].operational or emails[before.email].operational
            if step.email == before.email or not is_owed:
                yield Problem(
                    step.span,
                    f"goes out in the same instant as {quoted(before.email.name)}",
                    help="wait in between, or make them one email",
                    related=(Related("the other one", campaign.source, before.span),),
                    source=campaign.source,
                )


def _sent_before(passage: Passage) -> SendEmail | None:
    for earlier in passage.earlier():
        if isinstance(earlier.step, SendEmail):
            return earlier.step
        if has_wait(earlier.step) or isinstance(earlier.step, DoAction | CallWebhook):
            return None
    return None


RULE: Final = ProgramRule("CDS459", check)
