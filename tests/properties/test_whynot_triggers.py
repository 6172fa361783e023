"""What is offered for a trigger campaign lets the person in as it happens; nothing less would.

`on` lines of all shapes, with smart lists that look at what fires them: at the field that changes,
at the status, at tokens of the trigger. Edits are made in a real world, what fires the campaign
really happens there; fewer are looked for among events and values that the search knows nothing of.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from cdsl.runtime.session import Session
from cdsl.semantics.conditions import (
    AllOf,
    AttributeOf,
    Compare,
    Condition,
    Did,
    InProgram,
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
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    JoinList,
    LeaveList,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
    is_past,
)
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.memory import MemoryStore
from tests.properties import test_implication as generated
from tests.properties.edited import do_edit, edited
from tests.properties.test_whynot import (
    LISTS,
    PAGES,
    STATUSES,
    compared,
    lead,
    mixed_parts,
    richer,
    rules,
    world,
)
from tests.test_whynot import enters
from tests.units import small_world as small
from tests.units.small_world import ACTIVITIES, AT, FAIR, HERE, PERSON, SEAT, attribute_is, key

CASES = 1_000
EVENTS, PAIRS = 50, 50
"""Events, and pairs of an edit and an event, that are tried of the many there are."""
TEXTS = ("IT", "it", "Italy", "a b")
OLD_AND_NEW = ("old_value", "new_value")


def line(activity: str, *where: Condition, reaches: int | None = None) -> Trigger:
    crossed = None if reaches is None else Reaches(Constant(reaches, Type.INTEGER))
    return Trigger(ACTIVITIES[activity], where, crossed, AT)


def attribute(activity: str, name: str, operator: Operator, value: Any) -> Compare:
    found = next(one for one in ACTIVITIES[activity].attributes if one.name == name)
    return Compare(AttributeOf(found, found.type), operator, (value,), found.type)


@some.composite
def changes(draw: some.DrawFn) -> Trigger:
    """A change of a field that is no score, of any one or of one that is named."""
    activity = "change_data_value"
    name = draw(some.sampled_from(("country", "tier", "company", None)))
    named = [] if name is None else [attribute_is(activity, "attribute", Operator.IS, name)]
    texts = some.sampled_from(("Gold", "Silver") if name == "tier" else TEXTS)
    operators = some.sampled_from((Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS))
    tests = some.builds(
        lambda side, operator, text: attribute_is(activity, side, operator, text),
        some.sampled_from(OLD_AND_NEW),
        operators,
        texts,
    )
    where = draw(some.lists(tests | tests.map(Not), max_size=2)) if name else []
    return line(activity, *named, *where)


scores = some.builds(
    lambda reaches, more: line(
        "change_score",
        attribute_is("change_score", "score", Operator.IS, "score"),
        *more,
        reaches=reaches,
    ),
    some.none() | some.sampled_from((-1, 0, 2, 5)),
    some.lists(
        some.sampled_from(
            (
                attribute_is("change_score", "new_value", Operator.GREATER, 2),
                attribute_is("change_score", "new_value", Operator.AT_MOST, 5),
                attribute_is("change_score", "old_value", Operator.LESS, 2),
            )
        ),
        max_size=1,
    ),
)
STATUS = "change_status"
others = some.sampled_from(
    (
        line("visit_page"),
        line("visit_page", attribute_is("visit_page", "page", Operator.STARTS_WITH, "/pricing")),
        line("visit_page", attribute("visit_page", "page", Operator.IS, lead("country"))),
        line(
            "visit_page",
            attribute("visit_page", "page", Operator.CONTAINS, lead("tier")),
            attribute_is("visit_page", "seconds", Operator.GREATER, 2),
        ),
        line(STATUS),
        line(STATUS, attribute_is(STATUS, "program", Operator.IS, "Fair")),
        *(line(STATUS, attribute_is(STATUS, "new_status", Operator.IS, one)) for one in STATUSES),
        line(STATUS, attribute_is(STATUS, "old_status", Operator.IS, "Invited")),
        line("change_program_member_data"),
        line("add_to_list"),
        line("add_to_list", attribute_is("add_to_list", "list", Operator.IS, "M")),
        line("remove_from_list", attribute_is("remove_from_list", "list", Operator.IS, "M")),
        line("request_campaign"),
    )
)
lines = some.lists(changes() | changes() | scores | others | others, min_size=1, max_size=2)


def of_trigger(name: str) -> Any:
    return small.token(Context.TRIGGER, name)


read_of_trigger = some.sampled_from(
    (
        compared(of_trigger("page"), Operator.IS, "/pricing/eu"),
        compared(of_trigger("name"), Operator.STARTS_WITH, "/"),
        compared(of_trigger("new_value"), Operator.CONTAINS, "it"),
        compared(of_trigger("new_status"), Operator.IS, "Attended"),
        compared(of_trigger("attribute"), Operator.IS, "country"),
        Not(compared(of_trigger("page"), Operator.IS_EMPTY)),
        small.person_is("country", Operator.IS, of_trigger("page")),
        small.person_is("tier", Operator.IS, of_trigger("new_value")),
    )
)
of_what_fires = some.sampled_from(
    (
        small.person_is("country", Operator.IS, "IT"),
        small.person_is("country", Operator.STARTS_WITH, "a"),
        small.person_is("country", Operator.IS, lead("tier")),
        small.person_is("tier", Operator.IS, "Gold"),
        small.person_is("company", Operator.IS, "Io"),
        small.person_is("score", Operator.AT_LEAST, 5),
        small.person_is("score", Operator.LESS, 5),
        compared(MemberStatus(FAIR), Operator.IS, "Attended"),
        InProgram(FAIR, (), AT),
        Did(ACTIVITIES["visit_page"], (), 2, None, AT),
        Did(ACTIVITIES["change_data_value"], (), 1, None, AT),
    )
)
parts: some.SearchStrategy[Condition] = some.one_of(
    mixed_parts, of_what_fires, of_what_fires, read_of_trigger
)
smart_lists = some.lists(parts, min_size=1, max_size=3).map(lambda all_: AllOf(tuple(all_)))


def program_of(condition: Condition, on: Sequence[Trigger], rule: Any) -> tuple[Program, Campaign]:
    asked = small.campaign(
        "Asked",
        kind=CampaignKind.TRIGGER,
        condition=condition,
        rule=rule,
        program=FAIR,
        triggers=tuple(on),
    )
    hot = SmartList(key("Hot"), small.person_is("score", Operator.AT_LEAST, 2), Chain(), None, HERE)
    made = small.program(asked, small.campaign("Other"), smart_lists=(hot,))
    lists = {one: StaticList(one, HERE) for one in LISTS}
    return replace(made, lists=lists), asked


def happen(
    program: Program, asked: Campaign, store: MemoryStore, now: datetime, event: Edit
) -> bool:
    """Whether something that really happens lets ada in."""
    session = Session(program, store, now)
    if isinstance(event, Do):
        return enters(asked, "ada", session, event)
    return do_edit(event, "ada", session) and store.entered(asked.key, "ada") == now


def events(now: datetime, store: MemoryStore) -> list[Edit]:
    """Much that can happen, with many more values than anybody asks for."""
    texts = (None, *generated.TEXTS, "Gold", "Silver", "Io", "acme", "x", "a", "t it", "a b it")
    found: list[Edit] = [
        SetPersonField(PERSON[name], text)
        for name in ("country", "company", "tier")
        for text in texts
        if name != "tier" or text in (None, "Gold", "Silver")
    ]
    found += [SetPersonField(PERSON["score"], one) for one in (None, *range(-2, 9))]
    found += [
        Do(ACTIVITIES["visit_page"], (page, None, seconds), now)
        for page in (None, *PAGES, "/", "/pricing/x", "IT", "Gold", *generated.TEXTS)
        for seconds in (None, 3)
    ]
    found += [LeaveList(one) if store.in_list(one, "ada") else JoinList(one) for one in LISTS]
    if store.membership(FAIR, "ada") is None:
        found += [BecomeMember(FAIR, one) for one in STATUSES]
    else:
        found += [SetMemberStatus(FAIR, one) for one in STATUSES]
        found += [SetMemberField(FAIR, SEAT, one) for one in ("A1", "B1", "x")]
    found.append(Do(ACTIVITIES["request_campaign"], ("Asked",), now))
    return found


@settings(max_examples=CASES)
@given(lines, smart_lists, rules, some.integers(0, 2**32))
def test_what_fires_it_is_chosen_for_the_smart_list(
    on: list[Trigger], condition: Condition, rule: Any, seed: int
) -> None:
    random = Random(seed)
    now = random.choice(generated.NOWS)
    store = world(random, now)
    program, asked = program_of(condition, on, rule)
    later = timedelta(hours=1) if store.entered(asked.key, "ada") == now else timedelta(0)
    now += later
    found = why_not(asked, "ada", Session(program, store, now).environment)
    assert found.reasons
    event = found.change or found.event
    for way in found.ways:
        if event is None or not found.is_enough:
            continue
        if way.is_as_before:
            changed = edited(store, program.schema, "ada", way.edits)
            assert happen(program, asked, changed, now, event)
        for size in range(len(way.edits)):
            for fewer in combinations(way.edits, size):
                changed = edited(store, program.schema, "ada", fewer)
                assert not happen(program, asked, changed, now, event), fewer
    may_enter = store.entered(asked.key, "ada") is None or found.is_enough
    if found.is_whole and may_enter:
        ways = [way.edits for way in found.ways if not any(map(is_past, way.edits))]
        nothing_smaller(min(map(len, ways), default=99), program, asked, store, now, random)


def nothing_smaller(
    least: int,
    program: Program,
    asked: Campaign,
    store: MemoryStore,
    now: datetime,
    random: Random,
) -> None:
    """No event by itself, and none after a single edit, where the smallest way has more."""
    if least >= 1:
        possible = events(now, store)
        for event in random.sample(possible, min(EVENTS, len(possible))):
            assert not happen(program, asked, store.copy(), now, event), event
    edits = [*richer(asked.smart_list, store, now, random), *events(now, store)]
    if least >= 2 and edits:
        for _ in range(PAIRS):
            edit = random.choice(edits)
            changed = edited(store, program.schema, "ada", (edit,))
            event = random.choice(events(now, changed))
            assert not happen(program, asked, changed, now, event), (edit, event)
