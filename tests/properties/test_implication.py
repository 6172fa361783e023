"""A verdict on conditions is never contradicted by the reference meaning, whoever is looked at.

At any instant and in any zone; and verdicts are not given too seldom either, see the tables.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cdsl.api import Project
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Did,
    Everyone,
    InList,
    InProgram,
    Not,
    Operator,
    Window,
    WindowKind,
)
from cdsl.semantics.expressions import Constant
from cdsl.semantics.time import Duration, TimeFrame, Unit
from cdsl.semantics.types import Type
from cdsl.tools.implication.implication import always_holds, can_hold, implies, topics
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from tests.units.small_world import ACTIVITIES, AT, FAIR, attribute_is, key, person_is, store, view

NOWS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # the clocks of Rome go on at 01:00
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 6, 17, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
)
ZONES = (ZoneInfo("Europe/Rome"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/New_York"))
TEXTS = ("IT", "it", "Italy", "it italy", "Île", "a b", "b a")
WHOLES = (-1, 0, 1, 2, 5, 2**62)
AMOUNTS = (Decimal("0.0000"), Decimal("0.0001"), Decimal("1.5000"))
FLOATS = (0.0, 0.1, 1.5)
LENGTHS = (
    Duration(0, Unit.DAY),
    Duration(1, Unit.DAY),
    Duration(24, Unit.HOUR),
    Duration(30, Unit.DAY),
    Duration(1, Unit.MONTH),
    Duration(2, Unit.MONTH),
    Duration(12, Unit.MONTH),
    Duration(1, Unit.YEAR),
)
WINDOWS = (Operator.IN_PAST, Operator.IN_PAST_BEFORE, Operator.IN_FUTURE, Operator.IN_FUTURE_AFTER)
MOMENTS = (
    Operator.IS,
    Operator.BEFORE,
    Operator.AFTER,
    Operator.ON_OR_BEFORE,
    Operator.ON_OR_AFTER,
)
DAYS = [date(2026, 3, 28) + timedelta(days=days) for days in range(3)]
INSTANTS = [NOWS[0] + timedelta(hours=hours) for hours in (-2, 0, 1, 24)]


@some.composite
def comparisons(draw: some.DrawFn, name: str) -> Condition:
    """A comparison of a field; one of few fields, so that several meet."""
    if draw(some.integers(0, 5)) == 0:
        return person_is(name, Operator.IS_EMPTY)
    match name:
        case "country":
            operator = draw(
                some.sampled_from([Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS])
            )
            texts = some.sampled_from([*TEXTS, "i", "t", "a", " "])
            return person_is(name, operator, *draw(some.lists(texts, min_size=1, max_size=3)))
        case "unsubscribed":
            return person_is(name, Operator.IS, draw(some.booleans()))
        case "score" | "revenue" | "weight":
            numbers = some.sampled_from({"score": WHOLES, "revenue": AMOUNTS}.get(name, FLOATS))
            if draw(some.booleans()):
                return person_is(
                    name, Operator.IS, *draw(some.lists(numbers, min_size=1, max_size=3))
                )
            if draw(some.integers(0, 4)) == 0:
                return person_is(name, Operator.BETWEEN, draw(numbers), draw(numbers))
            signs = [Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST]
            return person_is(name, draw(some.sampled_from(signs)), draw(numbers))
        case _:
            return draw(dates(name))


@some.composite
def dates(draw: some.DrawFn, name: str) -> Condition:
    kind = draw(some.integers(0, 4))
    if kind == 0:
        return person_is(
            name, Operator.IN_TIME_FRAME, frame=draw(some.sampled_from(list(TimeFrame)))
        )
    if kind <= 2:
        lengths = [
            length for length in LENGTHS if name != "birthday" or length.unit is not Unit.HOUR
        ]
        length = draw(some.sampled_from(lengths))
        return person_is(name, draw(some.sampled_from(WINDOWS)), duration=length)
    moments = some.sampled_from([Constant(day, Type.DATE) for day in DAYS]) | some.sampled_from(
        [Constant(at, Type.DATETIME) for at in INSTANTS]
    )
    if draw(some.booleans()):
        return person_is(name, Operator.BETWEEN, draw(moments), draw(moments))
    return person_is(name, draw(some.sampled_from(MOMENTS)), draw(moments))


@some.composite
def activities(draw: some.DrawFn) -> Condition:
    tests: list[Condition] = [
        attribute_is("visit_page", "page", Operator.STARTS_WITH, "/pricing"),
        attribute_is("visit_page", "page", Operator.IS, "/pricing/eu"),
        Not(attribute_is("visit_page", "page", Operator.IS, "/pricing/eu")),
        attribute_is("visit_page", "seconds", Operator.GREATER, 2),
        attribute_is("visit_page", "seconds", Operator.IS, 0),
    ]
    days = [Constant(day, Type.DATE) for day in DAYS]
    windows = [
        None,
        *(Window(WindowKind.IN_PAST, duration=length) for length in LENGTHS),
        *(Window(kind, (day,)) for kind in (WindowKind.SINCE, WindowKind.BEFORE) for day in days),
        Window(WindowKind.SINCE, (Constant(INSTANTS[1], Type.DATETIME),)),
        Window(WindowKind.BETWEEN, (days[0], days[1])),
        Window(WindowKind.BETWEEN, (days[0], days[2])),
        Window(WindowKind.IN_TIME_FRAME, frame=TimeFrame.YESTERDAY),
    ]
    where = tuple(draw(some.lists(some.sampled_from(tests), max_size=2)))
    times = draw(some.integers(1, 3))
    return Did(ACTIVITIES["visit_page"], where, times, draw(some.sampled_from(windows)), AT)


OTHERS: some.SearchStrategy[Condition] = some.sampled_from(
    [Everyone(), InList(key("L"), AT), InProgram(FAIR, (), AT)]
)
FIELDS = ("country", "unsubscribed", "score", "revenue", "weight", "birthday", "created_at")


def conditions(leaf: some.SearchStrategy[Condition]) -> some.SearchStrategy[Condition]:
    return some.recursive(
        leaf,
        lambda part: (
            some.lists(part, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts)))
            | some.lists(part, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
            | part.map(Not)
        ),
        max_leaves=5,
    )


MIXED = some.sampled_from(FIELDS).flatmap(
    lambda name: conditions(comparisons(name) | comparisons(name) | activities() | OTHERS)
)


def person(random: Random, now: datetime) -> MemoryStore:
    """Somebody whose values lie where conditions part."""
    near = [timedelta(0), *(timedelta(days=days) for days in (1, 7, 30, 31, 61, 365))]
    moved = (
        now
        + random.choice((-1, 1)) * random.choice(near)
        + random.choice(
            (timedelta(0), timedelta(microseconds=1), timedelta(hours=-1), timedelta(hours=13))
        )
    )
    world = store(
        ada={
            "country": random.choice((None, *TEXTS, "Iowa", "Rome")),
            "unsubscribed": random.choice((None, True, False)),
            "score": random.choice((None, *WHOLES, 3)),
            "revenue": random.choice((None, *AMOUNTS, Decimal("0.0002"))),
            "weight": random.choice((None, *FLOATS, 0.05)),
            "birthday": random.choice((None, *DAYS, moved.date())),
            "created_at": random.choice((None, *INSTANTS, moved)),
        }
    )
    for _ in range(random.randrange(4)):
        page = random.choice(("/pricing", "/pricing/eu", "/docs", None))
        at = min(now, random.choice((moved, *INSTANTS)))
        values = (page, None, random.choice((None, 0, 1, 3)))
        world.add_activity(ActivityRecord("ada", ACTIVITIES["visit_page"], at, values))
    if random.random() < 0.5:
        world.add_to_list(key("L"), "ada")
        world.set_membership(FAIR, "ada", "Invited")
    return world


def judged(condition: Condition, random: Random) -> bool:
    now, zone = random.choice(NOWS), random.choice(ZONES)
    at_hand = view(person(random, now))
    scene = replace(at_hand.scene, now=now, zone=zone)
    return holds(condition, View(scene, "ada", at_hand.row))


def looked_at(condition: Condition, seed: int) -> set[bool]:
    random = Random(seed)
    return {judged(condition, random) for _ in range(40)}


@given(MIXED, some.integers(0, 2**32))
def test_what_can_never_hold_never_does(condition: Condition, seed: int) -> None:
    if not can_hold(condition):
        assert looked_at(condition, seed) == {False}


@given(MIXED, some.integers(0, 2**32))
def test_what_always_holds_does(condition: Condition, seed: int) -> None:
    if always_holds(condition):
        assert looked_at(condition, seed) == {True}


@given(
    some.sampled_from(FIELDS).flatmap(
        lambda name: some.tuples(comparisons(name), comparisons(name), comparisons(name))
    ),
    some.integers(0, 2**32),
)
def test_three_of_one_field(three: tuple[Condition, Condition, Condition], seed: int) -> None:
    one, other, third = three
    if implies(AllOf((one, other)), third):
        assert looked_at(AnyOf((Not(one), Not(other), third)), seed) == {True}
    if not can_hold(AllOf(three)):
        assert looked_at(AllOf(three), seed) == {False}
    if implies(one, AnyOf((other, third))):
        assert looked_at(AnyOf((Not(one), other, third)), seed) == {True}


@given(activities(), activities(), some.integers(0, 2**32))
def test_activities(one: Condition, other: Condition, seed: int) -> None:
    if implies(one, other):
        assert looked_at(AnyOf((Not(one), other)), seed) == {True}


@given(MIXED)
def test_the_laws_of_verdicts(condition: Condition) -> None:
    assert implies(condition, condition)
    assert not can_hold(AllOf((condition, Not(condition))))
    assert always_holds(condition) is (not can_hold(Not(condition)))
    assert topics(condition) == topics(Not(condition))


DECLARED = 'list "L"\nperson { day: date  count: integer  at: datetime  share: float }\n'


def meaning(condition: str) -> Condition:
    project = Project.from_texts({"a.cdsl": f'{DECLARED}smart list "S" {{ {condition} }}'})
    assert [found for found in project.check() if found.severity == "error"] == []
    (smart_list,) = project._program().analysis.program.smart_lists.values()
    return smart_list.condition


@pytest.mark.parametrize(
    "condition",
    [
        "count > 3 and count < 4",
        "count >= 5 and count <= 4",
        "count between 7 and 3",
        "count is 0 and count is 1",
        "count is empty and count is 1",
        "share > 0.1 and share < 0.1",
        'country is "IT" and country is not "it"',
        'country starts with "It" and not (country contains "i")',
        'country in ["IT", "FR"] and country not in ["it", "fr", "DE"]',
        "day after 2026-01-01 and day before 2026-01-02",
        "day is empty and day after 2026-01-01",
        "at after 2026-01-01 and at before 2026-01-01",
        "at in past 30 days and at in past before 24 months",
        "at in past 1 day and at in future after 1 hour",
        'at in time frame "last week" and at in time frame "this week"',
        "unsubscribed is true and unsubscribed is false",
        "(count > 5 or count is 3) and count < 2",
        'member of list "L" and (count > 1 and not member of list "L")',
        'did visit_page where page is "/a" in past 7 days and not did visit_page in past 30 days',
        'did visit_page where page is "/a", page is "/b"',
        "did visit_page at least 3 times and not did visit_page at least 2 times",
        "did visit_page since 2026-02-01 and not did visit_page since 2026-01-01",
        "not everyone",
    ],
)
def test_never(condition: str) -> None:
    assert not can_hold(meaning(condition))


@pytest.mark.parametrize(
    "condition",
    [
        "count is empty and count is 0",  # 0 also matches empty
        "day is empty and day before 2026-01-01",
        "count > 3 and count < 5",
        "share > 0.1 and share < 0.2",
        'country contains "a" and country contains "b"',
        'country is not "IT" and country is not "FR"',
        "at is 2026-01-01 and at before 2026-01-01T12:00",  # the day and the hour are the zone's
        "at in past 30 days and at in past before 1 month",  # February
        "at in past 183 days and at in past before 6 months",
        "at in past before 24 hours and at in past 1 day",  # the clocks may change
        "did visit_page in past 7 days and not did visit_page at least 2 times in past 7 days",
        'did visit_page where page is "/a" and did visit_page where page is "/b"',
        'country is {{lead.City}} and country is "IT"',
        "count > {{lead.Priority}} and count < {{lead.Priority}}",
    ],
)
def test_perhaps(condition: str) -> None:
    assert can_hold(meaning(condition))
    assert not always_holds(meaning(condition))


@pytest.mark.parametrize(
    "condition",
    [
        'country is not "IT" or country is not "FR"',
        "count is empty or count < 5 or count >= 5",
        "day is not empty or day before 2026-01-01",
        'country not contains "italy" or country contains "It"',
        "did visit_page or not did visit_page in past 3 days",
        'everyone or country is "IT"',
    ],
)
def test_always(condition: str) -> None:
    assert always_holds(meaning(condition))


def test_a_search_that_would_be_long_ends_without_a_verdict() -> None:
    parts = [
        f"({' or '.join(f'{field} > {number}' for number in range(12))})"
        for field in ("count", "score", "share", "priority", "company.employees")
    ]
    pairs = [f"({one} and not {other})" for one in parts for other in parts]
    assert can_hold(meaning(" or ".join(pairs)))
