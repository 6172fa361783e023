"""A session: a world, a clock, and everything that may be done to them (language.md 5, 7 and 9).

Floor 5. Every method goes on until nothing is left to do at that instant, and returns why it was
refused: nothing when it was done. What is refused leaves the world as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, assert_never

from cdsl.interpreter.state import Outside
from cdsl.interpreter.view import Environment
from cdsl.runtime import refusals, starting
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.adoption import refused_for_columns
from cdsl.runtime.agenda import BatchRun, Due, Recurrence, Wait, Wake
from cdsl.runtime.checkpoint import Checkpoint, Trial
from cdsl.runtime.engine import Engine
from cdsl.runtime.outside import Prepared
from cdsl.runtime.planning import NO_PLAN, edited, is_dropped, next_of, plans_of, timetable_of
from cdsl.runtime.records import changes, record_of
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.report import Report, put_together
from cdsl.runtime.tally import Tally
from cdsl.runtime.watch import NOBODY_WATCHES, Watch
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.schema import Activity, Field
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS, Limits
from cdsl.world.effects import ActivityRecord, Effect
from cdsl.world.journal import Journal, Progress, nobody_looks
from cdsl.world.journaled import JournaledStore
from cdsl.world.store import Store
from cdsl.world.values import Value

_DONE: Final[Refusals] = ()
_NEXT: Final = timedelta(microseconds=1)


class Session:
    """A program at work in a world, from an instant on.

    Schedules count from `now`, an occurrence at that very instant included, and run only as the
    clock advances.
    """

    def __init__(
        self,
        program: Program,
        store: Store,
        now: datetime,
        seed: int = 0,
        limits: Limits = LIMITS,
        outside: Outside | None = None,
        watch: Watch = NOBODY_WATCHES,
    ) -> None:
        """A session in which nothing has happened yet."""
        self._program = program
        self._store = store
        self._timetable = timetable_of(program, now)
        self._journal = store.journal if isinstance(store, JournaledStore) else None
        self._engine = Engine(
            program,
            store,
            now,
            seed,
            zones_of_workspaces(program),
            Prepared() if outside is None else outside,
            limits,
            watch,
        )
        self._late: list[Diagnostic] = []
        for campaign in program.campaigns.values():
            self._plan(campaign, now)

    @property
    def program(self) -> Program:
        """The program at work: the one that was adopted last."""
        return self._program

    @property
    def now(self) -> datetime:
        """What the clock shows, in UTC."""
        return self._engine.environment.now

    @property
    def environment(self) -> Environment:
        """What conditions and values are judged in at this instant."""
        return self._engine.environment

    def waits(self) -> Mapping[int, Wait]:
        """The runs that wait, by their numbers."""
        return self._engine.waits()

    def waiting(self) -> int:
        """How many runs have not ended."""
        return sum(counted.waiting for counted in self.counted().campaigns.values())

    def counted(self) -> Tally:
        """What has been counted so far; it goes on being counted."""
        return self._engine.tally

    def report(self) -> Report:
        """What became of everything so far."""
        engine = self._engine
        unfilled = tuple(refusals.hole(campaign) for campaign in engine.unfilled.values())
        cut = engine.cuts.diagnostics(self._program, self.environment.limits)
        return put_together(
            self._program,
            engine.tally,
            self.now,
            self.environment.seed,
            (*self._late, *unfilled, *cut),
        )

    # Starting campaigns -------------------------------------------------------------------------

    def run_batch(self, key: AssetKey, passed: Tokens = NOTHING_PASSED) -> Refusals:
        """Run a batch campaign now for everyone that its smart list holds of."""
        return starting.run_batch(self._engine, self._program.campaigns[key], passed)

    def request(
        self, key: AssetKey, people: Sequence[str], passed: Tokens = NOTHING_PASSED
    ) -> Refusals:
        """Request a trigger campaign for people, as the API does.

        A campaign that is inactive, or has no `on request_campaign`, is not requested: a warning,
        which the report counts.
        """
        return starting.request(self._engine, self._program.campaigns[key], people, passed)

    def execute(
        self, key: AssetKey, people: Sequence[str], passed: Tokens = NOTHING_PASSED
    ) -> Refusals:
        """Execute an executable campaign for people without a caller: tests and prompts do."""
        return starting.execute(self._engine, self._program.campaigns[key], people, passed)

    def admit(self, key: AssetKey, person: str, passed: Tokens = NOTHING_PASSED) -> Refusals:
        """Judge one person for a batch campaign, and let them in or not.

        A run does so for everybody; what only a run can judge, its limit, is not looked at.
        """
        return starting.admit(self._engine, self._program.campaigns[key], person, passed)

    def enter(self, campaign: Campaign, people: Sequence[str]) -> Refusals:
        """Let people into a flow without judging them, as a prompt does with steps just typed.

        The campaign need not be one of the program's.
        """
        return starting.enter(self._engine, campaign, people)

    def fire(self, record: ActivityRecord, campaign: AssetKey) -> None:
        """Let an activity that is in the log already fire a trigger campaign, if it does.

        Nobody but who asks "why?" does: an event fires at the instant at which it happens.
        """
        self._engine.fire_again(record, campaign)
        self._engine.settle()

    def schedule(
        self, key: AssetKey, at: datetime | None, passed: Tokens = NOTHING_PASSED
    ) -> Refusals:
        """Run a batch campaign once at an instant; one that is not still to come means now."""
        return starting.schedule(self._engine, self._program.campaigns[key], at, passed)

    def activate(self, key: AssetKey, active: bool) -> Refusals:
        """Let a trigger campaign take new entries, or no longer; who is in its flow goes on."""
        campaign = self._program.campaigns[key]
        if campaign.kind is not CampaignKind.TRIGGER:
            return (refusals.wrong_kind(campaign, "activated" if active else "deactivated"),)
        self._engine.active[key] = active
        return _DONE

    # What happens outside -----------------------------------------------------------------------

    def happen(self, person: str, activity: Activity, values: tuple[Value, ...]) -> Refusals:
        """A person does something, or something is done to them, and campaigns react.

        `values` stand in the order of the attributes. `unsubscribe` also unsubscribes.
        """
        row = self._store.person(person)
        if row is None:
            return (refusals.no_such_person(person),)
        effects: list[Effect] = [record_of(activity, person, self.now, values)]
        unsubscribed = self._program.schema.person.get("unsubscribed")
        if activity.name == "unsubscribe" and unsubscribed is not None:
            change = [(unsubscribed, True)]
            effects.extend(changes(self._program.schema, person, row, change, self.now))
        self._engine.happen(person, effects)
        self._engine.settle()
        return _DONE

    def change(self, person: str, values: Iterable[tuple[Field, Value]]) -> Refusals:
        """Fields of a person are changed from outside; that is recorded, and campaigns react."""
        row = self._store.person(person)
        if row is None:
            return (refusals.no_such_person(person),)
        effects = changes(self._program.schema, person, row, values, self.now)
        self._engine.happen(person, effects)
        self._engine.settle()
        return _DONE

    # The clock ----------------------------------------------------------------------------------

    def advance_to(self, instant: datetime) -> Refusals:
        """Advance the clock through every due instant, in order."""
        if instant < self.now:
            return (refusals.in_the_past(),)
        engine = self._engine
        done = 0
        while (taken := engine.agenda.take(instant)) is not None:
            at, due = taken
            if at > self.now:
                engine.move_clock(at)
            self._carry_out(due, at)
            settles = engine.is_one_by_one or engine.agenda.next_instant() != at
            if settles and not engine.settle():
                return _DONE
            done += 1
            engine.watch.progress(done, done + len(engine.agenda))
        engine.move_clock(instant)
        return _DONE

    def _carry_out(self, due: Due, at: datetime) -> None:
        match due:
            case Wake():
                self._engine.wake(due)
            case BatchRun():
                self._late.extend(self.run_batch(due.campaign, due.tokens))
            case Recurrence():
                self._plan(self._program.campaigns[due.campaign], at + _NEXT)
                self._late.extend(self.run_batch(due.campaign))
            case _:
                assert_never(due)

    def _plan(self, campaign: Campaign, earliest: datetime) -> None:
        """Put the campaign's next run on the agenda."""
        at = next_of(campaign, earliest, self._timetable, self.environment)
        if at is not None:
            self._engine.agenda.put(at, Recurrence(campaign.key))

    # An edited program --------------------------------------------------------------------------

    def adopt(self, program: Program, outside: Outside | None = None) -> Refusals:
        """Go on with an edited program, and with another world outside where one is given.

        Runs under way go on with the steps that they entered. A campaign whose schedules are new,
        or mean something new, is planned from now on; what was planned of one that is gone is
        dropped. Campaigns are active as they were, or as declared where that is new. A program
        whose columns are not those of the world is refused: the data has to be read again.
        """
        old = self._program
        if kept_out := refused_for_columns(old, program):
            return kept_out
        before = plans_of(old, self._timetable, self.environment)
        self._program = program
        self._engine.adopt(old, program, zones_of_workspaces(program), outside)
        plans = plans_of(program, self._timetable, self.environment)
        anew = [key for key, plan in plans.items() if plan != before.get(key, NO_PLAN)]
        dropped = {*anew, *(old.campaigns.keys() - program.campaigns.keys())}
        if dropped:
            self._engine.agenda.withdraw(lambda due: is_dropped(due, dropped, program))
        self._timetable = edited(self._timetable, program, anew, self.now)
        for key in anew:
            self._plan(program.campaigns[key], self.now)
        return _DONE

    # Going back ---------------------------------------------------------------------------------

    def checkpoint(self) -> Checkpoint:
        """This moment, to come back to. Raises TypeError for a world without a journal."""
        return Checkpoint(
            self._going_back().position(),
            self._program,
            self._timetable,
            tuple(self._late),
            self._engine.state(),
        )

    def restore(self, checkpoint: Checkpoint, watch: Watch = NOBODY_WATCHES) -> None:
        """Go back to a moment of this session, world and clock included, or forward again.

        Raises ValueError for a moment that is no more, as something else was done in its place,
        BrokenOffError where that is wanted: then the session stands where it was.
        """
        self._going_back().move_to(checkpoint.position, watch.go_on)
        self._program, self._timetable = checkpoint.program, checkpoint.timetable
        self._late = list(checkpoint.late)
        self._engine.restore(checkpoint.engine)

    def trial(self) -> Trial:
        """Something is tried, which `keep` or `take_back` ends."""
        return Trial(self.checkpoint(), self._going_back().attempt())

    def keep(self, trial: Trial) -> None:
        """What was tried is done; what was undone before it can no longer be done again."""
        self._going_back().keep(trial.attempt)

    def take_back(self, trial: Trial, progress: Progress = nobody_looks) -> None:
        """What was tried was never done; what was undone before it can still be done again.

        It cannot be broken off: `progress` must not raise.
        """
        self._going_back().take_back(trial.attempt, progress)
        self.restore(trial.before)

    def _going_back(self) -> Journal:
        if self._journal is None:
            raise TypeError("only a session in a JournaledStore can go back")
        return self._journal
