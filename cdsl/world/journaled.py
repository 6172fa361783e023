"""The world in memory, with a journal of everything done to it.

Floor 3. Only the changes of `cdsl.world.memory` are accompanied here, so that a world that nobody
takes back pays nothing. In which order lists, programs and campaigns hold people is no part of a
world: who is deleted and comes back stands last.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar, assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord, Effect, RemoveFromList, SetField, Turn
from cdsl.world.journal import Journal
from cdsl.world.memory import NO_FIELDS, MemoryStore, company_key
from cdsl.world.store import Membership
from cdsl.world.values import Value

_at = attrgetter("at")

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class RowWas:
    """A person's row, which is kept as it is; None when there was no such person."""

    person: str
    row: list[Value] | None


@dataclass(frozen=True, slots=True)
class FieldWas:
    """A value of a person's row."""

    person: str
    column: int
    value: Value


@dataclass(frozen=True, slots=True)
class CompanyWas:
    """A company's row, by the key of its name; None when there was no such company."""

    key: str
    row: list[Value] | None


@dataclass(frozen=True, slots=True)
class ListWas:
    """Whether a person was on a list."""

    list: AssetKey
    person: str
    on: bool


@dataclass(frozen=True, slots=True)
class MembershipWas:
    """A person's membership in a program; None when there was none."""

    program: AssetKey
    person: str
    membership: Membership | None


@dataclass(frozen=True, slots=True)
class EntryWas:
    """When a person had last entered a campaign; None when they never had."""

    campaign: AssetKey
    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TurnsWas:
    """How many turns a rotation had given; None before the first."""

    campaign: AssetKey
    step: str
    count: int | None


@dataclass(frozen=True, slots=True)
class ActivityWas:
    """Whether an activity stood at the end of the log."""

    record: ActivityRecord
    recorded: bool


WorldNote = (
    RowWas | FieldWas | CompanyWas | ListWas | MembershipWas | EntryWas | TurnsWas | ActivityWas
)


class JournaledStore(MemoryStore):
    """A `MemoryStore` that can be taken back to any moment of its journal, and forward again."""

    def __init__(self, store: MemoryStore) -> None:
        """Take a world over, which from now on is changed through this one alone."""
        vars(self).update(vars(store))
        self.journal = Journal()
        self._before = self._listed = len(self._log)
        self._since: dict[str, list[ActivityRecord]] = {}

    def all_activities(self, person: str) -> list[ActivityRecord]:
        """A person's activities of every type, in order of time and then of recording.

        What stood in the log when the journal began must have stood there in order of time.
        """
        self._list_new()
        since = self._since.get(person, [])
        noted = set(map(id, since))
        found = [
            record
            for people in self._activities.values()
            for record in people.get(person, ())
            if id(record) not in noted
        ]
        found.sort(key=_at)
        if any(one.at == next.at for one, next in pairwise(found)):
            found.sort(key=lambda record: (record.at, self._place(record)))
        return sorted((*found, *since), key=_at)

    def _list_new(self) -> None:
        """List by person what has come to the log since somebody was last asked for."""
        for record in self.new_activities(self._listed):
            self._since.setdefault(record.person, []).append(record)
        self._listed = self.mark()

    def _place(self, record: ActivityRecord) -> int:
        """Where in the log a record stands that was there when the journal began."""
        first = bisect_left(self._log, record.at, hi=self._before, key=_at)
        places = range(first, self._before)
        return next((place for place in places if self._log[place] is record), first)

    def add_person(self, person: str, row: Iterable[Value]) -> None:
        """See `MemoryStore`."""
        self.journal.note(self, RowWas(person, self._rows.get(person)))
        super().add_person(person, row)

    def add_company(self, row: Iterable[Value]) -> None:
        """See `MemoryStore`."""
        values = list(row)
        name = values[self._company_name]
        if isinstance(name, str):
            key = company_key(name)
            self.journal.note(self, CompanyWas(key, self._companies.get(key)))
        super().add_company(values)

    def add_to_list(self, key: AssetKey, person: str) -> None:
        """See `MemoryStore`."""
        if not self.in_list(key, person):
            self.journal.note(self, ListWas(key, person, on=False))
        super().add_to_list(key, person)

    def set_membership(
        self, program: AssetKey, person: str, status: str, fields: Mapping[str, Value] = NO_FIELDS
    ) -> None:
        """See `MemoryStore`."""
        self.journal.note(self, MembershipWas(program, person, self.membership(program, person)))
        super().set_membership(program, person, status, fields)

    def enter(self, campaign: AssetKey, person: str, at: datetime) -> None:
        """See `MemoryStore`."""
        self.journal.note(self, EntryWas(campaign, person, self.entered(campaign, person)))
        super().enter(campaign, person, at)

    def add_activity(self, record: ActivityRecord) -> None:
        """See `MemoryStore`."""
        self.journal.note(self, ActivityWas(record, recorded=False))
        super().add_activity(record)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case SetField(person, column):
                value = self._rows[person][column]
                self.journal.note(self, FieldWas(person, column, value))
            case RemoveFromList(person, key):
                if self.in_list(key, person):
                    self.journal.note(self, ListWas(key, person, on=True))
            case Turn(campaign, step):
                count = self._turns.get((campaign, step))
                self.journal.note(self, TurnsWas(campaign, step, count))
            case _:
                pass  # noted where it is done
        super()._apply(effect)

    def _delete(self, person: str) -> None:
        for key, people in self._lists.items():
            if person in people:
                self.journal.note(self, ListWas(key, person, on=True))
        for key, members in self._memberships.items():
            if person in members:
                self.journal.note(self, MembershipWas(key, person, members[person]))
        for key, entries in self._entries.items():
            if person in entries:
                self.journal.note(self, EntryWas(key, person, entries[person]))
        self.journal.note(self, RowWas(person, self._rows[person]))
        super()._delete(person)

    # Going back -------------------------------------------------------------------------------

    def put_back(self, note: WorldNote) -> WorldNote:
        """See `cdsl.world.journal.Keeper`."""
        match note:
            case RowWas(person, row):
                self._order = None
                return RowWas(person, _exchange(self._rows, person, row))
            case FieldWas(person, column, value):
                cells = self._rows[person]
                now = FieldWas(person, column, cells[column])
                cells[column] = value
                return now
            case CompanyWas(key, row):
                return CompanyWas(key, _exchange(self._companies, key, row))
            case ListWas(key, person, on):
                if on:
                    super().add_to_list(key, person)
                else:
                    del self._lists[key][person]
                return ListWas(key, person, not on)
            case MembershipWas(program, person, membership):
                members = self._memberships.setdefault(program, {})
                return MembershipWas(program, person, _exchange(members, person, membership))
            case EntryWas(campaign, person, at):
                entries = self._entries.setdefault(campaign, {})
                return EntryWas(campaign, person, _exchange(entries, person, at))
            case TurnsWas(campaign, step, count):
                return TurnsWas(campaign, step, _exchange(self._turns, (campaign, step), count))
            case ActivityWas(record, recorded):
                if recorded:
                    super().add_activity(record)
                else:
                    self._take_back(record)
                return ActivityWas(record, not recorded)
            case _:
                assert_never(note)

    def _take_back(self, record: ActivityRecord) -> None:
        """Take the last activity off the log."""
        self._log.pop()
        kept = [self._activities[record.activity.name]]
        if self._listed > len(self._log):
            self._listed -= 1
            kept.append(self._since)
        for people in kept:
            people[record.person].pop()
            if not people[record.person]:
                del people[record.person]


def _exchange(values: dict[K, V], key: K, value: V | None) -> V | None:
    """Put a value in the place of another; None is no value."""
    now = values.get(key)
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value
    return now
