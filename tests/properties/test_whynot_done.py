"""What is offered where edits leave or change what a smart list looks at; no less works.

An event that sets a field, a change whose activity is counted and that brings the fields of another
company, a list, a status or a score with the activity of its change. Each way is done as at a
prompt; fewer edits, in every order, are done as well, and where no way that is offered works, none
of its size does.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, permutations
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    InList,
    MemberStatus,
    Not,
    Operator,
)
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import CampaignKind, Qualification, Trigger
from cdsl.semantics.types import Type
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    JoinList,
    LeaveList,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.reasons import WhyNot
from cdsl.tools.whynot.recorded import RECORDED
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.memory import MemoryStore
from tests.properties.edited import do_edit
from tests.properties.happening import Place
from tests.properties.test_whynot import INDUSTRY, LISTS, STATUSES, compared
from tests.properties.triggers import (
    CONTAINS,
    EMPTY,
    IS,
    LESS,
    MORE,
    SCORE,
    STARTS,
    STATUS,
    VALUE,
    VISIT,
    did,
    line,
    program_of,
)
from tests.test_whynot import enters
from tests.units import small_world as small
from tests.units.small_world import ACTIVITIES, AT, COMPANY, FAIR, NOW, PERSON, attribute_is

CASES = 1_000
TRIED = 200
"""Sequences of edits of one length that are done."""
BYE, ADDED, REMOVED = "unsubscribe", "add_to_list", "remove_from_list"
COMPANIES = ("ACME", "Umbrella", "Io", "Tim")
EVERY_TIME = Qualification(True, None)


def changed(name: str, *where: Condition) -> tuple[Condition, ...]:
    return (attribute_is(VALUE, "attribute", IS, name), *where)


def new_boolean(value: bool) -> Compare:
    attribute = next(one for one in ACTIVITIES[VALUE].attributes if one.name == "new_value")
    subject = AttributeOf(attribute, Type.BOOLEAN)
    return Compare(subject, IS, (Constant(value, Type.BOOLEAN),), Type.BOOLEAN)


def new(operator: Operator, text: str) -> Compare:
    return attribute_is(VALUE, "new_value", operator, text)


ON_L = attribute_is(ADDED, "list", IS, "L"), attribute_is(REMOVED, "list", IS, "L")
ATTENDED = attribute_is(STATUS, "new_status", IS, "Attended")
FAMILIES: Mapping[str, Sequence[Condition]] = {
    "unsubscribed": (
        *(did(BYE, times) for times in (1, 2)),
        did(BYE, 1, attribute_is(BYE, "page", IS, "/bye")),
        *(Not(did(BYE, times)) for times in (1, 2)),
        *(small.person_is("unsubscribed", IS, value) for value in (True, False)),
        Not(small.person_is("unsubscribed", IS, True)),
        small.person_is("unsubscribed", EMPTY),
        Not(small.person_is("unsubscribed", EMPTY)),
        *(did(VALUE, times, *changed("unsubscribed")) for times in (1, 2)),
        *(did(VALUE, 1, *changed("unsubscribed", new_boolean(one))) for one in (True, False)),
        Not(did(VALUE, 1, *changed("unsubscribed"))),
    ),
    "company": (
        compared(CompanyField(INDUSTRY), STARTS, "Soft"),
        compared(CompanyField(INDUSTRY), IS, "Pharma"),
        Not(compared(CompanyField(INDUSTRY), EMPTY)),
        compared(CompanyField(COMPANY["name"]), CONTAINS, "m"),
        small.person_is("company", IS, "Io"),
        did(VALUE, 1),
        *(did(VALUE, times, *changed("company")) for times in (1, 2)),
        did(VALUE, 1, *changed("company", new(IS, "Io"))),
        did(VALUE, 1, *changed("company", new(STARTS, "U"))),
        did(VALUE, 1, *changed("company", new(CONTAINS, "m"))),
        did(VALUE, 1, *changed("company", Not(new(IS, "Io")))),
        Not(did(VALUE, 1, *changed("company"))),
    ),
    "list": (
        InList(LISTS[0], AT),
        Not(InList(LISTS[0], AT)),
        *(did(ADDED, times, ON_L[0]) for times in (1, 2)),
        did(REMOVED, 1, ON_L[1]),
        Not(did(ADDED, 1, ON_L[0])),
    ),
    "score": (
        small.person_is("score", Operator.AT_LEAST, 5),
        small.person_is("score", LESS, 5),
        *(did(SCORE, times) for times in (1, 2)),
        did(SCORE, 1, attribute_is(SCORE, "change", MORE, 10)),
        Not(did(SCORE, 1, attribute_is(SCORE, "change", MORE, 10))),
    ),
    "status": (
        *(compared(MemberStatus(FAIR), IS, one) for one in STATUSES),
        *(did(STATUS, times) for times in (1, 2)),
        did(STATUS, 1, ATTENDED),
        Not(did(STATUS, 1, ATTENDED)),
    ),
}
"""What looks at a place, and what counts the activities that changes of it leave."""
LINES: Mapping[str, Sequence[Trigger]] = {
    "unsubscribed": (
        line(BYE),
        line(VALUE, *changed("unsubscribed")),
        *(line(VALUE, *changed("unsubscribed", new_boolean(one))) for one in (True, False)),
    ),
    "company": (
        line(VALUE, *changed("company")),
        line(VALUE, *changed("company", new(IS, "Io"))),
        line(VALUE, *changed("company", new(CONTAINS, "m"))),
    ),
    "list": (line(ADDED), line(REMOVED)),
    "score": (line(SCORE), line(SCORE, reaches=5)),
    "status": (line(STATUS), line(STATUS, ATTENDED)),
}
names = some.lists(
    some.sampled_from(("unsubscribed", "unsubscribed", "company", "company", *FAMILIES)),
    min_size=1,
    max_size=2,
    unique=True,
)


def smart_lists(names: Sequence[str]) -> some.SearchStrategy[AllOf]:
    part = some.sampled_from([one for name in names for one in FAMILIES[name]])
    either = some.lists(part, min_size=2, max_size=2).map(lambda parts: AnyOf(tuple(parts)))
    parts = some.lists(part | part | part | either, min_size=2, max_size=4)
    return parts.map(lambda all_: AllOf(tuple(all_)))


def lines(names: Sequence[str]) -> some.SearchStrategy[Trigger | None]:
    own = [one for name in names for one in LINES[name]]
    return some.sampled_from([None, line(VISIT), *own])


asked_for = names.flatmap(
    lambda names: some.tuples(some.just(names), smart_lists(names), lines(names))
)


def world(random: Random) -> MemoryStore:
    store = small.store(
        ada={
            "unsubscribed": random.choice((None, True, False)),
            "company": random.choice((None, "acme", "Nowhere", "Io")),
            "score": random.choice((None, 3, 8)),
        }
    )
    for name in COMPANIES:
        store.add_company([name, random.choice((None, "Software", "Soft drinks", "Pharma"))])
    if random.random() < 0.3:
        store.add_to_list(LISTS[0], "ada")
    if random.random() < 0.5:
        store.set_membership(FAIR, "ada", random.choice(STATUSES))
    return store


# What somebody may do -----------------------------------------------------------------------------


def deeds(names: Sequence[str], place: Place) -> list[Edit]:
    return [edit for name in names for edit in of_family(name, place)]


def of_family(name: str, place: Place) -> Iterator[Edit]:
    def told(activity: str, *values: Any) -> Do:
        return Do(ACTIVITIES[activity], values, place.now)

    match name:
        case "unsubscribed":
            yield from (told(BYE), told(BYE, None, "/bye"), Do(ACTIVITIES[BYE], (), place.now, 2))
            yield from (SetPersonField(PERSON[name], one) for one in (True, False, None))
            yield from (told(VALUE, name, one) for one in (True, False))
        case "company":
            for text in (*COMPANIES, "m", "U", None):
                yield SetPersonField(PERSON[name], text)
            yield from (told(VALUE, name, one) for one in ("Io", "Um", "m"))
        case "list":
            is_on = place.store.in_list(LISTS[0], "ada")
            both = (JoinList(LISTS[0]), LeaveList(LISTS[0]))
            yield from reversed(both) if is_on else both
            yield from (told(ADDED, "L"), told(REMOVED, "L"))
        case "score":
            yield from (SetPersonField(PERSON[name], one) for one in (None, 0, 4, 6, 15, 20))
            yield from (told(SCORE, name, one) for one in (1, 11))
        case "status":
            is_member = place.store.membership(FAIR, "ada") is not None
            for status in STATUSES:
                kind = SetMemberStatus if is_member else BecomeMember
                yield kind(FAIR, status)
            yield from (told(STATUS, "Fair", status) for status in ("Attended", "Invited"))
        case _:
            raise AssertionError(name)


# Judging ------------------------------------------------------------------------------------------


def lets_in(place: Place, edits: Sequence[Edit], event: Edit | None) -> bool | None:
    """Whether edits that are done, and then an event, let ada in; None where one cannot be done."""
    store = place.done(edits)
    if store is None:
        return None
    session = place.session(store)
    if isinstance(event, Do) or event is None:
        return enters(place.asked, "ada", session, event)
    return do_edit(event, "ada", session) and store.entered(place.asked.key, "ada") == place.now


def events_of(possible: Sequence[Edit], place: Place) -> Iterator[Edit | None]:
    """What may fire the campaign, each once."""
    if place.asked.kind is not CampaignKind.TRIGGER:
        yield None
        return
    yield Do(ACTIVITIES[VISIT], ("/a",), place.now)
    for edit in possible:
        is_fired = not isinstance(edit, Do) or (
            edit.times == 1 and edit.activity.name not in RECORDED
        )
        if is_fired:
            yield edit


def nothing_with(size: int, names: Sequence[str], place: Place, random: Random) -> None:
    """So many edits in any order, and then anything, do not let ada in."""
    heard = {trigger.activity.name for trigger in place.asked.triggers} & RECORDED
    possible = [
        edit
        for edit in deeds(names, place)
        if not isinstance(edit, Do) or edit.activity.name not in heard
    ]
    events = list(events_of(possible, place))
    orders = list(permutations(possible, size))
    random.shuffle(orders)
    few = min(6, len(events))
    tried = ((edits, event) for edits in orders for event in random.sample(events, few))
    for edits, event in islice(tried, TRIED):
        assert not lets_in(place, edits, event), (edits, event)


def least_of(found: WhyNot) -> int:
    """The fewest edits of a way that works; one more than of any where none does."""
    working = [len(way.edits) for way in found.ways if way.enters_now]
    return min(working) if working else min((len(way.edits) for way in found.ways), default=2) + 1


@settings(max_examples=CASES)
@given(asked_for, some.integers(0, 2**32))
def test_edits_are_enough_as_they_are_done_and_no_fewer(
    asked_for: tuple[list[str], AllOf, Trigger | None], seed: int
) -> None:
    names, condition, on = asked_for
    random = Random(seed)
    program, asked = program_of(condition, [] if on is None else [on], EVERY_TIME)
    place = Place(program, asked, world(random), NOW)
    found = why_not(asked, "ada", place.session(place.store).environment)
    event = found.change or found.event
    if not found.reasons:
        return
    for way in found.ways:
        entered = lets_in(place, way.edits, event)
        assert entered is None or entered is way.enters_now, way
    if found.is_whole:
        for size in range(least_of(found)):
            nothing_with(size, names, place, random)
