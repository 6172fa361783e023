"""Worlds, what may be done to them, and everything that can be seen of them."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

from hypothesis import strategies as st

from cdsl.semantics.assets import AssetKey
from cdsl.world.effects import (
    ActivityRecord,
    AddToList,
    DeletePerson,
    Effect,
    Enter,
    Record,
    RemoveFromList,
    SetField,
    SetMemberField,
    SetMembership,
    Turn,
)
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.layout import Layouts
from cdsl.world.tables.output import output_tables
from cdsl.world.values import Value
from tests.units.small_world import ACTIVITIES, FAIR, NOW, PERSON, key, program, store

PEOPLE = ("1", "2", "10", "ada")
COLUMNS = (PERSON["country"].column, PERSON["score"].column)
LISTS = (key("L"), key("M"))
CAMPAIGNS = (key("C"), key("D"))
PROGRAMS = (FAIR, key("Other"))
PAGES = ("/a", "/b")
MEANING = program()

Deed = Callable[[MemoryStore], None]
"""Something done to a world; what cannot be done in it is left."""

people = st.sampled_from(PEOPLE)
lists = st.sampled_from(LISTS)
campaigns = st.sampled_from(CAMPAIGNS)
programs = st.sampled_from(PROGRAMS)
numbers = st.integers(0, 3)


def a_world() -> MemoryStore:
    """Four people, each a little different from the others."""
    scores: dict[str, dict[str, Value]] = {
        person: {"score": at} for at, person in enumerate(PEOPLE)
    }
    world = store(**scores)
    world.add_company(["Acme", "Tools"])
    world.add_to_list(LISTS[0], "2")
    world.add_to_list(LISTS[0], "1")
    world.set_membership(FAIR, "10", "Invited", {"seat": "1A"})
    world.enter(CAMPAIGNS[0], "2", NOW)
    world.add_activity(ActivityRecord("1", ACTIVITIES["visit_page"], NOW, ("/",)))
    return world


def deeds() -> st.SearchStrategy[Deed]:
    """The effects of steps, and what sets a world up."""
    effects: st.SearchStrategy[Effect] = st.one_of(
        st.builds(SetField, people, st.sampled_from(COLUMNS), st.none() | numbers),
        st.builds(SetMembership, people, programs, st.sampled_from(("Invited", "Attended"))),
        st.builds(SetMemberField, people, programs, st.just("seat"), st.none() | numbers.map(str)),
        st.builds(AddToList, people, lists),
        st.builds(RemoveFromList, people, lists),
        st.builds(Record, records()),
        st.builds(Enter, people, campaigns, numbers.map(lambda days: NOW + timedelta(days))),
        st.builds(Turn, campaigns, st.sampled_from(("1", "2")), st.integers(1, 4)),
        st.builds(DeletePerson, people),
    )
    return st.one_of(
        effects.map(_applied),
        effects.map(_applied),
        st.builds(_person_added, people, numbers),
        st.builds(_company_added, st.sampled_from(("Acme", "ACME", "Île")), numbers),
    )


def records() -> st.SearchStrategy[ActivityRecord]:
    return st.builds(
        ActivityRecord,
        people,
        st.sampled_from((ACTIVITIES["visit_page"], ACTIVITIES["send_email"])),
        st.just(NOW),
        st.tuples(st.sampled_from(PAGES)),
    )


def _applied(effect: Effect) -> Deed:
    def do(world: MemoryStore) -> None:
        if _is_possible(effect, world):
            world.apply([effect])

    return do


def _is_possible(effect: Effect, world: MemoryStore) -> bool:
    """Whether a step could lead to an effect: nobody is changed who is not there."""
    match effect:
        case Record() | Turn():
            return True
        case SetMemberField(person, membership_of):
            return world.membership(membership_of, person) is not None
        case _:
            return world.person(effect.person) is not None


def _person_added(person: str, score: int) -> Deed:
    row = [score if name == "score" else None for name in PERSON]
    return lambda world: world.add_person(person, row)


def _company_added(name: str, number: int) -> Deed:
    return lambda world: world.add_company([name, str(number)])


def seen(world: MemoryStore) -> dict[str, Any]:
    """Everything that can be seen of a world, through each way of looking at it."""
    keyed: tuple[AssetKey, ...] = (*LISTS, *CAMPAIGNS, *PROGRAMS)
    everyone = (*PEOPLE, *world.people())
    tables = output_tables(world, MEANING, Layouts(), 0, UTC)
    return {
        "people": [(person, list(world.person(person) or ())) for person in world.people()],
        "companies": [list(row) for row in world.companies()],
        "tables": {table.name: [list(row) for row in table.rows()] for table in tables},
        "log": list(world.new_activities(0)),
        "lists": sorted(world.list_members()),
        "members": sorted((key, id, of.status, dict(of.fields)) for key, id, of in
                          world.memberships()),
        "entries": sorted(world.entries()),
        "turns": [world.turns(campaign, step) for campaign in CAMPAIGNS for step in "12"],
        "asked": [
            (
                world.in_list(key, person),
                world.membership(key, person),
                world.entered(key, person),
                [list(world.activities(person, name)) for name in ("visit_page", "send_email")],
            )
            for key in keyed
            for person in everyone
        ],
    }  # fmt: skip
