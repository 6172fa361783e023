"""CDS414: a branch that is never taken, since an earlier one takes all.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AllOf, AnyOf, HoleCondition, Not
from cdsl.semantics.flow import Arm, Choice
from cdsl.source.diagnostic import Related
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.implication.implication import always_holds, can_hold, implies, topics
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign
from cdsl.tools.lint.writing import shown


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each `else if` and `else` that nobody gets to."""
    for step in campaign.steps:
        written = campaign.written.get(step.path)
        if not isinstance(step, Choice) or not isinstance(written, syntax.Choice):
            continue
        if any(isinstance(arm.condition, HoleCondition) for arm in step.arms):
            continue
        for place in range(1, len(step.arms)):
            yield from _arm(step.arms, written, place, campaign)
        yield from _otherwise(step, written, campaign)


def _arm(
    arms: tuple[Arm, ...], written: syntax.Choice, place: int, campaign: LintedCampaign
) -> Iterator[Problem]:
    own = arms[place].condition
    before = [arm.condition for arm in arms[:place]]
    if not topics(own) & topics(AllOf(tuple(before))) or not can_hold(own):
        return
    if can_hold(AllOf((own, *map(Not, before)))):
        return
    covering = next((number for number, arm in enumerate(before) if implies(own, arm)), None)
    span = written.arms[place].condition.span
    message = f"nobody gets to `{shown(campaign.source, span)}`: the branches above take them all"
    related: tuple[Related, ...] = ()
    if covering is not None:
        above = written.arms[covering].condition.span
        message = f"nobody gets here: `{shown(campaign.source, above)}` above holds of them as well"
        related = (Related("takes them all", campaign.source, above),)
    yield Problem(
        span,
        message,
        help="the first branch that holds is taken: put the narrower one first",
        related=related,
    )


def _otherwise(step: Choice, written: syntax.Choice, campaign: LintedCampaign) -> Iterator[Problem]:
    if not written.otherwise or len(step.arms) < 2:
        return
    conditions = tuple(arm.condition for arm in step.arms)
    if always_holds(AnyOf(conditions)) and not any(map(always_holds, conditions)):
        first, last = written.otherwise[0].span, written.otherwise[-1].span
        yield Problem(
            Span(first.start, last.end),
            "nobody gets to this `else`: one of the branches above always holds",
            help="drop it, or make one of the conditions narrower",
        )


RULE: Final = CampaignRule("CDS414", check)
