"""CDS811: two trigger campaigns mail on one event.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import SendEmail, Wait
from cdsl.semantics.program import Campaign, Program
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.lint.meeting import meetings
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each pair whose flows both begin to mail before they wait or branch."""
    for met in meetings(program):
        mine = _at_once(met.first.core, program.program)
        theirs = _at_once(met.second.core, program.program)
        if mine is not None and theirs is not None:
            name = met.first.core.key.name
            yield Problem(
                met.trigger.span,
                f"{quoted(name)} mails on the same event, so that one person gets two "
                "emails at once",
                help="let one campaign send, or let one leave out whom the other mails",
                related=(
                    Related("the other campaign", met.first.source, met.first.node.name.span),
                ),
                source=met.second.source,
            )


def _at_once(campaign: Campaign, program: Program) -> SendEmail | None:
    """The first email on the straight way of a flow that is no operational one."""
    for step in campaign.flow:
        if isinstance(step, SendEmail) and not program.emails[step.email].operational:
            return step
        if isinstance(step, Wait):
            return None
    return None


RULE: Final = ProgramRule("CDS811", check)
