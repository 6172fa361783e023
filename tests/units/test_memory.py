"""The world in memory, and the rule of re-entry."""

from datetime import timedelta
from tracemalloc import get_traced_memory, start, stop

import pytest

from cdsl.semantics.program import Qualification
from cdsl.world.effects import (
    ActivityRecord,
    AddToList,
    DeletePerson,
    Enter,
    Record,
    SetField,
    SetMemberField,
    SetMembership,
)
from cdsl.world.memory import MemoryStore
from cdsl.world.reentry import may_enter
from tests.units.small_world import ACTIVITIES, FAIR, NOW, PERSON, SCHEMA, campaign, key, store

VISIT = ACTIVITIES["visit_page"]


def everything(world: MemoryStore) -> tuple[object, ...]:
    return (
        [(person, world.person(person)) for person in world.people()],
        list(world.companies()),
        list(world.list_members()),
        list(world.memberships()),
        list(world.entries()),
        list(world.new_activities(0)),
    )


def test_a_copy_changes_by_itself():
    world = store(ada={"score": 1})
    world.add_activity(ActivityRecord("ada", VISIT, NOW, ("/a",)))
    world.add_to_list(key("L"), "ada")
    before = everything(world)
    other = world.copy()
    assert everything(other) == before
    other.apply(
        [
            SetField("ada", PERSON["score"].column, 2),
            SetMembership("ada", FAIR, "Invited"),
            SetMemberField("ada", FAIR, "seat", "1A"),
            AddToList("ada", key("M")),
            Enter("ada", key("C"), NOW),
            Record(ActivityRecord("ada", VISIT, NOW, ("/b",))),
        ]
    )
    assert everything(world) == before
    assert len(other.activities("ada", "visit_page")) == 2
    assert [record.values for record in other.new_activities(world.mark())] == [("/b",)]
    other.apply([DeletePerson("ada")])
    assert everything(other)[:5] == ([], [], [], [], [])
    assert len(other.new_activities(0)) == 2


def test_people_are_in_order_of_id_and_companies_known_by_folded_name():
    world = store(**{"10": {}, "9": {}})
    assert world.people() == ["9", "10"]
    world.add_person("a", [None] * len(PERSON))
    assert world.people() == ["10", "9", "a"]
    world.add_company(["Île", "Tools"])
    assert world.company("ÎLE") == ["Île", "Tools"]


def test_activities_of_unknown_people_are_kept():
    world = store()
    world.add_activity(ActivityRecord("ghost", VISIT, NOW, ("/a", None, None)))
    assert world.activities("ghost", "visit_page")[0].values == ("/a", None, None)


def test_people_and_activities_are_small():
    people, each = 2_000, 10
    start()
    world = MemoryStore(SCHEMA)
    for number in range(people):
        world.add_person(str(number), [f"{number}@example.com", *[None] * 43])
    after_people, _ = get_traced_memory()
    for number in range(people * each):
        at = NOW - timedelta(seconds=number)
        values = (f"/page/{number}", "https://example.com", 1000 + number)
        world.add_activity(ActivityRecord(str(number % people), VISIT, at, values))
    after_activities, _ = get_traced_memory()
    stop()
    assert after_people / people < 3_000
    assert (after_activities - after_people) / (people * each) < 400


@pytest.mark.parametrize(
    ("rule", "hours", "allowed"),
    [
        (Qualification(True, None), 0, True),
        (Qualification(False, None), 100_000, False),
        (Qualification(False, 24), 24, True),
        (Qualification(False, 24), 23, False),
    ],
)
def test_re_entry(rule, hours, allowed):
    entered = campaign("C", rule=rule)
    assert may_enter(entered, NOW - timedelta(hours=hours), NOW) is allowed
    assert may_enter(entered, None, NOW)
