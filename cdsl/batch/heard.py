"""Who is heard: people of whom a step leaves an activity that an active trigger campaign waits for.

Floor 4. A trigger campaign is one person's matter. Whether an `on` line matches is worked out as
far as it asks for values that the step has left; where it asks for more, whoever leaves such an
activity counts as heard.
"""

from collections.abc import Collection, Iterator

from cdsl.batch.building import both, case, either, is_missing
from cdsl.batch.comparisons import ordered
from cdsl.batch.conditions import AtHand, holds
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Logged, Standing, Varying
from cdsl.batch.tree import FALSE, TRUE, Expression, Kind, fixed
from cdsl.batch.values import Scope, value_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import AttributeOf, Compare, Condition, Operator
from cdsl.semantics.expressions import Constant
from cdsl.semantics.expressions import Expression as Written
from cdsl.semantics.program import Campaign, Reaches, Trigger
from cdsl.source.quoting import quoted


def heard(
    active: Collection[AssetKey], standing: Standing
) -> Iterator[tuple[Expression, NotSetBasedError]]:
    """For each such activity of whom it is heard, and why that is not set-based."""
    for left in standing.log:
        fired: list[Expression] = []
        by: list[str] = []
        for key in active:
            campaign = standing.program.campaigns[key]
            matches = either(
                *(_matches(one, left, campaign, standing) for one in _of(campaign, left))
            )
            if matches != FALSE:
                fired.append(matches)
                by.append(key.name)
        where = both(left.where, either(*fired))
        if where != FALSE:
            message = (
                f"step {left.step} leaves `{left.activity.name}`, which fires "
                f"{quoted(by[0])} for one person at a time"
            )
            yield where, NotSetBasedError("CDS610", message)


def _of(campaign: Campaign, left: Logged) -> list[Trigger]:
    return [one for one in campaign.triggers if one.activity.name == left.activity.name]


def _matches(trigger: Trigger, left: Logged, campaign: Campaign, standing: Standing) -> Expression:
    scope = Scope(
        campaign.tokens, campaign, campaign.program, standing.zones[campaign.key.workspace]
    )
    at_hand = AtHand(left.activity, left.values)
    reached = TRUE if trigger.reaches is None else _reaches(trigger.reaches, left, scope, standing)
    return both(reached, *(_holds(part, at_hand, scope, standing) for part in trigger.where))


def _reaches(reaches: Reaches, left: Logged, scope: Scope, standing: Standing) -> Expression:
    """Whether a change crosses a value upwards; an empty old one counts as 0."""
    bound = value_of(reaches.value, scope, standing) if _is_fixed(reaches.value) else None
    old, new = (left.values.get(name) for name in ("old_value", "new_value"))
    if bound is None or not isinstance(old, Varying) or not isinstance(new, Varying):
        return TRUE
    if {old.expression.kind, new.expression.kind} != {Kind.WHOLE}:
        return TRUE
    before = case((is_missing(old.expression), fixed(0)), otherwise=old.expression)
    return both(
        ordered(Operator.LESS, before, bound, scope.zone),
        ordered(Operator.AT_LEAST, new.expression, bound, scope.zone),
    )


def _is_fixed(value: Written) -> bool:
    return isinstance(value, Constant)


def _holds(part: Condition, at_hand: AtHand, scope: Scope, standing: Standing) -> Expression:
    is_of_values = (
        isinstance(part, Compare)
        and isinstance(part.subject, AttributeOf)
        and all(map(_is_fixed, part.operands))
    )
    if not is_of_values:
        return TRUE
    try:
        return holds(part, scope, standing, at_hand)
    except NotSetBasedError:
        return TRUE
