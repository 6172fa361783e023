"""What checks across campaigns ask of each one, so that its steps are gone through once.

Floor 2. A summary depends on its campaign alone, and not on what its tokens are worth.
"""

from collections.abc import Iterator, Mapping

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.calls import Call
from cdsl.semantics.expressions import Expression, HoleValue, Token
from cdsl.semantics.flow import CallWebhook, ExecuteCampaign, SendAlert, SendEmail
from cdsl.semantics.program import Campaign, Email, ScheduleOnce, SmartList, Webhook
from cdsl.semantics.walk import (
    conditions_of,
    steps_in,
    tokens_in,
    values_in_condition,
    values_of,
)
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.source.span import Span


@dataclass(frozen=True, slots=True)
class Assets:
    """The resolved assets whose tokens are judged."""

    campaigns: Mapping[AssetKey, Campaign]
    smart_lists: Mapping[AssetKey, SmartList]
    emails: Mapping[AssetKey, Email]
    webhooks: Mapping[AssetKey, Webhook]


Sending = SendEmail | SendAlert | CallWebhook


@dataclass(frozen=True, slots=True)
class Summary:
    """The campaigns that a campaign executes, and what its run may work out, in order of text.

    What it sends or calls stands for the tokens in that. `has_holes` says that a step has one.
    """

    calls: tuple[Call, ...]
    works_out: tuple[Token | Sending, ...]
    has_holes: bool


Summaries = Mapping[AssetKey, Summary]
TokenUse = tuple[Token, Span, str]


def summarised(campaign: Campaign) -> tuple[object, ...]:
    """What a summary is of: as long as these are the same objects, it is the same."""
    return (campaign.smart_list, campaign.triggers, campaign.schedules, campaign.flow)


def summary_of(campaign: Campaign) -> Summary:
    """The summary of a campaign."""
    calls = tuple(
        Call(campaign.key, step)
        for step in steps_in(campaign.flow)
        if isinstance(step, ExecuteCampaign)
    )
    has_holes = any(
        isinstance(value, HoleValue)
        for step in steps_in(campaign.flow)
        for value in values_of(step)
    )
    return Summary(calls, tuple(_worked_out(campaign)), has_holes)


def tokens_used_by(summary: Summary, assets: Assets) -> Iterator[TokenUse]:
    """Every token that a campaign's run may work out, where to report it, and what is sent."""
    for found in summary.works_out:
        if isinstance(found, Token):
            yield found, found.span, ""
            continue
        for value, sent in sent_by(found, assets):
            for token in tokens_in(value):
                yield token, found.span, sent


def _worked_out(campaign: Campaign) -> Iterator[Token | Sending]:
    for value in values_in_condition(campaign.smart_list):
        yield from tokens_in(value)
    for trigger in campaign.triggers:
        for condition in trigger.where:
            for value in values_in_condition(condition):
                yield from tokens_in(value)
        if trigger.reaches is not None:
            yield from tokens_in(trigger.reaches.value)
    for schedule in campaign.schedules:
        if isinstance(schedule, ScheduleOnce):
            yield from tokens_in(schedule.value)
    for step in steps_in(campaign.flow):
        for value in values_of(step):
            yield from tokens_in(value)
        for condition in conditions_of(step):
            for value in values_in_condition(condition):
                yield from tokens_in(value)
        if isinstance(step, Sending):
            yield step


def sent_by(step: Sending, assets: Assets) -> Iterator[tuple[Expression, str]]:
    """The values of what a step sends or calls, and what that is in words."""
    if isinstance(step, CallWebhook):
        webhook = assets.webhooks.get(step.webhook)
        if webhook is not None:
            yield webhook.url, f"the webhook {quoted(step.webhook.name)}"
            if webhook.payload is not None:
                yield webhook.payload, f"the webhook {quoted(step.webhook.name)}"
        return
    email = assets.emails.get(step.email)
    if email is not None:
        yield email.subject, f"the email {quoted(step.email.name)}"
        yield email.body, f"the email {quoted(step.email.name)}"
