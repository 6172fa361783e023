"""Why does a person not enter a campaign, and what would let them in? The door of this room.

Floor 6. Pure. Every rule is asked where it is: the smart list at the reference evaluator, entries,
limits and holes at the runtime. No way in is told that was not tried in an overlay of the store.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.admission import NOTHING_PASSED, audience, entrants, refused_for_holes
from cdsl.runtime.refusals import no_such_person, over_limit
from cdsl.runtime.watch import NOBODY_WATCHES
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import ExecuteCampaign
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.walk import steps_in
from cdsl.source.data import dataclass
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.tools.whynot.firing import asked_of, consequences, event_for, is_fired
from cdsl.tools.whynot.formula import failing_sets, read, wanted
from cdsl.tools.whynot.moves import with_edits
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
    WhyNot,
)
from cdsl.tools.whynot.search import smallest_edits
from cdsl.world.effects import ActivityRecord
from cdsl.world.reentry import may_enter


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: of whom, which campaign, and in what."""

    campaign: Campaign
    passed: Tokens
    environment: Environment
    view: View
    event: tuple[Edit, ...]

    def after(self, edits: tuple[Edit, ...]) -> View:
        """The person after edits, and after what then fires the campaign."""
        return with_edits(with_edits(self.view, edits), self.event)


def why_not(
    campaign: Campaign,
    person: str,
    environment: Environment,
    passed: Tokens = NOTHING_PASSED,
    occasion: ActivityRecord | None = None,
) -> WhyNot:
    """Every reason that keeps a person out of a campaign now, and the smallest ways in.

    `passed` are values passed with the call, for an executable campaign with parent tokens its
    caller's chain. `occasion` is the activity that might have fired a trigger campaign, already
    recorded; without one it is asked for what could happen next.
    """
    row = environment.store.person(person)
    if row is None:
        return WhyNot(campaign.key, person, (Refused(no_such_person(person)),))
    scope = own_scope(campaign, passed, occasion)
    view = View(scene_of(environment, scope, campaign.key.workspace), person, row)
    around = tuple(_around(campaign, passed, environment))
    fired, event = _fired(campaign, view, occasion)
    if event is not None:
        record = ActivityRecord(person, event.activity, event.at, event.values)
        view = replace(view, scene=replace(view.scene, scope=replace(scope, trigger=record)))
    happened = () if event is None else consequences(event, view)
    asked = _Asked(campaign, passed, environment, view, happened)
    entered = tuple(_entered(asked))
    wrong_list = _wrong_list(asked)
    limit = () if around else tuple(_limit(asked, ()))
    reasons = (*around, *fired, *wrong_list, *entered)
    is_startable = not (around or entered) and (not fired or event is not None)
    if not any(isinstance(reason, NotInSmartList) for reason in wrong_list):
        is_enough = is_startable and not (limit or wrong_list)
        return WhyNot(campaign.key, person, (*reasons, *limit), (), event, is_enough)
    found = smallest_edits(campaign.smart_list, asked.after(()), lambda way: _is_way_in(way, asked))
    ways = found.ways
    if not limit and not around:
        within_limit = tuple(way for way in ways if not any(_limit(asked, way)))
        limit = () if within_limit or not ways else tuple(_limit(asked, ways[0]))
        ways = within_limit or ways
    is_enough = is_startable and bool(ways) and not limit
    return WhyNot(campaign.key, person, (*reasons, *limit), ways, event, is_enough, found.is_whole)


def _is_way_in(edits: tuple[Edit, ...], asked: _Asked) -> bool:
    """Whether edits put the person on the smart list, and make no rule harder on them."""
    there = asked.after(edits)
    if not judged(asked.campaign.smart_list, there):
        return False
    record = there.scene.scope.trigger
    if asked.event and record is not None and not is_fired(asked.campaign, there, record):
        return False
    return _may_enter(asked, edits) or not _may_enter(asked, ())


def _may_enter(asked: _Asked, edits: tuple[Edit, ...]) -> bool:
    store = asked.after(edits).scene.store
    last = store.entered(asked.campaign.key, asked.view.person)
    return may_enter(asked.campaign, last, asked.environment.now)


# Reasons ------------------------------------------------------------------------------------------


def _around(campaign: Campaign, passed: Tokens, environment: Environment) -> Iterator[Reason]:
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


def _fired(
    campaign: Campaign, view: View, occasion: ActivityRecord | None
) -> tuple[tuple[NotFired, ...], Do | None]:
    """Why a trigger campaign is not fired, and an event that would, best of the kind at hand."""
    if campaign.kind is not CampaignKind.TRIGGER:
        return (), None
    if occasion is not None and is_fired(campaign, view, occasion):
        return (), None
    lines = tuple(
        OnLine(
            trigger,
            _failing(asked_of(trigger, occasion), replace(view, activity=occasion))
            if occasion is not None and occasion.activity.name == trigger.activity.name
            else (),
            event_for(trigger, campaign, view),
        )
        for trigger in campaign.triggers
    )
    events = [line.event for line in lines if line.event is not None]
    alike = [one for one in events if occasion is not None and one.activity == occasion.activity]
    return (NotFired(lines),), next(iter((*alike, *events)), None)


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


def _wrong_list(asked: _Asked) -> tuple[NotInSmartList | InvalidSmartList, ...]:
    campaign, there = asked.campaign, asked.after(())
    if judged(campaign.smart_list, there):
        return ()
    if uses_hole(campaign.smart_list, there.scene.scope.tokens):
        return (InvalidSmartList(campaign.location),)
    return (NotInSmartList(_failing(campaign.smart_list, there)),)


def _entered(asked: _Asked) -> Iterator[EnteredBefore]:
    campaign = asked.campaign
    last = asked.view.scene.store.entered(campaign.key, asked.view.person)
    if last is None or may_enter(campaign, last, asked.environment.now):
        return
    hours = campaign.qualification.period_hours
    again = None if hours is None else last + timedelta(hours=hours)
    yield EnteredBefore(campaign.qualification, last, again)


def _limit(asked: _Asked, edits: tuple[Edit, ...]) -> Iterator[Refused]:
    """A batch campaign whose run would be over its limit, with the person among the others."""
    campaign = asked.campaign
    if campaign.limit is None:
        return
    there = replace(asked.environment, store=asked.after(edits).scene.store)
    qualified = audience(campaign, asked.passed, there, NOBODY_WATCHES) or []
    people = entrants(campaign, qualified, there, NOBODY_WATCHES) or []
    if len(people) > campaign.limit:
        yield Refused(over_limit(campaign, len(people)))
