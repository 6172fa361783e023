"""Conditions as language.md 3 has them, on the reference walk."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from cdsl.interpreter.evaluate import HOLDS, fires, holds
from cdsl.interpreter.values import text_in, value_of
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    Operator,
    Window,
    WindowKind,
)
from cdsl.semantics.expressions import Constant, Context, Joined, Shifted
from cdsl.semantics.program import Reaches, SmartList, Trigger
from cdsl.semantics.time import Duration, TimeFrame, Unit
from cdsl.semantics.tokens import Chain, FrameKind
from cdsl.semantics.types import Type
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value
from tests.units.small_world import (
    ACTIVITIES,
    AT,
    COMPANY,
    FAIR,
    HERE,
    NOW,
    SEAT,
    attribute_is,
    frame,
    key,
    my,
    person_is,
    program,
    store,
    text,
    token,
    view,
)

DAYS = Duration(7, Unit.DAY)


def check(condition: Condition, **values: Value) -> bool:
    return holds(condition, view(store(ada=values)))


def test_every_class_of_condition_has_its_meaning():
    assert set(HOLDS) == set(get_args(Condition))


@pytest.mark.parametrize(
    ("operator", "values", "matches"),
    [
        (Operator.IS, ("it", "FR"), True),
        (Operator.IS, ("ITA",), False),
        (Operator.CONTAINS, ("x", "I"), True),
        (Operator.STARTS_WITH, ("i",), True),
        (Operator.STARTS_WITH, ("t",), False),
    ],
)
def test_texts_ignore_case_and_empty_matches_nothing(operator, values, matches):
    condition = person_is("country", operator, *values)
    assert check(condition, country="IT") is matches
    assert check(condition) is False
    assert check(Not(condition)) is True


def test_texts_fold_each_character_and_keep_accents():
    assert check(person_is("country", Operator.IS, "STRAẞE"), country="straße")
    assert check(person_is("country", Operator.IS, "ΟΔΟΣ"), country="οδοσ")
    assert not check(person_is("country", Operator.IS, "Perú"), country="Peru")


def test_numbers_and_empty():
    assert check(person_is("score", Operator.IS, 5, 0))
    assert not check(Not(person_is("score", Operator.IS, 0)))
    assert not check(person_is("score", Operator.LESS, 10))
    assert check(person_is("score", Operator.BETWEEN, 5, 10), score=10)
    assert not check(person_is("score", Operator.GREATER, 10), score=10)
    assert check(person_is("score", Operator.IS_EMPTY))
    assert not check(person_is("score", Operator.IS_EMPTY), score=0)
    assert check(person_is("revenue", Operator.IS, Decimal("1.5000")), revenue=Decimal("1.5"))
    tenth = Constant(Decimal("0.1"), Type.CURRENCY)
    assert check(person_is("weight", Operator.IS, tenth), weight=0.1)


def test_booleans_are_neither_when_empty():
    assert not check(person_is("unsubscribed", Operator.IS, False))
    assert not check(person_is("unsubscribed", Operator.IS, True))
    assert check(person_is("unsubscribed", Operator.IS, False), unsubscribed=False)


@pytest.mark.parametrize(
    ("operator", "before", "same", "after", "empty"),
    [
        (Operator.BEFORE, True, False, False, True),
        (Operator.ON_OR_BEFORE, True, True, False, True),
        (Operator.IS, False, True, False, False),
        (Operator.ON_OR_AFTER, False, True, True, False),
        (Operator.AFTER, False, False, True, False),
    ],
)
def test_an_instant_against_a_day_is_that_whole_day_in_the_zone(
    operator, before, same, after, empty
):
    condition = person_is("created_at", operator, Constant(date(2026, 3, 10), Type.DATE))
    assert check(condition, created_at=datetime(2026, 3, 9, 22, 59, tzinfo=UTC)) is before
    assert check(condition, created_at=datetime(2026, 3, 9, 23, 0, tzinfo=UTC)) is same
    assert check(condition, created_at=datetime(2026, 3, 10, 22, 59, tzinfo=UTC)) is same
    assert check(condition, created_at=datetime(2026, 3, 10, 23, 0, tzinfo=UTC)) is after
    assert check(condition) is empty


def test_a_day_against_an_instant_is_that_whole_day_too():
    instant = Constant(datetime(2026, 3, 9, 23, 30, tzinfo=UTC), Type.DATETIME)
    assert check(person_is("birthday", Operator.IS, instant), birthday=date(2026, 3, 10))
    assert not check(person_is("birthday", Operator.BEFORE, instant), birthday=date(2026, 3, 10))


@pytest.mark.parametrize(
    ("operator", "inside", "outside", "empty"),
    [
        (Operator.IN_PAST, (-7, 0), (-8, 1), False),
        (Operator.IN_PAST_BEFORE, (-8, -30), (-7, 0), True),
        (Operator.IN_FUTURE, (0, 7), (-1, 8), False),
        (Operator.IN_FUTURE_AFTER, (8, 30), (7, 0), False),
    ],
)
def test_windows_of_days_and_of_instants(operator, inside, outside, empty):
    for name, start in (("birthday", date(2026, 3, 10)), ("created_at", NOW)):
        condition = person_is(name, operator, duration=DAYS)
        for distance in inside:
            assert check(condition, **{name: start + timedelta(days=distance)})
        for distance in outside:
            assert not check(condition, **{name: start + timedelta(days=distance)})
        assert check(condition) is empty


def test_windows_that_leave_the_calendar_hold_what_they_can():
    long_ago = Duration(5000, Unit.YEAR)
    assert check(person_is("birthday", Operator.IN_PAST, duration=long_ago), birthday=date.min)
    later = person_is("created_at", Operator.IN_FUTURE_AFTER, duration=long_ago)
    assert not check(later, created_at=NOW)


def test_time_frames_are_days_of_the_zone():
    condition = person_is("created_at", Operator.IN_TIME_FRAME, frame=TimeFrame.TODAY)
    assert check(condition, created_at=datetime(2026, 3, 9, 23, 0, tzinfo=UTC))
    assert not check(condition, created_at=datetime(2026, 3, 10, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize("operator", [Operator.IS, Operator.BEFORE, Operator.ON_OR_BEFORE])
def test_an_empty_right_side_is_false_and_its_not_form_true(operator):
    name = "country" if operator is Operator.IS else "birthday"
    condition = person_is(name, operator, my("nothing"))
    assert not check(condition)
    assert check(Not(condition))
    with_others = person_is("country", Operator.IS, my("nothing"), text("IT"))
    assert check(with_others, country="it")


def test_blocks_and_holes():
    assert check(AllOf(()))
    assert not check(AnyOf(()))
    assert not check(HoleCondition(AT))
    assert check(AnyOf((HoleCondition(AT), AllOf(()))))


def visited(world: MemoryStore, page: str, days_ago: int, seconds: int | None = None) -> None:
    at = NOW - timedelta(days=days_ago)
    world.add_activity(ActivityRecord("ada", ACTIVITIES["visit_page"], at, (page, None, seconds)))


def test_did_counts_activities_that_meet_all_of_where_in_the_window():
    world = store(ada={})
    visited(world, "/pricing", 1, 10)
    visited(world, "/Pricing/eu", 2, 90)
    visited(world, "/docs", 3, 90)
    where = (
        attribute_is("visit_page", "page", Operator.STARTS_WITH, "/pricing"),
        attribute_is("visit_page", "seconds", Operator.AT_LEAST, 60),
    )
    visit = ACTIVITIES["visit_page"]
    assert holds(Did(visit, where, 1, None, AT), view(world))
    assert not holds(Did(visit, where, 2, None, AT), view(world))
    assert holds(Did(visit, where[:1], 2, None, AT), view(world))
    recent = Window(WindowKind.IN_PAST, duration=Duration(2, Unit.DAY))
    assert holds(Did(visit, (), 2, recent, AT), view(world))
    assert not holds(Did(visit, (), 3, recent, AT), view(world))
    day = Constant(date(2026, 3, 9), Type.DATE)
    for kind, count in ((WindowKind.SINCE, 1), (WindowKind.BEFORE, 2)):
        assert holds(Did(visit, (), count, Window(kind, (day,)), AT), view(world))
        assert not holds(Did(visit, (), count + 1, Window(kind, (day,)), AT), view(world))
    between = Window(WindowKind.BETWEEN, (Constant(date(2026, 3, 8), Type.DATE), day))
    assert holds(Did(visit, (), 2, between, AT), view(world))
    empty = Window(WindowKind.SINCE, (my("nothing", Type.DATE),))
    assert not holds(Did(visit, (), 1, empty, AT), view(world))


def test_too_few_activities_are_not_looked_at() -> None:
    world = store(ada={})
    visit = ACTIVITIES["visit_page"]
    world.add_activity(ActivityRecord("ada", visit, NOW, ("/docs",)))
    unreadable: Any = object()
    assert not holds(Did(visit, (unreadable,), 2, None, AT), view(world))


def test_memberships_and_the_company_that_the_person_names():
    world = store(ada={"company": "acme"})
    world.add_company(["ACME", "Tools"])
    industry = Compare(CompanyField(COMPANY["industry"]), Operator.IS, (text("tools"),), Type.TEXT)
    assert holds(industry, view(world))
    attended = Compare(MemberStatus(FAIR), Operator.IS, (text("attended"),), Type.TEXT)
    seat = Compare(MemberField(FAIR, SEAT), Operator.IS, (text("1a"),), Type.TEXT)
    member = InProgram(FAIR, (attended, seat), AT)
    assert not holds(member, view(world))
    world.set_membership(FAIR, "ada", "Attended", {"seat": "1A"})
    assert holds(member, view(world))
    assert not holds(InList(key("L"), AT), view(world))
    world.add_to_list(key("L"), "ada")
    assert holds(InList(key("L"), AT), view(world))
    assert not holds(EnteredCampaign(key("C"), AT), view(world))
    world.enter(key("C"), "ada", NOW)
    assert holds(EnteredCampaign(key("C"), AT), view(world))


def test_a_smart_list_resolves_my_where_it_is_declared():
    tokens = Chain((frame(FrameKind.FOLDER, limit=(Type.SCORE, 50)),))
    condition = person_is("score", Operator.AT_LEAST, my("limit", Type.SCORE))
    hot = SmartList(key("Hot"), condition, tokens, None, HERE)
    meaning = program(smart_lists=(hot,))
    caller = Chain((frame(limit=(Type.SCORE, 1)),))
    world = store(ada={"score": 10})
    assert holds(condition, view(world, meaning=meaning, tokens=caller))
    assert not holds(InSmartList(key("Hot"), AT), view(world, meaning=meaning, tokens=caller))


def test_tokens_of_every_context():
    world = store(ada={"company": "acme", "country": "IT"})
    world.add_company(["ACME", "Tools"])
    world.set_membership(FAIR, "ada", "Attended", {"seat": "1A"})
    fired = ActivityRecord("ada", ACTIVITIES["visit_page"], NOW, ("/kit", None, 5))
    hi = Joined(("Hi ", my("who"), "!"))
    tokens = Chain((frame(hi=(Type.TEXT, hi), who=(Type.TEXT, "you")),))
    at = view(world, tokens=tokens, trigger=fired)
    expected = {
        my("hi"): "Hi you!",
        my("none", Type.INTEGER, "7"): 7,
        token(Context.LEAD, "country", column=1): "IT",
        token(Context.LEAD, "id", column=-1): "ada",
        token(Context.COMPANY, "industry", column=1): "Tools",
        token(Context.CAMPAIGN, "name"): "Test",
        token(Context.CAMPAIGN, "id", Type.INTEGER): 1001,
        token(Context.PROGRAM, "description"): "A fair",
        token(Context.MEMBER, "status"): "Attended",
        token(Context.MEMBER, "success", Type.BOOLEAN): True,
        token(Context.MEMBER, "seat"): "1A",
        token(Context.TRIGGER, "name"): "/kit",
        token(Context.TRIGGER, "trigger_name"): "Visit Page",
        token(Context.TRIGGER, "seconds", Type.INTEGER): 5,
        token(Context.TRIGGER, "referrer"): None,
        token(Context.SYSTEM, "date", Type.DATE): date(2026, 3, 10),
        token(Context.SYSTEM, "time"): "09:00",
        token(Context.SYSTEM, "datetime", Type.DATETIME): NOW,
    }
    assert {one: value_of(one, at) for one in expected} == expected
    joined = Joined(("at ", token(Context.SYSTEM, "datetime", Type.DATETIME), my("none")))
    assert text_in(joined, at) == "at 2026-03-10T09:00"
    later = Shifted(token(Context.SYSTEM, "date", Type.DATE), 1, Duration(1, Unit.MONTH))
    assert value_of(later, at) == date(2026, 4, 10)


def test_tokens_that_multiply_end():
    doubling: dict[str, Any] = {
        f"t{n}": (Type.TEXT, Joined((my(f"t{n + 1}"), my(f"t{n + 1}")))) for n in range(40)
    }
    at = view(store(ada={}), tokens=Chain((frame(**doubling, t40=(Type.TEXT, "ha")),)))
    assert len(text_in(my("t0"), at)) == at.scene.limits.string_characters
    empty = Chain((frame(**{name: doubling[name] for name in list(doubling)[:-1]}),))
    assert text_in(my("t0"), view(store(ada={}), tokens=empty)) == ""
    circle = frame(a=(Type.TEXT, Joined((my("b"),))), b=(Type.TEXT, Joined(("x", my("a")))))
    assert text_in(my("a"), view(store(ada={}), tokens=Chain((circle,)))).startswith("x")


def test_an_on_line_looks_at_the_activity_at_hand():
    visit = ActivityRecord("ada", ACTIVITIES["visit_page"], NOW, ("/kit",))
    where = (attribute_is("visit_page", "page", Operator.IS, "/KIT"),)
    line = Trigger(ACTIVITIES["visit_page"], where, None, AT)
    at = replace(view(store(ada={})), activity=visit)
    assert fires(line, at)
    assert not fires(replace(line, activity=ACTIVITIES["send_email"]), at)
    assert not fires(replace(line, where=(HoleCondition(AT),)), at)


@pytest.mark.parametrize(
    ("old", "new", "crossed"),
    [(None, 100, True), (99, 100, True), (100, 120, False), (120, 99, False), (50, None, False)],
)
def test_reaches_is_crossed_upwards(old, new, crossed):
    change = ACTIVITIES["change_score"]
    line = Trigger(change, (), Reaches(Constant(100, Type.SCORE)), AT)
    record = ActivityRecord("ada", change, NOW, ("score", None, new, old))
    assert fires(line, replace(view(store(ada={})), activity=record)) is crossed
