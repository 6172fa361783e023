"""What happened in a session, as the lines of a test.

Floor 7. People as they were at first, what was done, and what differs at last. A test has everyone
whom a deed names; of others a few, since a campaign may have touched a whole world.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.api.prompt.expecting import expected
from cdsl.api.prompt.sitting import Sitting
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools.spelling import reference, value
from cdsl.world.effects import ActivityRecord
from cdsl.world.store import Membership

_FEW: Final = 5
"""How many people a test has, where the deeds name fewer; the one in focus comes before others."""
MOST: Final = 1_000
"""How many people a test has at most, where all are asked for."""


@dataclass(frozen=True, slots=True)
class Script:
    """The lines of a test, and the people in it, of `touched` in all.

    `hints` are what a test cannot say of the world at first; `expects_something` says whether
    anything came of what was done that a condition can tell.
    """

    lines: tuple[str, ...]
    people: tuple[str, ...]
    touched: int
    hints: tuple[str, ...]
    expects_something: bool = False


def script_of(sitting: Sitting, name: str, most: int = _FEW) -> Script:
    """The session as a test of a name; without lines where nothing was done.

    `most` is how many people it has, where the deeds name fewer. Raises BrokenOffError.
    """
    if not sitting.script:
        return Script((), (), 0, ())
    found = {one.person: one for one in sitting.difference(sitting.world.start).people}
    named = dict.fromkeys(deed.person for deed in sitting.deeds() if deed.scripted and deed.person)
    others = [one for one in found if one not in named]
    others.sort(key=lambda one: one != sitting.focus)
    people = (*named, *others[: max(0, most - len(named))]) or (sitting.focus,)
    with sitting.at(sitting.world.start):
        givens = tuple(_givens(sitting, people))
        hints = tuple(_hints(sitting, people))
    deeds = (line for one in sitting.script for line in one.step.splitlines())
    expects = tuple(
        line for person in people for line in expected(sitting, person, found.get(person))
    )
    lines = (f"test {quoted(name)} {{", *givens, *deeds, *expects, "}")
    touched = len(found.keys() | named.keys())
    return Script(lines, people, touched, hints, expects_something=bool(expects))


# The world at first -----------------------------------------------------------------------------


def _givens(sitting: Sitting, people: Sequence[str]) -> Iterator[str]:
    yield f"now {value(sitting.now, Type.DATETIME, sitting.zone)}"
    yield from _companies(sitting, people)
    for person in people:
        yield from _person(sitting, person)


def _companies(sitting: Sitting, people: Sequence[str]) -> Iterator[str]:
    """The companies of people, each once."""
    store, program, zone = sitting.world.store, sitting.program, sitting.zone
    own = program.schema.person.get("company")
    if own is None:
        return
    rows = (store.person(person) for person in people)
    for company in dict.fromkeys(row[own.column] for row in rows if row is not None):
        found = store.company(company) if isinstance(company, str) else None
        if found is not None:
            yield f"given company {value(company, Type.TEXT, zone)} {{"
            for field in program.schema.company.values():
                if field.name != "name" and found[field.column] is not None:
                    yield f"{field.name}: {value(found[field.column], field.type, zone)}"
            yield "}"


def _person(sitting: Sitting, person: str) -> Iterator[str]:
    """A person as they are: fields, lists, memberships, what they have done."""
    store, program, zone = sitting.world.store, sitting.program, sitting.zone
    row = store.person(person)
    if row is None:
        return
    yield f"given person {quoted(person)} {{"
    for field in program.schema.person.values():
        if row[field.column] is not None:
            yield f"{field.name}: {value(row[field.column], field.type, zone)}"
    yield "}"
    for key in program.lists:
        if store.in_list(key, person):
            yield f"given list {reference(key, program.lists)} has {quoted(person)}"
    for key in program.programs:
        member = store.membership(key, person)
        if member is not None:
            yield _member(sitting, key, person, member)
    for activity in program.schema.activities:
        for record in store.activities(person, activity):
            yield _did(record, sitting)


def _member(sitting: Sitting, key: AssetKey, person: str, member: Membership) -> str:
    program = sitting.program
    fields = program.programs[key].member_fields
    cells = "  ".join(
        f"{name}: {value(seen, fields[name].type, sitting.zone)}"
        for name, seen in member.fields.items()
    )
    named = reference(key, program.programs)
    given = f" {{ {cells} }}" if cells else ""
    return f"given program {named} has {quoted(person)} as {quoted(member.status)}{given}"


def _did(record: ActivityRecord, sitting: Sitting) -> str:
    values = "  ".join(
        f"{attribute.name}: {value(seen, attribute.type, sitting.zone)}"
        for attribute, seen in zip(record.activity.attributes, record.values, strict=False)
        if seen is not None
    )
    at = value(record.at, Type.DATETIME, sitting.zone)
    return f"given {quoted(record.person)} did {record.activity.name} {{ {values} }} at {at}"


def _hints(sitting: Sitting, people: Sequence[str]) -> Iterator[str]:
    """What a test has no words for: entries of an earlier time, another seed, what was changed."""
    for person in people:
        for key in sitting.program.campaigns:
            if sitting.world.store.entered(key, person) is not None:
                name = quoted(key.name)
                yield f"{quoted(person)} had entered {name} before, which a test cannot say"
    seed = sitting.world.origin.seed
    if seed:
        yield f"chance has the seed {seed}, and in a test 0: begin with `.seed 0`"
    if sitting.texts.typed or sitting.texts.edited:
        yield "a declaration that was typed after a deed holds in the test from the first deed on"
