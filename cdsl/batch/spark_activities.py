"""Parquet files of activities and of members as the tables that plans read, in Spark.

Floor 4; see `cdsl.batch.spark_sources`, and `cdsl.batch.activity_source` and
`cdsl.batch.member_source` for the same in DuckDB.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch.activity_source import changed_fields, other_names
from cdsl.batch.kinds import KINDS
from cdsl.batch.member_source import passing_columns, statuses_of
from cdsl.batch.plain_cells import BLANKS
from cdsl.batch.shapes import passing
from cdsl.batch.spark_cells import Cell, cell_of, column_of, folding, normal, nothing
from cdsl.batch.spark_sources import (
    assets_of,
    doubt_of,
    empty_view,
    field_column,
    make_view,
    text_column,
    with_default,
)
from cdsl.batch.spark_tables import Doubts, Table, refuse_doubles, refuse_doubtful
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
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.activity_columns import Plan, Shape, plan_for, shape_of
from cdsl.world.tables.columns import PERSON_NAMES, fields_by_name, folded, plain
from cdsl.world.tables.names import names_of
from cdsl.world.tables.problems import Problems

# Activities -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Log:
    """A table of activities, its shape, and the zone of its instants."""

    table: Table
    shape: Shape
    zone: tzinfo

    def name(self, column: int) -> str:
        """A column's name."""
        return self.table.header[column]

    def cell(self, column: int, type: Type) -> Cell | None:
        """How a column is read as a type."""
        return cell_of(self.name(column), self.table.types[self.name(column)], type, self.zone)


def activities_view(table: Table, program: Program, needs: Needs, zone: tzinfo) -> None:
    """Make the view of the activities that are needed. Raises UnfitTableError."""
    problems = Problems("", bad_cells_empty=False)
    shape = shape_of(table.header, problems)
    if problems or shape.bulk:
        raise table.unfit("a column is missing or stands twice, or it is an extract")
    log = _Log(table, shape, zone)
    for column in (shape.person, shape.activity):
        if table.types[log.name(column)] != "string":
            raise table.misfit(log.name(column), "string")
    person, activity = column_of(log.name(shape.person)), column_of(log.name(shape.activity))
    at = log.cell(shape.at, Type.DATETIME)
    if at is None:
        raise table.misfit(log.name(shape.at), "timestamp")
    known = program.schema.activities
    columns = {"person": person, "activity": activity, "at": at.value}
    for needed in needs.attributes:
        columns[needed.column.name] = _needed(needed, known[needed.activity], log)
    doubts: Doubts = [
        ("`at` is missing", at.value.isNull()),
        *doubt_of(at, log.name(shape.at)),
    ]
    for (kind,) in table.frame.select(activity).distinct().collect():
        if kind not in known:
            raise table.unfit(f"no file declares the activity `{kind}`")
        for what, doubt in _doubts(known[kind], log, program):
            doubts.append((what, (activity == sql.lit(kind)) & doubt))
    refuse_doubtful(table, doubts, person)
    make_view(ACTIVITIES, columns, _since(needs, at.value, table.frame))


def _since(needs: Needs, at: Column, frame: DataFrame) -> DataFrame:
    """The activities that can count."""
    earliest = needs.earliest()
    if not isinstance(earliest, datetime):
        return frame
    return frame.where(at >= sql.lit(earliest.isoformat()).cast("timestamp_ntz"))


def _needed(needed: AttributeColumn, activity: Activity, log: _Log) -> Column:
    """An attribute as a plan wants it. Raises UnfitTableError where that takes a closer look."""
    closer = log.table.unfit(f"`{needed.attribute.name}` of `{activity.name}` takes a closer look")
    if KINDS[needed.attribute.type] is not KINDS[needed.type]:
        raise closer
    plan = plan_for(log.shape, activity, log.zone)
    if needed.attribute.column in plan.changed:
        raise closer
    columns = {attribute: column for column, attribute in plan.cells}
    column = columns.get(needed.attribute.column)
    if column is None:
        return nothing(needed.type)
    cell = log.cell(column, needed.type)
    if cell is None:
        raise log.table.misfit(log.name(column), f"a plain column of {needed.type}")
    return cell.value


def _doubts(activity: Activity, log: _Log, program: Program) -> Iterator[tuple[str, Column]]:
    """That attributes of one activity are not plain."""
    plan = plan_for(log.shape, activity, log.zone)
    for column, attribute in plan.cells:
        name = log.name(column)
        if attribute == plan.subject:
            own, others = column_of(name), other_names(activity, program)
            yield f"cells of `{name}` are not plain", sql.trim(own, sql.lit(BLANKS)) != own
            yield f"fields in `{name}` are called otherwise", folding(normal(own)).isin(others)
        if attribute in plan.changed:
            yield from _doubts_of_change(activity, plan, column, log, program)
            continue
        cell = log.cell(column, activity.attributes[attribute].type)
        if cell is None:
            yield f"`{name}` is {log.table.types[name]}", column_of(name).isNotNull()
        else:
            yield from doubt_of(cell, name)


def _doubts_of_change(
    activity: Activity, plan: Plan, column: int, log: _Log, program: Program
) -> Iterator[tuple[str, Column]]:
    """That a value is not plain as one of the field that changed."""
    subjects = [at for at, attribute in plan.cells if attribute == plan.subject]
    if not subjects:
        return
    name = log.name(column)
    subject = sql.lower(sql.trim(column_of(log.name(subjects[0]))))
    names: dict[Type, list[str]] = {}
    for called, field in changed_fields(activity, program).items():
        if KINDS[field.type] is not Kind.TEXT:
            names.setdefault(field.type, []).append(called)
    for type, listed in names.items():
        cell = log.cell(column, type)
        if cell is None:
            yield f"`{name}` is {log.table.types[name]}", subject.isin(listed)
        else:
            yield from doubt_of(cell, name, subject.isin(listed))


# Members ----------------------------------------------------------------------------------------


def no_members(program: Program, session: SparkSession) -> None:
    """Make the views of programs that nobody is in."""
    for key, found in program.programs.items():
        names = field_names(found.member_fields.values())
        own = {names[one.name]: KINDS[one.type] for one in found.member_fields.values()}
        empty_view(members_of(key), {"person": Kind.TEXT, "status": Kind.TEXT, **own}, session)


def members_views(table: Table, program: Program, zone: tzinfo) -> tuple[str, ...]:
    """Make the views of all programs; the columns that pass through. Raises UnfitTableError."""
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
    spelled = assets_of(table, asset, names_of("a program", program.programs))
    person, status = column_of(whose), column_of(standing)
    doubts: Doubts = []
    views: list[tuple[str, Column, dict[str, Column]]] = []
    for key, one in program.programs.items():
        is_own = spelled == sql.lit(asset_text(key))
        columns = {"person": person, "status": sql.nullif(status, sql.lit(""))}
        columns |= _fields(one, table, zone, is_own, doubts)
        columns |= {passing(name): column_of(name) for name in others}
        views.append((members_of(key), is_own, columns))
        wrong = status.isNull() | ~status.isin(statuses_of(one, program))
        doubts.append(("statuses are none of the channel", is_own & wrong))
    refuse_doubtful(table, doubts, person)
    refuse_doubles(table, "somebody is twice in one program", spelled, person)
    for view, is_own, columns in views:
        make_view(view, columns, table.frame.where(is_own))
    return others


def _fields(
    one: MarketingProgram, table: Table, zone: tzinfo, is_own: Column, doubts: Doubts
) -> dict[str, Column]:
    """The columns of a program's fields; what is doubtful in its rows is added to `doubts`."""
    names = field_names(one.member_fields.values())
    by_name = fields_by_name(one.member_fields.values())
    read: dict[str, Column] = {}
    for column in table.header:
        field = by_name.get(folded(column))
        if field is None:
            continue
        if field.name in read:
            raise table.unfit(f"a second column for `{field.name}`: `{column}`")
        cell = field_column(table, column, field, zone)
        read[field.name] = cell.value
        doubts += doubt_of(cell, column, is_own)
    return {
        names[field.name]: with_default(read.get(field.name, nothing(field.type)), field, table)
        for field in one.member_fields.values()
    }
