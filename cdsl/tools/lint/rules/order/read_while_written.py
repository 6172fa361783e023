"""CDS810: a campaign judges by what another one changes on the same event.

Floor 6.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.types import NUMBER_LIKE
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Kind, Thing, read_by_condition
from cdsl.tools.lint.meeting import Met, meetings
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each smart list that asks for a number or a list that the other campaign changes.

    A stage that both look at is how a lifecycle works, and who is late does no harm there.
    """
    for met in meetings(program):
        for judging, other, effects in (
            (met.first, met.second, met.effects[1]),
            (met.second, met.first, met.effects[0]),
        ):
            asked = program.lookups.once(
                "asked for", (judging.core,), partial(_asked_for, judging.core)
            )
            changed = sorted(
                (one for one in asked & effects.writes if _counts(one, program)), key=str
            )
            if changed:
                yield _problem(met, judging, other, changed[0])
                break


def _asked_for(campaign: Campaign, program: Program) -> frozenset[Thing]:
    return frozenset(read_by_condition(campaign.smart_list, program))


def _counts(thing: Thing, program: LintedProgram) -> bool:
    if thing.kind is Kind.FIELD:
        field = program.program.schema.person.get(thing.name)
        return field is not None and field.type in NUMBER_LIKE
    return thing.kind is Kind.LIST


def _problem(met: Met, judging: LintedCampaign, other: LintedCampaign, thing: Thing) -> Problem:
    own = next(
        (
            trigger
            for trigger in judging.core.triggers
            if trigger.activity.name == met.trigger.activity.name
        ),
        met.trigger,
    )
    return Problem(
        own.span,
        f"the smart list asks for {thing}, which {quoted(other.core.key.name)} changes on "
        "the same event",
        help="let one campaign do both in order, or react to the change itself",
        related=(Related("the other campaign", other.source, other.node.name.span),),
        source=judging.source,
    )


RULE: Final = ProgramRule("CDS810", check)
