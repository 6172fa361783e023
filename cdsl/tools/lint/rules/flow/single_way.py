"""CDS444: a split or rotation with one way only.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign
from cdsl.tools.lint.writing import has_comment, text_of

_WHOLE: Final = 100


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each that sends everybody the same way; a single share of a part is a sample."""
    for step in campaign.written.values():
        match step:
            case syntax.Rotate(turns=(only,)):
                yield _problem(step, only.steps, "rotation", campaign)
            case syntax.Split(shares=(only,)) if only.percent == _WHOLE:
                yield _problem(step, only.steps, "split", campaign)
            case _:
                pass


def _problem(
    step: syntax.Split | syntax.Rotate,
    inner: tuple[syntax.Step, ...],
    word: str,
    campaign: LintedCampaign,
) -> Problem:
    kept = ""
    if inner and not has_comment(campaign.source, step.span):
        kept = text_of(campaign.source, Span(inner[0].span.start, inner[-1].span.end))
    return Problem(
        step.span,
        f"this {word} takes everybody the same way",
        help="add the other ways, or write the steps without it",
        fix=replacing("write the steps without it", step.span, kept, safe=False) if kept else None,
    )


RULE: Final = CampaignRule("CDS444", check)
