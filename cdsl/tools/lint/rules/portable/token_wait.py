"""CDS485: a wait for the date in a token, where there is none.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Context, Expression, Shifted, Token
from cdsl.semantics.flow import WaitUntil, WaitUntilAnniversary
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.time import Unit
from cdsl.semantics.walk import tokens_in
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_CONTEXTS: Final = frozenset({Context.MY, Context.LEAD, Context.COMPANY, Context.SYSTEM})


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report it in batch campaigns, of tokens of other contexts, and with other units than days."""
    is_batch = campaign.core.kind is CampaignKind.BATCH
    for step in campaign.steps:
        if isinstance(step, WaitUntil | WaitUntilAnniversary):
            for token in tokens_in(step.value):
                problem = _problem(token, step.value, is_batch)
                if problem is not None:
                    yield problem


def _problem(token: Token, value: Expression, is_batch: bool) -> Problem | None:
    if is_batch:
        return Problem(
            token.span,
            "in the modelled system only trigger campaigns wait for the date in a token",
            help="request a trigger campaign from here, and wait there",
        )
    if token.context not in _CONTEXTS:
        return Problem(
            token.span,
            f"no wait of the modelled system takes a token of `{token.context}`",
            help="keep the date in a field of the person, and wait for that",
        )
    if isinstance(value, Shifted) and value.duration.unit is not Unit.DAY:
        return Problem(
            token.span,
            f"a wait of the modelled system adds days to a date, and no {value.duration.unit}s",
            help="count in days, or keep the other instant in a token of its own",
        )
    return None


RULE: Final = CampaignRule("CDS485", check, portable=True)
