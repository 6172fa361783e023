"""Steps that make an earlier one vain.

Floor 6.
"""

from collections.abc import Iterator
from functools import partial

from cdsl.semantics.flow import (
    AddToList,
    ChangeBy,
    ChangeField,
    ClearField,
    MapField,
    RemoveFromList,
    SetStatus,
    Step,
)
from cdsl.semantics.program import Program
from cdsl.tools.effects import Thing, read_by, written_by
from cdsl.tools.lint.lines import lines
from cdsl.tools.lint.lookups import Lookups
from cdsl.tools.lint.subjects import LintedCampaign

Setting = ChangeField | ClearField | AddToList | RemoveFromList
_QUIET = ChangeField | ChangeBy | ClearField | MapField | AddToList | RemoveFromList | SetStatus


Vain = tuple[Setting, Setting, Thing]
"""A step, a later one that sets the same, and what that is."""


def overwritten(campaign: LintedCampaign, lookups: Lookups) -> tuple[Vain, ...]:
    """The pairs of steps of a campaign of which only the later one counts.

    With nothing but steps that set things between them, and none that reads it.
    """
    about = (campaign.core, campaign.node)
    return lookups.once("overwritten", about, partial(_in_flow, campaign))


def _in_flow(campaign: LintedCampaign, program: Program) -> tuple[Vain, ...]:
    return tuple(vain for line in lines(campaign.flow) for vain in _in_line(line, program))


def _in_line(line: tuple[Step, ...], program: Program) -> Iterator[Vain]:
    unread: dict[Thing, Setting] = {}
    for step in line:
        if not isinstance(step, _QUIET):
            unread.clear()
            continue
        for thing in read_by(step, program):
            unread.pop(thing, None)
        for thing in written_by(step, program):
            earlier = unread.pop(thing, None)
            if isinstance(step, Setting):
                if earlier is not None:
                    yield earlier, step, thing
                unread[thing] = step
