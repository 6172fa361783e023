"""CDS473: a campaign that waits for a request by another one, and none requests it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.semantics.conditions import AllOf, AttributeOf, Compare, Operator
from cdsl.semantics.expressions import Constant
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Campaign, CampaignKind, Trigger
from cdsl.semantics.types import Type
from cdsl.semantics.uses import AssetTarget, Role
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused
from cdsl.tools.lint.usage import is_asset
from cdsl.tools.lint.writing import text_of

_OUTSIDE: Final = ("api", "sales")
"""Where requests come from that no file shows."""


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that nothing but a request by a flow fires; the API and sales are not seen."""
    waiting = {
        AssetTarget(AssetKind.CAMPAIGN, key)
        for key, campaign in program.program.campaigns.items()
        if _waits_for_flows(campaign)
    }
    for definition in program.usage().unused(
        lambda one: is_asset(one, AssetKind.CAMPAIGN) and one.target in waiting,
        frozenset({Role.REQUESTS}),
    ):
        name = text_of(definition.source, definition.span)
        yield unused(
            definition,
            f"{name} waits for a request by another campaign, and none requests it",
            "request it, or let it react to an activity of its own",
            program,
        )


def _waits_for_flows(campaign: Campaign) -> bool:
    return (
        campaign.kind is CampaignKind.TRIGGER
        and campaign.active
        and all(_is_for_flows(trigger) for trigger in campaign.triggers)
    )


def _is_for_flows(trigger: Trigger) -> bool:
    """Whether an `on` line takes requests of flows only."""
    if trigger.activity.name != REQUEST:
        return False
    source = next(one for one in trigger.activity.attributes if one.name == "source")
    subject = AttributeOf(source, source.type)
    return can_hold(AllOf(trigger.where)) and not any(
        can_hold(
            AllOf(
                (
                    *trigger.where,
                    Compare(subject, Operator.IS, (Constant(outside, Type.TEXT),), source.type),
                )
            )
        )
        for outside in _OUTSIDE
    )


RULE: Final = ProgramRule("CDS473", check)
