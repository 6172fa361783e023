"""CDS808: what an executed campaign sets is overwritten before anything reads it.

Floor 6. An `execute campaign` runs in series, so its place among its neighbours matters: here the
later one wins, and nobody has looked at what the earlier one did.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from cdsl.semantics.flow import ChangeField, ClearField, ExecuteCampaign, Step
from cdsl.semantics.program import Program
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Kind, Thing, effects_of_steps, written_by
from cdsl.tools.lint.lines import lines
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each execute whose field another step of the same line surely sets anew."""
    for campaign in program.campaigns:
        about = (campaign.core, campaign.node)
        yield from program.lookups.once("CDS808", about, partial(_in_flow, campaign))


def _in_flow(campaign: LintedCampaign, program: Program) -> tuple[Problem, ...]:
    return tuple(
        problem for line in lines(campaign.flow) for problem in _in_line(line, campaign, program)
    )


def _in_line(
    line: tuple[Step, ...], campaign: LintedCampaign, program: Program
) -> Iterator[Problem]:
    unread: dict[Thing, ExecuteCampaign] = {}
    for step in line:
        touched = effects_of_steps((step,), program)
        lost = sorted((one for one in _surely_set(step, program) if one in unread), key=str)
        lost = [one for one in lost if one not in touched.reads]
        for thing in lost[:1]:
            earlier = unread[thing]
            yield Problem(
                earlier.span,
                f"{thing}, which {quoted(earlier.campaign.name)} sets, is set anew before "
                "it is read",
                help="leave one of the two out, or let something look at it in between",
                related=(Related("set anew here", campaign.source, step.span),),
                source=campaign.source,
            )
        for thing in (*touched.reads, *touched.writes):
            unread.pop(thing, None)
        if isinstance(step, ExecuteCampaign):
            unread.update((thing, step) for thing in _surely_set(step, program))


def _surely_set(step: Step, program: Program) -> Iterator[Thing]:
    """The fields of a person that a step sets whatever they were."""
    if isinstance(step, ChangeField | ClearField):
        inner: tuple[Step, ...] = (step,)
    elif isinstance(step, ExecuteCampaign):
        inner = program.campaigns[step.campaign].flow
    else:
        return
    for one in inner:
        if isinstance(one, ChangeField | ClearField):
            for thing in written_by(one, program):
                if thing.kind is Kind.FIELD:
                    yield thing


RULE: Final = ProgramRule("CDS808", check)
