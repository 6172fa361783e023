"""Members after a campaign, as a frame of Spark.

Floor 4; see `cdsl.batch.spark.results`.
"""

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch.base import PERSON
from cdsl.batch.building import both, is_missing, opposite
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW, MembersAfter, Plan
from cdsl.batch.refusal import NotSetBasedError, refuse_doubled
from cdsl.batch.relations import Select
from cdsl.batch.shapes import passing
from cdsl.batch.spark.cells import column_of
from cdsl.batch.spark.cluster import frame_of
from cdsl.batch.spark.frames import Frame, beside, shown_passing, together, typed
from cdsl.batch.tree import FALSE, TRUE, Call, Column, Expression, Kind, Literal, Operation
from cdsl.batch.world import ID, field_names, members_of
from cdsl.semantics.program import MarketingProgram
from cdsl.semantics.types import Type
from cdsl.world.tables.names import names_of


def members_after(plan: Plan, passes: Sequence[str], session: SparkSession) -> Frame:
    """Who is in which program, with the columns that pass through. Raises NotSetBasedError."""
    programs = plan.standing.program.programs
    names = names_of("a program", programs)
    touched = {membership.program: membership for membership in plan.members()}
    parts: list[DataFrame] = []
    found: dict[str, list[Type]] = {}
    for key, one in programs.items():
        members = _members_of(plan, one, touched.get(key), passes, session)
        filled = _filled(members, one)
        for name in filled:
            found.setdefault(name, []).append(one.member_fields[name].type)
        within = field_names(one.member_fields.values())
        shown = [sql.lit(names.spelled(key)).alias("program")]
        shown += [column_of("person").alias("person_id"), column_of("status")]
        shown += [column_of(within[name]).alias(name) for name in filled]
        shown += [column_of(passing(name)).alias(name) for name in passes]
        parts.append(members.select(*shown))
    if any(len(set(types)) > 1 for types in found.values()):
        raise NotSetBasedError("CDS602", "programs have fields of one name and several types")
    refuse_doubled("members", ("program", "person_id", "status", *found, *passes))
    columns = dict.fromkeys(("program", "person_id", "status"), Type.TEXT)
    columns |= {name: types[0] for name, types in found.items()}
    columns |= dict.fromkeys(passes, Type.TEXT)
    nothing = session.range(0).select(*(sql.lit(None).alias(name) for name in columns))
    rows = typed("members", nothing, columns).rows
    for part in parts:
        rows = rows.unionByName(part, allowMissingColumns=True)
    # A text is empty where there is none, also one that a program has no field for.
    texts = [name for name in found if KINDS[columns[name]] is Kind.TEXT]
    empty = {name: sql.coalesce(column_of(name), sql.lit("")) for name in texts}
    return typed("members", rows.withColumns(empty), columns)


def _filled(members: DataFrame, one: MarketingProgram) -> list[str]:
    """The fields that somebody has a value of."""
    if not one.member_fields:
        return []
    within = field_names(one.member_fields.values())
    counts = members.agg(*(sql.count(column_of(name)) for name in within.values())).first()
    assert counts is not None
    return [name for name, count in zip(one.member_fields, counts, strict=True) if count]


def _members_of(
    plan: Plan,
    one: MarketingProgram,
    membership: MembersAfter | None,
    passes: Sequence[str],
    session: SparkSession,
) -> DataFrame:
    """The members of one program, under the names that the view of them has."""
    names = field_names(one.member_fields.values())
    changed: dict[str, Expression] = {}
    if membership is not None:
        changed = {f"field {after.field.name}": after.after for after in membership.fields}
        changed["status"] = membership.after
    after = beside(plan, changed, PERSON)
    status = after.value("status", Column("status", Kind.TEXT))
    columns: dict[str, Expression] = {"person": PERSON, "status": _or_empty(status)}
    for name, field in one.member_fields.items():
        before = Column(names[name], KINDS[field.type])
        columns[names[name]] = after.value(f"field {name}", before)
    columns |= {passing(name): shown_passing(name) for name in passes}
    is_touched = membership is not None or plan.deleted() != FALSE
    select = Select(
        "members after",
        members_of(one.key),
        tuple(columns.items()),
        (after.join,) if is_touched else (),
        after.is_kept if is_touched else TRUE,
    )
    stayed = frame_of(session, (after.selection, select))
    return (
        stayed if membership is None else _with_new(plan, one, membership, passes, stayed, session)
    )


def _with_new(
    plan: Plan,
    one: MarketingProgram,
    membership: MembersAfter,
    passes: Sequence[str],
    stayed: DataFrame,
    session: SparkSession,
) -> DataFrame:
    """The members of a program with those who have become some."""
    is_member = opposite(is_missing(membership.after))
    came = both(is_missing(membership.before), is_member, opposite(plan.deleted()))
    if came == FALSE:
        return stayed
    after: Mapping[str, Expression] = {
        changed.field.name: changed.after for changed in membership.fields
    }
    names = field_names(one.member_fields.values())
    columns: dict[str, Expression] = {"person": ID, "status": _or_empty(membership.after)}
    for name, field in one.member_fields.items():
        columns[names[name]] = after.get(name, Literal(None, KINDS[field.type]))
    columns |= {passing(name): Literal("", Kind.TEXT) for name in passes}
    new = frame_of(session, (Select("new", FLOW, tuple(columns.items()), where=came),))
    return together([stayed, new])


def _or_empty(value: Expression) -> Expression:
    return Call(Operation.OR_EMPTY, (value,), Kind.TEXT)
