"""Which campaigns would use a hole, so that their runs are refused before they start.

Floor 2 (language.md 2, the last paragraph).
"""

from collections.abc import Mapping
from dataclasses import replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.calls import calls_of
from cdsl.semantics.expressions import Context, Expression, HoleValue
from cdsl.semantics.flow import CallWebhook
from cdsl.semantics.program import Campaign, Location, Tokens, Webhook
from cdsl.semantics.walk import steps_in, tokens_in, values_of

Campaigns = Mapping[AssetKey, Campaign]


def fill_holes(campaigns: Campaigns, webhooks: Mapping[AssetKey, Webhook]) -> Campaigns:
    """Give every campaign the holes of its flow and of the flows that it executes."""
    own = {key: _own(campaign, webhooks) for key, campaign in campaigns.items()}
    return {
        key: replace(campaign, holes=_with_children(key, campaigns, own))
        for key, campaign in campaigns.items()
    }


def _own(campaign: Campaign, webhooks: Mapping[AssetKey, Webhook]) -> tuple[Location, ...]:
    found = []
    for step in steps_in(campaign.flow):
        values = list(values_of(step))
        if isinstance(step, CallWebhook) and step.webhook in webhooks:
            webhook = webhooks[step.webhook]
            values += [webhook.url, *([webhook.payload] if webhook.payload else [])]
        for value in values:
            if _is_hole(value, campaign.tokens, frozenset()):
                found.append(Location(campaign.location.source, step.span))
    return tuple(found)


def _is_hole(value: Expression, chain: Tokens, seen: frozenset[str]) -> bool:
    if isinstance(value, HoleValue):
        return True
    for token in tokens_in(value):
        if token.context is Context.MY and token.name not in seen:
            binding = chain.find(token.name)
            if binding is not None and binding.value.value is not None:
                inner = binding.value.value
                if _is_hole(inner, chain, seen | {token.name}):
                    return True
    return False


def _with_children(
    key: AssetKey, campaigns: Campaigns, own: Mapping[AssetKey, tuple[Location, ...]]
) -> tuple[Location, ...]:
    found: list[Location] = []
    pending, seen = [key], {key}
    while pending:
        current = pending.pop()
        found.extend(own[current])
        for call in calls_of(campaigns[current]):
            child = call.step.campaign
            if child in campaigns and child not in seen:
                seen.add(child)
                pending.append(child)
    return tuple(found)
