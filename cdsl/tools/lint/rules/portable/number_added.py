"""CDS488: a number added to a field that is no score.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import PersonField
from cdsl.semantics.flow import ChangeBy
from cdsl.semantics.types import Type
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `change F by` of another type, and of a member."""
    for step in campaign.steps:
        match step:
            case ChangeBy(target=PersonField(field=field)) if field.type is Type.SCORE:
                pass
            case ChangeBy(target=target):
                yield Problem(
                    step.span,
                    f"the modelled system adds to scores only, and `{target.field.name}` is none",
                    help="make it a field of type `score`, or let a webhook work it out",
                )
            case _:
                pass


RULE: Final = CampaignRule("CDS488", check, portable=True)
