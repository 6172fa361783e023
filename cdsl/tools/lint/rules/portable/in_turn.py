"""CDS483: people taken in turn.

Floor 6.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_WORD: Final = "rotate"
_WHOLE: Final = Decimal(100)
_HUNDREDTH: Final = Decimal("0.01")


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `rotate`."""
    for step in campaign.written.values():
        if isinstance(step, syntax.Rotate):
            yield Problem(
                step.span,
                "the modelled system takes nobody in turn",
                help="it has random samples: write a `split` with equal shares",
                fix=Fix("split them evenly", tuple(_edits(step))),
            )


def _edits(step: syntax.Rotate) -> Iterator[Edit]:
    """Of the word, and a share before each turn; the last one has what rounding leaves."""
    start = step.span.start
    yield Edit(Span(start, start + len(_WORD)), "split")
    share = (_WHOLE / max(len(step.turns), 1)).quantize(_HUNDREDTH)
    for number, turn in enumerate(step.turns, 1):
        percent = share if number < len(step.turns) else _WHOLE - share * (number - 1)
        yield Edit(Span(turn.span.start, turn.span.start), f"{percent.normalize():f}% ")


RULE: Final = CampaignRule("CDS483", check, portable=True)
