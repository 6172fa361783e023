"""The runtime: who runs when, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from cdsl.runtime.admission import passed_tokens, written_tokens
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.conditions import EnteredCampaign
from cdsl.semantics.expressions import Constant, Context, Token
from cdsl.semantics.flow import (
    ChangeBy,
    DeletePerson,
    RemoveFromFlow,
)
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Qualification,
    Reaches,
    ScheduleEvery,
    Trigger,
)
from cdsl.semantics.types import Type
from cdsl.source.limits import Limits
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore
from tests.units.hand_built import (
    COUNTRY,
    EMAIL,
    HERE,
    ONCE,
    PLACE,
    SCHEMA,
    SCORE,
    START,
    attribute_is,
    by,
    campaign,
    execute,
    is_,
    key,
    on,
    program,
    request,
    wait,
    world,
)

BATCH, TRIGGER, EXECUTABLE = CampaignKind
VISIT = SCHEMA.activities["visit_page"]
DAY = timedelta(days=1)


def score(store: MemoryStore, person: str) -> object:
    row = store.person(person)
    assert row is not None
    return row[SCORE.field.column]


def codes(found: tuple[object, ...]) -> list[str]:
    return [diagnostic.code for diagnostic in found]  # type: ignore[attr-defined]


def my(name: str) -> ChangeBy:
    token = Token(Context.MY, name, Type.SCORE, None, 0, HERE)
    return ChangeBy("1", SCORE, token, Type.SCORE, HERE)


def daily(at: int) -> ScheduleEvery:
    return ScheduleEvery(1, "day", frozenset(), frozenset(), time(at), "UTC", None, None, HERE)


def test_a_batch_takes_its_audience_and_counts_what_it_did() -> None:
    adds = campaign("Adds", BATCH, by(5), smart_list=is_(EMAIL, "2@example.com"), qualify=ONCE)
    store = world("1", "2", "10")
    session = Session(program(adds), store, START)
    assert session.run_batch(adds.key) == ()
    assert session.run_batch(adds.key) == ()
    assert [score(store, person) for person in ("1", "2", "10")] == [None, 5, None]
    (report,) = session.report().campaigns
    assert (report.audience, report.entered, report.refused) == (2, 1, {"once": 1})
    assert [(step.step, step.kind, step.done) for step in report.steps] == [("1", "change", 1)]
    assert [(change.field, change.people) for change in session.report().changes] == [("score", 1)]


def test_a_run_over_its_limit_changes_nothing() -> None:
    adds = campaign("Adds", BATCH, by(5), limit=1)
    store = world("1", "2")
    session = Session(program(adds), store, START)
    assert codes(session.run_batch(adds.key)) == ["CDS707"]
    assert store.new_activities(0) == []
    assert store.entered(adds.key, "1") is None


def test_the_limit_counts_who_would_enter() -> None:
    adds = campaign("Adds", BATCH, by(5), limit=1, qualify=ONCE)
    store = world("1", "2")
    store.enter(adds.key, "1", START - DAY)
    assert Session(program(adds), store, START).run_batch(adds.key) == ()


def test_what_cannot_be_started_this_way_is_refused() -> None:
    batch = campaign("B", BATCH, by(1))
    trigger = campaign("T", TRIGGER, by(1), triggers=(on("request_campaign"),))
    child = campaign("E", EXECUTABLE, by(1))
    session = Session(program(batch, trigger, child), world("1"), START)
    assert codes(session.run_batch(child.key)) == ["CDS708"]
    assert codes(session.run_batch(trigger.key)) == ["CDS708"]
    assert codes(session.request(child.key, ["1"])) == ["CDS708"]
    assert codes(session.schedule(child.key, START + DAY)) == ["CDS708"]
    assert codes(session.execute(batch.key, ["1"])) == ["CDS708"]
    assert codes(session.activate(batch.key, False)) == ["CDS708"]
    assert codes(session.request(trigger.key, ["1", "nobody"])) == ["CDS713"]
    assert codes(session.advance_to(START - DAY)) == ["CDS716"]
    assert codes(session.schedule(batch.key, None)) == ["CDS708"]


def test_a_hole_keeps_a_run_from_starting() -> None:
    batch = campaign("B", BATCH, by(1), holes=(PLACE,))
    visits = campaign("T", TRIGGER, by(1), triggers=(on("visit_page"),), holes=(PLACE,))
    store = world("1")
    session = Session(program(batch, visits), store, START)
    assert codes(session.run_batch(batch.key)) == ["CDS710"]
    session.happen("1", VISIT, ("/",))
    session.happen("1", VISIT, ("/",))
    assert score(store, "1") is None
    assert codes(session.report().diagnostics) == ["CDS710"]


def test_an_event_fires_a_campaign_once_whatever_lines_match() -> None:
    lines = (on("visit_page", attribute_is("visit_page", "page", "/a")), on("visit_page"))
    visits = campaign("T", TRIGGER, by(1), triggers=lines)
    store = world("1")
    session = Session(program(visits), store, START)
    session.happen("1", VISIT, ("/a",))
    session.happen("1", VISIT, ("/b",))
    session.activate(visits.key, False)
    session.happen("1", VISIT, ("/b",))
    session.activate(visits.key, True)
    assert score(store, "1") == 2
    assert codes(session.happen("2", VISIT, ())) == ["CDS713"]


def test_an_event_is_judged_when_it_is_taken_in_order_of_text() -> None:
    first = campaign("First", TRIGGER, by(1), triggers=(on("visit_page"),))
    second = campaign(
        "Second", TRIGGER, by(10), triggers=(on("visit_page"),), smart_list=is_(SCORE, 1)
    )
    store = world("1")
    Session(program(first, second), store, START).happen("1", VISIT, ("/",))
    assert score(store, "1") == 11


def test_a_request_fires_only_the_campaign_that_it_names() -> None:
    asked = campaign("Asked", TRIGGER, my("points"), triggers=(on("request_campaign"),),
                     tokens={"points": 1})  # fmt: skip
    other = campaign("Other", TRIGGER, by(100), triggers=(on("request_campaign"),))
    caller = campaign("Caller", BATCH, request("Asked"))
    store = world("1")
    session = Session(program(asked, other, caller), store, START)
    passed, refused = passed_tokens(asked, [("points", Type.SCORE, 7)], UTC)
    assert refused == ()
    session.request(asked.key, ["1"], passed)
    assert score(store, "1") == 7
    session.run_batch(caller.key)
    assert score(store, "1") == 8
    sources = [record.values for record in store.activities("1", "request_campaign")]
    assert sources == [("Asked", "api"), ("Asked", "flow")]
    session.activate(asked.key, False)
    assert [found.code for found in session.request(asked.key, ["1"])] == ["CDS403"]
    session.run_batch(caller.key)
    assert score(store, "1") == 8
    report = {one.name: one for one in session.report().campaigns}
    assert report["Asked"].refused == {"not_requestable": 1}
    assert report["Caller"].steps[0].skipped == {"not_requestable": 1}


def test_passed_tokens_must_be_declared_with_that_type() -> None:
    asked = campaign("Asked", TRIGGER, by(1), tokens={"points": 1})
    assert codes(passed_tokens(asked, [("other", Type.SCORE, 1)], UTC)[1]) == ["CDS709"]
    assert codes(passed_tokens(asked, [("points", Type.TEXT, "x")], UTC)[1]) == ["CDS709"]
    assert codes(written_tokens(asked, {"points": "many"}, UTC)[1]) == ["CDS709"]
    tokens, refused = written_tokens(asked, {" Points ": "+10"}, UTC)
    found = tokens.find("points")
    assert refused == ()
    assert found is not None
    assert found.value.value == Constant(10, Type.SCORE)


def test_execute_without_a_caller_records_the_decision() -> None:
    child = campaign("E", EXECUTABLE, by(3), qualify=ONCE)
    store = world("1")
    session = Session(program(child), store, START)
    session.execute(child.key, ["1"])
    session.execute(child.key, ["1"])
    assert [record.values for record in store.activities("1", "execute_campaign")] == [
        ("E", True, None, False),
        ("E", False, None, False),
    ]
    assert score(store, "1") == 3
    assert [record.activity.name for record in store.new_activities(0)][:2] == [
        "execute_campaign",
        "change_score",
    ]
    (report,) = session.report().campaigns
    assert (report.audience, report.entered, report.refused) == (2, 1, {"not_qualified": 1})


def test_reaches_fires_on_the_way_up_only() -> None:
    goal = Trigger(
        SCHEMA.activities["change_score"],
        (attribute_is("change_score", "score", "score"),),
        Reaches(Constant(10, Type.SCORE)),
        HERE,
    )
    reaches = campaign("R", TRIGGER, wait(1), triggers=(goal,))
    store = world("1")
    session = Session(program(reaches), store, START)
    for value in (9, 10, 11, 9, 12):
        session.change("1", [(SCORE.field, value)])
    (report,) = session.report().campaigns
    assert (report.entered, report.waiting) == (2, 2)


def test_a_change_from_outside_is_recorded_where_it_differs() -> None:
    moved = campaign("M", TRIGGER, by(1), triggers=(
        on("change_data_value", attribute_is("change_data_value", "attribute", "country")),
    ))  # fmt: skip
    store = world("1")
    session = Session(program(moved), store, START)
    session.change("1", [(COUNTRY.field, "IT"), (EMAIL.field, "1@example.com")])
    assert score(store, "1") == 1
    (record,) = store.activities("1", "change_data_value")
    assert record.values == ("country", "IT", None, None, "api")
    session.happen("1", SCHEMA.activities["unsubscribe"], ())
    row = store.person("1")
    assert row is not None
    assert row[3] is True


def _busy() -> tuple[Campaign, ...]:
    return (
        campaign("Daily", BATCH, by(1), schedules=(daily(9),)),
        campaign("Waits", BATCH, by(10), wait(2, "2"), by(100, "3"), schedules=(daily(12),)),
        campaign(
            "Reacts",
            TRIGGER,
            wait(1),
            by(1000, "2"),
            triggers=(on("visit_page"), on("change_score")),
            qualify=Qualification(False, 48),
        ),
    )


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_a_clock_advanced_in_chunks_does_the_same(seed: int) -> None:
    stores = []
    for chunk in (timedelta(days=9), timedelta(hours=7), timedelta(minutes=431)):
        store = world("1", "2", "3")
        session = Session(program(*_busy()), store, START, seed)
        session.happen("2", VISIT, ("/",))
        end = START + timedelta(days=9)
        while session.now < end:
            session.advance_to(min(session.now + chunk, end))
        assert session.advance_to(end) == ()
        stores.append(store)
    logs = [store.new_activities(0) for store in stores]
    assert logs[0] == logs[1] == logs[2]
    assert score(stores[0], "1") == 9 + 9 * 10 + 7 * 100 + 1000 * 4


def test_an_occurrence_at_the_start_runs_once_and_only_as_the_clock_advances() -> None:
    nightly = campaign("Nightly", BATCH, by(1), schedules=(daily(0), daily(0)))
    store = world("1")
    session = Session(program(nightly), store, START)
    session.happen("1", VISIT, ())
    assert score(store, "1") is None
    session.advance_to(START)
    session.advance_to(START)
    assert score(store, "1") == 1
    session.advance_to(START + DAY)
    assert score(store, "1") == 2


def test_a_scheduled_run_takes_its_tokens_and_is_refused_late() -> None:
    adds = campaign("Adds", BATCH, my("points"), tokens={"points": 1}, limit=1)
    store = world("1")
    session = Session(program(adds), store, START)
    passed, _ = passed_tokens(adds, [("points", Type.INTEGER, 5)], UTC)
    assert session.schedule(adds.key, START + DAY, passed) == ()
    assert score(store, "1") is None
    session.advance_to(START + DAY)
    assert score(store, "1") == 5
    session.schedule(adds.key, START + 2 * DAY)
    store.add_person("2", (None,) * 4)
    session.advance_to(START + 3 * DAY)
    assert score(store, "1") == 5
    assert codes(session.report().diagnostics) == ["CDS707"]
    store.apply(())
    session.schedule(adds.key, START)
    assert score(store, "1") == 5


@pytest.mark.parametrize("seed", [0, 3])
def test_campaigns_that_cause_each_other_are_cut(seed: int) -> None:
    ping = campaign("Ping", TRIGGER, request("Pong"), triggers=(on("request_campaign"),))
    pong = campaign("Pong", TRIGGER, by(1), request("Ping", "2"), triggers=(
        on("request_campaign"),
    ))  # fmt: skip
    store = world("1", "2")
    session = Session(program(ping, pong), store, START, seed)
    session.request(ping.key, ["1", "2"])
    assert score(store, "1") == score(store, "2") == 50
    (found,) = session.report().diagnostics
    assert found.code == "CDS801"
    assert '"Ping" → "Pong" → "Ping", for person "' in found.message
    assert "1 more" in found.message


def test_a_loop_through_waits_goes_on_with_a_new_chain() -> None:
    again = campaign("Again", TRIGGER, wait(1), request("Again", "2"), triggers=(
        on("request_campaign"),
    ))  # fmt: skip
    session = Session(program(again), world("1"), START)
    session.request(again.key, ["1"])
    session.advance_to(START + 200 * DAY)
    (report,) = session.report().campaigns
    assert (report.entered, report.waiting) == (201, 1)
    assert session.report().diagnostics == ()


def test_too_many_steps_are_cut() -> None:
    limits = replace(Limits(), run_steps=3, person_steps=10, causes=1000)
    long = campaign("Long", BATCH, *(by(1, str(path)) for path in range(1, 6)))
    loop = campaign("Loop", TRIGGER, request("Loop"), triggers=(on("request_campaign"),))
    store = world("1", "2")
    session = Session(program(long, loop), store, START, limits=limits)
    session.run_batch(long.key)
    assert score(store, "1") == score(store, "2") == 3
    session.request(loop.key, ["1"])
    assert codes(session.report().diagnostics) == ["CDS802", "CDS803"]
    session.run_batch(long.key)
    assert (score(store, "1"), score(store, "2")) == (3, 6)


def _removal(child_removes: bool) -> tuple[Session, MemoryStore]:
    removes = RemoveFromFlow("1", key("Child"), HERE)
    child = campaign("Child", EXECUTABLE, *((removes,) if child_removes else (by(1),)))
    parent = campaign(
        "Parent", TRIGGER, wait(1), execute("Child", "2"), by(10, "3"), triggers=(on("visit_page"),)
    )
    store = world("1")
    return Session(program(child, parent), store, START), store


def test_removing_from_an_executable_ends_its_callers() -> None:
    session, store = _removal(child_removes=True)
    session.happen("1", VISIT, ())
    session.advance_to(START + DAY)
    assert score(store, "1") is None
    assert {one.name: one.waiting for one in session.report().campaigns} == {
        "Child": 0,
        "Parent": 0,
    }


def test_removing_from_a_flow_ends_waiting_runs_of_that_person_only() -> None:
    waits = campaign("Waits", TRIGGER, wait(3), by(10, "2"), triggers=(on("visit_page"),))
    removes = campaign(
        "Removes",
        BATCH,
        RemoveFromFlow("1", key("Waits"), HERE),
        smart_list=is_(EMAIL, "1@example.com"),
    )
    store = world("1", "2")
    session = Session(program(waits, removes), store, START)
    for person in ("1", "1", "2"):
        session.happen(person, VISIT, ())
    session.run_batch(removes.key)
    session.advance_to(START + 4 * DAY)
    assert (score(store, "1"), score(store, "2")) == (None, 10)


def test_the_flow_of_a_deactivated_campaign_goes_on() -> None:
    waits = campaign("Waits", TRIGGER, wait(3), by(10, "2"), triggers=(on("visit_page"),))
    store = world("1")
    session = Session(program(waits), store, START)
    session.happen("1", VISIT, ())
    session.activate(waits.key, False)
    session.happen("1", VISIT, ())
    session.advance_to(START + 4 * DAY)
    assert score(store, "1") == 10


def test_deleting_a_person_ends_all_of_their_runs() -> None:
    waits = campaign("Waits", TRIGGER, wait(3), by(10, "2"), triggers=(on("visit_page"),))
    deletes = campaign("Deletes", BATCH, DeletePerson("1", HERE), by(1, "2"))
    after = campaign("After", TRIGGER, by(1), triggers=(on("delete_person"),))
    store = world("1")
    session = Session(program(waits, deletes, after), store, START)
    session.happen("1", VISIT, ())
    session.run_batch(deletes.key)
    session.advance_to(START + 4 * DAY)
    assert store.people() == []
    assert [one.waiting for one in session.report().campaigns] == [0, 0]


def test_other_seeds_run_the_same_independent_runs() -> None:
    adds = campaign("Adds", BATCH, by(1), wait(1, "2"), by(2, "3"))
    reacts = campaign("Reacts", TRIGGER, by(10), triggers=(on("visit_page"),))
    orders = set()
    for seed in range(4):
        store = world("1", "2", "3")
        session = Session(program(adds, reacts), store, START, seed)
        session.run_batch(adds.key)
        session.happen("2", VISIT, ())
        session.advance_to(START + DAY)
        assert [score(store, person) for person in ("1", "2", "3")] == [3, 13, 3]
        orders.add(tuple(record.person for record in store.new_activities(0)))
    assert len(orders) > 1


def test_a_command_that_is_broken_off_leaves_whole_steps() -> None:
    adds = campaign("Adds", BATCH, by(1), by(1, "2"))
    store = world(*(str(number) for number in range(1, 9)))
    seen: list[tuple[int, int]] = []
    watch = Watch(lambda done, total: seen.append((done, total)), lambda: len(seen) >= 3)
    session = Session(program(adds), store, START, watch=watch)
    session.run_batch(adds.key)
    assert seen == [(1, 8), (2, 8), (3, 8)]
    assert [score(store, str(number)) for number in range(1, 5)] == [2, 2, 2, None]


def crowd(number: int) -> JournaledStore:
    return JournaledStore(world(*(str(one) for one in range(1, number + 1))))


def test_an_audience_of_many_is_followed_and_broken_off_within() -> None:
    adds = campaign("Adds", BATCH, by(1), smart_list=is_(EMAIL, "7@example.com"))
    store = crowd(3_500)
    seen: list[tuple[int, int]] = []
    cancelled = [False]
    watch = Watch(lambda done, total: seen.append((done, total)), lambda: cancelled[0])
    session = Session(program(adds), store, START, watch=watch)
    session.run_batch(adds.key)
    assert seen == [(1_000, 3_500), (2_000, 3_500), (3_000, 3_500), (1, 1)]
    before = session.checkpoint(), store.journal.position(), session.report()

    def give_up(done: int, total: int) -> None:
        cancelled[0] = done == 2_000

    session = Session(program(adds), store, START, watch=Watch(give_up, lambda: cancelled[0]))
    assert session.run_batch(adds.key) == ()
    assert cancelled == [True]
    assert store.journal.position() == before[1], "nobody has entered"
    assert session.report().campaigns == ()


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("start", ["run_batch", "request", "execute", "advance_to"])
def test_a_command_that_is_broken_off_can_be_taken_back(seed: int, start: str) -> None:
    everyone = [str(number) for number in range(1, 2_001)]
    adds = campaign("Adds", BATCH, by(1), wait(1, "2"), schedules=(daily(9),))
    asked = campaign("Asked", TRIGGER, by(1), wait(1, "2"), triggers=(on("request_campaign"),))
    child = campaign("Child", EXECUTABLE, by(1), wait(1, "2"))
    store = crowd(len(everyone))
    patience = [10**9]

    def is_cancelled() -> bool:
        patience[0] -= 1
        return patience[0] < 0

    watch = Watch(is_cancelled=is_cancelled)
    session = Session(program(adds, asked, child), store, START, seed, watch=watch)
    before, report = session.checkpoint(), session.report()
    patience[0] = 2_900
    match start:
        case "run_batch":
            session.run_batch(adds.key)
        case "request":
            session.request(asked.key, everyone)
        case "execute":
            session.execute(child.key, everyone)
        case _:
            session.advance_to(START + DAY)
    assert patience[0] < 0, "it was broken off"
    assert store.new_activities(0) != []
    patience[0] = 10**9
    session.restore(before)
    assert (session.now, session.report()) == (START, report)
    assert store.new_activities(0) == []
    assert all(score(store, person) is None for person in everyone)


def test_only_a_session_with_a_journal_goes_back() -> None:
    session = Session(program(), world("1"), START)
    with pytest.raises(TypeError, match="JournaledStore"):
        session.checkpoint()
    checkpoint = Session(program(), crowd(1), START).checkpoint()
    with pytest.raises(TypeError, match="JournaledStore"):
        session.restore(checkpoint)


def test_people_enter_in_order_of_id_and_count_as_members() -> None:
    adds = campaign("Adds", BATCH, by(1))
    members = campaign("Members", BATCH, by(5), smart_list=EnteredCampaign(key("Adds"), HERE))
    store = world("10", "9", "100")
    session = Session(program(adds, members), store, datetime(2026, 1, 1, 9, tzinfo=UTC))
    session.run_batch(members.key)
    session.run_batch(adds.key)
    session.run_batch(members.key)
    assert [record.person for record in store.new_activities(0)][:3] == ["9", "10", "100"]
    assert score(store, "10") == 6
