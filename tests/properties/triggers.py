"""Trigger campaigns made up: `on` lines of all shapes, smart lists that look at what fires them.

At the field that changes, at the status, at tokens of the trigger, at how often it has happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as some

from cdsl.semantics.conditions import (
    AllOf,
    AttributeOf,
    Compare,
    Condition,
    Did,
    InProgram,
    MemberField,
    MemberStatus,
    Not,
    Operator,
)
from cdsl.semantics.expressions import Constant, Context
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Program,
    Reaches,
    SmartList,
    StaticList,
    Trigger,
)
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from tests.properties.test_whynot import LISTS, STATUSES, compared, lead, mixed_parts
from tests.units import small_world as small
from tests.units.small_world import ACTIVITIES, AT, FAIR, HERE, SEAT, attribute_is, key

TEXTS = ("IT", "it", "Italy", "a b")
VALUE, SCORE, STATUS = "change_data_value", "change_score", "change_status"
SEATED, VISIT, REQUEST = "change_program_member_data", "visit_page", "request_campaign"
IS, STARTS, CONTAINS = Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS
MORE, LESS, EMPTY = Operator.GREATER, Operator.LESS, Operator.IS_EMPTY


def line(activity: str, *where: Condition, reaches: int | None = None) -> Trigger:
    crossed = None if reaches is None else Reaches(Constant(reaches, Type.INTEGER))
    return Trigger(ACTIVITIES[activity], where, crossed, AT)


def attribute(activity: str, name: str, operator: Operator, value: Any) -> Compare:
    found = next(one for one in ACTIVITIES[activity].attributes if one.name == name)
    return Compare(AttributeOf(found, found.type), operator, (value,), found.type)


def named(activity: str, name: str, *texts: str) -> some.SearchStrategy[Condition]:
    """What a line asks of a name: that it is one of these, begins so, has a part of it, or not."""
    first, last = texts[0], texts[-1]
    return some.sampled_from(
        (
            *(attribute_is(activity, name, IS, text) for text in texts),
            attribute_is(activity, name, IS, first, last),
            attribute_is(activity, name, IS, last, "x"),
            Not(attribute_is(activity, name, IS, first)),
            Not(attribute_is(activity, name, IS, first, "x")),
            attribute_is(activity, name, STARTS, first[:1]),
            attribute_is(activity, name, CONTAINS, last[-1:]),
            Not(attribute_is(activity, name, CONTAINS, first[1:] or first)),
        )
    )


def by(activity: str) -> tuple[Condition, ...]:
    """What a line asks of who changes something, and why."""
    reason = attribute_is(activity, "reason", EMPTY)
    whys = (reason, Not(reason), attribute_is(activity, "reason", STARTS, "Campaign"))
    if activity != VALUE:
        return whys
    sources = [attribute_is(activity, "source", IS, one) for one in ("flow", "api")]
    return (*sources, *map(Not, sources), *whys)


@some.composite
def changes(draw: some.DrawFn) -> Trigger:
    """A change of a field that is no score: of any, of one by its name, of some by a part of it."""
    fields = ("country", "tier", "company")
    where: list[Condition] = []
    match draw(some.integers(0, 4)):
        case 0:
            name = ""
        case 1:
            name = ""
            where.append(draw(named(VALUE, "attribute", *draw(some.permutations(fields)))))
        case _:
            name = draw(some.sampled_from(fields))
            where.append(attribute_is(VALUE, "attribute", IS, name))
    texts = some.sampled_from(("Gold", "Silver") if name == "tier" else TEXTS)
    tests = some.builds(
        lambda side, operator, text: attribute_is(VALUE, side, operator, text),
        some.sampled_from(("old_value", "new_value")),
        some.sampled_from((IS, STARTS, CONTAINS)),
        texts,
    )
    where += draw(some.lists(tests | tests.map(Not), max_size=2)) if where else []
    if draw(some.integers(0, 4)) == 0:
        where.append(draw(some.sampled_from(by(VALUE))))
    return line(VALUE, *where)


scores = some.builds(
    lambda name, reaches, more: line(SCORE, *name, *more, reaches=reaches),
    some.sampled_from([[], [attribute_is(SCORE, "score", IS, "score")]]),
    some.none() | some.sampled_from((-1, 0, 2, 5)),
    some.lists(
        some.sampled_from(
            (
                attribute_is(SCORE, "new_value", MORE, 2),
                attribute_is(SCORE, "new_value", Operator.AT_MOST, 5),
                attribute_is(SCORE, "old_value", LESS, 2),
                attribute_is(SCORE, "change", MORE, 10),
                attribute_is(SCORE, "change", MORE, 10),
                attribute_is(SCORE, "change", LESS, 0),
                attribute_is(SCORE, "change", IS, 3),
                Not(attribute_is(SCORE, "change", MORE, 0)),
                *by(SCORE),
            )
        ),
        max_size=2,
    ),
)
SOURCES = tuple(attribute_is(REQUEST, "source", IS, one) for one in ("flow", "api", "sales"))
others = some.one_of(
    some.sampled_from(
        (
            line(VISIT),
            line(VISIT, attribute_is(VISIT, "page", STARTS, "/pricing")),
            line(VISIT, attribute(VISIT, "page", IS, lead("country"))),
            line(
                VISIT,
                attribute(VISIT, "page", CONTAINS, lead("tier")),
                attribute_is(VISIT, "seconds", MORE, 2),
            ),
        )
    ),
    some.sampled_from(
        (
            line(STATUS),
            *(line(STATUS, attribute_is(STATUS, "new_status", IS, one)) for one in STATUSES),
            line(STATUS, attribute_is(STATUS, "old_status", IS, "Invited")),
            line(STATUS, attribute_is(STATUS, "old_status", EMPTY)),
            line(SEATED),
            line(SEATED, attribute_is(SEATED, "old_value", IS, "A1")),
            line(SEATED, attribute_is(SEATED, "new_value", STARTS, "B")),
        )
    ),
    some.sampled_from((STATUS, SEATED)).flatmap(
        lambda kind: named(kind, "program", "Fair").map(lambda asked: line(kind, asked))
    ),
    some.sampled_from(("add_to_list", "remove_from_list")).flatmap(
        lambda kind: named(kind, "list", "M", "L").map(lambda asked: line(kind, asked))
    ),
    some.sampled_from(("add_to_list", "remove_from_list")).map(line),
    some.sampled_from(
        (
            line(REQUEST),
            *(line(REQUEST, one) for one in SOURCES),
            *(line(REQUEST, Not(one)) for one in SOURCES),
        )
    ),
)
lines = some.lists(changes() | changes() | scores | others | others, min_size=1, max_size=2)


def of_trigger(name: str, type: Type = Type.TEXT) -> Any:
    return small.token(Context.TRIGGER, name, type)


CHANGE = of_trigger("change", Type.INTEGER)
OLD, NEW = of_trigger("old_value"), of_trigger("new_value")
SOURCE, REASON = of_trigger("source"), of_trigger("reason")
PRICING = attribute_is(VISIT, "page", IS, "/pricing")


def did(activity: str, times: int, *where: Condition) -> Did:
    return Did(ACTIVITIES[activity], where, times, None, AT)


def seated(*where: Condition) -> InProgram:
    return InProgram(FAIR, where, AT)


def score_is(value: Any, operator: Operator, number: int) -> Compare:
    return Compare(value, operator, (Constant(number, Type.INTEGER),), Type.INTEGER)


BOTH: Sequence[Condition] = (
    compared(NEW, CONTAINS, "it"),
    compared(OLD, IS, "Italy"),
    compared(OLD, STARTS, "a"),
    Not(compared(OLD, EMPTY)),
    AllOf((compared(OLD, IS, "Italy"), compared(NEW, IS, "a b"))),
    AllOf((compared(OLD, IS, "IT"), small.person_is("country", IS, "a b"))),
)
WHY: Sequence[Condition] = (Not(compared(REASON, EMPTY)), compared(REASON, STARTS, "Campaign"))
BY: Sequence[Condition] = (
    *(compared(SOURCE, IS, one) for one in ("flow", "api")),
    Not(compared(SOURCE, IS, "api")),
)
ABOUT: Mapping[str, Sequence[Condition]] = {
    VISIT: (
        compared(of_trigger("page"), IS, "/pricing/eu"),
        compared(of_trigger("name"), STARTS, "/"),
        Not(compared(of_trigger("page"), EMPTY)),
        small.person_is("country", IS, of_trigger("page")),
        did(VISIT, 2),
        did(VISIT, 3, PRICING),
        did(VISIT, 2, attribute_is(VISIT, "page", CONTAINS, "eu")),
    ),
    VALUE: (
        *BOTH,
        *BY,
        *WHY,
        compared(of_trigger("attribute"), IS, "country"),
        small.person_is("tier", IS, NEW),
        small.person_is("country", IS, "IT"),
        small.person_is("country", STARTS, "a"),
        small.person_is("country", IS, lead("tier")),
        small.person_is("tier", IS, "Gold"),
        small.person_is("company", IS, "Io"),
        did(VALUE, 1),
        did(VALUE, 2, attribute_is(VALUE, "attribute", IS, "country")),
    ),
    SCORE: (
        *WHY,
        score_is(CHANGE, MORE, 10),
        score_is(CHANGE, LESS, 3),
        small.person_is("score", Operator.AT_LEAST, 5),
        small.person_is("score", LESS, 5),
    ),
    STATUS: (
        compared(of_trigger("new_status"), IS, "Attended"),
        compared(of_trigger("old_status"), IS, "Invited"),
        compared(MemberStatus(FAIR), IS, "Attended"),
        seated(),
        seated(Not(compared(MemberField(FAIR, SEAT), EMPTY))),
        seated(compared(MemberField(FAIR, SEAT), IS, "A1")),
        did(STATUS, 1, attribute_is(STATUS, "new_status", IS, "No Show")),
    ),
    SEATED: (
        compared(OLD, IS, "A1"),
        compared(NEW, STARTS, "A"),
        Not(compared(OLD, EMPTY)),
        seated(compared(MemberField(FAIR, SEAT), IS, "A1")),
    ),
    REQUEST: BY,
}
"""What looks at an activity of a type, or at what it changes."""
anything = some.sampled_from([one for about in ABOUT.values() for one in about])


def lists_for(on: Sequence[Trigger]) -> some.SearchStrategy[AllOf]:
    """Smart lists that often look at what fires them."""
    own = [part for one in on for part in ABOUT.get(one.activity.name, ())]
    parts = mixed_parts | anything | (some.sampled_from(own) if own else anything)
    return some.lists(parts, min_size=1, max_size=3).map(lambda all_: AllOf(tuple(all_)))


asked_for = lines.flatmap(lambda on: some.tuples(some.just(on), lists_for(on)))


def program_of(
    condition: Condition, on: Sequence[Trigger], rule: Any, *more: Campaign, **parts: Any
) -> tuple[Program, Campaign]:
    """A program with a campaign that is asked for, with lines a trigger one, and others."""
    campaign = small.campaign(
        "Asked",
        kind=CampaignKind.TRIGGER if on else CampaignKind.BATCH,
        condition=condition,
        rule=rule,
        program=FAIR,
        triggers=tuple(on),
    )
    hot = SmartList(key("Hot"), small.person_is("score", Operator.AT_LEAST, 2), Chain(), None, HERE)
    made = small.program(campaign, small.campaign("Other"), *more, smart_lists=(hot,), **parts)
    lists = {one: StaticList(one, HERE) for one in LISTS}
    return replace(made, lists=lists), campaign
