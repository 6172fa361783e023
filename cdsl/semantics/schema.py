"""The schema: fields, activities, actions and channels that a project declares.

Floor 2. One set for all workspaces (language.md 2). Columns are positions in a row, so that
engines and stores need no look-up by name.
"""

from collections.abc import Mapping

from cdsl.semantics.expressions import Constant, Literal
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a person, a company or a program's members.

    `owner` is `person`, `company` or `member`; `column` its position in a row of that owner.
    `values` are the only ones allowed (texts in NFC); empty means that all are. `default` is set
    once, when a person is made without a value. `aliases` are the names of the REST interface and
    of exports.
    """

    owner: str
    name: str
    label: str
    type: Type
    column: int
    values: tuple[Literal, ...] = ()
    default: Constant | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of an activity; the first one of an activity is its primary one."""

    name: str
    label: str
    type: Type
    column: int


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity type; `type_id` is its number in the REST interface, None when it has none."""

    name: str
    label: str
    attributes: tuple[Attribute, ...]
    type_id: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A step done by a handler outside of the language; it leaves an activity of its name."""

    name: str
    label: str
    parameters: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A status of a channel; statuses of one rank are reached from each other freely."""

    name: str
    rank: int
    success: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and its statuses in order of progress."""

    name: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything declared once for all workspaces, by identifier (channels by name).

    The order of `person` and `company` is the order of their columns. Every action also stands
    in `activities`.
    """

    person: Mapping[str, Field]
    company: Mapping[str, Field]
    activities: Mapping[str, Activity]
    actions: Mapping[str, Action]
    channels: Mapping[str, Channel]
