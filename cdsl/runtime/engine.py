"""Runs, and the events that start them, carried on until nothing is left to do at an instant.

Floor 5. Between two steps the store is whole, so that a command may be broken off there. What may
start is decided in `cdsl.runtime.starting`, what one step does in `cdsl.interpreter.step`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.state import Moved, Outside, Requested, Run, TokenScope
from cdsl.interpreter.step import advance, enter, next_doing
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.admission import refused, with_holes_left
from cdsl.runtime.adoption import active_after, carried_over
from cdsl.runtime.agenda import Agenda, NotedAgenda, Wait, Wake
from cdsl.runtime.checkpoint import EngineState
from cdsl.runtime.cuts import Cuts
from cdsl.runtime.observed import Began, Ended, Ending, Happened, Judged, Stepped
from cdsl.runtime.order import Event, Fired, order
from cdsl.runtime.tally import NOT_QUALIFIED, TOO_MANY_STEPS, Tally
from cdsl.runtime.triggers import fired, index
from cdsl.runtime.watch import Watch
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program, Tokens, Trigger
from cdsl.source.limits import Limits
from cdsl.world.effects import ActivityRecord, Effect, Enter, Record
from cdsl.world.journal import NotedDict
from cdsl.world.journaled import JournaledStore
from cdsl.world.store import Store


class Engine:
    """The runs of one world at one instant; `move_clock` takes it to the next.

    What it holds of each person is noted in the journal of the world, if that has one.
    """

    def __init__(
        self,
        program: Program,
        store: Store,
        now: datetime,
        seed: int,
        zones: Mapping[str, tzinfo],
        outside: Outside,
        limits: Limits,
        watch: Watch,
    ) -> None:
        """An engine with nothing under way."""
        self.active = {key: campaign.active for key, campaign in program.campaigns.items()}
        self.environment = Environment(
            program, store, now, seed, zones, outside, self.active.__getitem__, limits
        )
        # Mappings by person are changed by `[…] =` and `del` alone, as a journal notes these.
        self._mapping: Callable[[], dict[Any, Any]] = dict
        self.agenda = Agenda()
        if isinstance(store, JournaledStore):
            self._mapping = partial(NotedDict, store.journal)
            self.agenda = NotedAgenda(store.journal)
        self.watch = watch
        self.is_one_by_one = seed == 0
        """Whether everybody's runs are carried on before the next person's begin."""
        self.tally = Tally(self._mapping)
        self.cuts = Cuts()
        self.judgements: Counter[AssetKey] = Counter()
        self.unfilled: dict[AssetKey, Campaign] = {}
        self._store = store
        self._triggers = index(program)
        self._order = order(seed)
        self._last_run = 0
        self._runs: dict[str, dict[int, Run]] = self._mapping()
        self._steps: dict[str, int] = self._mapping()
        self._stopped: dict[str, bool] = self._mapping()

    def move_clock(self, now: datetime) -> None:
        """The clock goes on; nothing happens by itself."""
        self.environment = replace(self.environment, now=now)

    def adopt(
        self,
        old: Program,
        new: Program,
        zones: Mapping[str, tzinfo],
        outside: Outside | None,
    ) -> None:
        """Go on with an edited program; see `cdsl.runtime.adoption`."""
        environment = self.environment
        self.environment = replace(
            environment,
            program=carried_over(environment.program, new),
            zones={**environment.zones, **zones},
            outside=environment.outside if outside is None else outside,
        )
        self.active.update(active_after(old, new, self.active))
        self.unfilled = {
            key: campaign
            for key, campaign in self.unfilled.items()
            if key in new.campaigns and new.campaigns[key].holes
        }
        self._triggers = index(new)

    # Going back ---------------------------------------------------------------------------------

    def state(self) -> EngineState:
        """How things stand, but for what the journal of the world notes."""
        return EngineState(
            self.environment,
            dict(self.active),
            self._triggers,
            self._order.state(),
            self.tally.state(),
            self.cuts.state(),
            self.judgements.copy(),
            dict(self.unfilled),
            self._last_run,
        )

    def restore(self, state: EngineState) -> None:
        """Let things stand as they stood; the journal is taken back by the caller."""
        self.environment = state.environment
        self.active.clear()
        self.active.update(state.active)
        self._triggers = state.triggers
        self._order.restore(state.order)
        self.tally.restore(state.tallies)
        self.cuts.restore(state.cuts)
        self.judgements = Counter(state.judgements)
        self.unfilled = dict(state.unfilled)
        self._last_run = state.last_run

    # What comes in ------------------------------------------------------------------------------

    def happen(
        self, person: str, effects: Iterable[Effect], requested: Requested | None = None
    ) -> None:
        """Something comes from outside: it is applied, then its activities fire campaigns."""
        effects = tuple(effects)
        observe = self.watch.observer(person)
        if observe is not None:
            observe(Happened(person, effects, self.environment))
        self._store.apply(effects)
        for effect in effects:
            if isinstance(effect, Record) and effect.record.activity.name in self._triggers:
                self._fire(Event(effect.record, (), requested))

    def fire_again(self, record: ActivityRecord, key: AssetKey) -> None:
        """An activity of the log fires one campaign alone, if that is active."""
        event = Event(record)
        if record.activity.name in self._triggers and self.active[key]:
            for campaign in fired(self._triggers, event, key.__eq__, self._matches):
                self._order.put(Fired(campaign, event))

    def begin(
        self,
        campaign: Campaign,
        person: str,
        scope: TokenScope,
        causes: tuple[AssetKey, ...] = (),
    ) -> None:
        """A person enters a campaign's flow; whether they may is already judged."""
        if person in self._stopped:
            return
        self._store.apply((Enter(person, campaign.key, self.environment.now),))
        counted = self.tally.of(campaign.key)
        counted.entered += 1
        counted.waiting += 1
        self._last_run += 1
        run = enter(self._last_run, person, campaign, scope, causes)
        runs = self._runs.get(person)
        if runs is None:
            runs = self._runs[person] = self._mapping()
        runs[run.id] = run
        self.watch.begins(person, run.id)
        observe = self.watch.observer(person)
        if observe is not None:
            observe(Began(run, self.environment.now))
        self._order.put(run)

    def wake(self, due: Wake) -> None:
        """A wait is over: the run goes on, if it hasn't ended meanwhile. Its chain is a new one."""
        run = self._runs.get(due.person, {}).get(due.run)
        if run is not None:
            run = self._runs[due.person][due.run] = replace(run, causes=())
            self._order.put(run)

    # Carrying on --------------------------------------------------------------------------------

    def settle(self) -> bool:
        """Go on until nothing is left to do at this instant; False when broken off before."""
        take, is_cancelled = self._order.take, self.watch.is_cancelled
        while not is_cancelled():
            work = take()
            if work is None:
                return True
            if isinstance(work, Run):
                self._step(work)
            else:
                self._admit(work)
        return False

    def _fire(self, event: Event) -> None:
        for campaign in fired(self._triggers, event, self.active.__getitem__, self._matches):
            self._order.put(Fired(campaign, event))

    def _matches(self, campaign: Campaign, trigger: Trigger, record: ActivityRecord) -> bool:
        view = self._view(campaign, own_scope(campaign, None, record), record)
        return view is not None and fires(trigger, view)

    def _view(self, campaign: Campaign, scope: TokenScope, record: ActivityRecord) -> View | None:
        """The person of an activity as a campaign sees them; None when they are gone."""
        row = self._store.person(record.person)
        if row is None:
            return None
        scene = scene_of(self.environment, scope, campaign.key.workspace)
        return View(scene, record.person, row, record)

    def _admit(self, work: Fired) -> None:
        """Judge the smart list and the qualification rule; who passes both begins a run."""
        campaign, event = work.campaign, work.event
        person = event.record.person
        passed = None if event.requested is None else event.requested.tokens
        scope = own_scope(campaign, passed, event.record)
        view = self._view(campaign, scope, event.record)
        if view is None:
            return
        view = replace(view, activity=None)
        reason = refused(campaign, view)
        counted = self.tally.of(campaign.key) if reason != NOT_QUALIFIED else None
        if not reason:
            reason = self._barred(campaign, person, passed, event)
        self.judged(campaign, view, reason, event.record)
        if counted is None:
            return
        counted.audience += 1
        if not reason:
            self.begin(campaign, person, scope, event.causes)
        elif reason != TOO_MANY_STEPS:
            counted.refused[reason] += 1

    def _barred(self, campaign: Campaign, person: str, passed: Tokens | None, event: Event) -> str:
        """What keeps somebody out of a fired campaign who is qualified; empty if nothing does."""
        if person in self._stopped:
            return TOO_MANY_STEPS
        if unfilled := with_holes_left(campaign, passed, self.environment.program):
            self.unfilled[campaign.key] = unfilled
            return "hole"
        if len(event.causes) >= self.environment.limits.causes:
            self.cuts.chain(event.causes, campaign.key, person)
            return "chain_of_causes"
        return ""

    def judged(
        self, campaign: Campaign, view: View, reason: str, record: ActivityRecord | None = None
    ) -> None:
        """Tell who looks on whether a person enters a campaign; a record may have fired it."""
        self.judgements[campaign.key] += 1
        observe = self.watch.observer(view.person)
        if observe is not None:
            observe(Judged(campaign, view, reason, record))

    def _step(self, run: Run) -> None:
        runs = self._runs.get(run.person)
        if runs is None or runs.get(run.id) is not run or self._is_over_limit(run):
            return
        observe = self.watch.observer(run.person)
        doing = None if observe is None else next_doing(run, self.environment)
        moved = advance(run, self.environment)
        if observe is not None and doing is not None:
            observe(Stepped(doing, moved))
        self._apply(run, moved)
        if moved.deleted:
            self._end_all(run.person, Ending.DELETED)
        elif moved.removed:
            self._end(run.person, moved.removed)
        if run.id not in runs:
            return
        if moved.run is None:
            self._forget(run, Ending.DONE)
            return
        runs[run.id] = moved.run
        if moved.until is None or moved.until <= self.environment.now:
            self._order.go_on(moved.run)
        else:
            self.agenda.put(moved.until, Wake(run.person, run.id))

    def _is_over_limit(self, run: Run) -> bool:
        """Whether a run or its person has had too many steps; both then go no further."""
        limits = self.environment.limits
        campaign = run.levels[0].campaign.key
        steps = self._steps.get(run.person, 0) + 1
        if steps > limits.person_steps:
            self.cuts.person(run.causes, campaign, run.person)
            self._stopped[run.person] = True
            self._end_all(run.person, Ending.LIMIT)
            return True
        self._steps[run.person] = steps
        if run.steps >= limits.run_steps:
            self.cuts.run(campaign, run.person)
            self._forget(run, Ending.LIMIT)
            return True
        return False

    def _apply(self, run: Run, moved: Moved) -> None:
        """Apply what a step led to, then let its activities fire campaigns."""
        self._store.apply(moved.effects)
        tally = self.tally
        for outcome in moved.outcomes:
            tally.step(outcome)
        for child in moved.children:
            tally.child(child)
        requests = iter(moved.requests)
        for effect in moved.effects:
            if not isinstance(effect, Record):
                tally.effect(effect)
                continue
            name = effect.record.activity.name
            requested = next(requests, None) if name == REQUEST else None
            if name in self._triggers:
                causes = (*run.causes, run.levels[0].campaign.key)
                self._fire(Event(effect.record, causes, requested))

    # Ending -------------------------------------------------------------------------------------

    def _end(self, person: str, campaigns: tuple[AssetKey, ...]) -> None:
        """End the person's runs that are in the flow of one of the campaigns, at any level."""
        for run in self._runs_of(person):
            if any(level.campaign.key in campaigns for level in run.levels):
                self._forget(run, Ending.REMOVED)

    def _end_all(self, person: str, ending: Ending) -> None:
        for run in self._runs_of(person):
            self._forget(run, ending)

    def _runs_of(self, person: str) -> list[Run]:
        """The person's runs in the order of their beginning."""
        runs = self._runs.get(person, {})
        return [runs[number] for number in sorted(runs)]

    def waits(self) -> dict[int, Wait]:
        """The runs that wait, by their numbers."""
        found = {}
        for at, due in self.agenda.entries():
            run = self._runs.get(due.person, {}).get(due.run) if isinstance(due, Wake) else None
            if run is not None:
                found[run.id] = Wait(run.person, run.levels[0].campaign.key, at)
        return found

    def _forget(self, run: Run, ending: Ending) -> None:
        observe = self.watch.observer(run.person)
        if observe is not None:
            observe(Ended(run, ending, self.environment.now))
        self.tally.of(run.levels[0].campaign.key).waiting -= 1
        runs = self._runs[run.person]
        del runs[run.id]
        if not runs:
            del self._runs[run.person]
