"""The values of a table of activities that have the type of the field that changed, in Spark.

Floor 4; see `cdsl.batch.duckdb.changed_values` for the same in DuckDB.
"""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Final

from pyspark.sql import Column
from pyspark.sql import functions as sql

from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import BLANKS
from cdsl.batch.spark.cells import Cell, cell_of, column_of, folding, is_empty, normal
from cdsl.batch.spark.sources import doubt_of
from cdsl.batch.spark.tables import DoubtfulRows, Table
from cdsl.batch.table_columns import changed_fields, names_by_type
from cdsl.batch.tree import Kind
from cdsl.batch.world import AttributeColumn
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.activity_columns import Plan, Shape


@dataclass(frozen=True, slots=True)
class Log:
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


def changed_value(
    needed: AttributeColumn, plan: Plan, column: int, log: Log, program: Program
) -> Cell:
    """How a changed value, or the name of what changed, is read. Raises NotPlainError."""
    fields = changed_fields(plan.activity, program)
    subject = _subject(plan, log)
    if needed.attribute.column == plan.subject:
        value = _cell(column, needed.type, log).value
        for name, one in fields.items():
            value = sql.when(subject == sql.lit(name), sql.lit(one.name)).otherwise(value)
        return Cell(value)
    if plan.subject:
        reason = f"what `{needed.attribute.name}` of `{needed.activity}` is, hangs on the program"
        raise log.table.unfit(reason)
    if KINDS[needed.type] is Kind.TEXT:
        return _as_text(fields, subject, column, log)
    own = _cell(column, needed.type, log).value
    if KINDS[needed.attribute.type] is Kind.TEXT:
        # A `where` that gives it this type says in the same breath which field has changed.
        same = (name for name, one in fields.items() if KINDS[one.type] is KINDS[needed.type])
        return Cell(sql.when(subject.isin(*same), own))
    other = (name for name, one in fields.items() if KINDS[one.type] is not KINDS[needed.type])
    return Cell(own, subject.isin(*other) & ~is_empty(column_of(log.name(column))))


def doubts_of_change(plan: Plan, column: int, log: Log, program: Program) -> Iterator[DoubtfulRows]:
    """That a value is not plain as one of the field that changed."""
    fields, subject, name = changed_fields(plan.activity, program), _subject(plan, log), log.name
    conditions = {type: subject.isin(*names) for type, names in names_by_type(fields).items()}
    (attribute,) = (found for at, found in plan.cells if at == column)
    own = plan.activity.attributes[attribute].type
    if KINDS[own] is not Kind.TEXT:
        is_unknown = ~subject.isin(*fields)
        conditions[own] = conditions[own] | is_unknown if own in conditions else is_unknown
    for type, condition in conditions.items():
        cell = log.cell(column, type)
        if cell is None:
            what = f"`{name(column)}` is {log.table.types[name(column)]}"
            yield DoubtfulRows(what, condition & ~is_empty(column_of(name(column))), name(column))
        else:
            yield from doubt_of(cell, name(column), condition)


def _as_text(fields: Mapping[str, Field], subject: Column, column: int, log: Log) -> Cell:
    """A value as a text, of whatever field; those that Spark shows otherwise are doubtful."""
    value = _cell(column, Type.TEXT, log).value
    others: list[str] = []
    for type, names in names_by_type(fields).items():
        if KINDS[type] in _SHOWN_ALIKE:
            shown = _cell(column, type, log).value.cast("string")
            value = sql.when(subject.isin(*names), shown).otherwise(value)
        else:
            others += names
    is_there = ~is_empty(column_of(log.name(column)))
    return Cell(value, subject.isin(*others) & is_there if others else None)


_SHOWN_ALIKE: Final = frozenset({Kind.WHOLE, Kind.BOOLEAN, Kind.DATE})
"""Kinds whose texts are those of the language."""


def _cell(column: int, type: Type, log: Log) -> Cell:
    cell = log.cell(column, type)
    if cell is None:
        raise log.table.misfit(log.name(column), f"a plain column of {type}")
    return cell


def _subject(plan: Plan, log: Log) -> Column:
    """The name of what changed, as the names of fields are compared; empty for none."""
    columns = [log.name(column) for column, attribute in plan.cells if attribute == plan.subject]
    if not columns:
        return sql.lit("")
    trimmed = sql.trim(column_of(columns[0]), sql.lit(BLANKS))
    return sql.coalesce(folding(normal(trimmed)), sql.lit(""))
