"""A session that goes on with an edited program."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from cdsl.runtime.session import Session
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import SendEmail, SetStatus
from cdsl.semantics.program import (
    CampaignKind,
    Email,
    MarketingProgram,
    Program,
    ScheduleEvery,
    ScheduleOnce,
)
from cdsl.semantics.schema import Attribute, Channel, Field, Schema, Status
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.world.journaled import JournaledStore
from cdsl.world.memory import MemoryStore
from tests.units.hand_built import (
    HERE,
    PLACE,
    SCHEMA,
    SCORE,
    START,
    by,
    campaign,
    execute,
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


def score(store: MemoryStore, person: str = "1") -> object:
    row = store.person(person)
    assert row is not None
    return row[SCORE.field.column]


def daily(at: int) -> ScheduleEvery:
    return ScheduleEvery(1, "day", frozenset(), frozenset(), time(at), "UTC", None, None, HERE)


def days_from(start: datetime, hours: float) -> datetime:
    return start + timedelta(hours=hours)


def test_runs_under_way_keep_their_steps_and_new_ones_take_the_new() -> None:
    waits = campaign("Waits", TRIGGER, wait(1), by(1, "2"), triggers=(on("visit_page"),))
    edited = replace(waits, flow=(by(100),))
    store = world("1")
    session = Session(program(waits), store, START)
    session.happen("1", VISIT, ())
    assert session.adopt(program(edited)) == ()
    session.happen("1", VISIT, ())
    assert score(store) == 100
    session.advance_to(START + DAY)
    assert score(store) == 101
    assert session.program.campaigns[edited.key] == edited


def test_what_runs_under_way_refer_to_stays_known_to_them() -> None:
    """A campaign, a channel with its status and an email are there no more."""
    child = campaign("Child", EXECUTABLE, by(5))
    asked = campaign("Asked", TRIGGER, by(50), triggers=(on("request_campaign"),))
    fair = MarketingProgram(key("Fair"), 1001, "", "Event", {}, Chain(), PLACE)
    event = Channel("Event", (Status("Came", 0, True),))
    text = Constant("text", Type.TEXT)
    kit = Email(key("Kit"), text, text, False, False, PLACE)
    waits = campaign(
        "Waits",
        BATCH,
        wait(1),
        execute("Child", "2"),
        request("Asked", "3"),
        SetStatus("4", key("Fair"), "Came", False, HERE),
        SendEmail("5", key("Kit"), HERE),
        by(1, "6"),
    )
    status = ("program", "new_status", "old_status", "success")
    recorded = replace(
        VISIT,
        name="change_status",
        attributes=tuple(Attribute(name, name, Type.TEXT, at) for at, name in enumerate(status)),
    )
    schema = replace(SCHEMA, activities={**SCHEMA.activities, "change_status": recorded})
    full = replace(
        program(child, asked, waits),
        schema=replace(schema, channels={"Event": event}),
        programs={fair.key: fair},
        emails={kit.key: kit},
    )
    store = world("1")
    session = Session(full, store, START)
    session.run_batch(waits.key)
    assert session.adopt(replace(program(), schema=schema)) == ()
    session.advance_to(START + DAY)
    assert score(store) == 6
    names = [record.activity.name for record in store.new_activities(0)]
    assert names == [
        *("execute_campaign", "change_score", "step_skipped"),
        *("change_status", "send_email", "change_score"),
    ]
    assert session.report().campaigns == ()


def test_a_status_that_the_edited_channel_does_not_have_is_skipped() -> None:
    fair = MarketingProgram(key("Fair"), 1001, "", "Event", {}, Chain(), PLACE)
    sets = campaign("Sets", BATCH, wait(1), SetStatus("2", key("Fair"), "Came", False, HERE))

    def with_status(name: str) -> Program:
        channels = {"Event": Channel("Event", (Status(name, 0, True),))}
        schema = replace(SCHEMA, channels=channels)
        return replace(program(sets), schema=schema, programs={fair.key: fair})

    store = world("1")
    session = Session(with_status("Came"), store, START)
    session.run_batch(sets.key)
    assert session.adopt(with_status("Left")) == ()
    session.advance_to(START + DAY)
    assert [one.values for one in store.activities("1", "step_skipped")] == [
        ("2", "value_not_allowed")
    ]


def test_events_fire_what_the_edited_program_says() -> None:
    first = campaign("First", TRIGGER, by(1), triggers=(on("visit_page"),))
    second = campaign("Second", TRIGGER, by(10), triggers=(on("visit_page"),))
    store = world("1")
    session = Session(program(first), store, START)
    session.adopt(program(second))
    session.happen("1", VISIT, ())
    assert score(store) == 10


def test_campaigns_are_active_as_they_were_or_as_declared_anew() -> None:
    lines = (on("visit_page"),)
    kept = campaign("Kept", TRIGGER, by(1), triggers=lines)
    edited = campaign("Edited", TRIGGER, by(10), triggers=lines)
    new = campaign("New", TRIGGER, by(100), triggers=lines)
    asleep = campaign("Asleep", TRIGGER, by(1000), triggers=lines, active=False)
    store = world("1")
    session = Session(program(kept, edited), store, START)
    session.activate(kept.key, False)
    session.activate(edited.key, False)
    session.activate(edited.key, True)
    session.adopt(program(kept, replace(edited, active=False), new, asleep))
    session.happen("1", VISIT, ())
    assert score(store) == 100
    session.adopt(program(replace(edited, active=False)))
    session.adopt(program(kept, edited, asleep))
    session.happen("1", VISIT, ())
    assert score(store) == 111


def test_schedules_that_mean_the_same_go_on_and_others_start_from_now() -> None:
    kept = campaign("Kept", BATCH, by(1), schedules=(daily(9),))
    moved = campaign("Moved", BATCH, by(100), schedules=(daily(12),))
    gone = campaign("Gone", BATCH, by(10_000), schedules=(daily(15),))
    store = world("1")
    session = Session(program(kept, moved, gone), store, START)
    session.schedule(gone.key, START + 5 * DAY)
    session.advance_to(days_from(START, 10))
    assert score(store) == 1
    session.adopt(
        program(
            replace(kept, flow=(by(2),)),
            replace(moved, schedules=(daily(11),)),
            campaign("New", BATCH, by(1_000_000), schedules=(daily(10),)),
        )
    )
    session.advance_to(days_from(START, 10))
    assert score(store) == 1_000_001, "an occurrence at this very instant is included"
    session.advance_to(days_from(START, 14))
    assert score(store) == 1_000_101
    session.advance_to(days_from(START, 33))
    assert score(store) == 1_000_103
    session.advance_to(START + 6 * DAY)
    assert score(store) == 6_000_101 + 5 * 100 + 5 * 2


def test_a_schedule_at_another_instant_runs_then_only() -> None:
    def once(at: datetime) -> Program:
        schedule = ScheduleOnce(Constant(at, Type.DATETIME), Type.DATETIME, None, HERE)
        return program(campaign("Once", BATCH, by(1), schedules=(schedule,)))

    store = world("1")
    session = Session(once(START + DAY), store, START)
    session.adopt(once(START + 2 * DAY))
    session.advance_to(START + DAY)
    assert score(store) is None
    session.adopt(once(START + 2 * DAY))
    session.advance_to(START + 2 * DAY)
    assert score(store) == 1


def test_a_hole_that_is_filled_is_reported_no_more() -> None:
    holed = campaign("T", TRIGGER, by(1), triggers=(on("visit_page"),), holes=(PLACE,))
    session = Session(program(holed), world("1"), START)
    session.happen("1", VISIT, ())
    session.adopt(program(holed))
    assert [found.code for found in session.report().diagnostics] == ["CDS710"]
    session.adopt(program(replace(holed, holes=())))
    assert session.report().diagnostics == ()


def test_what_was_cut_is_told_as_long_as_its_campaigns_are_there() -> None:
    loop = campaign("Loop", TRIGGER, request("Loop"), triggers=(on("request_campaign"),))
    session = Session(program(loop), world("1"), START)
    session.request(loop.key, ["1"])
    assert [found.code for found in session.report().diagnostics] == ["CDS801"]
    session.adopt(program())
    assert session.report().diagnostics == ()


def with_people(*fields: Field) -> Schema:
    return replace(SCHEMA, person={field.name: field for field in fields})


_FIELDS = tuple(SCHEMA.person.values())
_LONGER = replace(VISIT, attributes=(*VISIT.attributes, Attribute("seconds", "S", Type.INTEGER, 1)))
_OTHER = replace(VISIT, attributes=(Attribute("page", "P", Type.INTEGER, 0),))


@pytest.mark.parametrize(
    ("schema", "fits"),
    [
        (SCHEMA, True),
        (with_people(replace(_FIELDS[0], label="Mail"), *_FIELDS[1:]), True),
        (with_people(*_FIELDS[:-1]), False),
        (with_people(*_FIELDS, Field("person", "more", "More", Type.TEXT, 4)), False),
        (with_people(replace(_FIELDS[0], type=Type.TEXT), *_FIELDS[1:]), False),
        (replace(SCHEMA, company={}), False),
        (replace(SCHEMA, activities={**SCHEMA.activities, "visit_page": _LONGER}), True),
        (replace(SCHEMA, activities={**SCHEMA.activities, "visit_page": _OTHER}), False),
        (replace(SCHEMA, activities={"visit_page": VISIT}), False),
    ],
)
def test_a_program_is_refused_whose_columns_are_others(schema: Schema, fits: bool) -> None:
    visits = campaign("Visits", TRIGGER, by(1), triggers=(on("visit_page"),))
    store = world("1")
    session = Session(program(visits), store, START)
    refused: Any = session.adopt(replace(program(), schema=schema))
    assert [found.code for found in refused] == ([] if fits else ["CDS719"])
    session.happen("1", VISIT, ())
    assert score(store) == (None if fits else 1), "what is refused changes nothing"


def test_an_adopted_program_is_given_up_on_the_way_back() -> None:
    first = campaign("First", TRIGGER, by(1), triggers=(on("visit_page"),))
    second = campaign("Second", BATCH, by(10), schedules=(daily(9),))
    store = JournaledStore(world("1"))
    session = Session(program(first), store, START)
    before = session.checkpoint()
    session.adopt(program(second))
    after = session.checkpoint()
    session.advance_to(datetime(2026, 1, 1, 12, tzinfo=UTC))
    session.restore(before)
    session.advance_to(datetime(2026, 1, 1, 12, tzinfo=UTC))
    session.happen("1", VISIT, ())
    assert score(store) == 1
    with pytest.raises(ValueError, match="something else"):
        session.restore(after)
    session.restore(before)
    assert session.program.campaigns == {first.key: first}
