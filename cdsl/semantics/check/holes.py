"""Which campaigns would use a hole, so that their runs are refused before they start.

Floor 2 (language.md 2, the last paragraph).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.summaries import Summaries
from cdsl.semantics.conditions import Condition, HoleCondition
from cdsl.semantics.expressions import Context, Expression, HoleValue
from cdsl.semantics.flow import CallWebhook, ExecuteCampaign, Step
from cdsl.semantics.program import Campaign, Location, TokenDefinition, Tokens, Webhook
from cdsl.semantics.tokens import Frame, FrameKind
from cdsl.semantics.walk import (
    conditions_in,
    steps_in,
    tokens_in,
    values_in_condition,
    values_of,
)

Campaigns = Mapping[AssetKey, Campaign]
Webhooks = Mapping[AssetKey, Webhook]


def fill_holes(campaigns: Campaigns, webhooks: Webhooks, summaries: Summaries) -> Campaigns:
    """Give every campaign the holes of its flow and of the flows that it executes."""
    in_flows = any(summary.has_holes for summary in summaries.values())
    in_webhooks = any(isinstance(one.url, HoleValue) for one in webhooks.values()) or any(
        isinstance(one.payload, HoleValue) for one in webhooks.values()
    )
    if not in_flows and not in_webhooks and not has_hole_tokens(campaigns):
        return campaigns
    return {
        key: replace(campaign, holes=holes) if holes else campaign
        for key, campaign in campaigns.items()
        for holes in (holes_of(campaign, campaign.tokens, campaigns, webhooks),)
    }


def holes_of(
    campaign: Campaign, tokens: Tokens, campaigns: Campaigns, webhooks: Webhooks
) -> tuple[Location, ...]:
    """The places where a run with these tokens would use a hole, each once."""
    return tuple(dict.fromkeys(_holes(campaign, tokens, campaigns, webhooks, ())))


def is_hole(value: Expression, chain: Tokens, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value is a hole, or uses a token whose value is one."""
    if isinstance(value, HoleValue):
        return True
    for token in tokens_in(value):
        if token.context is Context.MY and token.name not in seen:
            binding = chain.find(token.name)
            if binding is not None and binding.value.value is not None:
                inner = binding.value.value
                if is_hole(inner, chain, seen | {token.name}):
                    return True
    return False


def uses_hole(condition: Condition, chain: Tokens) -> bool:
    """Whether a condition uses a hole, by itself or through a token."""
    return any(isinstance(part, HoleCondition) for part in conditions_in(condition)) or any(
        is_hole(value, chain) for value in values_in_condition(condition)
    )


def has_hole_tokens(campaigns: Campaigns) -> bool:
    """Whether a token on the chain of any campaign is a hole."""
    return any(
        isinstance(declared.value, HoleValue)
        for campaign in campaigns.values()
        for frame in campaign.tokens.frames
        for declared in frame.bindings.values()
    )


def _holes(
    campaign: Campaign,
    tokens: Tokens,
    campaigns: Campaigns,
    webhooks: Webhooks,
    callers: tuple[AssetKey, ...],
) -> Iterator[Location]:
    for step in steps_in(campaign.flow):
        if any(is_hole(value, tokens) for value in _used(step, webhooks)):
            yield Location(campaign.location.source, step.span)
        if isinstance(step, ExecuteCampaign) and step.campaign not in (*callers, campaign.key):
            child = campaigns.get(step.campaign)
            if child is not None:
                chain = _chain_of(child, step, tokens)
                yield from _holes(child, chain, campaigns, webhooks, (*callers, campaign.key))


def _used(step: Step, webhooks: Webhooks) -> Iterator[Expression]:
    """The values that a step works out, those of the webhook that it calls included."""
    yield from values_of(step)
    if isinstance(step, CallWebhook) and step.webhook in webhooks:
        webhook = webhooks[step.webhook]
        yield webhook.url
        if webhook.payload is not None:
            yield webhook.payload


def _chain_of(child: Campaign, step: ExecuteCampaign, caller: Tokens) -> Tokens:
    """The tokens of a child: behind passed values, and behind its caller's if the step says so.

    What is passed is worked out at the call, where a hole in it is found; here it has no value.
    """
    chain = child.tokens.called_from(caller) if step.parent_tokens else child.tokens
    passed = {
        token.name: TokenDefinition(token.name, token.name, token.type, None)
        for token in step.tokens
    }
    return chain.inside(Frame(FrameKind.PASSED, "", passed)) if passed else chain
