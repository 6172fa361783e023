"""What the corpus and the properties of "why not" cannot reach."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cdsl.runtime.session import Session
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InProgram,
    MemberStatus,
    Not,
    Operator,
)
from cdsl.semantics.expressions import Constant, Context
from cdsl.semantics.program import Program, Qualification, TokenDefinition
from cdsl.semantics.tokens import Chain, Frame, FrameKind
from cdsl.semantics.types import Type
from cdsl.source.limits import Limits
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.overlay import Overlay
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import EnteredBefore, NotInSmartList, WhyNot
from cdsl.tools.whynot.sentences import lines_of
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value
from tests.properties.edited import edited
from tests.units.small_world import (
    ACTIVITIES,
    AT,
    FAIR,
    NOW,
    PERSON,
    ROME,
    SCHEMA,
    SEAT,
    campaign,
    key,
    person_is,
    program,
    store,
    text,
    token,
)

VISIT = ACTIVITIES["visit_page"]
VISITED = ActivityRecord("ada", VISIT, NOW - timedelta(days=1), ("/a",))
EDITS: tuple[Edit, ...] = (
    SetPersonField(PERSON["score"], 7),
    JoinList(key("L")),
    LeaveList(key("M")),
    SetMemberStatus(FAIR, "Attended"),
    SetMemberField(FAIR, SEAT, "B1"),
    EnterCampaign(key("Other"), NOW),
    NotEntered(key("Another")),
    Do(VISIT, ("/b",), NOW, 2),
    Forget(VISIT, (VISITED,)),
)


def world() -> MemoryStore:
    made = store(ada={"score": 1}, bob={})
    made.add_to_list(key("M"), "ada")
    made.set_membership(FAIR, "ada", "Invited", {"seat": "A1"})
    made.enter(key("Another"), "ada", NOW)
    made.add_activity(VISITED)
    made.add_activity(VISITED)
    return made


def seen(world: MemoryStore) -> list[object]:
    return [
        list(world.person("ada") or ()),
        [world.in_list(key(name), "ada") for name in "LM"],
        world.membership(FAIR, "ada"),
        [world.entered(key(name), "ada") for name in ("Other", "Another")],
        list(world.activities("ada", "visit_page")),
    ]


@pytest.mark.parametrize("edits", [EDITS, *((one,) for one in EDITS), (LeaveProgram(FAIR),)])
def test_an_overlay_shows_what_a_world_with_the_edits_would(edits: tuple[Edit, ...]) -> None:
    below = world()
    over = Overlay(below, SCHEMA, "ada", edits)
    assert seen(over) == seen(edited(below, SCHEMA, "ada", edits))  # type: ignore[arg-type]
    assert seen(below) == seen(world())
    assert over.person("bob") is below.person("bob")


def test_an_overlay_takes_no_effects() -> None:
    with pytest.raises(TypeError):
        Overlay(world(), SCHEMA, "ada", ()).apply(())


def asked(condition: Condition, world: MemoryStore, **more: object) -> WhyNot:
    limits = more.pop("limits", Limits())
    assert isinstance(limits, Limits)
    made = campaign("Asked", condition=condition, program=FAIR, **more)  # type: ignore[arg-type]
    meaning = program(made, campaign("Other"))
    environment = replace(Session(meaning, world, NOW).environment, limits=limits)
    return why_not(made, "ada", environment)


def edits_of(found: WhyNot) -> list[tuple[Edit, ...]]:
    return [way.edits for way in found.ways]


def ways(condition: Condition, **values: Value) -> list[tuple[Edit, ...]]:
    return edits_of(asked(condition, store(ada=values)))


def test_a_search_that_would_be_long_says_that_it_was_given_up() -> None:
    many = AllOf(
        tuple(
            AnyOf((person_is(one, Operator.IS_EMPTY), Not(person_is(one, Operator.IS_EMPTY))))
            for one in PERSON
        )
    )
    never = AllOf((many, person_is("score", Operator.GREATER, 5), Not(many)))
    found = asked(never, store(ada={}), limits=Limits(whynot_looks=20))
    assert not found.is_whole
    assert found.ways == ()
    assert lines_of(found, Prompt(program(), "Default", NOW, ROME))[-1].startswith(
        "the search was given up"
    )


def test_a_chain_of_fields_is_met_by_one_value_each() -> None:
    priority, weight = (
        token(Context.LEAD, name, PERSON[name].type, PERSON[name].column)
        for name in ("priority", "weight")
    )
    chain = AllOf(
        (
            person_is("score", Operator.GREATER, priority),
            person_is("priority", Operator.GREATER, weight),
            person_is("weight", Operator.GREATER, 10.0),
        )
    )
    (way,) = ways(chain, score=1, priority=1, weight=1.0)
    found = {edit.field.name: edit.value for edit in way if isinstance(edit, SetPersonField)}
    assert found == {"score": 12, "priority": 11, "weight": 10.5}


def test_a_field_may_be_compared_with_itself() -> None:
    score = token(Context.LEAD, "score", Type.SCORE, PERSON["score"].column)
    assert ways(person_is("score", Operator.AT_LEAST, score)) == [
        (SetPersonField(PERSON["score"], 0),)
    ]


def test_a_value_is_taken_back_through_a_token_of_ones_own() -> None:
    lead = token(Context.LEAD, "country", Type.TEXT, PERSON["country"].column)
    frame = Frame(
        FrameKind.CAMPAIGN, "c", {"home": TokenDefinition("home", "Home", Type.TEXT, lead)}
    )
    home = token(Context.MY, "home")
    condition = AllOf((Compare(home, Operator.IS, (text("Malta"),), Type.TEXT),))
    (way,) = edits_of(asked(condition, store(ada={}), tokens=Chain((frame,))))
    assert way == (SetPersonField(PERSON["country"], "Malta"),)


def test_many_times_are_one_edit() -> None:
    (way,) = ways(Did(VISIT, (), 1_000, None, AT))
    assert way == (Do(VISIT, (), NOW, 1_000),)


def test_a_program_without_statuses_has_no_members() -> None:
    meaning = program(campaign("Asked", condition=InProgram(FAIR, (), AT)))
    fair = replace(meaning.programs[FAIR], channel=None)
    without: Program = replace(meaning, programs={FAIR: fair})
    found = why_not(
        without.campaigns[key("Asked")], "ada", Session(without, store(ada={}), NOW).environment
    )
    assert found.ways == ()
    assert found.is_whole


def test_another_status_is_one_edit_for_members_and_others() -> None:
    attended = Compare(
        MemberStatus(FAIR), Operator.IS, (Constant("Attended", Type.TEXT),), Type.TEXT
    )
    assert ways(attended) == [(BecomeMember(FAIR, "Attended"),)]
    assert edits_of(asked(attended, world())) == [(SetMemberStatus(FAIR, "Attended"),)]


def test_what_puts_somebody_on_the_list_is_told_also_where_the_rule_keeps_them_out() -> None:
    made = store(ada={})
    made.enter(key("Asked"), "ada", NOW)
    rule = Qualification(False, 24)
    found = asked(person_is("score", Operator.IS, 3), made, rule=rule)
    assert [type(reason) for reason in found.reasons] == [NotInSmartList, EnteredBefore]
    assert edits_of(found) == [(SetPersonField(PERSON["score"], 3),)]
    assert not found.is_enough
    assert EnteredBefore(rule, NOW, NOW + timedelta(hours=24)) in found.reasons


def test_every_way_holds_when_it_is_judged_again() -> None:
    condition = AllOf((person_is("score", Operator.GREATER, 5), Not(Did(VISIT, (), 1, None, AT))))
    below = world()
    found = asked(condition, below)
    assert any(isinstance(edit, Forget) for way in edits_of(found) for edit in way)
    for way in edits_of(found):
        there = edited(below, SCHEMA, "ada", way)
        assert asked(condition, there).reasons == ()
