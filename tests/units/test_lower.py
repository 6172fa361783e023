"""Lowered conditions against their judge, the reference walk."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.lower import lower
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
    Operator,
    Window,
    WindowKind,
)
from cdsl.semantics.expressions import Constant, Context
from cdsl.semantics.program import SmartList
from cdsl.semantics.time import Duration, TimeFrame, Unit
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.world.effects import ActivityRecord
from tests.units.small_world import (
    ACTIVITIES,
    AT,
    FAIR,
    HERE,
    NOW,
    PERSON,
    attribute_is,
    frame,
    key,
    my,
    person_is,
    program,
    store,
    token,
    view,
)

TEXTS = some.sampled_from(["IT", "it", "Île", "ÎLE", "I", "straße", " "])
WHOLES = some.sampled_from([-1, 0, 1, 5, 2**62])
AMOUNTS = some.sampled_from([Decimal("0.0000"), Decimal("1.5000")])
FLOATS = some.sampled_from([0.0, 0.1, 1.5])
DAYS = some.integers(-9, 9).map(lambda n: date(2026, 3, 10) + timedelta(days=n))
INSTANTS = some.integers(-99, 99).map(lambda n: NOW + timedelta(hours=n))
VALUES = {
    "country": TEXTS,
    "score": WHOLES,
    "revenue": AMOUNTS,
    "weight": FLOATS,
    "birthday": DAYS,
    "created_at": INSTANTS,
    "unsubscribed": some.booleans(),
}
PEOPLE = some.fixed_dictionaries({name: some.none() | values for name, values in VALUES.items()})
ORDERS = [Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST]
DATE_ORDERS = [
    *(Operator.BEFORE, Operator.AFTER, Operator.ON_OR_BEFORE, Operator.ON_OR_AFTER, Operator.IS)
]
WINDOWS = [
    *(Operator.IN_PAST, Operator.IN_PAST_BEFORE, Operator.IN_FUTURE, Operator.IN_FUTURE_AFTER)
]
TOKENS = Chain((frame(land=(Type.TEXT, "it"), points=(Type.SCORE, 1)),))


@some.composite
def comparisons(draw):
    name = draw(some.sampled_from(list(VALUES)))
    values = VALUES[name]
    type = PERSON[name].type
    nothing = my("nothing", type)
    if name == "country":
        operator = draw(some.sampled_from([Operator.IS, Operator.CONTAINS, Operator.STARTS_WITH]))
        others = [my("land"), nothing, token(Context.LEAD, "country", column=1)]
        one = values | some.sampled_from(others)
        return person_is(name, operator, *draw(some.lists(one, min_size=1, max_size=3)))
    if name == "unsubscribed":
        return person_is(name, Operator.IS, draw(values))
    if name in ("birthday", "created_at"):
        kind = draw(some.integers(0, 3))
        if kind == 0:
            duration = Duration(draw(some.integers(0, 5)), Unit.DAY)
            return person_is(name, draw(some.sampled_from(WINDOWS)), duration=duration)
        if kind == 1:
            time_frame = draw(some.sampled_from(list(TimeFrame)))
            return person_is(name, Operator.IN_TIME_FRAME, frame=time_frame)
        moment = (
            DAYS.map(lambda day: Constant(day, Type.DATE))
            | INSTANTS.map(lambda at: Constant(at, Type.DATETIME))
            | some.just(nothing)
        )
        if kind == 2:
            return person_is(name, Operator.BETWEEN, draw(moment), draw(moment))
        return person_is(name, draw(some.sampled_from(DATE_ORDERS)), draw(moment))
    number = values | some.just(nothing)
    if name == "score":
        number |= some.just(my("points", Type.SCORE))
    if draw(some.booleans()):
        return person_is(name, draw(some.sampled_from(ORDERS)), draw(number))
    if draw(some.booleans()):
        return person_is(name, Operator.BETWEEN, draw(number), draw(number))
    return person_is(name, Operator.IS, *draw(some.lists(number, min_size=1, max_size=3)))


@some.composite
def counts(draw):
    visit = ACTIVITIES["visit_page"]
    where = some.sampled_from(
        [
            attribute_is("visit_page", "page", Operator.STARTS_WITH, "/PRICING"),
            attribute_is("visit_page", "seconds", Operator.IS, 0),
            attribute_is("visit_page", "referrer", Operator.IS_EMPTY),
            Not(attribute_is("visit_page", "page", Operator.IS, "/docs")),
        ]
    )
    day = Constant(date(2026, 3, 9), Type.DATE)
    window = some.sampled_from(
        [
            None,
            Window(WindowKind.IN_PAST, duration=Duration(1, Unit.DAY)),
            Window(WindowKind.SINCE, (day,)),
            Window(WindowKind.BEFORE, (day,)),
            Window(WindowKind.BETWEEN, (day, day)),
            Window(WindowKind.IN_TIME_FRAME, frame=TimeFrame.YESTERDAY),
            Window(WindowKind.SINCE, (my("nothing", Type.DATE),)),
        ]
    )
    chosen = tuple(draw(some.lists(where, max_size=2)))
    return Did(visit, chosen, draw(some.integers(1, 3)), draw(window), AT)


OTHERS = some.sampled_from(
    [
        Everyone(),
        HoleCondition(AT),
        InList(key("L"), AT),
        InSmartList(key("Hot"), AT),
        InProgram(FAIR, (), AT),
        EnteredCampaign(key("C"), AT),
    ]
)
CONDITIONS = some.recursive(
    comparisons() | counts() | OTHERS,
    lambda part: (
        some.lists(part, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | some.lists(part, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        | part.map(Not)
    ),
    max_leaves=6,
)
HOT = SmartList(key("Hot"), person_is("score", Operator.AT_LEAST, 1), Chain(), None, HERE)


@given(CONDITIONS, PEOPLE, some.lists(some.integers(0, 5), max_size=4), some.booleans())
def test_lowered_means_what_the_walk_means(condition, fields, visits, listed):
    world = store(ada=fields)
    for days in visits:
        page = "/pricing/eu" if days % 2 else "/docs"
        at = datetime(2026, 3, 10, 7, tzinfo=UTC) - timedelta(days=days)
        values = (page, None, days or None)
        world.add_activity(ActivityRecord("ada", ACTIVITIES["visit_page"], at, values))
    if listed:
        world.add_to_list(key("L"), "ada")
        world.set_membership(FAIR, "ada", "Invited")
        world.enter(key("C"), "ada", NOW)
    at_hand = view(world, meaning=program(smart_lists=(HOT,)), tokens=TOKENS)
    predicate = lower(condition, at_hand.scene)
    judged = holds(condition, View(at_hand.scene, "ada", at_hand.row))
    assert predicate(at_hand.row, "ada") is judged
    assert predicate(at_hand.row, "ada") is judged
    assert lower(Not(condition), at_hand.scene)(at_hand.row, "ada") is not judged
