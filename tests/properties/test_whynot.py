"""Every edit that is offered lets the person in, and nothing smaller of its kind would.

Conditions of all kinds over a person with a past; the edits are applied to a real world and the
campaign is run. What is smaller is looked for among far more values than the search looks at.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from cdsl.interpreter.compare import compare
from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import View, own_scope, scene_of
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.session import Session
from cdsl.semantics.conditions import (
    AllOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Constant, Context, Token
from cdsl.semantics.program import Campaign, Program, Qualification, SmartList
from cdsl.semantics.schema import Field
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.semantics.walk import conditions_in, values_in_condition
from cdsl.tools.whynot.afterwards import with_edits
from cdsl.tools.whynot.candidates import candidates
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    JoinList,
    LeaveList,
    LeaveProgram,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
    is_past,
)
from cdsl.tools.whynot.named import Setting, clue_of
from cdsl.tools.whynot.reasons import NotInSmartList, WhyNot
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value
from tests.properties import test_implication as generated
from tests.properties.edited import edited
from tests.units import small_world as small
from tests.units.small_world import ACTIVITIES, AT, COMPANY, FAIR, HERE, PERSON, SEAT, key

CASES = 1_000
PAIRS = 60
"""Pairs of edits that are tried of the many there are."""
INDUSTRY = COMPANY["industry"]
INDUSTRIES = ("Software", "Soft drinks", "Pharma")
SEATS = ("A1", "A2", "B1")
OTHER, LISTS = key("Other"), (key("L"), key("M"))
AGES = (0, 1, 2, 7, 8, 24, 30, 31, 60, 61, 365, 366, 1000)


def compared(subject: Any, operator: Operator, *values: str, type: Type = Type.TEXT) -> Compare:
    return Compare(subject, operator, tuple(Constant(one, type) for one in values), type)


def lead(name: str) -> Token:
    return small.token(Context.LEAD, name, PERSON[name].type, PERSON[name].column)


PAGES = ("/pricing", "/pricing/eu", "/docs")
STATUSES = ("Invited", "No Show", "Attended")
OF_MEMBERS: Sequence[Condition] = (
    *(compared(MemberStatus(FAIR), Operator.IS, status) for status in STATUSES),
    compared(MemberField(FAIR, SEAT), Operator.STARTS_WITH, "A"),
    compared(MemberField(FAIR, SEAT), Operator.IS, "A1", "B1"),
    Not(compared(MemberField(FAIR, SEAT), Operator.IS_EMPTY)),
)
BETWEEN_FIELDS: Sequence[Condition] = (
    small.person_is("score", Operator.GREATER, lead("priority")),
    small.person_is("priority", Operator.AT_LEAST, lead("score")),
    small.person_is("country", Operator.IS, lead("tier")),
    small.person_is("country", Operator.STARTS_WITH, lead("company")),
    small.person_is("birthday", Operator.BEFORE, lead("created_at")),
)
SINGLE: Sequence[Condition] = (
    *(InList(one, AT) for one in LISTS),
    EnteredCampaign(OTHER, AT),
    InSmartList(key("Hot"), AT),
    *OF_MEMBERS,
    *BETWEEN_FIELDS,
    small.person_is("tier", Operator.IS, "Gold"),
    small.person_is("priority", Operator.GREATER, 3),
    compared(CompanyField(INDUSTRY), Operator.STARTS_WITH, "Soft"),
    compared(CompanyField(INDUSTRY), Operator.IS, "Pharma"),
    compared(CompanyField(COMPANY["name"]), Operator.CONTAINS, "m"),
    Not(compared(CompanyField(INDUSTRY), Operator.IS_EMPTY)),
)
memberships = some.lists(some.sampled_from(OF_MEMBERS), max_size=2).map(
    lambda where: InProgram(FAIR, tuple(where), AT)
)
others = some.sampled_from(SINGLE) | memberships
mixed_parts = some.lists(some.sampled_from(generated.FIELDS), min_size=1, max_size=2).flatmap(
    lambda names: generated.conditions(
        some.sampled_from(names).flatmap(generated.comparisons)
        | generated.activities()
        | others
        | others
    )
)
mixed = mixed_parts | some.lists(mixed_parts, min_size=2, max_size=4).map(
    lambda parts: AllOf(tuple(parts))
)
rules = some.sampled_from(
    [Qualification(True, None), Qualification(False, None), Qualification(False, 24)]
)


def program_of(condition: Condition, rule: Qualification) -> tuple[Program, Campaign]:
    asked = small.campaign("Asked", condition=condition, rule=rule, program=FAIR)
    hot = small.person_is("score", Operator.AT_LEAST, 2)
    smart_list = SmartList(key("Hot"), hot, Chain(), None, HERE)
    return small.program(asked, small.campaign("Other"), smart_lists=(smart_list,)), asked


def world(random: Random, now: datetime) -> MemoryStore:
    store = generated.person(random, now)
    schema = small.SCHEMA
    for name in ("ACME", "Umbrella", "Io"):
        store.add_company([name, random.choice((None, *INDUSTRIES))])
    row = list(store.person("ada") or ())
    row[PERSON["company"].column] = random.choice((None, "acme", "Umbrella", "Nowhere"))
    row[PERSON["priority"].column] = random.choice((None, 0, 3, 5))
    row[PERSON["tier"].column] = random.choice((None, "Gold", "Silver"))
    store.add_person("ada", row)
    if store.membership(FAIR, "ada") is not None:
        store.set_membership(
            FAIR, "ada", random.choice(STATUSES), {"seat": random.choice((None, *SEATS))}
        )
    if random.random() < 0.5:
        store.add_to_list(key("M"), "ada")
    if random.random() < 0.4:
        store.enter(OTHER, "ada", now - timedelta(days=3))
    if random.random() < 0.3:
        store.enter(key("Asked"), "ada", now - timedelta(days=random.choice((0, 3))))
    assert len(row) == len(schema.person)
    return store


# The richer domain --------------------------------------------------------------------------------


def richer(condition: Condition, store: MemoryStore, now: datetime, random: Random) -> list[Edit]:
    """Single edits of all that a condition could look at, with many more values than it names."""
    parts = list(conditions_in(condition))
    if any(isinstance(part, InSmartList) for part in parts):
        parts.append(small.person_is("score", Operator.AT_LEAST, 2))
    values = [value for part in parts for value in values_in_condition(part)]
    names = {
        part.subject.field.name
        for part in parts
        if isinstance(part, Compare) and isinstance(part.subject, PersonField)
    }
    names |= {one.name for one in values if isinstance(one, Token) and one.context is Context.LEAD}
    of_company = any(is_of(part, CompanyField) for part in parts)
    names |= {"company"} if of_company else set()
    edits: list[Edit] = [
        SetPersonField(PERSON[name], value)
        for name in sorted(names)
        for value in values_for(PERSON[name], now)
    ]
    if of_company:
        edits += [SetCompanyField(INDUSTRY, one) for one in (None, *INDUSTRIES, "soft", "x")]
    for key_of_list in sorted({part.list for part in parts if isinstance(part, InList)}):
        joined = store.in_list(key_of_list, "ada")
        edits.append(LeaveList(key_of_list) if joined else JoinList(key_of_list))
    if any(isinstance(part, EnteredCampaign) for part in parts):
        edits.append(EnterCampaign(OTHER, now))
    if any(isinstance(part, InProgram) or is_of(part, MemberField, MemberStatus) for part in parts):
        edits += of_members(store)
    if any(isinstance(part, Did) for part in parts):
        edits += random.sample(deeds := list(visits(now)), min(150, len(deeds)))
    return edits


def is_of(part: Condition, *kinds: type) -> bool:
    return isinstance(part, Compare) and isinstance(part.subject, kinds)


def values_for(field: Field, now: datetime) -> Iterator[Value]:
    yield None
    moved = [now + sign * timedelta(days=age) for age in AGES for sign in (1, -1)]
    match field.type:
        case _ if field.values:
            yield from field.values
        case Type.BOOLEAN:
            yield from (True, False)
        case Type.SCORE | Type.INTEGER:
            yield from (*range(-3, 31), 2**62 - 1, 2**62, 2**62 + 1)
        case Type.CURRENCY:
            steps = (*generated.AMOUNTS, Decimal("1.4999"), Decimal("1.5001"), Decimal(2))
            yield from (*steps, Decimal(-1), Decimal("0.0002"), Decimal("-0.0001"))
        case Type.FLOAT:
            yield from (-1.0, 0.0, 0.05, 0.1, 0.10000000000000002, 0.2, 1.4, 1.5, 1.6, 2.0)
        case Type.DATE:
            yield from sorted({one.date() for one in moved})
            yield from (day + timedelta(days=by) for day in generated.DAYS for by in (-1, 0, 1))
        case Type.DATETIME:
            near = (-1, 0, 1, 3_600_000_000, -3_600_000_000)
            instants = [*moved, *generated.INSTANTS, *map(midnight, generated.DAYS)]
            yield from (one + timedelta(microseconds=by) for one in instants for by in near)
        case _:
            named = (*generated.TEXTS, *"ita ", "x", "ACME", "Umbrella", "Io", "Gold", "Silver")
            yield from named
            yield from (f"{one}{other}" for one in named for other in (" it", "y", " a b", "Île"))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def of_members(store: MemoryStore) -> Iterator[Edit]:
    membership = store.membership(FAIR, "ada")
    seats = (None, *SEATS, "a", "x", "A1 ")
    if membership is None:
        yield from (
            BecomeMember(FAIR, status, ((SEAT, seat),)) for status in STATUSES for seat in seats
        )
    else:
        yield LeaveProgram(FAIR)
        yield from (SetMemberStatus(FAIR, status) for status in STATUSES)
        yield from (SetMemberField(FAIR, SEAT, seat) for seat in seats)


def visits(now: datetime) -> Iterator[Edit]:
    ages = [now - timedelta(days=age) for age in AGES]
    instants = (*ages, *generated.INSTANTS, *map(midnight, generated.DAYS))
    for page in (None, *PAGES, "/pricing/x"):
        for seconds in (None, 0, 3):
            for at in instants:
                if at <= now:
                    for times in (1, 2, 3):
                        yield Do(ACTIVITIES["visit_page"], (page, None, seconds), at, times)


# Candidates ---------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    some.sampled_from(generated.FIELDS).flatmap(
        lambda name: some.lists(generated.comparisons(name), min_size=1, max_size=3)
    ),
    some.integers(0, 2**32),
)
def test_candidates_stand_for_all_values(comparisons: list[Compare], seed: int) -> None:
    random = Random(seed)
    now, zone = random.choice(generated.NOWS), random.choice(generated.ZONES)
    (field,) = {one.subject.field for one in comparisons if isinstance(one.subject, PersonField)}
    present = random.choice([*values_for(field, now)])

    def truths(value: Value) -> tuple[bool, ...]:
        return tuple(compare(one, value, constants(one), now, zone) for one in comparisons)

    clues = [clue_of(one, constants(one), now, zone) for one in comparisons]
    setting = Setting(field.type, present, field.values, now, zone)
    found = {truths(value) for value in (present, *candidates(clues, setting))}
    for value in values_for(field, now):
        assert truths(value) in found, value


def constants(comparison: Compare) -> tuple[Value, ...]:
    return tuple(one.value for one in comparison.operands if isinstance(one, Constant))


# Judging ------------------------------------------------------------------------------------------


def enters(program: Program, asked: Campaign, store: MemoryStore, now: datetime) -> bool:
    """Whether the campaign, when it is run, takes ada in."""
    session = Session(program, store, now)
    assert session.run_batch(asked.key) == ()
    return any(one.name == "Asked" and one.entered == 1 for one in session.report().campaigns)


def holds_with(asked: Campaign, view: View, edits: Sequence[Edit]) -> bool:
    return judged(asked.smart_list, with_edits(view, edits))


@settings(max_examples=CASES)
@given(mixed, rules, some.integers(0, 2**32))
def test_edits_are_enough_and_none_is_too_much(
    condition: Condition, rule: Qualification, seed: int
) -> None:
    random = Random(seed)
    now = random.choice(generated.NOWS)
    store = world(random, now)
    program, asked = program_of(condition, rule)
    if enters(program, asked, store.copy(), now):
        program, asked = program_of(Not(condition), rule)
    environment = Session(program, store, now).environment
    found = why_not(asked, "ada", environment)
    assert bool(found.reasons) is not enters(program, asked, store.copy(), now)
    if not any(isinstance(reason, NotInSmartList) for reason in found.reasons):
        return
    row = store.person("ada")
    assert row is not None
    view = View(scene_of(environment, own_scope(asked, NOTHING_PASSED), "Default"), "ada", row)
    for way in (way.edits for way in found.ways if way.is_as_before):
        changed = edited(store, program.schema, "ada", way)
        assert enters(program, asked, changed, now) or not found.is_enough
        assert holds_with(asked, view, way)
        for size in range(len(way)):
            for fewer in combinations(way, size):
                assert not holds_with(asked, view, fewer)
    if found.is_whole:
        nothing_smaller(found, asked, view, richer(asked.smart_list, store, now, random), random)


def nothing_smaller(
    found: WhyNot, asked: Campaign, view: View, edits: Sequence[Edit], random: Random
) -> None:
    """No single edit, and no pair of those tried, where the smallest way has more."""
    ways = [way.edits for way in found.ways if not any(map(is_past, way.edits))]
    least = min(map(len, ways), default=99)
    if least > 1:
        for edit in edits:
            assert not holds_with(asked, view, (edit,)), edit
    if least > 2 and len(edits) > 1:
        for _ in range(PAIRS):
            pair = random.sample(edits, 2)
            assert not holds_with(asked, view, pair), pair
