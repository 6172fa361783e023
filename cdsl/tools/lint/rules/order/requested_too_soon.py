"""CDS804: a step reads what a campaign requested just before will change.

Floor 6.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from cdsl.semantics.flow import RequestCampaign, Step, Wait
from cdsl.semantics.program import Program
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Thing, effects_of, effects_of_steps
from cdsl.tools.lint.lines import lines
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the first step after each request that reads what the request changes."""
    for campaign in program.campaigns:
        about = (campaign.core, campaign.node)
        yield from program.lookups.once("CDS804", about, partial(_in_flow, campaign))


def _in_flow(campaign: LintedCampaign, program: Program) -> tuple[Problem, ...]:
    return tuple(
        problem for line in lines(campaign.flow) for problem in _in_line(line, campaign, program)
    )


def _in_line(
    line: tuple[Step, ...], campaign: LintedCampaign, program: Program
) -> Iterator[Problem]:
    pending: dict[Thing, RequestCampaign] = {}
    for step in line:
        if isinstance(step, Wait):
            pending.clear()
            continue
        touched = effects_of_steps((step,), program)
        read = [thing for thing in pending if thing in touched.reads]
        if read:
            thing = min(read, key=str)
            request = pending[thing]
            name = request.campaign.name
            yield Problem(
                step.span,
                f"{thing} is read here, which the requested campaign {quoted(name)} "
                "changes in parallel",
                help="execute it instead, read it in the requested campaign, or wait before this",
                related=(Related("requested here", campaign.source, request.span),),
                source=campaign.source,
            )
            return
        if isinstance(step, RequestCampaign):
            called = program.campaigns[step.campaign]
            for thing in effects_of(called, program).writes:
                pending.setdefault(thing, step)
        for thing in touched.writes:
            pending.pop(thing, None)


RULE: Final = ProgramRule("CDS804", check)
