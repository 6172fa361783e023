"""A world with a journal: any moment of it is as it was, and what is done from there the same."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.semantics.assets import AssetKey
from cdsl.world.difference import Difference, PersonDifference, difference
from cdsl.world.effects import ActivityRecord, AddToList, RemoveFromList
from cdsl.world.journal import Journal, NotedDict, Position
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore
from cdsl.world.people import id_order
from tests.properties.worlds_changed import (
    CAMPAIGNS,
    LISTS,
    PEOPLE,
    PROGRAMS,
    Deed,
    a_world,
    deeds,
    records,
    seen,
)
from tests.units.small_world import SCHEMA

stretches = st.lists(st.lists(deeds(), min_size=1, max_size=6), min_size=1, max_size=6)


def lived_through(
    world: JournaledStore, parts: list[list[Deed]]
) -> tuple[list[Position], list[MemoryStore]]:
    """The moments before and between stretches of deeds, and copies of the world at each."""
    moments, copies = [world.journal.position()], [world.copy()]
    for part in parts:
        for do in part:
            do(world)
        moments.append(world.journal.position())
        copies.append(world.copy())
    return moments, copies


@given(stretches, st.data())
def test_every_moment_is_as_it_was_and_goes_on_alike(
    parts: list[list[Deed]], data: st.DataObject
) -> None:
    world = JournaledStore(a_world())
    moments, copies = lived_through(world, parts)
    expected = [seen(copy) for copy in copies]
    for visited in data.draw(st.lists(st.integers(0, len(parts)), min_size=1, max_size=8)):
        world.journal.move_to(moments[visited])
        assert seen(world) == expected[visited]
    instead = data.draw(st.lists(deeds(), max_size=8))
    for do in instead:
        do(world)
        do(copies[visited])
    assert seen(world) == seen(copies[visited])
    world.journal.move_to(moments[0])
    assert seen(world) == expected[0]


@given(stretches, st.data())
def test_what_differs_is_what_two_copies_differ_in(
    parts: list[list[Deed]], data: st.DataObject
) -> None:
    world = JournaledStore(a_world())
    moments, copies = lived_through(world, parts)
    there = st.integers(0, len(parts))
    here, other = data.draw(there), data.draw(there)
    world.journal.move_to(moments[here])
    found = difference(world, moments[other], SCHEMA)
    assert bool(found) is (here != other and seen(copies[here]) != seen(copies[other]))
    assert [vars_of(one) for one in found.people] == between(copies[other], copies[here])
    assert companies_of(found) == companies_between(copies[other], copies[here])
    turns = {key: (change.was or 0, change.now or 0) for key, change in found.turns.items()}
    assert turns == turns_between(copies[other], copies[here])


@given(st.lists(st.tuples(records(), st.integers(0, 2)), max_size=8), stretches, st.data())
def test_activities_of_a_person_stand_as_in_the_log(
    read: list[tuple[ActivityRecord, int]], parts: list[list[Deed]], data: st.DataObject
) -> None:
    store = a_world()
    for record, hours in sorted(read, key=lambda one: one[1]):
        store.add_activity(replace(record, at=record.at + timedelta(hours=hours)))
    world = JournaledStore(store)
    moments, copies = lived_through(world, parts)
    for here in data.draw(st.lists(st.integers(0, len(parts)), min_size=1, max_size=5)):
        world.journal.move_to(moments[here])
        log = sorted(copies[here].new_activities(0), key=lambda record: record.at)
        for person in PEOPLE:
            own = [id(record) for record in log if record.person == person]
            assert [id(record) for record in world.all_activities(person)] == own


def test_only_people_who_differ_settle_the_order_of_people() -> None:
    world = JournaledStore(a_world())
    start = world.journal.position()
    on, off = AddToList("ada", LISTS[1]), RemoveFromList("ada", LISTS[1])
    world.apply([on, off, AddToList("10", LISTS[1]), AddToList("2", LISTS[1])])
    found = difference(world, start, SCHEMA)
    assert [one.person for one in found.people] == ["2", "10"], "numbers without a text among them"


def test_what_is_undone_cannot_be_done_again_once_something_else_is_done() -> None:
    world = JournaledStore(a_world())
    start = world.journal.position()
    world.apply([AddToList("1", LISTS[1]), AddToList("2", LISTS[1])])
    end = world.journal.position()
    world.journal.move_to(start)
    assert world.journal.is_reachable(end)
    world.apply([AddToList("ada", LISTS[1]), AddToList("10", LISTS[1]), AddToList("2", LISTS[1])])
    assert not world.journal.is_reachable(end)
    for go in (world.journal.move_to, world.journal.notes_to):
        with pytest.raises(ValueError, match="something else"):
            go(end)
    assert [world.in_list(LISTS[1], person) for person in PEOPLE] == [False, True, True, True]
    world.journal.move_to(start)
    assert seen(world) == seen(a_world())


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(1, 3)), max_size=20))
def test_a_mapping_goes_back_through_everything_it_was(
    changes: list[tuple[int, int | None]],
) -> None:
    journal = Journal()
    mapping: NotedDict[int, int] = NotedDict(journal)
    before = [(journal.position(), dict(mapping))]
    for key, value in changes:
        if value is not None:
            mapping[key] = value
        elif key in mapping:
            del mapping[key]
        before.append((journal.position(), dict(mapping)))
    for moment, was in (*reversed(before), *before):
        journal.move_to(moment)
        assert mapping == was
    assert all(one.count <= two.count for (one, _), (two, _) in pairwise(before))


# The same without a journal ---------------------------------------------------------------------


def vars_of(found: PersonDifference) -> dict[str, object]:
    return {
        "person": found.person,
        "there": (found.was_there, found.is_there),
        "fields": {change.field.column: (change.was, change.now) for change in found.fields},
        "joined": list(found.joined),
        "left": list(found.left),
        "members": {key: (change.was, change.now) for key, change in found.memberships.items()},
        "entries": {key: (change.was, change.now) for key, change in found.entries.items()},
        "recorded": list(found.recorded),
        "taken_back": list(found.taken_back),
    }


def between(was: MemoryStore, now: MemoryStore) -> list[dict[str, object]]:
    """What differs, found by looking everywhere."""
    every = {person: one_between(person, was, now) for person in PEOPLE}
    changed = {person: one for person, one in every.items() if one is not None}
    return [changed[person] for person in id_order(changed)]


def one_between(person: str, was: MemoryStore, now: MemoryStore) -> dict[str, object] | None:
    row, row_now = was.person(person), now.person(person)
    empty = [None] * len(SCHEMA.person)
    cells = enumerate(zip(row or empty, row_now or empty, strict=True))

    def pairs_of(keys: tuple[AssetKey, ...], ask: Callable[..., object]) -> dict[AssetKey, Any]:
        both = {key: (ask(was, key, person), ask(now, key, person)) for key in keys}
        return {key: pair for key, pair in both.items() if pair[0] != pair[1]}

    found = {
        "fields": {column: both for column, both in cells if both[0] != both[1]},
        "joined": [key for key, (_, on) in pairs_of(LISTS, MemoryStore.in_list).items() if on],
        "left": [key for key, (on, _) in pairs_of(LISTS, MemoryStore.in_list).items() if on],
        "members": pairs_of(PROGRAMS, MemoryStore.membership),
        "entries": pairs_of(CAMPAIGNS, MemoryStore.entered),
        "recorded": more(person, was, now),
        "taken_back": more(person, now, was),
    }
    there = row is not None, row_now is not None
    if there[0] == there[1] and not any(found.values()):
        return None
    return {"person": person, "there": there, **found}


def more(person: str, was: MemoryStore, now: MemoryStore) -> list[ActivityRecord]:
    """The person's activities that the longer log has more."""
    return [one for one in now.new_activities(was.mark()) if one.person == person]


def companies_of(found: Difference) -> Counter[Any]:
    return Counter(
        (company.was_there, company.is_there, change.field.name, change.was, change.now)
        for company in found.companies
        for change in company.fields
    )


def companies_between(was: MemoryStore, now: MemoryStore) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for name in ("acme", "île"):
        row, row_now = was.company(name), now.company(name)
        for field in SCHEMA.company.values():
            one = None if row is None else row[field.column]
            two = None if row_now is None else row_now[field.column]
            if one != two:
                found[row is not None, row_now is not None, field.name, one, two] += 1
    return found


def turns_between(was: MemoryStore, now: MemoryStore) -> dict[Any, Any]:
    keys = [(campaign, step) for campaign in CAMPAIGNS for step in "12"]
    both = {key: (was.turns(*key), now.turns(*key)) for key in keys}
    return {key: pair for key, pair in both.items() if pair[0] != pair[1]}
