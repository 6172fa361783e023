"""The world in memory.

Floor 3. Reads and writes nothing outside. People, activities and memberships are kept small: a
row is a list by column, an activity is its record.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Schema
from cdsl.world.effects import (
    ActivityRecord,
    AddToList,
    DeletePerson,
    Effect,
    Enter,
    Record,
    RemoveFromList,
    SetField,
    SetMemberField,
    SetMembership,
    Turn,
)
from cdsl.world.folding import fold, normal
from cdsl.world.people import id_order
from cdsl.world.store import Membership, Row
from cdsl.world.values import Value

NO_FIELDS: Final[Mapping[str, Value]] = MappingProxyType({})
"""The fields of a membership in which nothing is filled."""


class MemoryStore:
    """A `Store` that lives in memory; besides, what is needed to set it up and to write it out."""

    def __init__(self, schema: Schema) -> None:
        """An empty world."""
        self._company_name = schema.company["name"].column if "name" in schema.company else 0
        self._rows: dict[str, list[Value]] = {}
        self._order: list[str] | None = []
        self._given: Sequence[str] = ()
        self._companies: dict[str, list[Value]] = {}
        self._lists: dict[AssetKey, dict[str, None]] = {}
        self._memberships: dict[AssetKey, dict[str, Membership]] = {}
        self._log: list[ActivityRecord] = []
        self._activities: dict[str, dict[str, list[ActivityRecord]]] = {}
        self._entries: dict[AssetKey, dict[str, datetime]] = {}
        self._turns: dict[tuple[AssetKey, str], int] = {}

    def copy(self) -> "MemoryStore":
        """A world that is equal now and changes by itself."""
        other = object.__new__(MemoryStore)
        other._company_name = self._company_name
        other._rows = {person: list(row) for person, row in self._rows.items()}
        other._given = self._given
        other._order = None if self._order is None else list(self._order)
        other._companies = {name: list(row) for name, row in self._companies.items()}
        other._lists = {key: dict(people) for key, people in self._lists.items()}
        other._memberships = {key: dict(people) for key, people in self._memberships.items()}
        other._log = list(self._log)
        other._activities = {
            name: {person: list(records) for person, records in people.items()}
            for name, people in self._activities.items()
        }
        other._entries = {key: dict(people) for key, people in self._entries.items()}
        other._turns = dict(self._turns)
        return other

    # Setting up -------------------------------------------------------------------------------

    def add_person(self, person: str, row: Iterable[Value]) -> None:
        """Add a person with the values of their columns; an id that is there is replaced."""
        self._rows[person] = list(row)
        self._given, self._order = (), None

    def order_people(self, people: Iterable[str]) -> None:
        """Let people stand in the order of a larger world, until somebody comes."""
        self._given = list(people)
        self._order = None

    def add_company(self, row: Iterable[Value]) -> None:
        """Add a company, known by its name; without a name it is nobody's."""
        values = list(row)
        name = values[self._company_name]
        if isinstance(name, str):
            self._companies[company_key(name)] = values

    def add_to_list(self, key: AssetKey, person: str) -> None:
        """Put a person on a static list."""
        self._lists.setdefault(key, {})[person] = None

    def set_membership(
        self, program: AssetKey, person: str, status: str, fields: Mapping[str, Value] = NO_FIELDS
    ) -> None:
        """Make a person a member of a program; empty fields are left out."""
        filled = {name: value for name, value in fields.items() if value is not None}
        membership = Membership(status, filled or NO_FIELDS)
        self._memberships.setdefault(program, {})[person] = membership

    def enter(self, campaign: AssetKey, person: str, at: datetime) -> None:
        """Note when a person entered a campaign's flow; an earlier instant changes nothing."""
        entries = self._entries.setdefault(campaign, {})
        last = entries.get(person)
        if last is None or last < at:
            entries[person] = at

    def add_activity(self, record: ActivityRecord) -> None:
        """Write an activity to the end of the log, also of somebody who isn't in the store."""
        self._log.append(record)
        people = self._activities.setdefault(record.activity.name, {})
        records = people.get(record.person)
        if records is None:
            people[record.person] = [record]
        else:
            records.append(record)

    # Reading ----------------------------------------------------------------------------------

    def people(self) -> Sequence[str]:
        """The ids of everyone, in order of id."""
        if self._order is None:
            given = [person for person in self._given if person in self._rows]
            self._order = given or id_order(self._rows)
        return self._order

    def person(self, person: str) -> Row | None:
        """A person's row, which follows later changes."""
        return self._rows.get(person)

    def company(self, name: str) -> Row | None:
        """A company's row by its name."""
        return self._companies.get(company_key(name)) if self._companies else None

    def in_list(self, key: AssetKey, person: str) -> bool:
        """Whether the person is on a static list."""
        people = self._lists.get(key)
        return people is not None and person in people

    def membership(self, program: AssetKey, person: str) -> Membership | None:
        """The person's membership in a program."""
        people = self._memberships.get(program)
        return None if people is None else people.get(person)

    def activities(self, person: str, name: str) -> Sequence[ActivityRecord]:
        """The person's activities of one type, in order of recording."""
        people = self._activities.get(name)
        return () if people is None else people.get(person, ())

    def entered(self, campaign: AssetKey, person: str) -> datetime | None:
        """When the person last entered a campaign's flow."""
        people = self._entries.get(campaign)
        return None if people is None else people.get(person)

    def turns(self, campaign: AssetKey, step: str) -> int:
        """How many turns a rotation has given."""
        return self._turns.get((campaign, step), 0)

    # Everything, for output -------------------------------------------------------------------

    def mark(self) -> int:
        """The length of the log, to ask `new_activities` later what has come since."""
        return len(self._log)

    def new_activities(self, mark: int) -> Sequence[ActivityRecord]:
        """The activities recorded since a mark, in order of recording; mark 0 means all."""
        return self._log[mark:]

    def companies(self) -> Iterator[Row]:
        """The rows of all companies, in the order of their adding."""
        return iter(self._companies.values())

    def list_members(self) -> Iterator[tuple[AssetKey, str]]:
        """Every person on every static list."""
        return ((key, person) for key, people in self._lists.items() for person in people)

    def memberships(self) -> Iterator[tuple[AssetKey, str, Membership]]:
        """Every membership in every program."""
        return (
            (key, person, membership)
            for key, people in self._memberships.items()
            for person, membership in people.items()
        )

    def entries(self) -> Iterator[tuple[AssetKey, str, datetime]]:
        """The last entry of every person into every campaign."""
        return (
            (key, person, at)
            for key, people in self._entries.items()
            for person, at in people.items()
        )

    def number_runs(self, mark: int, number_of: Callable[[str, int], int]) -> None:
        """Give the runs that left activities since a mark other numbers, by person and number."""
        self._log[mark:] = (
            replace(record, run=number_of(record.person, record.run)) if record.run else record
            for record in self._log[mark:]
        )

    # Changing ---------------------------------------------------------------------------------

    def apply(self, effects: Iterable[Effect]) -> None:
        """Apply the effects of one step, all of them, in order."""
        for effect in effects:
            self._apply(effect)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case Record():
                self.add_activity(effect.record)
            case SetField():
                self._rows[effect.person][effect.column] = effect.value
            case Enter():
                self.enter(effect.campaign, effect.person, effect.at)
            case AddToList(person, key):
                self.add_to_list(key, person)
            case RemoveFromList(person, key):
                self._lists.get(key, {}).pop(person, None)
            case SetMembership(person, program, status):
                known = self.membership(program, person)
                fields = NO_FIELDS if known is None else known.fields
                self.set_membership(program, person, status, fields)
            case SetMemberField(person, program, name, value):
                member = self._memberships[program][person]
                self.set_membership(program, person, member.status, {**member.fields, name: value})
            case Turn(campaign, step, count):
                self._turns[campaign, step] = count
            case DeletePerson(person):
                self._delete(person)
            case _:
                assert_never(effect)

    def _delete(self, person: str) -> None:
        """Take a person out of everything but the log."""
        del self._rows[person]
        self._order = None
        for people in self._lists.values():
            people.pop(person, None)
        for members in self._memberships.values():
            members.pop(person, None)
        for entries in self._entries.values():
            entries.pop(person, None)


def company_key(name: str) -> str:
    """What a company is known by: its name, compared as text is."""
    return fold(normal(name))
