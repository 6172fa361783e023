"""CDS430: a text that looks as if it made a field empty.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import ChangeField
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign
from cdsl.tools.lint.writing import has_comment, shown, text_of

_CLEARS_THERE: Final = "NULL"


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `change F to "NULL"`, and each to nothing but blanks."""
    for step in campaign.steps:
        written = campaign.written.get(step.path)
        match step:
            case ChangeField(value=Constant(value=str() as text)) if isinstance(
                written, syntax.Change
            ):
                if text == _CLEARS_THERE or not text.strip():
                    yield _problem(written, campaign)
            case _:
                pass


def _problem(written: syntax.Change, campaign: LintedCampaign) -> Problem:
    target = text_of(campaign.source, written.target.span)
    return Problem(
        written.value.span,
        f"{shown(campaign.source, written.value.span)} is a text: `{target}` is not empty after it",
        help=f"write `clear {target}`",
        fix=None
        if has_comment(campaign.source, written.span)
        else replacing("make the field empty", written.span, f"clear {target}", safe=False),
    )


RULE: Final = CampaignRule("CDS430", check)
