"""CDS457: a recurring campaign that looks at a moving window, and takes each person once ever.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Compare, Condition, Did, Operator, PersonField, WindowKind
from cdsl.semantics.expressions import Context, Shifted, Token
from cdsl.semantics.program import CampaignKind, ScheduleEvery
from cdsl.semantics.walk import conditions_in, values_in_condition
from cdsl.source.diagnostic import Fix
from cdsl.syntax import campaigns as syntax
from cdsl.tools.lint.mending import with_part
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_MOVING: Final = frozenset(
    {Operator.IN_PAST, Operator.IN_FUTURE, Operator.IN_FUTURE_AFTER, Operator.IN_TIME_FRAME}
)
_MOVING_WINDOWS: Final = frozenset({WindowKind.IN_PAST, WindowKind.IN_TIME_FRAME})

_ONCE: Final = frozenset({"created_at"})
"""What lies in a window once only."""


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report it where nothing is said of how often a person may enter."""
    if campaign.core.kind is not CampaignKind.BATCH or campaign.node.clones is not None:
        return
    says = any(isinstance(part, syntax.Qualify) for part in campaign.node.parts)
    recurs = any(isinstance(schedule, ScheduleEvery) for schedule in campaign.core.schedules)
    if says or not recurs:
        return
    window = next(filter(_moves, conditions_in(campaign.core.smart_list)), None)
    if isinstance(window, Compare | Did):
        edit = with_part(campaign.node, campaign.source, "qualify every time")
        yield Problem(
            window.span,
            "it runs again and again, but whoever came in once is never taken again",
            help="say `qualify every time`, or `qualify once` if that is meant",
            fix=None if edit is None else Fix("take people every time", (edit,)),
        )


def _moves(condition: Condition) -> bool:
    """Whether people come to meet it again as time goes by."""
    match condition:
        case Did(window=window) if window is not None:
            return window.kind in _MOVING_WINDOWS
        case Compare(subject=PersonField(field=field)) if field.name in _ONCE:
            return False
        case Compare(operator=operator):
            return operator in _MOVING or any(
                isinstance(value, Token | Shifted) and _base(value).context is Context.SYSTEM
                for value in values_in_condition(condition)
                if not isinstance(value, Shifted) or isinstance(value.base, Token)
            )
        case _:
            return False


def _base(value: Token | Shifted) -> Token:
    base = value.base if isinstance(value, Shifted) else value
    assert isinstance(base, Token)
    return base


RULE: Final = CampaignRule("CDS457", check)
