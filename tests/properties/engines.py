"""One batch campaign through both engines, and where what came of it differs.

To meet more of a program, every campaign is made one of a kind that both engines can start:
triggers do not fire, and steps that are one person's matter do nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cdsl.api.counted import add, add_over_limit, changes_of
from cdsl.batch.counts import Counted
from cdsl.batch.database import Connection, effects, work_out
from cdsl.batch.memory import put_tables
from cdsl.batch.plan import Moment, Plan, Refused, plan
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.report import put_together
from cdsl.runtime.session import Session
from cdsl.runtime.tally import Tally
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
    key: AssetKey,
    store: MemoryStore,
    now: datetime,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
) -> dict[str, Any]:
    """What the interpreter makes of a world."""
    session = Session(program, store, now, seed)
    session.run_batch(key, passed)
    report = session.report()
    return {
        **world(store),
        "turns": dict(store._turns),
        "campaigns": report.campaigns,
        "changes": report.changes,
    }


def by_set(
    program: Program,
    key: AssetKey,
    store: MemoryStore,
    now: datetime,
    connection: Connection,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
) -> dict[str, Any] | Refused:
    """What the set-based engine makes of a world."""
    found = planned(program, key, store, now, passed, seed)
    if isinstance(found, Refused):
        return found
    zone = found.standing.zones[key.workspace]
    put_tables(store, program.schema, found.standing.base.needs, zone, connection)
    counted = work_out(found, connection)
    return came_of(program, key, store, now, counted, lambda: effects(found, connection, 0))


def came_of(
    program: Program,
    key: AssetKey,
    store: MemoryStore,
    now: datetime,
    counted: Counted,
    effects: Callable[[], Iterable[Effect]],
) -> dict[str, Any]:
    """What a world is after what a plan came to, unless it is over the campaign's limit."""
    campaign, tally, turns = program.campaigns[key], Tally(), dict(store._turns)
    is_over = campaign.limit is not None and counted.entered > campaign.limit
    if is_over:
        add_over_limit(tally, campaign, counted)
    else:
        add(tally, campaign, counted)
        store.apply(list(effects()))
        for at, count in counted.turns.items():
            if count:
                turns[at] = turns.get(at, 0) + count
    report = put_together(program, tally, now, 0, ())
    return {
        **world(store),
        "turns": turns,
        "campaigns": report.campaigns,
        "changes": () if is_over else changes_of(program, counted),
    }


def planned(
    program: Program,
    key: AssetKey,
    store: MemoryStore,
    now: datetime,
    passed: Tokens = NOTHING_PASSED,
    seed: int = 0,
) -> Plan | Refused:
    """The plan of a campaign in a world."""
    ids = store.people()
    moment = Moment(
        now,
        seed,
        zones_of_workspaces(program),
        dict(store._turns),
        all(one.isascii() and one.isdigit() for one in ids),
        (),
    )
    return plan(program, program.campaigns[key], passed, moment)


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
