"""The values of a table of activities that have the type of the field that changed.

Floor 4; see `cdsl.batch.duckdb.activity_source`. The row engine reads them as `cdsl.world.tables`
says and compares them as `cdsl.world.values.seen_as` does.
"""

from collections.abc import Iterator, Mapping
from datetime import tzinfo

from sqlglot import exp

from cdsl.batch.conversions import text
from cdsl.batch.duckdb.cells import UNKNOWN, Cell, Texts, cell_of, is_empty, name_of, text_literal
from cdsl.batch.duckdb.doubts import Doubt, cell_doubt
from cdsl.batch.duckdb.sources import Relation, misfit
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import BLANKS
from cdsl.batch.printing import Values, written
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.standing import Varying, as_expression
from cdsl.batch.table_columns import changed_fields, names_by_type
from cdsl.batch.tree import Column, Kind
from cdsl.batch.world import ACTIVITIES, AttributeColumn
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.activity_columns import Plan, Shape


@dataclass(frozen=True, slots=True)
class Log:
    """A table of activities: what it is selected from, its shape, what its columns are like."""

    relation: Relation
    shape: Shape
    types: Mapping[str, str]
    texts: Mapping[str, Texts]
    zone: tzinfo

    def name(self, column: int) -> str:
        """A column's name."""
        return self.relation.header[column]

    def cell(self, column: int, type: Type) -> Cell | None:
        """How a column is read as a type."""
        name = self.name(column)
        known = self.texts.get(name, UNKNOWN)
        return cell_of(name, self.types[name], type, self.zone, known)

    def is_there(self, column: int) -> str:
        """The condition that a cell of a column holds something."""
        name = self.name(column)
        return f"NOT ({is_empty(name, self.types[name])})"


def changed_value(
    needed: AttributeColumn, plan: Plan, column: int, log: Log, program: Program
) -> Cell:
    """How a changed value, or the name of what changed, is read. Raises NotPlainError."""
    fields = changed_fields(plan.activity, program)
    subject = _subject(plan, log)
    if needed.attribute.column == plan.subject:
        ways = [
            f"WHEN {text_literal(name)} THEN {text_literal(one.name)}"
            for name, one in fields.items()
        ]
        own = _cell(column, needed.type, log).value
        return Cell(f"CASE {subject} {' '.join(ways)} ELSE {own} END" if ways else own)
    if plan.subject:
        reason = f"what `{needed.attribute.name}` of `{needed.activity}` is, hangs on the program"
        raise NotPlainError(ACTIVITIES, reason)
    if KINDS[needed.type] is Kind.TEXT:
        return _as_text(fields, subject, column, log)
    same = _named(subject, [name for name, one in fields.items() if _is_of(one, needed.type)])
    own = _cell(column, needed.type, log).value
    if KINDS[needed.attribute.type] is Kind.TEXT:
        # A `where` that gives it this type says in the same breath which field has changed.
        return Cell(f"CASE WHEN {same} THEN {own} END")
    other = _named(subject, [name for name, one in fields.items() if not _is_of(one, needed.type)])
    return Cell(own, f"{other} AND {log.is_there(column)}")


def doubts_of_change(plan: Plan, column: int, log: Log, program: Program) -> Iterator[Doubt]:
    """Conditions that a value is not plain as one of the field that changed."""
    fields, subject, name = changed_fields(plan.activity, program), _subject(plan, log), log.name
    types = names_by_type(fields)
    conditions = {type: _named(subject, names) for type, names in types.items()}
    for attribute in plan.changed:
        own = plan.activity.attributes[attribute].type
        if KINDS[own] is not Kind.TEXT and dict(plan.cells)[column] == attribute:
            known = _named(subject, list(fields))
            held = conditions.get(own, "FALSE")
            conditions[own] = f"(NOT coalesce({known}, FALSE) OR {held})"
    for type, condition in conditions.items():
        cell = log.cell(column, type)
        if cell is None:
            is_there = log.is_there(column)
            yield Doubt(f"{condition} AND {is_there}", name(column), f"no plain {type}")
        elif cell.doubt:
            yield cell_doubt(f"{condition} AND ({cell.doubt})", name(column), type)


def _as_text(fields: Mapping[str, Field], subject: str, column: int, log: Log) -> Cell:
    """A value as a text, of whatever field it is."""
    types = names_by_type(fields)
    ways: list[str] = []
    doubt = ""
    for type, names in types.items():
        condition = _named(subject, names)
        if KINDS[type] is Kind.INSTANT:
            # It is shown by the clock of whichever workspace asks.
            doubt = f"{condition} AND {log.is_there(column)}"
        else:
            ways.append(f"WHEN {condition} THEN {_shown(_cell(column, type, log), type, log)}")
    own = _cell(column, Type.TEXT, log).value
    return Cell(f"CASE {' '.join(ways)} ELSE {own} END" if ways else own, doubt)


def _shown(cell: Cell, type: Type, log: Log) -> str:
    """The text of a value, missing where it is."""
    value = Column("value", KINDS[type])
    shown = as_expression(text(Varying(value, type), log.zone, None))
    node = written(shown, DUCKDB, Values()).transform(
        lambda node: exp.Var(this=f"({cell.value})") if isinstance(node, exp.Column) else node
    )
    return f"nullif({node.sql(dialect=DUCKDB.name)}, '')"


def _cell(column: int, type: Type, log: Log) -> Cell:
    cell = log.cell(column, type)
    if cell is None:
        raise misfit(ACTIVITIES, log.relation, log.name(column), f"a plain {type}")
    return cell


def _is_of(field: Field, type: Type) -> bool:
    return KINDS[field.type] is KINDS[type]


def _subject(plan: Plan, log: Log) -> str:
    """The name of what changed, as the names of fields are compared."""
    columns = [log.name(column) for column, attribute in plan.cells if attribute == plan.subject]
    if not columns:
        return "''"
    return f"lower(nfc_normalize(trim({name_of(columns[0])}, {text_literal(BLANKS)})))"


def _named(subject: str, names: list[str]) -> str:
    return f"{subject} IN ({', '.join(map(text_literal, names))})" if names else "FALSE"
