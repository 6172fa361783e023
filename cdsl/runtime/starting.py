"""Campaigns started, each kind in its own way (language.md 5).

Floor 5. What is started goes on until nothing is left to do at that instant, or somebody breaks it
off. Each function returns why it was refused: nothing when it was done. What is refused leaves the
world as it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cdsl.interpreter.calls import REQUEST, is_requestable
from cdsl.interpreter.state import Requested
from cdsl.interpreter.view import View, own_scope, scene_of
from cdsl.runtime import refusals
from cdsl.runtime.admission import (
    NOTHING_PASSED,
    audience,
    entrants,
    refused,
    refused_for_holes,
    refused_for_unknown,
)
from cdsl.runtime.agenda import BatchRun
from cdsl.runtime.engine import Engine
from cdsl.runtime.records import API, named_record
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.tally import NOT_QUALIFIED, rule_text
from cdsl.runtime.verdicts import verdicts
from cdsl.semantics.program import Campaign, CampaignKind, Tokens
from cdsl.world.values import Value

_DONE: Final[Refusals] = ()


def run_batch(engine: Engine, campaign: Campaign, passed: Tokens) -> Refusals:
    """Run a batch campaign now for everyone that its smart list holds of."""
    if campaign.kind is not CampaignKind.BATCH:
        return (refusals.wrong_kind(campaign, "run"),)
    if kept_out := _holes(engine, campaign, passed):
        return kept_out
    watch, environment = engine.watch, engine.environment
    people = audience(campaign, passed, environment, watch)
    if people is None:
        return _DONE
    entering = entrants(campaign, people, environment, watch)
    if entering is None:
        return _DONE
    counted = engine.tally.of(campaign.key)
    counted.audience += len(people)
    engine.judgements[campaign.key] += 1
    if len(people) > len(entering):
        rule = rule_text(campaign.qualification)
        counted.refused[rule] += len(people) - len(entering)
    is_over = campaign.limit is not None and len(entering) > campaign.limit
    if watch.observe is not None:
        let_in = () if is_over else entering
        for verdict in verdicts(campaign, passed, people, let_in, environment, watch):
            watch.observe(verdict)
    if campaign.limit is not None and is_over:
        counted.refused["limit"] += len(entering)
        return (refusals.over_limit(campaign, len(entering)),)
    _enter_all(engine, campaign, entering, passed)
    return _DONE


def _enter_all(engine: Engine, campaign: Campaign, people: Sequence[str], passed: Tokens) -> None:
    scope, watch, one_by_one = own_scope(campaign, passed), engine.watch, engine.is_one_by_one
    for count, person in enumerate(people, 1):
        engine.begin(campaign, person, scope)
        if one_by_one:
            if not engine.settle():
                return
            watch.progress(count, len(people))
        elif watch.is_cancelled():
            return
    engine.settle()


def schedule(engine: Engine, campaign: Campaign, at: datetime | None, passed: Tokens) -> Refusals:
    """Run a batch campaign once at an instant; one that is not still to come means now."""
    if campaign.kind is not CampaignKind.BATCH:
        return (refusals.wrong_kind(campaign, "scheduled"),)
    if kept_out := _holes(engine, campaign, passed):
        return kept_out
    if at is None:
        return (refusals.no_instant(campaign),)
    if at <= engine.environment.now:
        return run_batch(engine, campaign, passed)
    engine.agenda.put(at, BatchRun(campaign.key, passed))
    return _DONE


def request(engine: Engine, campaign: Campaign, people: Sequence[str], passed: Tokens) -> Refusals:
    """Request a trigger campaign for people, as the API does; see `Session.request`."""
    if campaign.kind is not CampaignKind.TRIGGER:
        return (refusals.wrong_kind(campaign, "requested"),)
    if kept_out := _kept_out(engine, campaign, people, passed):
        return kept_out
    if not engine.active[campaign.key] or not is_requestable(campaign):
        engine.tally.of(campaign.key).refused["not_requestable"] += len(people)
        return (refusals.not_requestable(campaign),)
    environment = engine.environment
    activity = environment.program.schema.activities[REQUEST]
    for person in people:
        values: dict[str, Value] = {"campaign": campaign.key.name, "source": API}
        record = named_record(activity, person, environment.now, values)
        engine.happen(person, (record,), Requested(person, campaign.key, passed))
        if engine.is_one_by_one and not engine.settle():
            return _DONE
    engine.settle()
    return _DONE


def execute(engine: Engine, campaign: Campaign, people: Sequence[str], passed: Tokens) -> Refusals:
    """Execute an executable campaign for people without a caller."""
    if campaign.kind is not CampaignKind.EXECUTABLE:
        return (refusals.wrong_kind(campaign, "executed"),)
    if kept_out := _kept_out(engine, campaign, people, passed):
        return kept_out
    for person in people:
        _execute(engine, campaign, person, passed)
        if engine.is_one_by_one and not engine.settle():
            return _DONE
    engine.settle()
    return _DONE


def _execute(engine: Engine, campaign: Campaign, person: str, passed: Tokens) -> None:
    view = _view(engine, campaign, person, passed)
    if view is None:
        return
    reason = refused(campaign, view)
    engine.judged(campaign, view, reason)
    values: dict[str, Value] = {
        "campaign": campaign.key.name,
        "qualified": not reason,
        "parent_tokens": False,
    }
    environment = engine.environment
    activity = environment.program.schema.activities["execute_campaign"]
    engine.happen(person, (named_record(activity, person, environment.now, values),))
    counted = engine.tally.of(campaign.key)
    counted.audience += 1
    if reason:
        counted.refused[NOT_QUALIFIED] += 1
    else:
        engine.begin(campaign, person, view.scene.scope)


def admit(engine: Engine, campaign: Campaign, person: str, passed: Tokens) -> Refusals:
    """Judge one person for a batch campaign, and let them in or not; see `Session.admit`."""
    if kept_out := _kept_out(engine, campaign, (person,), passed):
        return kept_out
    view = _view(engine, campaign, person, passed)
    assert view is not None
    reason = refused(campaign, view)
    engine.judged(campaign, view, reason)
    if not reason:
        engine.begin(campaign, person, view.scene.scope)
        engine.settle()
    return _DONE


def enter(engine: Engine, campaign: Campaign, people: Sequence[str]) -> Refusals:
    """Let people into a flow without judging them; see `Session.enter`."""
    if kept_out := _kept_out(engine, campaign, people, NOTHING_PASSED):
        return kept_out
    for person in people:
        engine.begin(campaign, person, own_scope(campaign))
    engine.settle()
    return _DONE


def _kept_out(
    engine: Engine, campaign: Campaign, people: Sequence[str], passed: Tokens
) -> Refusals:
    """Why nothing is started: somebody whom the world does not have, else a hole."""
    unknown = refused_for_unknown(people, engine.environment.store)
    return unknown or _holes(engine, campaign, passed)


def _holes(engine: Engine, campaign: Campaign, passed: Tokens) -> Refusals:
    return refused_for_holes(campaign, passed, engine.environment.program)


def _view(engine: Engine, campaign: Campaign, person: str, passed: Tokens) -> View | None:
    """The person as the campaign sees them; None when there is no such person."""
    row = engine.environment.store.person(person)
    if row is None:
        return None
    scene = scene_of(engine.environment, own_scope(campaign, passed), campaign.key.workspace)
    return View(scene, person, row)
