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
    doubled,
    first_column,
    folded,
    plain,
    required_column,
    undeclared_columns,
)
from cdsl.world.tables.problems import Problems
from cdsl.world.tables.shared_columns import parts_called, refuse_second_columns

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


def shape_of(header: tuple[str, ...], schema: Schema, problems: Problems) -> Shape:
    """Find the columns; CDS705 for one that is missing, and for a second one for one thing."""
    person = required_column(header, PERSON_NAMES, problems, plain)
    activity = required_column(header, _TYPES, problems, plain)
    at = required_column(header, _INSTANTS, problems, plain)
    bulk = bool(header) and plain(header[activity]) == plain("activityTypeId")

    def of_bulk(name: str) -> int | None:
        return first_column(header, (name,), plain) if bulk else None

    def of_ours(name: str) -> int | None:
        return None if bulk else first_column(header, (name,))

    shape = Shape(
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
    _refuse_second_columns(shape, schema, problems)
    return shape


def _refuse_second_columns(shape: Shape, schema: Schema, problems: Problems) -> None:
    """Add CDS705 for two columns of one name, and for two of one attribute."""
    header, taken = shape.header, (shape.person, shape.activity, shape.at)
    named: dict[str, int] = {}
    told: set[int] = set()
    for column, name in enumerate(header):
        if column not in taken and name.strip():
            first = named.setdefault(folded(name), column)
            if first != column:
                problems.add(doubled(header, first, column, f"`{header[first]}`"))
                told.add(column)
    read: set[int] = set()
    unread: dict[int, tuple[int, str]] = {}
    for activity in schema.activities.values():
        called = _called(shape, activity)
        columns = _columns(shape, activity, called)
        read.update(columns.values())
        for column, attribute in called.items():
            # Beside its column for all primary attributes, an extract may have one for each.
            if columns[attribute] not in (column, shape.primary):
                what = f"{activity.name}.{activity.attributes[attribute].name}"
                unread.setdefault(column, (columns[attribute], what))
    refuse_second_columns(header, unread, read | told, problems)


def undeclared(table: str, shape: Shape, schema: Schema) -> tuple[Diagnostic, ...]:
    """The warning about columns of our own shape that are no attribute of any activity (CDS717).

    An extract has columns of the exporting system's own.
    """
    if shape.bulk:
        return ()
    activities = schema.activities.values()
    known = _taken(shape).union(*(_called(shape, activity) for activity in activities))
    columns = [
        name for column, name in enumerate(shape.header) if column not in known and name.strip()
    ]
    names = [attribute.name for activity in activities for attribute in activity.attributes]
    return undeclared_columns(table, columns, names, "it is not read; declare it in its `activity`")


def plan_for(shape: Shape, activity: Activity, zone: tzinfo) -> Plan:
    """Find the columns of an activity's attributes."""
    attributes = activity.attributes
    columns = _columns(shape, activity, _called(shape, activity))
    changes = activity.name in _CHANGED and len(attributes) > _CHANGED[activity.name]
    return Plan(
        activity,
        tuple((column, attribute) for attribute, column in sorted(columns.items())),
        _names(attributes),
        tuple(
            reader_of(attribute.type, zone, null_is_empty=shape.bulk) for attribute in attributes
        ),
        _CHANGED[activity.name] if changes else None,
        _positions(attributes, _CHANGED_VALUES) if changes else (),
    )


def _taken(shape: Shape) -> frozenset[int | None]:
    """The columns that are no attribute of any activity."""
    own = {shape.person, shape.activity, shape.at, shape.primary, shape.json}
    return frozenset(own | {shape.by_campaign, shape.by_run, shape.by_step})


def _called(shape: Shape, activity: Activity) -> Mapping[int, int]:
    """The attribute that a column is called like, the surest columns first."""
    keys = [(folded(name), plain(name)) for name in shape.header]
    attributes = activity.attributes
    identifiers = {folded(one.name): index for index, one in enumerate(attributes)}
    qualified = {f"{folded(activity.name)}.{name}": index for name, index in identifiers.items()}
    return parts_called(keys, _taken(shape), (qualified, identifiers, _names(attributes)))


def _columns(shape: Shape, activity: Activity, called: Mapping[int, int]) -> Mapping[int, int]:
    """The column that each attribute of an activity is read from."""
    columns: dict[int, int] = {}
    if shape.primary is not None and activity.attributes:
        columns[0] = shape.primary
    for column, attribute in called.items():
        columns.setdefault(attribute, column)
    return columns


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
