"""The tables of a world as a plan names them, and which of their columns it reads.

Floor 4. Whoever runs a plan provides these tables with the columns that it needs.
A person, a list, a program and a campaign are texts in them: an id, or what `asset_text` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Final

from cdsl.batch.kinds import KINDS
from cdsl.batch.tree import Column, Kind, Plain
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity, Attribute, Field
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
        name = f"{distinct(self.activity)}.{distinct(self.attribute.name)} as {self.type}"
        return Column(name, KINDS[self.type])


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

    def earliest(self) -> datetime | None:
        """The instant before which no activity counts; None where all may."""
        known = [at for at in self.since if isinstance(at, datetime)]
        return min(known) if known and len(known) == len(self.since) else None


def asset_text(key: AssetKey) -> str:
    """An asset as a text that no other asset of its kind has."""
    workspace, *path = (_plain(part) for part in (key.workspace, *key.path))
    folders = "".join(f":{place}" for place in key.folders)
    return f"{workspace}|{'/'.join(path)}{folders}"


def _plain(part: str) -> str:
    """A part of a path without the signs that stand between parts."""
    for sign, instead in (("~", "~~"), ("/", "~-"), ("|", "~!"), (":", "~.")):
        part = part.replace(sign, instead)
    return part


def members_of(program: AssetKey) -> str:
    """The table of a program's members: `person`, `status` and their fields."""
    return f"members of {distinct(asset_text(program))}"


def distinct(name: str) -> str:
    """A name that differs from others by more than case, which databases do not tell apart.

    With the two blanks it is none of what plans call what they work out, such as `did 1`.
    """
    capitals = [str(at) for at, letter in enumerate(name) if letter != letter.lower()]
    return f"{name}  {'-'.join(capitals)}" if capitals else name


def field_names(fields: Iterable[Field]) -> Mapping[str, str]:
    """The column of each field, by its name: another for each, whatever others there are."""
    return {one.name: field_column(one).name for one in fields}


def field_column(one: Field) -> Column:
    """A field as a column."""
    blank = " " if one.name.lower() in _KEYS else ""
    return Column(f"{distinct(one.name)}{blank}", KINDS[one.type])


_KEYS: Final = frozenset({ID.name, "key", "person", "status"})
"""Columns of people, companies and members that are no fields."""
