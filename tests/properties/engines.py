"""One batch campaign through both engines, and where what came of it differs.

To meet more of a program, every campaign is made one of a kind that both engines can start:
triggers do not fire, and steps that are one person's matter do nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from cdsl.api.counted import add, changes_of
from cdsl.api.handover import Runs
from cdsl.batch.counts import Counted
from cdsl.batch.database import Connection, count, effects, make_flow
from cdsl.batch.handed import count_runs, set_aside
from cdsl.batch.memory import put_tables
from cdsl.batch.plan import Moment, Plan, Refused, plan
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.refusals import Refusals, over_limit
from cdsl.runtime.report import put_together
from cdsl.runtime.session import Session
from cdsl.runtime.tally import Tally
from cdsl.runtime.watch import Watch
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import (
    Arm,
    CallWebhook,
    Choice,
    DoNothing,
    Rotate,
    Share,
    Split,
    Step,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.effects import ActivityRecord, Effect
from cdsl.world.memory import MemoryStore

ALONE = CallWebhook | WaitFor | WaitUntil | WaitUntilAnniversary | WaitUntilWeekday


def as_batches(program: Program) -> Program:
    """The program with batch campaigns in the place of trigger campaigns, and no waits."""
    return replace(
        program, campaigns={key: _as_batch(one) for key, one in program.campaigns.items()}
    )


def _as_batch(campaign: Campaign) -> Campaign:
    kind = campaign.kind
    return replace(
        campaign,
        kind=CampaignKind.BATCH if kind is CampaignKind.TRIGGER else kind,
        triggers=(),
        schedules=(),
        holes=(),
        flow=without_waits(campaign.flow),
    )


def startable(program: Program) -> Program:
    """The program with campaigns that have no holes and do not run by themselves."""
    campaigns = program.campaigns.items()
    return replace(
        program, campaigns={key: replace(one, holes=(), schedules=()) for key, one in campaigns}
    )


def as_batch(campaign: Campaign) -> Campaign:
    """A campaign that can be started for everybody."""
    return replace(campaign, kind=CampaignKind.BATCH)


def without_waits(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps with nothing in the place of those that are one person's matter."""
    return tuple(_without(step) for step in steps)


def _without(node: Any) -> Any:
    if isinstance(node, ALONE):
        return DoNothing(node.path, node.span)
    if isinstance(node, tuple):
        return tuple(_without(one) for one in node)
    match node:
        case Choice():
            arms, otherwise = _without(node.arms), _without(node.otherwise)
            return replace(node, arms=arms, otherwise=otherwise)
        case Split():
            return replace(node, shares=_without(node.shares))
        case Rotate():
            return replace(node, turns=_without(node.turns))
        case Arm() | Share():
            return replace(node, steps=_without(node.steps))
        case _:
            return node


def world(store: MemoryStore) -> dict[str, Any]:
    """Everything that is in a world, in an order of its own."""
    return {
        "people": {one: tuple(store.person(one) or ()) for one in store.people()},
        "lists": sorted(store.list_members(), key=repr),
        "memberships": {
            (key, person): (found.status, dict(found.fields))
            for key, person, found in store.memberships()
        },
        "entries": sorted(store.entries(), key=repr),
        "activities": Counter(map(_plain, store.new_activities(0))),
    }


def _plain(record: ActivityRecord) -> tuple[object, ...]:
    """A record as what can be compared; 0.1 and 0.1000 are one amount."""
    return (*(getattr(record, name) for name in _RECORDED), record.activity.name)


_RECORDED = ("person", "at", "values", "campaign", "run", "step")


def by_row(
    program: Program,
    keys: Sequence[AssetKey],
    store: MemoryStore,
    now: datetime,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
    until: datetime | None = None,
) -> dict[str, Any]:
    """What the interpreter makes of a world, until the clock stops."""
    session = Session(program, store, now, seed)
    refused = _start(session, keys, passed)
    if until is not None:
        session.advance_to(until)
    report = session.report()
    return {
        **world(store),
        "turns": dict(store._turns),
        "campaigns": report.campaigns,
        "changes": report.changes,
        "diagnostics": report.diagnostics,
        "refused": refused,
    }


def _start(session: Session, keys: Sequence[AssetKey], passed: Tokens) -> Refusals:
    return tuple(refused for key in keys for refused in session.run_batch(key, passed))


def by_set(
    program: Program,
    keys: Sequence[AssetKey],
    store: MemoryStore,
    now: datetime,
    connection: Connection,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
    until: datetime | None = None,
    met: Counter[str] | None = None,
) -> dict[str, Any] | Refused:
    """What the set-based engine makes of a world, with whom it hands over to the row engine.

    `met` counts the worlds in which it did so.
    """
    over: tuple[AssetKey, ...] = ()
    while True:
        found = planned(program, keys, store, now, passed, seed, until, over)
        if isinstance(found, Refused):
            return found
        needs = found.standing.base.needs
        put_tables(store, program.schema, needs, zone_of(found, keys), connection)
        make_flow(found, connection)
        handed = set_aside(found, connection)
        counted = count(found, connection)
        refused = counted.over_limit(len(handed))
        if refused is None:
            break
        over = (*over, refused.key)
    others = None
    if handed:
        if met is not None:
            met["handed over"] += 1
        alone, runs = taken_out(store, handed), Runs()
        session = Session(program, alone, now, seed, watch=Watch(begins=runs.begins))
        mark = alone.mark()
        runs.start(session, keys, passed)
        if until is not None:
            session.advance_to(until)
        firsts = count_runs(found, runs.begun, connection)
        counted = runs.counted(counted)
        alone.number_runs(mark, runs.numbered(firsts, counted))
        others = Others(alone, mark, session)
    came = came_of(
        program, store, now, counted, lambda: effects(found, connection, counted), others
    )
    told = tuple(over_limit(one.campaign, one.entered) for one in counted.started if one.is_over)
    return {**came, "refused": told}


def zone_of(found: Plan, keys: Sequence[AssetKey]) -> tzinfo:
    """The zone that a world is read in."""
    return found.standing.zones[keys[0].workspace]


@dataclass(frozen=True, slots=True)
class Others:
    """What became of people who were handed over: their world, its log since a mark, a session."""

    store: MemoryStore
    mark: int
    session: Session


def taken_out(store: MemoryStore, people: Sequence[str]) -> MemoryStore:
    """A world of some people alone, who are taken out of the one that they were in."""
    alone, wanted = store.copy(), set(people)
    for person in store.people():
        if person not in wanted:
            alone._delete(person)
    for person in people:
        store._delete(person)
    alone.order_people(people)
    return alone


def came_of(
    program: Program,
    store: MemoryStore,
    now: datetime,
    counted: Counted,
    effects: Callable[[], Iterable[Effect]],
    others: Others | None = None,
) -> dict[str, Any]:
    """What a world is after what a plan came to."""
    tally, turns = Tally(), dict(store._turns)
    diagnostics: tuple[Diagnostic, ...] = ()
    if others is not None:
        tally = others.session.counted()
        diagnostics = others.session.report().diagnostics
        turns |= others.store._turns
    add(tally, counted)
    store.apply(list(effects()))
    for at, number in counted.turns.items():
        if number:
            turns[at] = turns.get(at, 0) + number
    report = put_together(program, tally, now, 0, ())
    came = world(store)
    if others is not None:
        alone = world(others.store)
        alone["activities"] = Counter(map(_plain, others.store.new_activities(others.mark)))
        for name in ("lists", "entries"):
            came[name] = sorted(came[name] + alone[name], key=repr)
        for name in ("people", "memberships"):
            came[name] |= alone[name]
        came["activities"] += alone["activities"]
    return {
        **came,
        "turns": turns,
        "campaigns": report.campaigns,
        "changes": changes_of(program, counted, tally),
        "diagnostics": diagnostics,
    }


def planned(
    program: Program,
    keys: Sequence[AssetKey],
    store: MemoryStore,
    now: datetime,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
    until: datetime | None = None,
    over: Sequence[AssetKey] = (),
    *,
    may_hand_over: bool = True,
) -> Plan | Refused:
    """The plan of campaigns in a world."""
    ids = store.people()
    moment = Moment(
        now,
        seed,
        zones_of_workspaces(program),
        dict(store._turns),
        has_numbers_for_ids=all(one.isascii() and one.isdigit() for one in ids),
        active=[
            key
            for key, one in program.campaigns.items()
            if one.kind is CampaignKind.TRIGGER and one.active
        ],
        until=until,
        over=over,
        may_hand_over=may_hand_over,
    )
    return plan(program, [program.campaigns[key] for key in keys], passed, moment)


def differences(was: Mapping[str, Any], came: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, by table: what only the one has, and what only the other."""
    found: dict[str, Any] = {}
    for name, other in came.items():
        if was[name] != other:
            found[name] = _apart(was[name], other)
    return found


def _apart(was: Any, came: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    if isinstance(was, Counter):
        return list((was - came).elements()), list((came - was).elements())
    if isinstance(was, dict):
        keys = [one for one in {**was, **came} if was.get(one) != came.get(one)]
        return [(one, was.get(one)) for one in keys], [(one, came.get(one)) for one in keys]
    return [one for one in was if one not in came], [one for one in came if one not in was]
