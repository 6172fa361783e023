"""The world after a campaign, as frames of Spark: the tables of `cdsl.world.tables.output`.

Floor 4. As `cdsl.batch.duckdb.results` says them to DuckDB, but as selections of the core tree,
which are joined and put together here. Columns and types are those that the row engine writes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch.base import PERSON
from cdsl.batch.building import both, case, certain, compared, either, is_missing, opposite
from cdsl.batch.counts import Counted
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.records import attributes_of, left_in, record_of, typed_record
from cdsl.batch.relations import Select
from cdsl.batch.shapes import KeyedColumns, Shapes
from cdsl.batch.spark.cluster import frame_of, rows, view_name
from cdsl.batch.spark.frames import Frame, beside, shown_passing, together, typed
from cdsl.batch.spark.member_results import members_after
from cdsl.batch.tree import FALSE, TRUE, Call, Column, Expression, Kind, Literal, Operation
from cdsl.batch.world import COMPANIES, ENTRIES, ID, LISTS, PEOPLE, asset_text, field_names
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.world.tables.names import Names, names_of


def frames_after(
    plan: Plan, counted: Counted, shapes: Shapes, zone: tzinfo, session: SparkSession
) -> Iterator[Frame]:
    """Every table of the world after the flow. Raises NotSetBasedError."""
    yield _people(plan, shapes.people, session)
    yield _activities(plan, counted, zone, session)
    yield _lists(plan, session)
    yield members_after(plan, shapes.members, session)
    yield _companies(plan, shapes.companies, session)
    yield _entries(plan, session)


# People and companies ---------------------------------------------------------------------------


def _people(plan: Plan, columns: KeyedColumns, session: SparkSession) -> Frame:
    """People with the columns as they came, then those of other fields that have a value."""
    fields = plan.standing.program.schema.person
    names = field_names(fields.values())
    changed = {one.field.name: one.after for one in plan.fields()}
    after = beside(plan, changed, ID)

    def column(one: Field) -> Expression:
        return after.value(one.name, Column(names[one.name], KINDS[one.type]))

    def somebody_has(value: Expression) -> bool:
        has = both(where, opposite(is_missing(value)))
        found = Select("who has it", PEOPLE, ((ID.name, ID),), (after.join,), has)
        return bool(frame_of(session, (after.selection, found)).limit(1).collect())

    shown: dict[str, Expression] = {}
    types: dict[str, Type] = {}
    for header in columns.header:
        field = columns.fields.get(header)
        types[header] = Type.TEXT if field is None or header == columns.key else field.type
        if header == columns.key:
            shown[header] = ID
        else:
            shown[header] = shown_passing(header) if field is None else column(field)
    held = {one.name for one in columns.fields.values()}
    filled = _filled(plan, {name: changed[name] for name in changed if name not in held}, session)
    where = after.is_kept if plan.deleted() != FALSE else TRUE
    for one in fields.values():
        if one.name in held:
            continue
        if one.name in filled or (one.default is not None and somebody_has(column(one))):
            shown[one.name], types[one.name] = column(one), one.type
    select = Select("people after", PEOPLE, tuple(shown.items()), (after.join,), where)
    return typed("people", frame_of(session, (after.selection, select)), types)


def _filled(plan: Plan, values: Mapping[str, Expression], session: SparkSession) -> set[str]:
    """Which values somebody has who stays, in one look."""
    if not values:
        return set()
    stays = opposite(plan.deleted())
    columns = tuple(
        (name, Call(Operation.COUNT, (both(stays, opposite(is_missing(value))),), Kind.WHOLE))
        for name, value in values.items()
    )
    (counts,) = rows(session, Select("counts", FLOW, columns))
    return {name for name, count in zip(values, counts, strict=True) if count}


def _companies(plan: Plan, columns: KeyedColumns, session: SparkSession) -> Frame:
    """Companies, which no flow changes, as they came."""
    fields = plan.standing.program.schema.company
    names = field_names(fields.values())
    shown: dict[str, Expression] = {}
    types: dict[str, Type] = {}
    for name in columns.header or ("name",):
        one = columns.fields.get(name) or (None if columns.header else fields["name"])
        types[name] = Type.TEXT if one is None else one.type
        shown[name] = (
            shown_passing(name) if one is None else Column(names[one.name], KINDS[one.type])
        )
    held = {one.name for one in columns.fields.values()}
    is_any = bool(session.table(view_name(COMPANIES)).limit(1).collect())
    for one in fields.values():
        if is_any and one.default is not None and one.name not in held:
            shown[one.name], types[one.name] = Column(names[one.name], KINDS[one.type]), one.type
    select = Select("companies after", COMPANIES, tuple(shown.items()))
    return typed("companies", frame_of(session, (select,)), types)


# Lists and entries ------------------------------------------------------------------------------


def _named(column: Column, keys: Sequence[AssetKey], names: Names) -> Expression:
    """A column of what `asset_text` says of assets, as tables write their names."""
    branches = (
        (
            compared(Operation.EQUAL, column, Literal(asset_text(key), Kind.TEXT)),
            Literal(names.spelled(key), Kind.TEXT),
        )
        for key in keys
    )
    return case(*branches, otherwise=column)


def _lists(plan: Plan, session: SparkSession) -> Frame:
    """Who is on which list."""
    keys = tuple(plan.standing.program.lists)
    names = names_of("a list", keys)
    own = Column("list", Kind.TEXT, is_nullable=False)
    left = {asset_text(key): both(was, opposite(now)) for key, was, now in plan.lists()}
    left = {text: one for text, one in left.items() if one != FALSE}
    after = beside(plan, left, PERSON)
    is_off = (
        both(compared(Operation.EQUAL, own, Literal(text, Kind.TEXT)), certain(after.now[text]))
        for text in left
    )
    touched = bool(left) or plan.deleted() != FALSE
    before = Select(
        "before",
        LISTS,
        (("list", own), ("person", PERSON)),
        (after.join,) if touched else (),
        both(after.is_kept, opposite(either(*is_off))) if touched else TRUE,
        ("list", "person"),
    )
    named = Select("named", "before", (("list", _named(own, keys, names)), ("person_id", PERSON)))
    there, parts = frame_of(session, (after.selection, before, named)), []
    for key, was, now in plan.lists():
        added = both(now, opposite(was), opposite(plan.deleted()))
        if added != FALSE:
            columns = (("list", Literal(names.spelled(key), Kind.TEXT)), ("person_id", ID))
            parts.append(frame_of(session, (Select("added", FLOW, columns, where=added),)))
    rows = together([there, _of_flow(parts, session)]) if parts else there
    return typed("lists", rows, {"list": Type.TEXT, "person_id": Type.TEXT})


def _of_flow(parts: Sequence[DataFrame], session: SparkSession) -> DataFrame:
    """Rows of several selections of the flow, in as many tasks as that has.

    Each of them alone would leave as many files again.
    """
    return together(parts).coalesce(session.table(FLOW).rdd.getNumPartitions())


def _entries(plan: Plan, session: SparkSession) -> Frame:
    """When each person last entered each campaign."""
    keys = tuple(plan.standing.program.campaigns)
    names = names_of("a campaign", keys)
    own, at = Column("campaign", Kind.TEXT), Column("at", Kind.INSTANT)
    is_gone = plan.deleted() != FALSE
    after = beside(plan, {}, PERSON)
    before = Select(
        "before",
        ENTRIES,
        (("campaign", _named(own, keys, names)), ("person_id", PERSON), ("at", at)),
        (after.join,) if is_gone else (),
        after.is_kept if is_gone else TRUE,
    )
    parts = [frame_of(session, (after.selection, before))]
    for key, _, now in plan.entries():
        shown = (("campaign", Literal(names.spelled(key), Kind.TEXT)), ("person_id", ID))
        where = both(opposite(is_missing(now)), opposite(plan.deleted()))
        if where != FALSE:
            select = Select("entered", FLOW, (*shown, ("at", now)), where=where)
            parts.append(frame_of(session, (select,)))
    latest = together(parts).groupBy("campaign", "person_id").agg(sql.max("at").alias("at"))
    columns = {"campaign": Type.TEXT, "person_id": Type.TEXT, "at": Type.DATETIME}
    return typed("entries", latest, columns)


# Activities -------------------------------------------------------------------------------------


def _activities(plan: Plan, counted: Counted, zone: tzinfo, session: SparkSession) -> Frame:
    """The activities that the flow has left, as one union."""
    left = left_in(plan, counted)
    attributes = attributes_of(plan, [one.activity for one in left])
    columns = typed_record(attributes)
    parts = [
        typed(
            "activities",
            frame_of(
                session,
                (
                    Select(
                        "left",
                        FLOW,
                        tuple(record_of(plan, counted, one, attributes, zone)),
                        where=one.where,
                    ),
                ),
            ),
            columns,
        ).rows
        for one in left
    ]
    if not parts:
        nothing = session.range(0).select(*(sql.lit(None).alias(name) for name in columns))
        return typed("activities", nothing, columns)
    return typed("activities", _of_flow(parts, session), columns)
