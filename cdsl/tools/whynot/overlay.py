"""A world with some edits of one person, over a world that stays as it is.

Floor 6. Read only: everything else is read through from the store below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Schema
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.world.effects import ActivityRecord, Effect
from cdsl.world.memory import company_key
from cdsl.world.store import Membership, Row, Store
from cdsl.world.values import Value


class Overlay:
    """A `Store` that looks through to another one for all but what was edited of a person.

    The person must be there. What is later changed below is not promised to be seen.
    """

    def __init__(self, base: Store, schema: Schema, person: str, edits: Iterable[Edit]) -> None:
        """The world as it would be with these edits, whatever their order."""
        self._base = base
        self._schema = schema
        self._person = person
        changes = _changes(base, person, edits)
        self._lists = changes.lists
        self._entries = changes.entries
        self._activities = changes.activities
        self._memberships = changes.memberships
        self._row = self._person_row(changes.person)
        self._company, self._company_row = self._edited_company(changes.company)

    def _person_row(self, changed: Mapping[int, Value]) -> Row | None:
        row = self._base.person(self._person)
        if row is None or not changed:
            return row
        edited = list(row)
        for column, value in changed.items():
            edited[column] = value
        return edited

    def _edited_company(self, changed: Mapping[int, Value]) -> tuple[str, Row | None]:
        field = self._schema.person.get("company")
        name = None if field is None or self._row is None else self._row[field.column]
        row = self._base.company(name) if changed and isinstance(name, str) else None
        if row is None or not isinstance(name, str):
            return "", None
        edited = list(row)
        for column, value in changed.items():
            edited[column] = value
        return company_key(name), edited

    def people(self) -> Sequence[str]:
        """The ids of everyone: nobody comes or goes."""
        return self._base.people()

    def person(self, person: str) -> Row | None:
        """A person's row."""
        return self._row if person == self._person else self._base.person(person)

    def company(self, name: str) -> Row | None:
        """A company's row by its name."""
        if self._company_row is not None and company_key(name) == self._company:
            return self._company_row
        return self._base.company(name)

    def companies(self) -> Iterator[Row]:
        """The rows of all companies, as they are below."""
        return self._base.companies()

    def in_list(self, key: AssetKey, person: str) -> bool:
        """Whether the person is on a static list."""
        if person == self._person and key in self._lists:
            return self._lists[key]
        return self._base.in_list(key, person)

    def membership(self, program: AssetKey, person: str) -> Membership | None:
        """The person's membership in a program."""
        if person == self._person and program in self._memberships:
            return self._memberships[program]
        return self._base.membership(program, person)

    def activities(self, person: str, name: str) -> Sequence[ActivityRecord]:
        """The person's activities of one type, those of edits last."""
        if person == self._person and name in self._activities:
            return self._activities[name]
        return self._base.activities(person, name)

    def entered(self, campaign: AssetKey, person: str) -> datetime | None:
        """When the person last entered a campaign's flow."""
        if person == self._person and campaign in self._entries:
            return self._entries[campaign]
        return self._base.entered(campaign, person)

    def turns(self, campaign: AssetKey, step: str) -> int:
        """How many turns a rotation has given."""
        return self._base.turns(campaign, step)

    def apply(self, effects: Iterable[Effect]) -> None:
        """Not done: what might be is only looked at. Raises TypeError."""
        raise TypeError("an overlay is read only")


@dataclass(slots=True)
class _Changes:
    """What edits come to, by what they are of."""

    person: dict[int, Value] = field(default_factory=dict)
    company: dict[int, Value] = field(default_factory=dict)
    lists: dict[AssetKey, bool] = field(default_factory=dict)
    entries: dict[AssetKey, datetime | None] = field(default_factory=dict)
    memberships: dict[AssetKey, Membership | None] = field(default_factory=dict)
    activities: dict[str, list[ActivityRecord]] = field(default_factory=dict)


def _changes(base: Store, person: str, edits: Iterable[Edit]) -> _Changes:
    found = _Changes()
    left = set()
    for edit in edits:
        match edit:
            case SetPersonField():
                found.person[edit.field.column] = edit.value
            case SetCompanyField():
                found.company[edit.field.column] = edit.value
            case JoinList(list=key):
                found.lists[key] = True
            case LeaveList(list=key):
                found.lists[key] = False
            case EnterCampaign(campaign=campaign, at=at):
                found.entries[campaign] = at
            case NotEntered(campaign=campaign):
                found.entries[campaign] = None
            case LeaveProgram(program=program):
                left.add(program)
            case BecomeMember() | SetMemberStatus() | SetMemberField():
                _change_membership(edit, base, person, found)
            case Do() | Forget():
                _change_history(edit, base, person, found)
            case _:
                assert_never(edit)
    found.memberships.update(dict.fromkeys(left))
    return found


def _change_membership(
    edit: BecomeMember | SetMemberStatus | SetMemberField,
    base: Store,
    person: str,
    found: _Changes,
) -> None:
    program = edit.program
    known = found.memberships.get(program) or base.membership(program, person)
    match edit:
        case BecomeMember():
            values = {field.name: value for field, value in edit.fields if value is not None}
            found.memberships[program] = Membership(edit.status, values)
        case SetMemberStatus():
            fields = {} if known is None else known.fields
            found.memberships[program] = Membership(edit.status, fields)
        case SetMemberField():
            if known is not None:
                changed = {**known.fields, edit.field.name: edit.value}
                filled = {name: value for name, value in changed.items() if value is not None}
                found.memberships[program] = Membership(known.status, filled)
        case _:
            assert_never(edit)


def _change_history(edit: Do | Forget, base: Store, person: str, found: _Changes) -> None:
    name = edit.activity.name
    records = found.activities.setdefault(name, list(base.activities(person, name)))
    match edit:
        case Do():
            record = ActivityRecord(person, edit.activity, edit.at, edit.values)
            records.extend([record] * edit.times)
        case Forget():
            # Of equal records as many go as are named, not all.
            for record in edit.records:
                if record in records:
                    records.remove(record)
        case _:
            assert_never(edit)
