"""Batch campaigns started, one after another: whom each means and lets in, and what its flow does.

Floor 4. A later one sees everybody as the earlier ones have left them.
"""

from collections.abc import Collection, Mapping, Sequence

from cdsl.batch.building import both, either, opposite
from cdsl.batch.conditions import judged
from cdsl.batch.entering import enter, may_enter
from cdsl.batch.flow import do_steps
from cdsl.batch.heard import heard
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Standing, Started
from cdsl.batch.tree import TRUE, Call, Expression, Kind, Operation
from cdsl.batch.values import Scope
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import Choice, ExecuteCampaign, Rotate, Split, Step
from cdsl.semantics.program import Campaign, Tokens
from cdsl.semantics.tokens import Chain
from cdsl.source.limits import LIMITS


def start(
    campaigns: Sequence[Campaign],
    passed: Tokens,
    active: Collection[AssetKey],
    over: Collection[AssetKey],
    standing: Standing,
) -> tuple[Expression, Expression]:
    """Let campaigns run one after another: who is in some audience, and who is handed over.

    `passed`, `active` and `over` are those of a plan. Raises NotSetBasedError.
    """
    is_one, layers = len(campaigns) == 1, standing.layers
    audiences: list[Expression] = []
    for campaign in campaigns:
        _refuse_long(campaign, standing)
        tokens = Chain((*passed.frames, *campaign.tokens.frames))
        scope = Scope(tokens, campaign, campaign.program, standing.zones[campaign.key.workspace])
        try:
            meant = judged(campaign.smart_list, scope, standing)
        except NotSetBasedError as refused:
            refused.location = refused.location or campaign.location
            raise
        meant = both(meant, opposite(either(*standing.deleted)))
        audiences.append(meant)
        # Of one campaign alone everybody in the flow is in its audience.
        audience = TRUE if is_one else layers.define(f"meant by {campaign.key.name}", meant)
        enters = both(audience, may_enter(campaign, standing))
        enters = layers.define("enters at first", enters)
        number = Call(Operation.ROW_NUMBER, (enters, *standing.order()), Kind.WHOLE)
        run = layers.define("run of person", number, is_own=True)
        is_over = campaign.key in over
        standing.started.append(Started(campaign, audience, enters, run, is_over))
        if not is_over:
            enter(campaign, enters, standing)
            do_steps(campaign.flow, enters, Place(standing, campaign, scope))
    for where, fired in heard(active, standing):
        fired.location = campaigns[0].location
        standing.hand_over(where, fired)
    _refuse_handed(standing)
    handed = layers.define("is handed over", either(*(one.where for one in standing.handed)))
    # Whom a later campaign means may hang on what an earlier one has done.
    is_known = not any(layers.depth(one) for one in audiences)
    return either(*audiences) if is_known else TRUE, handed


def _refuse_long(campaign: Campaign, standing: Standing) -> None:
    most = _steps_in_all(campaign.flow, standing.program.campaigns, LIMITS.executed_levels)
    if most > LIMITS.run_steps:
        message = f"somebody could do {most:,} steps, and a run ends after so many"
        too_long = NotSetBasedError("CDS609", message)
        too_long.location = campaign.location
        raise too_long


def _steps_in_all(
    steps: tuple[Step, ...], campaigns: Mapping[AssetKey, Campaign], depth: int
) -> int:
    """The most steps that somebody can do in a flow, with those of the campaigns it executes."""
    total = 0
    for step in steps:
        total += 1
        match step:
            case Choice():
                ways = (*(arm.steps for arm in step.arms), step.otherwise)
            case Split():
                ways = tuple(share.steps for share in step.shares)
            case Rotate():
                ways = step.turns
            case ExecuteCampaign() if depth:
                ways = (campaigns[step.campaign].flow,)
                total += _steps_in_all(ways[0], campaigns, depth - 1)
                continue
            case _:
                continue
        total += max((_steps_in_all(way, campaigns, depth) for way in ways), default=0)
    return total


def _refuse_handed(standing: Standing) -> None:
    """Refuse a flow that is the row engine's for everybody, or that both engines would share."""
    has_limit = any(one.campaign.limit is not None for one in standing.started)
    for one in standing.handed:
        is_everybody = any(one.where == started.enters for started in standing.started)
        # How many a later campaign lets in is known once those who are handed over are done.
        if is_everybody or (len(standing.started) > 1 and has_limit):
            refused = NotSetBasedError(one.code, one.message)
            refused.location = one.location
            raise refused
    if standing.handed and standing.turns:
        message = f"people take turns, of whom some go one by one: {standing.handed[0].message}"
        raise NotSetBasedError("CDS613", message)
