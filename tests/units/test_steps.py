"""The steps of flows, one by one (language.md 4, 6, 7 and 10)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import md5
from typing import Any, get_args

import pytest

from cdsl.interpreter.branches import draw
from cdsl.interpreter.state import Answered, Failed, Moved
from cdsl.interpreter.step import STEPS
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import MemberField, Operator, PersonField
from cdsl.semantics.expressions import Constant, Context, Joined
from cdsl.semantics.flow import (
    ActionArgument,
    AddToList,
    Arm,
    CallWebhook,
    ChangeBy,
    ChangeField,
    Choice,
    ClearField,
    DeletePerson,
    DoAction,
    DoNothing,
    Entry,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    PassedToken,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Share,
    Split,
    Step,
    Stop,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import (
    CampaignKind,
    CommunicationLimit,
    Qualification,
    Reply,
    Trigger,
    Webhook,
)
from cdsl.semantics.time import Duration, Unit
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.world.effects import ActivityRecord, Turn
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value
from tests.units.small_world import (
    ACTIVITIES,
    AT,
    FAIR,
    HERE,
    NOW,
    PERSON,
    SEAT,
    TASK,
    Silence,
    campaign,
    email,
    frame,
    key,
    log,
    my,
    pass_through,
    person_is,
    program,
    recorded_in,
    skips,
    store,
    text,
    token,
)

EXECUTABLE = CampaignKind.EXECUTABLE


def of(name: str) -> PersonField:
    return PersonField(PERSON[name])


def by(amount: int, path: str = "1") -> ChangeBy:
    return ChangeBy(path, of("score"), Constant(amount, Type.SCORE), Type.SCORE, AT)


def change(name: str, value: Any, type: Type = Type.TEXT, path: str = "1") -> ChangeField:
    expression = Constant(value, type) if isinstance(value, str | int | Decimal) else value
    return ChangeField(path, of(name), expression, type, AT)


def passing(
    *steps: Step,
    values: Mapping[str, Value] | None = None,
    outside: Silence | None = None,
    **more: Any,
) -> tuple[list[Moved], MemoryStore]:
    """Ada goes through one campaign of these steps; the moves and the world after."""
    world = store(ada={"email": "ada@example.com", **(values or {})})
    meaning = program(campaign("C", *steps), **more)
    return pass_through("C", meaning, world, outside), world


def value(world: MemoryStore, name: str) -> Value:
    row = world.person("ada")
    assert row is not None
    return row[PERSON[name].column]


def test_every_class_of_step_is_done_and_has_a_name():
    assert set(STEPS) == set(get_args(Step))


# Fields -----------------------------------------------------------------------------------------


def test_a_score_counts_from_zero_and_is_recorded():
    moves, world = passing(by(5), by(-2, "2"))
    assert value(world, "score") == 3
    assert log(world) == [
        ("change_score", "score", 5, 5, None, 'Campaign "C" step 1'),
        ("change_score", "score", -2, 3, 5, 'Campaign "C" step 2'),
    ]
    record = world.new_activities(0)[1]
    assert (record.campaign, record.run, record.step, record.at) == (key("C"), 7, "2", NOW)
    assert moves[-1].run is None


@pytest.mark.parametrize(
    ("step", "before", "after", "skipped"),
    [
        (change("country", "IT"), {}, "IT", ""),
        (change("country", "it"), {"country": "IT"}, "it", ""),
        (change("country", my("nothing")), {"country": "IT"}, None, ""),
        (ClearField("1", of("country"), AT), {"country": "IT"}, None, ""),
        (change("tier", "Gold"), {}, "Gold", ""),
        (change("tier", Joined(("Br", "onze"))), {"tier": "Gold"}, "Gold", "value_not_allowed"),
        (change("priority", "5"), {}, 5, ""),
        (change("priority", "many"), {"priority": 1}, 1, "value_not_allowed"),
        (change("priority", Decimal("2.5"), Type.CURRENCY), {"priority": 1}, 1, "out_of_range"),
        (by(1), {"score": 2**63 - 1}, 2**63 - 1, "out_of_range"),
    ],
)
def test_changes(step, before, after, skipped):
    moves, world = passing(step, values=before)
    assert value(world, step.target.field.name) == after
    assert skips(moves) == [skipped]
    assert recorded_in(moves[0])


def test_nothing_is_recorded_when_nothing_changes():
    _, world = passing(change("country", "IT"), by(0), values={"country": "IT", "score": 5})
    assert log(world) == []


def test_map_takes_the_first_entry_that_matches():
    entries = (Entry(text("GB"), (text("uk"), text("England"))), Entry(text("XX"), (text("UK"),)))

    def mapped(country: str | None, otherwise: Constant | None) -> Value:
        step = MapField("1", of("country"), of("country"), entries, otherwise, AT)
        _, world = passing(step, values={"country": country})
        return value(world, "country")

    assert mapped("Uk", None) == "GB"
    assert mapped("Oz", None) == "Oz"
    assert mapped("Oz", text("Other")) == "Other"
    assert mapped(None, None) is None


def test_member_fields_belong_to_members():
    step = ChangeField("1", MemberField(FAIR, SEAT), text("1A"), Type.TEXT, AT)
    moves, _ = passing(step)
    assert skips(moves) == ["not_member"]
    moves, world = passing(SetStatus("1", FAIR, "Invited", False, AT), step)
    assert log(world)[-1] == ("change_program_member_data", "Fair", "seat", "1A")
    member = world.membership(FAIR, "ada")
    assert member is not None
    assert (member.status, dict(member.fields)) == ("Invited", {"seat": "1A"})


# Lists and statuses -----------------------------------------------------------------------------


def test_lists_record_what_really_happens():
    add, remove = AddToList("1", key("L"), AT), RemoveFromList("2", key("L"), AT)
    _, world = passing(remove, add, add)
    assert log(world) == [("add_to_list", "L")]
    assert world.in_list(key("L"), "ada")


def test_statuses_go_forward_unless_even_back():
    def status(name: str, even_back: bool = False) -> SetStatus:
        return SetStatus("1", FAIR, name, even_back, AT)

    moves, world = passing(
        status("Attended"), status("Attended"), status("Invited"), status("Invited", True)
    )
    assert skips(moves) == ["", "", "earlier_status", ""]
    assert log(world) == [
        ("change_status", "Fair", "Attended", None, True),
        ("step_skipped", "1", "earlier_status"),
        ("change_status", "Fair", "Invited", "Attended", False),
    ]


# Mail -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason", "operational_reason"),
    [
        ({}, "", ""),
        ({"block_listed": True, "email": None}, "block_listed", "block_listed"),
        ({"email": None, "unsubscribed": True}, "unsubscribed", "no_address"),
        ({"email_invalid": True}, "email_invalid", "email_invalid"),
        ({"unsubscribed": True, "marketing_suspended": True}, "unsubscribed", ""),
        ({"marketing_suspended": True}, "marketing_suspended", ""),
    ],
)
def test_who_may_be_mailed(values, reason, operational_reason):
    emails = (email("E"), email("O", operational=True))
    steps = SendEmail("1", key("E"), AT), SendEmail("2", key("O"), AT)
    moves, world = passing(*steps, values=values, emails=emails)
    assert skips(moves) == [reason, operational_reason]
    sent = ("email_blocked", "E", reason) if reason else ("send_email", "E", "1")
    assert log(world)[0] == sent


def test_an_email_with_a_hole_is_blocked():
    moves, _ = passing(SendEmail("1", key("E"), AT), emails=(email("E", hole=True),))
    assert skips(moves) == ["hole"]


@pytest.mark.parametrize(
    ("limit", "sent", "blocked"),
    [
        (CommunicationLimit(1, 1), datetime(2026, 3, 9, 23, 0, tzinfo=UTC), True),
        (CommunicationLimit(1, 1), datetime(2026, 3, 9, 22, 59, tzinfo=UTC), False),
        (CommunicationLimit(1, 7), NOW - timedelta(days=7, seconds=-1), True),
        (CommunicationLimit(1, 7), NOW - timedelta(days=7), False),
        (CommunicationLimit(2, 7), NOW, False),
    ],
)
def test_communication_limits(limit, sent, blocked):
    for respects in (True, False):
        world = store(ada={"email": "a@b.c"})
        world.add_activity(ActivityRecord("ada", ACTIVITIES["send_email"], sent, ("Old",)))
        step = SendEmail("1", key("E"), AT)
        found = campaign("C", step, respects_limits=respects)
        moves = pass_through("C", program(found, limits=(limit,), emails=(email("E"),)), world)
        assert skips(moves) == ["communication_limit" if blocked and respects else ""]


def test_alerts_and_moments():
    to = (text("a@b.c, d@e.f"), token(Context.LEAD, "email", column=0), my("nothing"))
    _, world = passing(
        SendAlert("1", key("E"), to, AT),
        InterestingMoment("2", text("Web"), Joined(("of ", token(Context.CAMPAIGN, "name"))), AT),
        emails=(email("E"),),
    )
    assert log(world) == [
        ("send_alert", "E", "a@b.c, d@e.f, ada@example.com"),
        ("interesting_moment", "Web", "of C", 'Campaign "C"'),
    ]


# Calls ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("parent_tokens", "score"), [(True, 10), (False, 1)])
def test_a_child_sees_its_callers_tokens_only_when_they_are_passed(parent_tokens, score):
    points = my("points", Type.SCORE)
    change_score = ChangeBy("1", of("score"), points, Type.SCORE, AT)
    child = campaign(
        "Child", change_score, kind=EXECUTABLE, tokens=Chain((frame(points=(Type.SCORE, 1)),))
    )
    parent = campaign(
        "Parent",
        ExecuteCampaign("1", child.key, parent_tokens, (), AT),
        by(100, "2"),
        tokens=Chain((frame(points=(Type.SCORE, 10)),)),
    )
    world = store(ada={})
    moves = pass_through("Parent", program(child, parent), world)
    assert value(world, "score") == score + 100
    assert log(world)[0] == ("execute_campaign", "Child", True, "Parent", parent_tokens)
    assert recorded_in(moves[0]) == ["execute_campaign"]
    assert world.entered(child.key, "ada") == NOW
    assert [child.qualified for moved in moves for child in moved.children] == [True]


def test_passed_values_win_and_are_worked_out_in_the_callers_chain():
    copy = change("country", my("land"))
    child = campaign("Child", copy, kind=EXECUTABLE, tokens=Chain((frame(land=(Type.TEXT, "x")),)))
    passed = PassedToken("land", Type.TEXT, Joined(("from ", token(Context.CAMPAIGN, "name"))))
    parent = campaign(
        "Parent",
        ExecuteCampaign("1", child.key, True, (passed,), AT),
        tokens=Chain((frame(land=(Type.TEXT, "parent's")),)),
    )
    world = store(ada={})
    pass_through("Parent", program(child, parent), world)
    assert value(world, "country") == "from Parent"


def test_who_does_not_qualify_goes_on_in_the_caller():
    once = Qualification(False, None)
    child = campaign("Child", by(1), kind=EXECUTABLE, rule=once)
    picky = campaign(
        "Picky", by(1), kind=EXECUTABLE, condition=person_is("country", Operator.IS, "IT")
    )
    execute = ExecuteCampaign("1", child.key, False, (), AT)
    steps = (execute, execute, ExecuteCampaign("3", picky.key, False, (), AT), by(10, "4"))
    world = store(ada={})
    pass_through("Parent", program(child, picky, campaign("Parent", *steps)), world)
    assert value(world, "score") == 11
    assert [entry[2] for entry in log(world) if entry[0] == "execute_campaign"] == [
        *(True, False, False)
    ]


def test_three_levels_below_the_first_caller_and_no_circle():
    names = ["A", "B", "C", "D", "E"]
    chained = [
        campaign(
            name,
            ExecuteCampaign("1", key(after), False, (), AT),
            by(1, "2"),
            kind=EXECUTABLE,
        )
        for name, after in zip(names, [*names[1:], "A"], strict=True)
    ]
    world = store(ada={})
    pass_through("A", program(*chained), world)
    assert value(world, "score") == 4
    decided = [record.values[:2] for record in world.activities("ada", "execute_campaign")]
    assert decided == [("B", True), ("C", True), ("D", True), ("E", False)]
    circle = campaign("A", ExecuteCampaign("1", key("A"), False, (), AT), by(1, "2"))
    pass_through("A", program(circle), world)
    assert value(world, "score") == 5


def test_stop_in_a_child_returns_to_the_caller_and_removal_ends_both():
    def ran(step: Step) -> tuple[Value, tuple[AssetKey, ...]]:
        child = campaign("Child", step, by(1, "2"), kind=EXECUTABLE)
        parent = campaign("Parent", ExecuteCampaign("1", child.key, False, (), AT), by(10, "2"))
        world = store(ada={"score": 0})
        moves = pass_through("Parent", program(child, parent), world)
        return value(world, "score"), moves[-1].removed

    assert ran(Stop("1", AT)) == (10, ())
    assert ran(RemoveFromFlow("1", key("Child"), AT)) == (0, (key("Child"),))
    assert ran(RemoveFromFlow("1", key("Parent"), AT)) == (0, (key("Parent"),))
    assert ran(RemoveFromFlow("1", key("Other"), AT)) == (11, ())


def test_requests():
    line = Trigger(ACTIVITIES["request_campaign"], (), None, AT)
    target = campaign("T", DoNothing("1", AT), kind=CampaignKind.TRIGGER, triggers=(line,))
    passed = PassedToken("points", Type.SCORE, Constant(3, Type.SCORE))
    asking = campaign("C", RequestCampaign("1", target.key, (passed,), AT))
    world = store(ada={})
    (moved,) = pass_through("C", program(asking, target), world)
    (request,) = moved.requests
    binding = request.tokens.find("points")
    assert binding is not None
    assert binding.value.value == Constant(3, Type.SCORE)
    assert log(world) == [("request_campaign", "T", "flow")]
    deaf = program(asking, replace(target, triggers=()))
    assert skips(pass_through("C", deaf, world)) == ["not_requestable"]
    closed = pass_through("C", program(asking, target), world, is_active=lambda _: False)
    assert skips(closed) == ["not_requestable"]


# Waits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "until"),
    [
        (WaitFor("1", Duration(3, Unit.DAY), frozenset(), None, AT), "2026-03-13T08:00"),
        (WaitFor("1", Duration(30, Unit.DAY), frozenset(), None, AT), "2026-04-09T07:00"),
        (
            WaitFor("1", Duration(72, Unit.HOUR), frozenset({0, 1}), time(9), AT),
            "2026-03-16T08:00",
        ),
        (
            WaitUntil("1", Constant(date(2026, 3, 11), Type.DATE), Type.DATE, time(9), AT),
            "2026-03-11T08:00",
        ),
        (
            WaitUntil("1", Constant(date(2026, 3, 11), Type.DATE), Type.DATE, None, AT),
            "2026-03-10T23:00",
        ),
        (WaitUntilWeekday("1", frozenset({1}), time(10), AT), "2026-03-10T09:00"),
        (WaitUntilWeekday("1", frozenset({1}), time(8), AT), "2026-03-17T07:00"),
        (
            WaitUntilAnniversary(
                "1", Constant(date(2000, 3, 9), Type.DATE), Type.DATE, time(9), AT
            ),
            "2027-03-09T08:00",
        ),
    ],
)
def test_waits(step, until):
    moves, world = passing(step, by(1))
    assert moves[-1].until == datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert moves[-1].run is not None
    assert log(world) == []


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (WaitUntil("1", my("nothing", Type.DATE), Type.DATE, None, AT), "empty_date"),
        (
            WaitUntil("1", Constant(date(2026, 3, 9), Type.DATE), Type.DATE, None, AT),
            "past_instant",
        ),
        (WaitUntilAnniversary("1", my("nothing", Type.DATE), Type.DATE, None, AT), "empty_date"),
    ],
)
def test_what_does_not_wait_says_so_and_goes_on(step, reason):
    moves, world = passing(step, by(1, "2"))
    assert log(world)[0] == ("step_skipped", "1", reason)
    assert value(world, "score") == 1
    assert moves[0].until is None


def test_what_is_over_now_does_not_wait():
    moves, world = passing(WaitFor("1", Duration(0, Unit.DAY), frozenset(), None, AT), by(1, "2"))
    assert log(world)[0][0] == "change_score"
    assert moves[0].until is None


# Ways -------------------------------------------------------------------------------------------


def test_a_choice_takes_the_first_arm_that_holds_and_nested_branches_return():
    inner = Choice("1.1", (), (by(1, "1.1.1"),), AT)
    arms = (
        Arm(person_is("country", Operator.IS, "FR"), (by(100),)),
        Arm(person_is("country", Operator.IS, "IT"), (inner, by(2, "1.2"))),
    )
    moves, world = passing(
        Choice("1", arms, (), AT), Choice("2", (), (), AT), by(4, "3"), values={"country": "IT"}
    )
    assert value(world, "score") == 7
    assert [outcome.step for moved in moves for outcome in moved.outcomes] == [
        *("1", "1.1", "1.1.1", "1.2", "2", "3")
    ]


def test_a_split_is_drawn_as_the_language_says():
    digest = md5(b"3|Default|F/C|ab|ada").digest()
    drawn = draw(3, key("F", "C"), "ab", "ada")
    assert drawn == int.from_bytes(digest[:8], "big")
    own = draw(0, key("C"), "s", "ada") * 10_000 / 2**64
    shares = (Share(int(own), (by(1),)), Share(1, (by(2),)), Share(1, (by(4),)))
    _, world = passing(Split("1", "s", shares, AT), by(10, "2"))
    assert value(world, "score") == 12
    _, world = passing(Split("1", "s", shares[:1], AT), by(10, "2"))
    assert value(world, "score") == 10


def test_rotation_goes_in_turn():
    rotate = Rotate("1", "turns", ((by(1, "1.1.1"),), (by(10, "1.2.1"),)), AT)
    meaning = program(campaign("C", rotate))
    world = store(ada={})
    for expected in (1, 11, 12):
        moves = pass_through("C", meaning, world)
        assert value(world, "score") == expected
    assert moves[0].effects == (Turn(key("C"), "turns", 3),)


def test_deleting_ends_everything():
    moves, world = passing(by(1), DeletePerson("2", AT), by(1, "3"))
    assert moves[-1].deleted
    assert moves[-1].run is None
    assert world.person("ada") is None
    assert world.people() == []
    assert [entry[0] for entry in log(world)] == ["change_score", "delete_person"]


# Outside ----------------------------------------------------------------------------------------


def test_actions_leave_an_activity_unless_their_handler_fails():
    subject = ActionArgument(TASK.parameters[0], text("Call"), Type.TEXT)
    step = DoAction("1", TASK, (subject,), AT)
    _, world = passing(step)
    assert log(world) == [("create_task", "Call")]
    moves, world = passing(step, outside=Silence(Failed("no")))
    assert skips(moves) == ["handler_failed"]


def test_webhooks_map_what_they_answer():
    reply = (Reply("c", PERSON["country"]), Reply("t", PERSON["tier"]))
    webhook = Webhook(key("W"), text("https://w"), "POST", None, reply, HERE)
    step = CallWebhook("1", key("W"), AT)

    def called(answer: Answered | Failed) -> list[tuple[Value, ...]]:
        webhooks = {webhook.key: webhook}
        return log(passing(step, outside=Silence(answer), webhooks=webhooks)[1])

    country, tier = PERSON["country"].column, PERSON["tier"].column
    assert called(Failed("timeout")) == [("call_webhook", "W", "timeout")]
    done = called(Answered(((country, "IT"), (tier, "Gold"))))
    assert [entry[:3] for entry in done] == [
        ("call_webhook", "W"),
        ("change_data_value", "country", "IT"),
        ("change_data_value", "tier", "Gold"),
    ]
    assert called(Answered(((country, "IT"), (tier, "Tin")))) == [
        ("call_webhook", "W"),
        ("step_skipped", "1", "value_not_allowed"),
    ]
