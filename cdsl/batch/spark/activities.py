"""Parquet files of activities and of members as the tables that plans read, in Spark.

Floor 4; see `cdsl.batch.spark.sources`, and `cdsl.batch.duckdb.activity_source` and
`cdsl.batch.duckdb.member_source` for the same in DuckDB.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch.kinds import KINDS
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.shapes import passing
from cdsl.batch.spark.cells import Cell, column_of, is_empty, nothing
from cdsl.batch.spark.changed_values import Log, changed_value, doubts_of_change
from cdsl.batch.spark.sources import (
    assets_of,
    doubt_of,
    empty_view,
    field_column,
    make_view,
    text_column,
    with_default,
)
from cdsl.batch.spark.tables import (
    DoubtfulRows,
    Doubts,
    Table,
    refuse_doubles,
    refuse_doubtful,
)
from cdsl.batch.table_columns import (
    activities_called,
    fields_of_members,
    passing_columns,
    shape_of_log,
    statuses_of,
)
from cdsl.batch.tree import Kind
from cdsl.batch.world import (
    ACTIVITIES,
    AttributeColumn,
    Needs,
    asset_text,
    field_names,
    members_of,
)
from cdsl.semantics.program import MarketingProgram, Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.world.tables.activity_columns import plan_for
from cdsl.world.tables.columns import PERSON_NAMES, folded, plain
from cdsl.world.tables.names import names_of

# Activities -------------------------------------------------------------------------------------


def activities_view(table: Table, program: Program, needs: Needs, zone: tzinfo) -> None:
    """Make the view of the activities that are needed. Raises NotPlainError."""
    shape = shape_of_log(table.name, table.header, program)
    log = Log(table, shape, zone)
    for column in (shape.person, shape.activity):
        if table.types[log.name(column)] != "string":
            raise table.misfit(log.name(column), "string")
    try:
        _make_view(log, program, needs)
    except NotPlainError as failed:
        # Which activities there are is looked at only where some are called otherwise.
        named = _by_name(log, program) if _UNDECLARED in str(failed) else None
        if named is None:
            raise
        _make_view(named, program, needs)


_UNDECLARED: Final = "no file declares activities"


def _by_name(log: Log, program: Program) -> Log | None:
    """The table with activities by their names; None where one is not declared."""
    name = log.name(log.shape.activity)
    own = column_of(name)
    kinds = [kind or "" for (kind,) in log.table.frame.select(own).distinct().collect()]
    named = own
    for spelled, found in activities_called(kinds, program).items():
        if found is None:
            return None
        if spelled != found.name:
            named = sql.when(own == sql.lit(spelled), sql.lit(found.name)).otherwise(named)
    return replace(log, table=replace(log.table, frame=log.table.frame.withColumn(name, named)))


def _make_view(log: Log, program: Program, needs: Needs) -> None:
    table, shape = log.table, log.shape
    person, activity = column_of(log.name(shape.person)), column_of(log.name(shape.activity))
    at = log.cell(shape.at, Type.DATETIME)
    if at is None:
        raise table.misfit(log.name(shape.at), "timestamp")
    known = program.schema.activities
    columns = {"person": person, "activity": activity, "at": at.value}
    closer: Doubts = []
    for needed in needs.attributes:
        name, cell = _needed(needed, known[needed.activity], log, program)
        columns[needed.column.name] = cell.value
        if cell.doubt is not None:
            doubt = (activity == sql.lit(needed.activity)) & cell.doubt
            what = f"values of `{name}` are compared as ones of another type"
            closer.append(DoubtfulRows(what, doubt, name))
    is_unknown = ~sql.coalesce(activity.isin(*known), sql.lit(False))
    when = log.name(shape.at)
    doubts: Doubts = [
        DoubtfulRows(_UNDECLARED, is_unknown, log.name(shape.activity)),
        DoubtfulRows("`at` is missing", is_empty(column_of(when)), when),
        *doubt_of(at, when),
    ]
    for kind, found in known.items():
        for one in _doubts(found, log, program):
            doubts.append(replace(one, condition=(activity == sql.lit(kind)) & one.condition))
    refuse_doubtful(table, [*doubts, *closer], log.name(shape.person))
    make_view(ACTIVITIES, columns, _since(needs, at.value, table.frame))


def _since(needs: Needs, at: Column, frame: DataFrame) -> DataFrame:
    """The activities that can count."""
    earliest = needs.earliest()
    if not isinstance(earliest, datetime):
        return frame
    return frame.where(at >= sql.lit(earliest.isoformat()).cast("timestamp_ntz"))


def _needed(
    needed: AttributeColumn, activity: Activity, log: Log, program: Program
) -> tuple[str, Cell]:
    """The column of an attribute, and how it is read. Raises NotPlainError."""
    plan = plan_for(log.shape, activity, log.zone)
    columns = {attribute: column for column, attribute in plan.cells}
    column = columns.get(needed.attribute.column)
    if column is None:
        return "", Cell(nothing(needed.type))
    name = log.name(column)
    if plan.subject is not None and needed.attribute.column in (plan.subject, *plan.changed):
        return name, changed_value(needed, plan, column, log, program)
    cell = log.cell(column, needed.type)
    if cell is None or KINDS[needed.attribute.type] is not KINDS[needed.type]:
        raise log.table.misfit(name, f"a plain column of {needed.type}")
    # That its cells are plain is asked of every activity anyway.
    return name, Cell(cell.value)


def _doubts(activity: Activity, log: Log, program: Program) -> Iterator[DoubtfulRows]:
    """That attributes of one activity are not plain."""
    plan = plan_for(log.shape, activity, log.zone)
    for column, attribute in plan.cells:
        name = log.name(column)
        if attribute in plan.changed:
            yield from doubts_of_change(plan, column, log, program)
            continue
        cell = log.cell(column, activity.attributes[attribute].type)
        if cell is None:
            yield DoubtfulRows(
                f"`{name}` is {log.table.types[name]}", column_of(name).isNotNull(), name
            )
        else:
            yield from doubt_of(cell, name)


# Members ----------------------------------------------------------------------------------------


def no_members(program: Program, session: SparkSession) -> None:
    """Make the views of programs that nobody is in."""
    for key, found in program.programs.items():
        names = field_names(found.member_fields.values())
        own = {names[one.name]: KINDS[one.type] for one in found.member_fields.values()}
        empty_view(members_of(key), {"person": Kind.TEXT, "status": Kind.TEXT, **own}, session)


def members_views(table: Table, program: Program, zone: tzinfo) -> tuple[str, ...]:
    """Make the views of all programs; the columns that pass through. Raises NotPlainError."""
    asset, whose, standing = (
        text_column(table, names, spelled)
        for names, spelled in (
            (("program",), folded),
            (PERSON_NAMES, plain),
            (("status",), folded),
        )
    )
    others = passing_columns(table.header, program)
    for name in others:
        if table.types[name] != "string":
            raise table.misfit(name, "string, as no file declares it")
    fields = fields_of_members(table.name, table.header, program)
    spelled = assets_of(table, asset, names_of("a program", program.programs))
    person, status = column_of(whose), column_of(standing)
    doubts: Doubts = []
    views: list[tuple[str, Column, dict[str, Column]]] = []
    for key, one in program.programs.items():
        is_own = spelled == sql.lit(asset_text(key))
        columns = {"person": person, "status": sql.nullif(status, sql.lit(""))}
        columns |= _fields(one, fields[key], table, zone, is_own, doubts)
        columns |= {passing(name): column_of(name) for name in others}
        views.append((members_of(key), is_own, columns))
        wrong = status.isNull() | ~status.isin(statuses_of(one, program))
        doubts.append(DoubtfulRows("statuses are none of the channel", is_own & wrong, standing))
    refuse_doubtful(table, doubts, whose)
    refuse_doubles(table, "somebody is twice in one program", spelled, person)
    for view, is_own, columns in views:
        make_view(view, columns, table.frame.where(is_own))
    return others


def _fields(
    one: MarketingProgram,
    by_column: Mapping[str, Field],
    table: Table,
    zone: tzinfo,
    is_own: Column,
    doubts: Doubts,
) -> dict[str, Column]:
    """The columns of a program's fields; what is doubtful in its rows is added to `doubts`."""
    names = field_names(one.member_fields.values())
    read: dict[str, Column] = {}
    for column, field in by_column.items():
        cell = field_column(table, column, field, zone)
        read[field.name] = cell.value
        doubts += doubt_of(cell, column, is_own)
    return {
        names[field.name]: with_default(read.get(field.name, nothing(field.type)), field)
        for field in one.member_fields.values()
    }
