"""CDS490: a date worked out outside of a wait.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Shifted, Token
from cdsl.semantics.flow import DoAction, WaitUntil, WaitUntilAnniversary
from cdsl.semantics.walk import values_in_condition, values_of
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each token plus or minus a duration, in a step or a condition.

    An action may count days from today by itself, as the due date of a task.
    """
    values = [
        value
        for step in campaign.steps
        if not isinstance(step, WaitUntil | WaitUntilAnniversary | DoAction)
        for value in values_of(step)
    ]
    for condition in campaign.conditions:
        values += values_in_condition(condition.core)
    for value in values:
        match value:
            case Shifted(base=Token() as base):
                yield Problem(
                    base.span,
                    "the modelled system adds days to a date in waits only",
                    help="ask for a window, as in `in past 30 days`, or let a webhook work it out",
                )
            case _:
                pass


RULE: Final = CampaignRule("CDS490", check, portable=True)
