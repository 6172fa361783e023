"""Where the parts of an activity stand in a table, for each type of activity.

Floor 3. A table of activities has one of two shapes. Ours: `person_id,activity,at` and a column
for each attribute, by identifier or label. A bulk extract: `leadId`, `activityDate`,
`activityTypeId`, `primaryAttributeValue`, `attributes` as JSON, and in wide exports a column for
each attribute; names are compared without case, blanks, `_` and `-`.
"""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.semantics.schema import Activity, Attribute, Schema
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.cells import CellReader, reader_of
from cdsl.world.tables.columns import (
    PERSON_NAMES,
    first_column,
    folded,
    match_columns,
    plain,
    required_column,
    undeclared_columns,
)
from cdsl.world.tables.problems import Problems

RESERVED: Final = frozenset({"person_id", "activity", "at", "by_campaign", "by_run", "by_step"})
"""The columns of our own shape that are no attributes; an attribute that is called so is written
with its activity before it: `log_call.at`."""

_INSTANTS: Final = ("at", "activityDate")
_TYPES: Final = ("activity", "activityTypeId")
_CHANGED: Final = MappingProxyType(
    {"change_data_value": 0, "change_score": 0, "change_program_member_data": 1}
)
"""The activities that record a change, and which attribute names the field."""
_CHANGED_VALUES: Final = ("new_value", "old_value")


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table of activities; None for those that it does not have."""

    header: tuple[str, ...]
    bulk: bool
    person: int
    activity: int
    at: int
    primary: int | None
    json: int | None
    by_campaign: int | None
    by_run: int | None
    by_step: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one activity are read.

    `cells` are the columns of the attributes, with each one's own; `named` gives the attribute
    of a name in JSON. `subject` is the attribute that names the changed field, `changed` are
    those that take its type.
    """

    activity: Activity
    cells: tuple[tuple[int, int], ...]
    named: Mapping[str, int]
    readers: tuple[CellReader, ...]
    subject: int | None
    changed: tuple[int, ...]


def known_column(name: str) -> bool:
    """Whether a name in a header is one of those that every such table has."""
    return plain(name) in _KNOWN


_KNOWN: Final = frozenset(map(plain, (*PERSON_NAMES, *_INSTANTS, *_TYPES)))


def shape_of(header: tuple[str, ...], problems: Problems) -> Shape:
    """Find the columns; CDS705 for one that is missing or stands twice."""
    person = required_column(header, PERSON_NAMES, problems, plain)
    activity = required_column(header, _TYPES, problems, plain)
    at = required_column(header, _INSTANTS, problems, plain)
    bulk = bool(header) and plain(header[activity]) == plain("activityTypeId")

    def of_bulk(name: str) -> int | None:
        return first_column(header, (name,), plain) if bulk else None

    def of_ours(name: str) -> int | None:
        return None if bulk else first_column(header, (name,))

    match_columns(
        header,
        {folded(name): name for name in header if name.strip()},
        (person, activity, at),
        problems,
        lambda name: f"`{name}`",
    )
    return Shape(
        header,
        bulk,
        person,
        activity,
        at,
        of_bulk("primaryAttributeValue"),
        of_bulk("attributes"),
        of_ours("by_campaign"),
        of_ours("by_run"),
        of_ours("by_step"),
    )


def undeclared(table: str, shape: Shape, schema: Schema) -> tuple[Diagnostic, ...]:
    """The warning about columns of our own shape that are no attribute of any activity (CDS717).

    An extract has columns of the exporting system's own.
    """
    if shape.bulk:
        return ()
    known = set(RESERVED)
    names: list[str] = []
    for activity in schema.activities.values():
        for matches in _matchers(activity, _names(activity.attributes)):
            known.update(matches)
        names += [attribute.name for attribute in activity.attributes]
    taken = (shape.person, shape.activity, shape.at)
    columns = [
        name
        for column, name in enumerate(shape.header)
        if column not in taken and name.strip() and not {folded(name), plain(name)} & known
    ]
    return undeclared_columns(table, columns, names, "it is not read; declare it in its `activity`")


def plan_for(shape: Shape, activity: Activity, zone: tzinfo) -> Plan:
    """Find the columns of an activity's attributes."""
    attributes = activity.attributes
    named = _names(attributes)
    taken = {shape.person, shape.activity, shape.at, shape.primary, shape.json}
    taken |= {shape.by_campaign, shape.by_run, shape.by_step}
    columns: dict[int, int] = {}
    if shape.primary is not None and attributes:
        columns[0] = shape.primary
    spelled = [(folded(name), plain(name)) for name in shape.header]
    for matches in _matchers(activity, named):
        for column, (surely, perhaps) in enumerate(spelled):
            attribute = matches.get(surely, matches.get(perhaps))
            if attribute is not None and column not in taken:
                columns.setdefault(attribute, column)
    changes = activity.name in _CHANGED and len(attributes) > _CHANGED[activity.name]
    return Plan(
        activity,
        tuple((column, attribute) for attribute, column in sorted(columns.items())),
        named,
        tuple(
            reader_of(attribute.type, zone, null_is_empty=shape.bulk) for attribute in attributes
        ),
        _CHANGED[activity.name] if changes else None,
        _positions(attributes, _CHANGED_VALUES) if changes else (),
    )


def _matchers(activity: Activity, named: Mapping[str, int]) -> tuple[Mapping[str, int], ...]:
    """Ways of naming an attribute by a column, the surest first."""
    qualified = {
        f"{folded(activity.name)}.{folded(attribute.name)}": index
        for index, attribute in enumerate(activity.attributes)
    }
    identifiers = {
        folded(attribute.name): index for index, attribute in enumerate(activity.attributes)
    }
    return qualified, identifiers, named


def _names(attributes: tuple[Attribute, ...]) -> Mapping[str, int]:
    """Attributes by their identifiers and labels as exports compare them."""
    names: dict[str, int] = {}
    for index, attribute in enumerate(attributes):
        names.setdefault(plain(attribute.name), index)
    for index, attribute in enumerate(attributes):
        names.setdefault(plain(attribute.label), index)
    return names


def _positions(attributes: tuple[Attribute, ...], names: Iterable[str]) -> tuple[int, ...]:
    wanted = tuple(names)
    return tuple(index for index, found in enumerate(attributes) if found.name in wanted)
