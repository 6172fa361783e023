"""CDS813: an executed campaign decides by what the next one sets.

Floor 6. Campaigns that are executed run in series: which of two stands first is a decision. Here
the later one works out what nobody behind it looks at, and the earlier one would have. Who decides
by a mark and then sets it (a list, a constant) does so on purpose.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import Final

from cdsl.semantics.flow import ChangeBy, ChangeField, ExecuteCampaign, MapField, Step, Wait
from cdsl.semantics.program import Program
from cdsl.semantics.walk import conditions_of, steps_in
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import (
    Thing,
    effects_of_steps,
    read_by_condition,
    read_by_value,
    written_by,
)
from cdsl.tools.lint.lines import lines
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each pair, once, where nothing else in the caller looks at what is set."""
    for campaign in program.campaigns:
        if sum(isinstance(step, ExecuteCampaign) for step in campaign.steps) > 1:
            about = (campaign.core, campaign.node)
            yield from program.lookups.once("CDS813", about, partial(_in_flow, campaign))


def _in_flow(campaign: LintedCampaign, program: Program) -> tuple[Problem, ...]:
    known = set(read_by_condition(campaign.core.smart_list, program))
    for step in campaign.steps:
        for condition in conditions_of(step):
            known.update(read_by_condition(condition, program))
    return tuple(
        problem
        for line in lines(campaign.flow)
        for problem in _in_line(line, known, campaign, program)
    )


def _in_line(
    line: Sequence[Step], known: set[Thing], campaign: LintedCampaign, program: Program
) -> Iterator[Problem]:
    touched = [effects_of_steps((step,), program) for step in line]
    for place, step in enumerate(line):
        if not isinstance(step, ExecuteCampaign):
            continue
        before = {thing for earlier in touched[: place + 1] for thing in earlier.writes}
        asked = set(_decides_by(step, program)) - before - known
        behind = list(takewhile(lambda later: not isinstance(later, Wait), line[place + 1 :]))
        for number, later in enumerate(behind, place + 1):
            if not isinstance(later, ExecuteCampaign):
                continue
            read = {thing for one in touched[number + 1 :] for thing in one.reads}
            found = sorted(asked & set(_worked_out_by(later, program)) - read, key=str)
            if found:
                yield Problem(
                    step.span,
                    f"{quoted(step.campaign.name)} decides by {found[0]}, which "
                    f"{quoted(later.campaign.name)} sets only afterwards",
                    help="execute it afterwards, unless the old value is meant",
                    related=(Related("set here", campaign.source, later.span),),
                    source=campaign.source,
                )
                return


def _worked_out_by(step: ExecuteCampaign, program: Program) -> Iterator[Thing]:
    """The fields that the executed campaign works out from other values, on its own."""
    child = program.campaigns[step.campaign]
    guards = set(read_by_condition(child.smart_list, program))
    for inner in steps_in(child.flow):
        is_worked_out = isinstance(inner, MapField | ChangeBy) or (
            isinstance(inner, ChangeField) and any(read_by_value(inner.value))
        )
        if is_worked_out:
            yield from set(written_by(inner, program)) - guards


def _decides_by(step: ExecuteCampaign, program: Program) -> Iterator[Thing]:
    """What the executed campaign's smart list and branches ask for, its children's included."""
    child = program.campaigns[step.campaign]
    yield from read_by_condition(child.smart_list, program)
    for inner in steps_in(child.flow):
        for condition in conditions_of(inner):
            yield from read_by_condition(condition, program)
        if isinstance(inner, ExecuteCampaign):
            yield from _decides_by(inner, program)


RULE: Final = ProgramRule("CDS813", check)
