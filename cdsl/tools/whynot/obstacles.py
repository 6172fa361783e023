"""What keeps a person out of a campaign, one rule after the other.

Floor 6. Pure. Every rule is asked where it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import Environment, View
from cdsl.runtime.admission import audience, entrants, refused_for_holes
from cdsl.runtime.refusals import over_limit
from cdsl.runtime.watch import NOBODY_WATCHES
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import ExecuteCampaign
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.walk import steps_in
from cdsl.tools.whynot.edits import Edit
from cdsl.tools.whynot.firing import Firing
from cdsl.tools.whynot.formula import failing_sets, read, wanted
from cdsl.tools.whynot.lines import asked_of
from cdsl.tools.whynot.never import why_never_matched
from cdsl.tools.whynot.reasons import (
    EnteredBefore,
    Inactive,
    InvalidSmartList,
    NotExecuted,
    NotFired,
    NotInSmartList,
    OnLine,
    Reason,
    Refused,
    Unmet,
)
from cdsl.tools.whynot.ways import Asked
from cdsl.world.effects import ActivityRecord


def around(campaign: Campaign, passed: Tokens, environment: Environment) -> Iterator[Reason]:
    """What keeps everybody out."""
    program = environment.program
    yield from (Refused(found) for found in refused_for_holes(campaign, passed, program))
    if campaign.kind is CampaignKind.TRIGGER and not environment.is_active(campaign.key):
        yield Inactive(campaign.key)
    if campaign.kind is CampaignKind.EXECUTABLE and not any(_callers(campaign, program)):
        yield NotExecuted(campaign.key.workspace)


def _callers(campaign: Campaign, program: Program) -> Iterator[Campaign]:
    for other in program.campaigns.values():
        steps = steps_in(other.flow)
        if any(
            isinstance(step, ExecuteCampaign) and step.campaign == campaign.key for step in steps
        ):
            yield other


def not_fired(campaign: Campaign, view: View, occasion: ActivityRecord | None) -> NotFired:
    """Why no `on` line of a trigger campaign matches the activity at hand, line by line."""
    return NotFired(
        tuple(
            OnLine(
                trigger,
                _failing(asked_of(trigger, occasion), replace(view, activity=occasion))
                if occasion is not None and occasion.activity.name == trigger.activity.name
                else (),
                why_never_matched(trigger, campaign, view),
            )
            for trigger in campaign.triggers
        )
    )


def _failing(condition: Condition, view: View) -> tuple[tuple[Unmet, ...], ...]:
    """The sets of leaves that keep a condition from holding of a view."""
    formula, leaves = read(condition, view)
    sets = failing_sets(formula, lambda number: leaves[number].holds(view, view.scene.store))
    return tuple(
        tuple(
            Unmet(wanted(literal, leaves), leaves[literal.leaf].scope, leaves[literal.leaf].inside)
            for literal in sorted(one, key=lambda literal: literal.leaf)
        )
        for one in sets
    )


def wrong_list(
    asked: Asked, firing: Firing | None
) -> tuple[NotInSmartList | InvalidSmartList, ...]:
    """Why the smart list does not hold, with what fires the campaign and nothing else."""
    campaign, there = asked.campaign, asked.after((), firing)
    if judged(campaign.smart_list, there):
        return ()
    if uses_hole(campaign.smart_list, there.scene.scope.tokens):
        return (InvalidSmartList(campaign.location),)
    return (NotInSmartList(_failing(campaign.smart_list, there)),)


def entered(asked: Asked) -> Iterator[EnteredBefore]:
    """The qualification rule, where it keeps the person out."""
    campaign = asked.campaign
    last = asked.view.scene.store.entered(campaign.key, asked.view.person)
    if last is None or asked.may_enter(asked.view):
        return
    hours = campaign.qualification.period_hours
    again = None if hours is None else last + timedelta(hours=hours)
    yield EnteredBefore(campaign.qualification, last, again)


def limit(asked: Asked, edits: tuple[Edit, ...]) -> Iterator[Refused]:
    """A batch campaign whose run would be over its limit, with the person among the others."""
    campaign = asked.campaign
    if campaign.limit is None:
        return
    there = replace(asked.environment, store=asked.after(edits, None).scene.store)
    qualified = audience(campaign, asked.passed, there, NOBODY_WATCHES) or []
    people = entrants(campaign, qualified, there, NOBODY_WATCHES) or []
    if len(people) > campaign.limit:
        yield Refused(over_limit(campaign, len(people)))
