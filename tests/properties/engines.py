"""Programs whose campaigns are all of a kind that both engines can start.

To meet more of a program, every campaign is made one of a kind that both engines can start:
triggers do not fire, and steps that are one person's matter do nothing.
"""

from dataclasses import replace
from types import UnionType
from typing import Any, Final

from cdsl.semantics.flow import (
    Arm,
    CallWebhook,
    Choice,
    DoNothing,
    Rotate,
    Share,
    Split,
    Step,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import Campaign, CampaignKind, Program

ALONE: Final = CallWebhook | WaitFor | WaitUntil | WaitUntilAnniversary | WaitUntilWeekday
"""Steps that are one person's matter."""


def as_batches(program: Program) -> Program:
    """The program with batch campaigns in the place of trigger campaigns, and no waits."""
    return replace(
        program, campaigns={key: _as_batch(one) for key, one in program.campaigns.items()}
    )


def _as_batch(campaign: Campaign) -> Campaign:
    kind = campaign.kind
    return replace(
        campaign,
        kind=CampaignKind.BATCH if kind is CampaignKind.TRIGGER else kind,
        triggers=(),
        schedules=(),
        holes=(),
        flow=without(campaign.flow, ALONE),
    )


def startable(program: Program) -> Program:
    """The program with campaigns that have no holes and do not run by themselves."""
    campaigns = program.campaigns.items()
    return replace(
        program, campaigns={key: replace(one, holes=(), schedules=()) for key, one in campaigns}
    )


def without(steps: tuple[Step, ...], kinds: UnionType | type[Step]) -> tuple[Step, ...]:
    """Steps with nothing in the place of those of some kinds."""
    return tuple(_without(step, kinds) for step in steps)


def _without(node: Any, kinds: UnionType | type[Step]) -> Any:
    if isinstance(node, kinds):
        return DoNothing(node.path, node.span)
    if isinstance(node, tuple):
        return tuple(_without(one, kinds) for one in node)
    match node:
        case Choice():
            arms, otherwise = _without(node.arms, kinds), _without(node.otherwise, kinds)
            return replace(node, arms=arms, otherwise=otherwise)
        case Split():
            return replace(node, shares=_without(node.shares, kinds))
        case Rotate():
            return replace(node, turns=_without(node.turns, kinds))
        case Arm() | Share():
            return replace(node, steps=_without(node.steps, kinds))
        case _:
            return node
