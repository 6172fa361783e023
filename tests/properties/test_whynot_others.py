"""What is offered where other trigger campaigns listen: they may undo an edit, or do one.

Each way is done as at a prompt, in a world with rotations that have turned and webhooks that
answer: it lets the person in just if it is said to. Where no way that is offered does, no other of
its size would.
"""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from cdsl.interpreter.state import Answered, Failed
from cdsl.runtime.outside import Prepared
from cdsl.semantics.conditions import AllOf, Condition, InList, Not, Operator, PersonField
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import (
    AddToList,
    CallWebhook,
    ChangeField,
    ClearField,
    RemoveFromList,
    Rotate,
    Step,
)
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Qualification,
    Reply,
    Trigger,
    Webhook,
)
from cdsl.tools.whynot.edits import Edit, JoinList, LeaveList, SetPersonField
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.effects import Turn
from cdsl.world.memory import MemoryStore
from tests.properties.happening import EVENTS, Place, events
from tests.properties.test_whynot import LISTS
from tests.properties.triggers import IS, VALUE, VISIT, line, program_of
from tests.units import small_world as small
from tests.units.small_world import AT, HERE, NOW, PERSON, attribute_is, key, text

CASES = 1_000
COUNTRIES = ("FR", "DE", "ES", "IT")
ASK = Webhook(key("Ask"), text("https://example.com"), "POST", None, (), HERE)
EVERY_TIME = Qualification(True, None)

countries = some.sampled_from(COUNTRIES)
among = some.lists(countries, min_size=1, max_size=3, unique=True).map(
    lambda texts: small.person_is("country", IS, *texts)
)
beside: some.SearchStrategy[Condition] = some.sampled_from(
    (
        InList(LISTS[0], AT),
        InList(LISTS[1], AT),
        Not(InList(LISTS[1], AT)),
        small.person_is("tier", IS, "Gold", "Silver"),
        Not(small.person_is("tier", Operator.IS_EMPTY)),
    )
)
smart_lists = some.builds(
    lambda one, more: AllOf((one, *more)), among, some.lists(beside, max_size=2)
)
MOVED = line(VALUE, attribute_is(VALUE, "attribute", IS, "country"))
RAISED = line(VALUE, attribute_is(VALUE, "attribute", IS, "tier"))
lines = some.sampled_from((line(VISIT), line(VISIT), line("add_to_list"), MOVED, RAISED))
heard = some.one_of(
    countries.map(lambda one: line(VALUE, *MOVED.where, attribute_is(VALUE, "new_value", IS, one))),
    some.sampled_from((MOVED, RAISED, line("add_to_list"), line("remove_from_list"))),
)


def to(name: str, value: str) -> Step:
    field = PERSON[name]
    constant = Constant(value, field.type)
    return ChangeField("1.1", PersonField(field), constant, field.type, AT)


small_steps = some.one_of(
    countries.map(lambda one: to("country", one)),
    some.sampled_from(
        (
            to("tier", "Gold"),
            ClearField("1.1", PersonField(PERSON["tier"]), AT),
            *(AddToList("1.1", one, AT) for one in LISTS),
            *(RemoveFromList("1.1", one, AT) for one in LISTS),
        )
    ),
)
turns = some.lists(some.lists(small_steps, max_size=1).map(tuple), min_size=2, max_size=3)
steps: some.SearchStrategy[Step] = some.one_of(
    small_steps,
    turns.map(lambda all_: Rotate("1", "1", tuple(all_), AT)),
    some.just(CallWebhook("1", key("Ask"), AT)),
)
listeners = some.builds(
    lambda on, asked, step: small.campaign(
        "Listener",
        step,
        kind=CampaignKind.TRIGGER,
        condition=AllOf(tuple(asked)),
        rule=EVERY_TIME,
        triggers=(on,),
    ),
    heard,
    some.lists(among | beside, max_size=1),
    steps,
)
answers = some.one_of(
    some.just(Failed("500")),
    some.sampled_from(("country", "tier")).flatmap(
        lambda name: some.sampled_from(COUNTRIES if name == "country" else ("Gold", None)).map(
            lambda value: Answered(((PERSON[name].column, value),))
        )
    ),
)


def changes(place: Place) -> list[Edit]:
    """Single edits of all that smart lists look at, to every value that they name."""
    found: list[Edit] = [SetPersonField(PERSON["country"], one) for one in (*COUNTRIES, "x", None)]
    found += [SetPersonField(PERSON["tier"], one) for one in ("Gold", "Silver", None)]
    for one in LISTS:
        found.append(LeaveList(one) if place.store.in_list(one, "ada") else JoinList(one))
    return found


def world(random: Random) -> MemoryStore:
    store = small.store(
        ada={
            "country": random.choice((*COUNTRIES, None)),
            "tier": random.choice(("Gold", "Silver", None)),
        }
    )
    for one in LISTS:
        if random.random() < 0.3:
            store.add_to_list(one, "ada")
    store.apply((Turn(key("Listener"), "1", random.randrange(3)),))
    return store


@settings(max_examples=CASES)
@given(lines, smart_lists, listeners, answers, some.booleans(), some.integers(0, 2**32))
def test_what_others_make_of_it_is_told(
    on: Trigger,
    condition: Condition,
    listener: Campaign,
    answer: Answered | Failed,
    is_first: bool,
    seed: int,
) -> None:
    random = Random(seed)
    ask = replace(ASK, reply=tuple(Reply(field.name, field) for field in PERSON.values()))
    program, asked = program_of(condition, [on], EVERY_TIME, listener, webhooks={ask.key: ask})
    if is_first:
        program = replace(program, campaigns=dict(reversed(list(program.campaigns.items()))))
    place = Place(program, asked, world(random), NOW, Prepared({ask.key: answer}))
    found = why_not(asked, "ada", place.session(place.store).environment)
    event = found.change or found.event
    if event is not None and found.is_enough:
        for way in found.ways:
            done = place.done(way.edits)
            assert done is not None
            assert place.lets_in(done, event) is way.enters_now, way
    if found.is_whole and not any(way.enters_now for way in found.ways if found.is_enough):
        least = min((len(way.edits) for way in found.ways), default=1) if found.is_enough else 1
        no_other(least, place, random)


def no_other(size: int, place: Place, random: Random) -> None:
    """No way of a size lets ada in when it is done, of those that do by themselves."""
    alone = replace(place.program, campaigns={place.asked.key: place.asked})
    apart = replace(place, program=alone)
    ways = [(), *((edit,) for edit in changes(place))] if size else [()]
    for way in ways:
        done = place.done(way)
        assert done is not None
        possible = events(place, place.as_before(way), random)
        for event in random.sample(possible, min(EVENTS, len(possible))):
            if apart.lets_in(place.as_before(way), event):
                assert not place.lets_in(done.copy(), event), (way, event)
