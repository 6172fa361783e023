"""The activities that a flow has left, as records of the core tree: the same for every dialect.

Floor 4. Columns and types are those that the row engine writes.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from cdsl.batch.combining import or_missing
from cdsl.batch.conversions import text
from cdsl.batch.counts import Counted
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import Plan
from cdsl.batch.standing import Known, Logged, Worth, as_expression
from cdsl.batch.tree import Call, Expression, Kind, Literal, Operation
from cdsl.batch.world import ID
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.world.tables.activity_columns import RESERVED
from cdsl.world.tables.cells import column_type
from cdsl.world.tables.columns import folded
from cdsl.world.tables.names import names_of


def kinds_left(plan: Plan, counted: Counted) -> tuple[Activity, ...]:
    """The kinds of the activities that the flow has left."""
    return tuple({one.activity.name: one.activity for one in left_in(plan, counted)}.values())


def left_in(plan: Plan, counted: Counted) -> list[Logged]:
    """What the flow has left an activity of."""
    return [one for one, count in zip(plan.standing.log, counted.left, strict=True) if count]


def typed_record(attributes: Mapping[str, Type]) -> Mapping[str, Type]:
    """The columns of an activity with some attributes."""
    return {
        "person_id": Type.TEXT,
        "activity": Type.TEXT,
        "at": Type.DATETIME,
        **attributes,
        "by_campaign": Type.TEXT,
        "by_run": Type.INTEGER,
        "by_step": Type.TEXT,
    }


def record_of(
    plan: Plan, counted: Counted, one: Logged, attributes: Mapping[str, Type], zone: tzinfo
) -> list[tuple[str, Expression]]:
    """An activity that the flow has left, under the columns of `typed_record`."""
    campaigns = names_of("a campaign", plan.standing.program.campaigns)
    return [
        ("person_id", ID),
        ("activity", Literal(one.activity.name, Kind.TEXT)),
        ("at", Literal(plan.standing.now.replace(tzinfo=None), Kind.INSTANT)),
        *_attributes(one, attributes, zone),
        ("by_campaign", Literal(campaigns.spelled(one.campaign), Kind.TEXT)),
        ("by_run", _run_of(one, plan, counted)),
        ("by_step", Literal(one.step, Kind.TEXT)),
    ]


def refuse_unshown(plan: Plan, zone: tzinfo) -> None:
    """Raise NotSetBasedError where a value that the flow may leave has no text."""
    attributes = attributes_of(plan, [one.activity for one in plan.standing.log])
    for one in plan.standing.log:
        _attributes(one, attributes, zone)


def attributes_of(plan: Plan, kinds: Sequence[Activity]) -> Mapping[str, Type]:
    """The columns of attributes, by header, as `cdsl.world.tables.output` says them."""
    known = list(plan.standing.program.schema.activities)
    by_name = {one.name: one for one in kinds}
    headers: dict[str, list[Type]] = {}
    for kind in sorted(by_name.values(), key=lambda kind: (known.index(kind.name), kind.name)):
        for attribute in kind.attributes:
            headers.setdefault(_header(kind, attribute.name), []).append(attribute.type)
    return {
        header: Type.TEXT if header in ("new_value", "old_value") else column_type(types)
        for header, types in headers.items()
    }


def _attributes(
    one: Logged, attributes: Mapping[str, Type], zone: tzinfo
) -> list[tuple[str, Expression]]:
    given = {_header(one.activity, name): worth for name, worth in one.values.items()}
    shown: list[tuple[str, Expression]] = []
    for header, type in attributes.items():
        worth = given.get(header, Known(None, type))
        if KINDS[type] is Kind.TEXT and KINDS[worth.type] is not Kind.TEXT:
            worth = _shown(worth, zone)
        shown.append((header, _missing_as(as_expression(worth), KINDS[type])))
    return shown


def _run_of(left: Logged, plan: Plan, counted: Counted) -> Expression:
    """The number of the run that left an activity, among those of all campaigns."""
    run, before = plan.standing.started[left.started].run, counted.runs_before(left.started)
    return Call(Operation.ADD, (run, Literal(before, Kind.WHOLE)), Kind.WHOLE) if before else run


def _shown(worth: Worth, zone: tzinfo) -> Worth:
    """A value as a text, missing where it is."""
    return or_missing(text(worth, zone, None))


def _missing_as(value: Expression, kind: Kind) -> Expression:
    is_nothing = isinstance(value, Literal) and value.value is None
    return Literal(None, kind) if is_nothing else value


def _header(activity: Activity, attribute: str) -> str:
    return f"{activity.name}.{attribute}" if folded(attribute) in RESERVED else attribute
