"""CDS446: on a list and off it again in one instant.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import AddToList, RemoveFromList
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.lint.overwriting import overwritten
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram

_RECORDS: Final = frozenset({"add_to_list", "remove_from_list"})


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the later step of the two, unless some trigger reacts to lists."""
    if any(
        trigger.activity.name in _RECORDS
        for campaign in program.program.campaigns.values()
        for trigger in campaign.triggers
    ):
        return
    for campaign in program.campaigns:
        for earlier, later, _ in overwritten(campaign, program.lookups):
            match earlier, later:
                case (AddToList(list=key), RemoveFromList()) | (
                    RemoveFromList(list=key),
                    AddToList(),
                ):
                    yield Problem(
                        later.span,
                        f"undoes what was done to {quoted(key.name)} in the same instant",
                        help="remove one of the two, or let something happen in between",
                        related=(Related("done here", campaign.source, earlier.span),),
                        source=campaign.source,
                    )
                case _:
                    pass


RULE: Final = ProgramRule("CDS446", check)
