"""CDS481: a branch that does more than one thing.

Floor 6.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.semantics.flow import Choice, DoNothing, Rotate, Split, Step
from cdsl.source.span import Span
from cdsl.tools.lint.course import branches_of
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each branch of several steps or with a branch in it, and branches of unlike steps."""
    for step in campaign.steps:
        kinds = set[type[Step]]()
        is_single = True
        for branch in branches_of(step):
            steps = [inner for inner in branch if not isinstance(inner, DoNothing)]
            kinds |= {type(inner) for inner in steps}
            if len(steps) > 1 or any(isinstance(one, Choice | Split | Rotate) for one in steps):
                is_single = False
                yield Problem(
                    _span(steps, campaign),
                    "a choice of the modelled system is one step with other values",
                    help="put these steps into an executable campaign, and execute it here",
                )
        if is_single and len(kinds) > 1:
            yield Problem(
                step.span,
                "these branches do different things, and a choice is one step with other values",
                help="write an `if` for each kind of step",
            )


def _span(steps: Sequence[Step], campaign: LintedCampaign) -> Span:
    first, last = (campaign.written[step.path].span for step in (steps[0], steps[-1]))
    return first.to(last)


RULE: Final = CampaignRule("CDS481", check, portable=True)
