"""CDS492: a text that is longer than its field can be.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import ChangeField
from cdsl.semantics.types import TEXT_LIKE
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_LONGEST: Final = 255


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each literal of more than 255 characters that a field is changed to."""
    for step in campaign.steps:
        written = campaign.written.get(step.path)
        match step:
            case ChangeField(target=target, value=Constant(value=str() as text)) if isinstance(
                written, syntax.Change
            ):
                if target.field.type in TEXT_LIKE and len(text) > _LONGEST:
                    yield Problem(
                        written.value.span,
                        f"a text of the modelled system has {_LONGEST} characters at most, "
                        f"and this one {len(text)}",
                        help="shorten it, or keep it in a text area there",
                    )
            case _:
                pass


RULE: Final = CampaignRule("CDS492", check, portable=True)
