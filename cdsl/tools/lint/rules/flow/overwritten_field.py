"""CDS445: a field that is set, and set to something else before anything reads it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import ChangeField
from cdsl.semantics.program import Program
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Fix, Related
from cdsl.tools.effects import constants
from cdsl.tools.lint.mending import without
from cdsl.tools.lint.overwriting import overwritten
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram

_RECORDS: Final = frozenset({"change_data_value", "change_score", "change_program_member_data"})


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the earlier of two, unless a trigger may be waiting for it.

    Clearing a field first, or a boolean to and fro, is done to be seen from outside.
    """
    listened = _listened(program.program)
    for campaign in program.campaigns:
        for earlier, later, field in overwritten(campaign, program.lookups):
            if not isinstance(earlier, ChangeField) or earlier.type is Type.BOOLEAN:
                continue
            if listened is None or field.name in listened:
                continue
            edit = without(campaign.node, campaign.source, earlier.span)
            yield Problem(
                earlier.span,
                f"{field} is set again before anything reads it",
                help="remove one of the two, or read it in between",
                related=(Related("set again", campaign.source, later.span),),
                fix=None if edit is None else Fix("remove the first one", (edit,)),
                source=campaign.source,
            )


def _listened(program: Program) -> frozenset[str] | None:
    """The fields whose changes fire something; None for all."""
    found: set[str] = set()
    for campaign in program.campaigns.values():
        for trigger in campaign.triggers:
            if trigger.activity.name in _RECORDS:
                named = constants(trigger.where)
                fields = named.get("attribute", named.get("score", frozenset()))
                if not fields:
                    return None
                found |= fields
    return frozenset(found)


RULE: Final = ProgramRule("CDS445", check)
