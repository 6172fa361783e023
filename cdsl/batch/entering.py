"""Campaigns entered, at the start or out of another's flow: whom they let in, and with what tokens.

Floor 4.
"""

from datetime import timedelta

from cdsl.batch.building import both, case, compared, either, is_missing
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.place import Place
from cdsl.batch.standing import Standing
from cdsl.batch.tree import TRUE, Expression, Kind, Operation
from cdsl.batch.values import PassedDefinition, Scope, value_of
from cdsl.semantics.flow import ExecuteCampaign, PassedToken
from cdsl.semantics.program import Campaign, TokenDefinition
from cdsl.semantics.tokens import Frame, FrameKind


def may_enter(campaign: Campaign, standing: Standing) -> Expression:
    """Of whom the qualification rule lets them into a campaign now."""
    rule = campaign.qualification
    if rule.every_time:
        return TRUE
    last = standing.entered(campaign.key)
    never = is_missing(last)
    if rule.period_hours is None:
        return never
    try:
        limit = standing.now - timedelta(hours=rule.period_hours)
    except OverflowError:
        return never
    return either(never, compared(Operation.AT_MOST, last, literal(limit, Kind.INSTANT)))


def enter(campaign: Campaign, who: Expression, standing: Standing) -> None:
    """Note that people enter a campaign now; an entry that is later still stays."""
    last = standing.entered(campaign.key)
    now = literal(standing.now, Kind.INSTANT)
    is_news = either(is_missing(last), compared(Operation.LESS, last, now))
    after = case((both(who, is_news), now), otherwise=last)
    hint = f"entry into {campaign.key.name}"
    standing.entries[campaign.key] = standing.layers.define(hint, after)


def child_scope(step: ExecuteCampaign, child: Campaign, place: Place) -> Scope:
    """The scope of a child: behind passed values, and behind its caller's if the step says so."""
    tokens, caller = child.tokens, place.scope
    zone = place.standing.zones[child.key.workspace]
    if step.parent_tokens:
        tokens = tokens.called_from(caller.tokens)
    if step.tokens:
        tokens = tokens.inside(_passed(step.tokens, place))
    if step.parent_tokens:
        program = child.program if caller.program is None else caller.program
        return Scope(tokens, caller.campaign, program, zone)
    return Scope(tokens, child, child.program, zone)


def _passed(tokens: tuple[PassedToken, ...], place: Place) -> Frame[TokenDefinition]:
    """The frame of passed values, worked out in the caller's chain at the call."""
    bindings: dict[str, TokenDefinition] = {}
    for token in tokens:
        worth = value_of(token.value, place.scope, place.standing)
        fitting, _ = converted(worth, token.type, place.scope.zone, None)
        bindings[token.name] = PassedDefinition(token.name, token.name, token.type, None, fitting)
    return Frame(FrameKind.PASSED, place.campaign.key.name, bindings)
