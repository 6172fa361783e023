"""The tables of a world as a plan names them, and which of their columns it reads.

Floor 4. Whoever runs a plan provides these tables with these columns and no others need be there.
A person, a list, a program and a campaign are texts in them: an id, or what `asset_text` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Final

from cdsl.batch.kinds import KINDS
from cdsl.batch.tree import Column, Kind, Plain
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity, Attribute, Field, Schema
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass

PEOPLE: Final = "people"
COMPANIES: Final = "companies"
LISTS: Final = "lists"
ENTRIES: Final = "entries"
ACTIVITIES: Final = "activities"

ID: Final = Column("id", Kind.TEXT, is_nullable=False)
"""The person, in the table of people."""


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    """An attribute of an activity, seen as a type."""

    activity: str
    attribute: Attribute
    type: Type

    @property
    def column(self) -> Column:
        """Where it stands in the table of activities."""
        return Column(f"{self.activity}.{self.attribute.name} as {self.type}", KINDS[self.type])


@dataclass(slots=True)
class Needs:
    """What a plan reads of the world, noted while it is made.

    `since` has for each count of activities the instant before which none of them counts, None
    where there is no such instant.
    """

    person: dict[str, Field] = field(default_factory=dict)
    company: dict[str, Field] = field(default_factory=dict)
    lists: dict[AssetKey, None] = field(default_factory=dict)
    members: dict[AssetKey, dict[str, Field]] = field(default_factory=dict)
    entries: dict[AssetKey, None] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    since: list[Plain | None] = field(default_factory=list)
    attributes: dict[AttributeColumn, None] = field(default_factory=dict)

    def earliest(self) -> Plain | None:
        """The instant before which no activity counts; None where all may."""
        known = [at for at in self.since if isinstance(at, datetime)]
        return min(known) if known and len(known) == len(self.since) else None

    def add(self, other: "Needs") -> None:
        """Need what another plan needs as well."""
        self.person.update(other.person)
        self.company.update(other.company)
        self.lists.update(other.lists)
        for program, fields in other.members.items():
            self.members.setdefault(program, {}).update(fields)
        self.entries.update(other.entries)
        self.activities.update(other.activities)
        self.since += other.since
        self.attributes.update(other.attributes)


def tables_of(needs: Needs, schema: Schema) -> Mapping[str, Mapping[str, Kind]]:
    """The tables that a plan reads, each with the columns that it needs and their kinds."""
    text, instant = Kind.TEXT, Kind.INSTANT
    own = _columns(schema.person, needs.person)
    attributes = {one.column.name: one.column.kind for one in needs.attributes}
    found = {
        PEOPLE: {ID.name: text, **own},
        ACTIVITIES: {"person": text, "activity": text, "at": instant, **attributes},
        LISTS: {"list": text, "person": text},
        ENTRIES: {"campaign": text, "person": text, "at": instant},
    }
    if needs.company:
        found[COMPANIES] = {"key": text, **_columns(schema.company, needs.company)}
    for program, fields in needs.members.items():
        members = {"person": text, "status": text}
        found[members_of(program)] = {**members, **_columns(fields, fields)}
    return found


def _columns(declared: Mapping[str, Field], needed: Mapping[str, Field]) -> Mapping[str, Kind]:
    names = field_names(declared.values())
    return {names[one.name]: KINDS[one.type] for one in needed.values()}


def asset_text(key: AssetKey) -> str:
    """An asset as a text that no other asset of its kind has."""
    path = "/".join(part.replace("/", "//") for part in key.path)
    folders = "".join(f":{place}" for place in key.folders)
    return f"{key.workspace}|{path}{folders}"


def members_of(program: AssetKey) -> str:
    """The table of a program's members: `person`, `status` and their fields."""
    return f"members of {asset_text(program)}"


def field_names(fields: Iterable[Field]) -> Mapping[str, str]:
    """The column of each field, by its name; databases do not tell names apart by their case."""
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for one in fields:
        name = one.name
        while name.lower() in taken or name.lower() == ID.name:
            name += " "
        taken[name.lower()] = name
        found[one.name] = name
    return found


def field_column(one: Field, names: Mapping[str, str]) -> Column:
    """A field as a column."""
    return Column(names[one.name], KINDS[one.type])
