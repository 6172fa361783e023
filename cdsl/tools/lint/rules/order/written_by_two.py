"""CDS806: two trigger campaigns change one field on one event.

Floor 6.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from cdsl.semantics.conditions import PersonField
from cdsl.semantics.flow import ChangeField, ClearField, MapField, SetStatus, Step
from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.walk import steps_in
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Kind, Thing, written_by
from cdsl.tools.lint.meeting import meetings
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram

_SETS: Final = (ChangeField, ClearField, MapField, SetStatus)
"""Steps after which nothing of the old value is left: the last one wins. Sums do not care."""


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each pair at the trigger of the second one."""
    for met in meetings(program):
        first, second = (
            program.lookups.once("CDS806", (one.core,), partial(_set_by, one.core))
            for one in (met.first, met.second)
        )
        both = sorted((thing for thing in first if thing in second), key=str)
        both = [thing for thing in both if _differ(first[thing], second[thing])]
        if both:
            name = met.first.core.key.name
            yield Problem(
                met.trigger.span,
                f"{both[0]} is also set by {quoted(name)} on the same event, and either "
                "may be last",
                help="let one campaign do both, or execute the one from the other",
                related=(
                    Related("the other campaign", met.first.source, met.first.node.name.span),
                ),
                source=met.second.source,
            )


def _set_by(campaign: Campaign, program: Program) -> dict[Thing, list[Step]]:
    found: dict[Thing, list[Step]] = {}
    for step in steps_in(campaign.flow):
        if isinstance(step, _SETS):
            for thing in written_by(step, program):
                if thing.kind in (Kind.FIELD, Kind.MEMBER_FIELD, Kind.STATUS):
                    found.setdefault(thing, []).append(step)
    return found


def _differ(mine: list[Step], theirs: list[Step]) -> bool:
    """Whether the two could leave different values: who sets the same leaves the same."""
    return {_value(step) for step in mine} != {_value(step) for step in theirs} or any(
        isinstance(step, MapField) for step in mine
    )


def _value(step: Step) -> object:
    match step:
        case ChangeField(value=value):
            return value
        case SetStatus(status=status):
            return status
        case ClearField(target=PersonField()):
            return None
        case _:
            return step.path


RULE: Final = ProgramRule("CDS806", check)
