"""What differs in a world between a moment of its journal and now.

Floor 3. Worked out from the notes alone, so that the cost follows the changes. What was changed and
changed back is no difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Generic, TypeVar, assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Field, Schema
from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord
from cdsl.world.journal import PORTION, Position, Progress, nobody_looks
from cdsl.world.journaled import (
    ActivityWas,
    CompanyWas,
    EntryWas,
    FieldWas,
    JournaledStore,
    ListWas,
    MembershipWas,
    RowWas,
    TurnsWas,
    WorldNote,
)
from cdsl.world.people import id_order
from cdsl.world.store import Membership, Row
from cdsl.world.values import Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What something was and what it is now; None is nothing."""

    was: T | None
    now: T | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a person or a company, and its value then and now."""

    field: Field
    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class PersonDifference:
    """What differs for one person.

    `was_there` and `is_there` say whether the world had and has them; who is not there has empty
    fields. Lists, programs and campaigns stand in the order of their keys, activities in that of
    recording. `taken_back` are activities that stood in the log then and do not now: only where
    the moment lies ahead, because what led there was undone.
    """

    person: str
    was_there: bool
    is_there: bool
    fields: tuple[FieldChange, ...]
    joined: tuple[AssetKey, ...]
    left: tuple[AssetKey, ...]
    memberships: Mapping[AssetKey, Change[Membership]]
    entries: Mapping[AssetKey, Change[datetime]]
    recorded: tuple[ActivityRecord, ...]
    taken_back: tuple[ActivityRecord, ...]


@dataclass(frozen=True, slots=True)
class CompanyDifference:
    """What differs for one company: all of its fields where it was not there, or no longer is."""

    name: str
    was_there: bool
    is_there: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: people in order of id among themselves, companies in that of their names.

    `turns` are rotations by campaign and step.
    """

    people: tuple[PersonDifference, ...]
    companies: tuple[CompanyDifference, ...]
    turns: Mapping[tuple[AssetKey, str], Change[int]]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.people or self.companies or self.turns)


@without_collector()
def difference(
    store: JournaledStore, moment: Position, schema: Schema, progress: Progress = nobody_looks
) -> Difference:
    """What differs now from what was at a moment; where `progress` raises, nothing has changed.

    Raises ValueError for a moment that the journal cannot go to.
    """
    then = _Then()
    notes = abs(moment.count - store.journal.position().count)
    for number, (keeper, note) in enumerate(store.journal.notes_to(moment)):
        if number % PORTION == 0:
            progress(number, 2 * notes)
        if keeper is store:
            _remember(note, then, store)
    people = {}
    for number, (person, was) in enumerate(then.people.items()):
        if number % PORTION == 0:
            progress(notes + number, 2 * notes)
        found = _person(person, was, store, schema)
        if found is not None:
            people[person] = found
    companies = (_company(key, then, store, schema) for key in sorted(then.companies))
    turns = {key: Change(was, store.turns(*key) or None) for key, was in then.turns.items()}
    return Difference(
        tuple(people[person] for person in id_order(people)),
        tuple(found for found in companies if found is not None),
        {key: turns[key] for key in sorted(turns) if turns[key].was != turns[key].now},
    )


# What was ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _PersonThen:
    """A person as they were, in everything that has changed since."""

    row: list[Value] | None
    lists: dict[AssetKey, bool] = field(default_factory=dict)
    memberships: dict[AssetKey, Membership | None] = field(default_factory=dict)
    entries: dict[AssetKey, datetime | None] = field(default_factory=dict)
    recorded: list[ActivityRecord] = field(default_factory=list)
    taken_back: list[ActivityRecord] = field(default_factory=list)


@dataclass(slots=True)
class _Then:
    people: dict[str, _PersonThen] = field(default_factory=dict)
    companies: dict[str, Row | None] = field(default_factory=dict)
    turns: dict[tuple[AssetKey, str], int | None] = field(default_factory=dict)

    def person(self, person: str, store: JournaledStore) -> _PersonThen:
        """A person as they were, who is as they are now until a note says otherwise."""
        found = self.people.get(person)
        if found is None:
            row = store.person(person)
            found = self.people[person] = _PersonThen(None if row is None else list(row))
        return found


def _remember(note: WorldNote, then: _Then, store: JournaledStore) -> None:
    """Put a note back into what was, as the store would into itself: the last one counts."""
    match note:
        case RowWas(person, row):
            then.person(person, store).row = None if row is None else list(row)
        case FieldWas(person, column, value):
            cells = then.person(person, store).row
            assert cells is not None, "a field of somebody who was not there"
            cells[column] = value
        case CompanyWas(key, row):
            then.companies[key] = row
        case ListWas(key, person, on):
            then.person(person, store).lists[key] = on
        case MembershipWas(program, person, membership):
            then.person(person, store).memberships[program] = membership
        case EntryWas(campaign, person, at):
            then.person(person, store).entries[campaign] = at
        case TurnsWas(campaign, step, count):
            then.turns[campaign, step] = count
        case ActivityWas(record, recorded):
            was = then.person(record.person, store)
            (was.taken_back if recorded else was.recorded).append(record)
        case _:
            assert_never(note)


# What differs -----------------------------------------------------------------------------------


def _person(
    person: str, was: _PersonThen, store: JournaledStore, schema: Schema
) -> PersonDifference | None:
    row = store.person(person)
    fields = _fields(schema.person.values(), was.row, row)
    lists = {key: on for key, on in was.lists.items() if on != store.in_list(key, person)}
    memberships = _changes(
        was.memberships, {key: store.membership(key, person) for key in was.memberships}
    )
    entries = _changes(was.entries, {key: store.entered(key, person) for key in was.entries})
    was_there, is_there = was.row is not None, row is not None
    activities = was.recorded or was.taken_back
    if was_there is is_there and not (fields or lists or memberships or entries or activities):
        return None
    return PersonDifference(
        person,
        was_there,
        is_there,
        fields,
        tuple(sorted(key for key, on in lists.items() if not on)),
        tuple(sorted(key for key, on in lists.items() if on)),
        memberships,
        entries,
        # On the way back comes first what was recorded last.
        tuple(reversed(was.recorded)),
        tuple(was.taken_back),
    )


def _company(
    key: str, then: _Then, store: JournaledStore, schema: Schema
) -> CompanyDifference | None:
    was, now = then.companies[key], store.company(key)
    fields = _fields(schema.company.values(), was, now)
    if not fields:
        return None
    name = schema.company["name"].column
    row = now if was is None else was
    shown = key if row is None else str(row[name])
    return CompanyDifference(shown, was is not None, now is not None, fields)


def _fields(fields: Iterable[Field], was: Row | None, now: Row | None) -> tuple[FieldChange, ...]:
    changes = (
        FieldChange(
            field,
            None if was is None else was[field.column],
            None if now is None else now[field.column],
        )
        for field in fields
    )
    return tuple(change for change in changes if change.was != change.now)


def _changes(
    was: Mapping[AssetKey, T | None], now: Mapping[AssetKey, T | None]
) -> Mapping[AssetKey, Change[T]]:
    return {key: Change(was[key], now[key]) for key in sorted(was) if was[key] != now[key]}
