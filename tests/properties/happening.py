"""What can really happen to somebody, and whether it lets them in: the judge of what is offered.

Events and edits are made of the values that a program names and of their neighbours, and of others
that nobody asks for. They are done in a session as at a prompt, by steps; few sets are tried whole.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product
from random import Random

from cdsl.interpreter.state import Outside
from cdsl.runtime.session import Session
from cdsl.semantics.conditions import Condition
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.walk import conditions_in, values_in_condition
from cdsl.source.data import dataclass
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    JoinList,
    LeaveList,
    LeaveProgram,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.world.memory import MemoryStore
from tests.properties import test_implication as generated
from tests.properties.edited import do_edit, edited
from tests.properties.test_whynot import LISTS, PAGES, STATUSES, richer
from tests.properties.triggers import REQUEST, SCORE, SEATED, STATUS, VALUE, VISIT
from tests.test_whynot import enters
from tests.units.small_world import ACTIVITIES, FAIR, PERSON, SEAT

EVENTS, PAIRS, TRIPLES, AFTER = 100, 480, 96, 12
"""Events, edits with an event after them, and events after the same edits that are tried."""
COMMON = (*generated.TEXTS, "Gold", "Silver", "Io", "acme", "x", "a", "t it", "a b it")


@dataclass(frozen=True, slots=True)
class Place:
    """A program and a world in which ada may enter a campaign."""

    program: Program
    asked: Campaign
    store: MemoryStore
    now: datetime
    outside: Outside | None = None

    def session(self, store: MemoryStore) -> Session:
        return Session(self.program, store, self.now, outside=self.outside)

    def lets_in(self, store: MemoryStore, event: Edit) -> bool:
        """Whether something that really happens in a world, which it changes, lets ada in."""
        session = self.session(store)
        if isinstance(event, Do):
            return enters(self.asked, "ada", session, event)
        return do_edit(event, "ada", session) and store.entered(self.asked.key, "ada") == self.now

    def as_before(self, edits: Sequence[Edit], store: MemoryStore | None = None) -> MemoryStore:
        """The world as if edits had always been so."""
        return edited(store or self.store, self.program.schema, "ada", edits)

    def done(self, edits: Sequence[Edit]) -> MemoryStore | None:
        """The world after edits that are really done; None where one of them cannot be."""
        store = self.store.copy()
        session = self.session(store)
        return store if all(do_edit(edit, "ada", session) for edit in edits) else None


# What can happen ----------------------------------------------------------------------------------


def events(place: Place, store: MemoryStore, random: Random) -> list[Edit]:
    """What may leave the activities that the campaign hears, with values named and others."""
    heard = {trigger.activity.name for trigger in place.asked.triggers}
    found: list[Edit] = []
    for name in sorted(heard):
        found += leaving(name, place, store, random)
    return found


def leaving(activity: str, place: Place, store: MemoryStore, random: Random) -> Iterator[Edit]:
    membership = store.membership(FAIR, "ada")
    match activity:
        case "change_data_value":
            for name in ("country", "company", "tier"):
                for text in texts(place, random) if name != "tier" else (None, "Gold", "Silver"):
                    yield SetPersonField(PERSON[name], text)
        case "change_score":
            row = store.person("ada")
            present = None if row is None else row[PERSON["score"].column]
            for whole in scores(place, present if isinstance(present, int) else 0):
                yield SetPersonField(PERSON["score"], whole)
        case "visit_page":
            for page in (*PAGES, "/pricing/x", "IT", "Gold", *texts(place, random)):
                for seconds in (None, 3):
                    yield Do(ACTIVITIES[VISIT], (page, None, seconds), place.now)
        case "add_to_list":
            yield from (JoinList(one) for one in LISTS if not store.in_list(one, "ada"))
        case "remove_from_list":
            yield from (LeaveList(one) for one in LISTS if store.in_list(one, "ada"))
        case "change_status" if membership is None:
            yield from (BecomeMember(FAIR, one) for one in STATUSES)
        case "change_status":
            yield from (SetMemberStatus(FAIR, one) for one in STATUSES)
        case "change_program_member_data" if membership is not None:
            yield from (SetMemberField(FAIR, SEAT, one) for one in (None, "A1", "B1", "x"))
        case "request_campaign":
            for source in ("flow", "api"):
                yield Do(ACTIVITIES[REQUEST], (place.asked.key.name, source), place.now)
        case _:
            pass


def constants(place: Place) -> list[object]:
    asked = place.asked
    conditions: list[Condition] = [asked.smart_list]
    conditions += [part for trigger in asked.triggers for part in trigger.where]
    found: list[object] = [
        value.value
        for condition in conditions
        for part in conditions_in(condition)
        for value in values_in_condition(part)
        if isinstance(value, Constant)
    ]
    crossed = (trigger.reaches for trigger in asked.triggers if trigger.reaches is not None)
    bounds = (one.value for one in crossed)
    return [*found, *(one.value for one in bounds if isinstance(one, Constant))]


def texts(place: Place, random: Random) -> list[str | None]:
    """Texts that the campaign names, two of them together, and some that it may not name."""
    named = [one for one in dict.fromkeys(constants(place)) if isinstance(one, str) and one]
    both = [first + last for first, last in product(named[:4], named[:4]) if first != last]
    return [*dict.fromkeys((None, *named, *both, *random.sample(COMMON, 6)))]


def scores(place: Place, present: int) -> list[int | None]:
    """Scores beside each number that the campaign names, and so far from each other."""
    named = [one for one in dict.fromkeys(constants(place)) if type(one) is int]
    small = [one for one in named if abs(one) < 2**60][:4]
    apart = [first - last for first, last in product(small, small)]
    near = (one + by for one in (*small, *apart) for by in (-1, 0, 1))
    far = (present + sign * one + by for one in small for sign in (1, -1) for by in (0, 1))
    kept = (one for one in (*near, *far, 0, 3) if abs(one) < 2**62)
    return [None, *dict.fromkeys(kept)]


def edits(place: Place, random: Random) -> list[Edit]:
    """Single edits of what the campaign may look at."""
    found = list(richer(place.asked.smart_list, place.store, place.now, random))
    found = random.sample(found, min(40, len(found)))
    for name in (VALUE, SCORE, STATUS, SEATED, VISIT, "add_to_list", "remove_from_list"):
        some = list(leaving(name, place, place.store, random))
        found += random.sample(some, min(12, len(some)))
    return found


# Less than what is offered ------------------------------------------------------------------------


def nothing_smaller(least: int, place: Place, random: Random) -> None:
    """Nothing lets ada in with fewer edits before it than these, of all that is tried."""
    if least >= 1:
        possible = events(place, place.store, random)
        for event in random.sample(possible, min(EVENTS, len(possible))):
            assert not place.lets_in(place.store.copy(), event), event
    if least >= 2:
        none_after(place, 1, PAIRS, random)
    if least >= 3:
        none_after(place, 2, TRIPLES, random)


def none_after(place: Place, size: int, most: int, random: Random) -> None:
    """No event after so many edits, as if it had been so before or really done."""
    possible = edits(place, random)
    if size > 1:  # who has left a program has nothing there that could be changed
        possible = [edit for edit in possible if not isinstance(edit, LeaveProgram)]
    if len(possible) < size:
        return
    for _ in range(most // AFTER):
        few = random.sample(possible, size)
        done = place.done(few) if random.random() < 0.5 else None
        changed = place.as_before(few) if done is None else done
        after = events(place, changed, random)
        for event in random.sample(after, min(AFTER, len(after))):
            assert not place.lets_in(changed.copy(), event), (few, event)
