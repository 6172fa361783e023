"""Test blocks: their worlds, their steps, and what a failed expectation shows."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import Scene, View
from cdsl.interpreter.why import why
from cdsl.semantics.cases import (
    AdvanceBy,
    AdvanceTo,
    AttributeValue,
    Case,
    CaseStep,
    Expect,
    ExpectRefused,
    FieldValue,
    Given,
    GivenActivity,
    GivenCompany,
    GivenList,
    GivenPerson,
    GivenWebhook,
    Quantity,
    Start,
    StartCampaign,
    WhenChanges,
    WhenDoes,
)
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InSmartList,
    Not,
    Operator,
    PersonField,
    Window,
    WindowKind,
)
from cdsl.semantics.expressions import Constant, Context, Joined, Shifted, Token
from cdsl.semantics.flow import CallWebhook, PassedToken
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Program,
    Reply,
    SmartList,
    TokenDefinition,
    Webhook,
)
from cdsl.semantics.time import Duration, TimeFrame, Unit
from cdsl.semantics.tokens import Chain, Frame, FrameKind
from cdsl.semantics.types import Type
from cdsl.source.limits import LIMITS
from cdsl.tools import spelling
from cdsl.tools.explain import lines, shown
from cdsl.tools.testing.result import Outcome
from cdsl.tools.testing.run_case import run_case
from tests.units.hand_built import (
    COUNTRY,
    EMAIL,
    HERE,
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
TOKENS = Chain(
    (
        Frame(
            FrameKind.WORKSPACE,
            "Default",
            {"goal": TokenDefinition("goal", "goal", Type.SCORE, Constant(7, Type.SCORE))},
        ),
    )
)


def text(value: str) -> Constant:
    return Constant(value, Type.TEXT)


def person(handle: str, country: str = "IT") -> GivenPerson:
    values = (
        FieldValue(EMAIL.field, Constant(f"{handle}@example.com", Type.EMAIL)),
        FieldValue(COUNTRY.field, text(country)),
    )
    return GivenPerson(handle, values, HERE)


def case(givens: tuple[Given, ...], *steps: CaseStep) -> Case:
    return Case("t", "Default", None, TOKENS, START, givens, steps, PLACE)


def visits(who: str, page: str) -> WhenDoes:
    value = AttributeValue(VISIT.attributes[0], text(page), Type.TEXT)
    return WhenDoes(who, VISIT, (value,), HERE)


def start(how: Start, name: str, *people: str, points: int | None = None) -> StartCampaign:
    tokens: tuple[PassedToken, ...] = ()
    if points is not None:
        tokens = (PassedToken("points", Type.SCORE, Constant(points, Type.SCORE)),)
    return StartCampaign(how, key(name), people, None, tokens, HERE)


def expect(condition: Condition, who: str = "ada") -> Expect:
    quantity = Quantity(who) if who in ("everyone", "nobody") else Quantity.PERSON
    return Expect(quantity, who, condition, HERE)


def advance(days: int) -> AdvanceBy:
    return AdvanceBy(Duration(days, Unit.DAY), HERE)


def messages(tested: Program, one: Case) -> list[str]:
    return [failure.message for failure in run_case(one, tested).failures]


def test_a_test_that_holds() -> None:
    kit = campaign("Kit", TRIGGER, wait(3), by(1, "2"), triggers=(
        on("visit_page", attribute_is("visit_page", "page", "/kit")),
        on("request_campaign"),
    ), tokens={"points": 1})  # fmt: skip
    one = case(
        (person("ada"), person("bob")),
        visits("ada", "/kit"),
        visits("bob", "/other"),
        advance(3),
        start(Start.REQUEST, "Kit", "ada", points=10),
        AdvanceTo(Constant(START + timedelta(days=7), Type.DATETIME), Type.DATETIME, HERE),
        expect(is_(SCORE, 2)),
        expect(is_(SCORE, 0), "bob"),
        expect(Not(EnteredCampaign(key("Kit"), HERE)), "bob"),
        expect(is_(COUNTRY, "it"), "everyone"),
        expect(is_(COUNTRY, "de"), "nobody"),
        WhenChanges("bob", (FieldValue(COUNTRY.field, text("DE")),), HERE),
        expect(is_(COUNTRY, "de"), "bob"),
    )
    result = run_case(one, program(kit))
    assert result.failures == ()
    assert result.outcome is Outcome.PASSED


def test_a_failed_expectation_shows_what_it_saw_and_the_test_goes_on() -> None:
    adds = campaign("Adds", BATCH, by(5))
    token = Token(Context.MY, "goal", Type.SCORE, None, 0, HERE)
    wanted = Compare(SCORE, Operator.AT_LEAST, (token,), Type.SCORE)
    one = case(
        (person("ada"), person("bob")),
        start(Start.RUN, "Adds"),
        expect(AllOf((is_(COUNTRY, "IT"), wanted))),
        expect(is_(SCORE, 1), "everyone"),
        expect(is_(SCORE, 5), "nobody"),
        expect(is_(SCORE, 6)),
    )
    result = run_case(one, program(adds))
    assert result.outcome is Outcome.FAILED
    first, second, third, fourth = result.failures
    assert first.lines == (
        "✗ all",
        '  ✓ country is "IT" (seen "IT")',
        '  ✗ score >= {{my.goal}} (seen 5, wanted 7, {{my.goal}} from workspace "Default")',
    )
    assert second.message == 'everyone: expected score is 1; not so for 2 of 2 people: "ada", "bob"'
    assert third.message.startswith("nobody: expected score is 5; yet it is so for 2 of 2")
    assert (fourth.message, fourth.lines) == (
        '"ada": expected score is 6',
        ("✗ score is 6 (seen 5)",),
    )


def test_given_history_fires_nothing() -> None:
    counts = campaign("Counts", TRIGGER, by(1), triggers=(on("visit_page"),))
    value = AttributeValue(VISIT.attributes[0], text("/docs"), Type.TEXT)
    past = GivenActivity("ada", VISIT, (value,), Duration(2, Unit.DAY), None, HERE)
    window = Window(WindowKind.IN_PAST, (), Duration(1, Unit.DAY))
    did = Did(VISIT, (attribute_is("visit_page", "page", "/docs"),), 1, None, HERE)
    one = case(
        (
            person("ada"),
            past,
            GivenList(key("L"), ("ada",), HERE),
            GivenCompany("ACME", (), HERE),
        ),
        expect(did),
        expect(replace(did, window=window)),
        expect(is_(SCORE, 0)),
        expect(InList(key("L"), HERE)),
    )
    (failure,) = run_case(one, program(counts)).failures
    assert failure.lines == (
        '✗ did visit_page where page is "/docs" in past 1 day '
        "(seen 0 times of 1, asked 2025-12-31T00:00 to 2026-01-01T00:00)",
    )


def test_defaults_are_set_where_a_person_has_no_value() -> None:
    country = replace(COUNTRY.field, default=Constant("IT", Type.TEXT))
    schema = replace(SCHEMA, person={**SCHEMA.person, "country": country})
    tested = replace(program(), schema=schema)
    one = case((GivenPerson("ada", (), HERE),), expect(is_(PersonField(country), "IT")))
    assert run_case(one, tested).outcome is Outcome.PASSED


def test_expect_refused() -> None:
    child = campaign("Child", EXECUTABLE, by(1))
    small = campaign("Small", BATCH, by(1), limit=1)
    fine = campaign("Fine", BATCH, by(1))
    people = (person("ada"), person("bob"))
    refused = [
        start(Start.RUN, "Child"),
        start(Start.REQUEST, "Child", "ada"),
        start(Start.SCHEDULE, "Child"),
        start(Start.RUN, "Small"),
        start(Start.RUN, "Fine", points=1),
    ]
    one = case(people, *(ExpectRefused(step, HERE) for step in refused))
    assert messages(program(child, small, fine), one) == []
    one = case(people, ExpectRefused(start(Start.RUN, "Fine"), HERE), start(Start.RUN, "Small"))
    done, over = messages(program(child, small, fine), one)
    assert done == "this was to be refused, but was done"
    assert over.startswith('the run of "Small" is over its limit: 2 people would enter, 1 may')


def test_execute_schedule_and_deactivate() -> None:
    child = campaign("Child", EXECUTABLE, by(1))
    batch = campaign("Batch", BATCH, execute("Child"))
    reacts = campaign("Reacts", TRIGGER, by(100), triggers=(on("visit_page"),))
    at = Constant(START + timedelta(days=1), Type.DATETIME)
    one = case(
        (person("ada"),),
        start(Start.EXECUTE, "Child", "ada"),
        replace(start(Start.SCHEDULE, "Batch"), at=at),
        expect(is_(SCORE, 1)),
        start(Start.DEACTIVATE, "Reacts"),
        visits("ada", "/"),
        start(Start.ACTIVATE, "Reacts"),
        advance(1),
        expect(is_(SCORE, 2)),
        visits("ada", "/"),
        expect(is_(SCORE, 102)),
    )
    assert messages(program(child, batch, reacts), one) == []


def _enriching() -> tuple[Program, Webhook]:
    webhook = Webhook(
        key("W"), text("https://w"), "GET", None, (Reply("address.land", COUNTRY.field),), PLACE
    )
    calls = campaign(
        "Calls", TRIGGER, CallWebhook("1", webhook.key, HERE), triggers=(on("visit_page"),)
    )
    return replace(program(calls), webhooks={webhook.key: webhook}), webhook


@pytest.mark.parametrize(
    ("given", "country", "error"),
    [
        ((), "IT", "not_connected"),
        ((GivenWebhook(key("W"), None, (), HERE),), "IT", "failed"),
        ((GivenWebhook(key("W"), (), (("address.land", text("FR")),), HERE),), "FR", None),
        ((GivenWebhook(key("W"), (FieldValue(COUNTRY.field, text("DE")),), (), HERE),), "DE", None),
    ],
)
def test_a_webhook_answers_as_given_and_else_fails(
    given: tuple[Given, ...], country: str, error: str | None
) -> None:
    tested, _ = _enriching()
    failed = SCHEMA.activities["call_webhook"]
    where = () if error is None else (attribute_is("call_webhook", "error_type", error),)
    one = case(
        (person("ada"), *given),
        visits("ada", "/"),
        expect(is_(COUNTRY, country)),
        expect(Did(failed, where, 1, None, HERE)),
    )
    assert messages(tested, one) == []


def test_what_cannot_be_set_up_is_an_error_and_what_is_cut_a_failure() -> None:
    broken = GivenPerson("ada", (FieldValue(SCORE.field, text("many")),), HERE)
    result = run_case(case((broken,)), program())
    assert result.outcome is Outcome.ERROR
    loop = campaign("Loop", TRIGGER, request("Loop"), triggers=(on("request_campaign"),))
    one = case((person("ada"),), start(Start.REQUEST, "Loop", "ada"))
    (message,) = messages(program(loop), one)
    assert '"Loop" → "Loop"' in message


def test_holes_and_people_who_are_gone_fail() -> None:
    one = case(
        (person("ada"),),
        expect(HoleCondition(HERE)),
        expect(HoleCondition(HERE), "nobody"),
        expect(Everyone(), "bob"),
        visits("bob", "/"),
        AdvanceTo(Constant(datetime.min.date(), Type.DATE), Type.DATE, HERE),
    )
    assert len(messages(program(), one)) == 5
    assert len(messages(program(), case((), expect(HoleCondition(HERE), "everyone")))) == 1


def test_the_tree_of_a_condition() -> None:
    smart_list = SmartList(key("Hot"), is_(SCORE, 5), Chain(), None, PLACE)
    tested = replace(program(), smart_lists={smart_list.key: smart_list})
    store = world("1")
    row = store.person("1")
    assert row is not None
    scope = TokenScope(Chain(), None, None, None)
    zone = START.tzinfo
    assert zone is not None
    view = View(Scene(tested, store, START, zone, scope, LIMITS), "1", row)
    today = Token(Context.SYSTEM, "date", Type.DATE, None, 0, HERE)
    greeting = Joined(("Hi ", Token(Context.LEAD, "email", Type.EMAIL, "you", 0, HERE)))
    condition = AllOf(
        (
            Not(AnyOf((is_(COUNTRY, "IT"), Everyone()))),
            Not(is_(COUNTRY, "IT")),
            Not(InSmartList(smart_list.key, HERE)),
            Compare(COUNTRY, Operator.IS, (text("a"), text('b"')), Type.TEXT),
            Compare(SCORE, Operator.BETWEEN, (Constant(1, Type.SCORE),) * 2, Type.SCORE),
            Compare(COUNTRY, Operator.CONTAINS, (greeting,), Type.TEXT),
            Not(Not(Compare(EMAIL, Operator.IS_EMPTY, (), Type.EMAIL))),
            Compare(
                today,
                Operator.BEFORE,
                (Shifted(today, 1, Duration(2, Unit.WEEK)),),
                Type.DATE,
            ),
            Compare(today, Operator.IN_TIME_FRAME, (), Type.DATE, frame=TimeFrame.THIS_WEEK),
        )
    )
    assert [
        shown(line)
        for line in lines(
            why(condition, view),
            view.scene.now,
            view.scene.zone,
            partial(spelling.condition, zone=view.scene.zone, among=view.scene.program),
        )
    ] == [
        "✗ all",
        "  ✗ none",
        '    ✗ country is "IT" (seen empty)',
        "    ✓ everyone",
        '  ✓ country is not "IT" (seen empty)',
        '  ✓ not member of smart list "Hot"',
        "    ✗ score is 5 (seen empty)",
        '  ✗ country in ["a", "b\\""] (seen empty)',
        "  ✗ score between 1 and 1 (seen empty)",
        '  ✗ country contains "Hi {{lead.email:default=you}}" '
        '(seen empty, wanted "Hi 1@example.com", {{lead.email}} is "1@example.com")',
        "  ✗ not",
        '    ✓ email is not empty (seen "1@example.com")',
        "  ✓ {{system.date}} before {{system.date}} + 2 weeks (seen 2026-01-01, wanted 2026-01-15)",
        '  ✓ {{system.date}} in time frame "this week" '
        "(seen 2026-01-01, asked 2025-12-29 to 2026-01-04)",
    ]


def test_tests_are_alone_with_their_world() -> None:
    adds: Campaign = campaign("Adds", BATCH, by(5))
    one = case((person("ada"),), start(Start.RUN, "Adds"), expect(is_(SCORE, 5)))
    tested = program(adds)
    assert run_case(one, tested) == run_case(one, tested)
