"""CDS433: steps after the end of a flow.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import Choice, DeletePerson, RemoveFromFlow, Step, Stop
from cdsl.source.diagnostic import Fix, Related
from cdsl.tools.lint.course import ends
from cdsl.tools.lint.lines import lines
from cdsl.tools.lint.mending import without
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report the steps that nobody comes to, those of one block together."""
    for steps in lines(campaign.flow):
        end = next((p for p, step in enumerate(steps) if ends(step, campaign.core.key)), None)
        if end is not None and end + 1 < len(steps):
            yield _problem(steps[end], steps[end + 1 :], campaign)


def _problem(end: Step, rest: tuple[Step, ...], campaign: LintedCampaign) -> Problem:
    first, last = (campaign.written[step.path].span for step in (rest[0], rest[-1]))
    gone = first.to(last)
    edit = without(campaign.node, campaign.source, gone)
    # A hole that a flow could use keeps it from running at all, used or not.
    is_safe = not campaign.core.holes
    return Problem(
        gone,
        f"nobody comes here: {_why(end)}",
        help="remove it, or move it up",
        related=(Related("ends here", campaign.source, campaign.written[end.path].span),),
        fix=None if edit is None else Fix("remove what nobody comes to", (edit,), is_safe),
    )


def _why(end: Step) -> str:
    match end:
        case Stop():
            return "`stop` ends the flow"
        case DeletePerson():
            return "the person is deleted"
        case RemoveFromFlow():
            return "the person is removed from this flow"
        case Choice():
            return "each branch ends the flow, the `else` too"
        case _:
            return "each branch ends the flow"


RULE: Final = CampaignRule("CDS433", check)
