"""CDS443: equal shares that leave a few people over.

Floor 6.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign

_WHOLE: Final = 100
_FEWEST: Final = 3


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report three or more equal shares that were rounded down; a larger rest is meant."""
    for step in campaign.written.values():
        if isinstance(step, syntax.Split) and len(step.shares) >= _FEWEST:
            first, last = step.shares[0], step.shares[-1]
            rest = _WHOLE - sum((share.percent for share in step.shares), Decimal(0))
            is_equal = all(share.percent == first.percent for share in step.shares)
            if is_equal and 0 < rest <= len(step.shares):
                number = Span(last.span.start, last.span.start + _length(last, campaign))
                yield Problem(
                    number,
                    f"{_shown(rest)}% of the people fall into no share",
                    help=f"make it {_shown(last.percent + rest)}%, so that everybody gets one",
                    fix=replacing(
                        "give the rest to the last share",
                        number,
                        _shown(last.percent + rest),
                        safe=False,
                    ),
                )


def _length(share: syntax.Share, campaign: LintedCampaign) -> int:
    """Of the number that a share begins with."""
    text = campaign.source.text[share.span.start : share.span.end]
    return len(text) - len(text.lstrip("0123456789."))


def _shown(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


RULE: Final = CampaignRule("CDS443", check)
