"""The table of activities where it lies, as the view that plans read.

Floor 4; see `cdsl.batch.sources`. An activity's attributes are checked to be plain also where no
plan asks for them: what the row engine would find wrong must not go unseen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

from cdsl.batch.cells import (
    UNKNOWN,
    Cell,
    Texts,
    cell_of,
    id_doubt,
    is_empty,
    name_of,
    text_literal,
)
from cdsl.batch.database import Connection
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import BLANKS
from cdsl.batch.sources import Relation, is_doubtful, make_view, texts_of
from cdsl.batch.tree import Kind
from cdsl.batch.world import ACTIVITIES, AttributeColumn, Needs
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.activity_columns import Plan, Shape, plan_for, shape_of
from cdsl.world.tables.columns import fields_by_name, folded
from cdsl.world.tables.problems import Problems


@dataclass(frozen=True, slots=True)
class _Table:
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


def activities_view(
    relation: Relation,
    program: Program,
    needs: Needs,
    zone: tzinfo,
    connection: Connection,
    *,
    of_all_kinds: bool,
) -> bool:
    """Make the view of the activities that are needed. False where something is not plain.

    `of_all_kinds` says that activities may be read beside the plan, whatever it needs.
    """
    problems = Problems("", bad_cells_empty=False)
    shape = shape_of(relation.header, problems)
    if problems or shape.bulk:
        return False
    texts = texts_of(relation, connection)
    table = _Table(relation, shape, dict(relation.columns), texts, zone)
    person, activity = name_of(table.name(shape.person)), name_of(table.name(shape.activity))
    at = table.cell(shape.at, Type.DATETIME)
    if at is None or {table.types[table.name(n)] for n in (shape.person, shape.activity)} != {
        "VARCHAR"
    }:
        return False
    known = program.schema.activities
    kinds = [
        kind
        for (kind,) in connection.execute(
            f"SELECT DISTINCT {activity} FROM {relation.text}"
        ).fetchall()
    ]
    if any(kind not in known for kind in kinds):
        return False
    columns = [f"{person} AS person", f"{activity} AS activity", f'{at.value} AS "at"']
    for needed in needs.attributes:
        cell = _needed(needed, known[needed.activity], table)
        if cell is None:
            return False
        columns.append(f"{cell.value} AS {name_of(needed.column.name)}")
    when = table.name(shape.at)
    whose = table.name(shape.person)
    doubts = [is_empty(whose, "VARCHAR"), is_empty(when, table.types[when])]
    doubts += filter(None, [at.doubt])
    for kind in kinds:
        own = " OR ".join(f"({doubt})" for doubt in _doubts(known[kind], table, program))
        if own:
            doubts.append(f"{activity} = {text_literal(kind)} AND ({own})")
    if is_doubtful(relation, doubts, connection):
        return False
    counted = _since(needs, name_of(when), table)
    # Whose the others are is asked by nobody, and looking at each id is dear.
    read = relation if of_all_kinds else _of_kinds(needs.activities, activity, counted)
    if is_doubtful(read, [id_doubt(whose)], connection):
        return False
    make_view(ACTIVITIES, columns, counted, connection)
    return True


def _of_kinds(kinds: Iterable[str], activity: str, relation: Relation) -> Relation:
    """The activities of some kinds."""
    listed = "".join(f", {text_literal(kind)}" for kind in kinds)
    text = f"(FROM {relation.text} WHERE {activity} IN (NULL{listed}))"
    return Relation(text, relation.columns)


def _since(needs: Needs, when: str, table: _Table) -> Relation:
    """The activities that can count: said of the column as it lies, files skip what is older."""
    earliest, relation = needs.earliest(), table.relation
    type = table.types[table.name(table.shape.at)]
    if earliest is None or not type.startswith("TIMESTAMP"):
        return relation
    zone = "+00" if type.startswith("TIMESTAMP WITH") else ""
    text = f"(FROM {relation.text} WHERE {when} >= '{earliest}{zone}'::{type})"
    return Relation(text, relation.columns)


def _needed(needed: AttributeColumn, activity: Activity, table: _Table) -> Cell | None:
    """How an attribute is read as a plan wants it; None where that takes a closer look."""
    if KINDS[needed.attribute.type] is not KINDS[needed.type]:
        return None
    plan = plan_for(table.shape, activity, table.zone)
    if needed.attribute.column in plan.changed:
        return None
    columns = {attribute: column for column, attribute in plan.cells}
    column = columns.get(needed.attribute.column)
    if column is None:
        return Cell(f"CAST(NULL AS {DUCKDB.types[KINDS[needed.type]]})")
    return table.cell(column, needed.type)


def _doubts(activity: Activity, table: _Table, program: Program) -> Iterator[str]:
    """Conditions that an attribute of one activity is not plain."""
    plan = plan_for(table.shape, activity, table.zone)
    for column, attribute in plan.cells:
        if attribute == plan.subject:
            yield from _doubts_of_subject(activity, column, table, program)
        if attribute in plan.changed:
            yield from _doubts_of_change(activity, plan, column, table, program)
            continue
        cell = table.cell(column, activity.attributes[attribute].type)
        if cell is None:
            yield f"{name_of(table.name(column))} IS NOT NULL"
        elif cell.doubt:
            yield cell.doubt


def _doubts_of_subject(
    activity: Activity, column: int, table: _Table, program: Program
) -> Iterator[str]:
    """Conditions that the field that changed is called by another name than its own."""
    own = name_of(table.name(column))
    named = f"trim({own}, {text_literal(BLANKS)})"
    yield f"{named} <> {own}"
    if others := ", ".join(map(text_literal, other_names(activity, program))):
        yield f"lower(nfc_normalize({own})) IN ({others})"


def _doubts_of_change(
    activity: Activity, plan: Plan, column: int, table: _Table, program: Program
) -> Iterator[str]:
    """Conditions that a value is not plain as one of the field that changed."""
    subjects = [at for at, attribute in plan.cells if attribute == plan.subject]
    if not subjects:
        return
    subject = f"lower(trim({name_of(table.name(subjects[0]))}))"
    names: dict[Type, list[str]] = {}
    for name, field in changed_fields(activity, program).items():
        if KINDS[field.type] is not Kind.TEXT:
            names.setdefault(field.type, []).append(name)
    for type, called in names.items():
        cell = table.cell(column, type)
        listed = ", ".join(map(text_literal, called))
        doubt = "TRUE" if cell is None else cell.doubt
        if doubt:
            yield f"{subject} IN ({listed}) AND ({doubt})"


def other_names(activity: Activity, program: Program) -> Sequence[str]:
    """Names of fields but their own, which tables may call them in an activity of a change."""
    fields = changed_fields(activity, program)
    return [name for name, one in fields.items() if name != folded(one.name)]


def changed_fields(activity: Activity, program: Program) -> Mapping[str, Field]:
    """The fields that an activity may tell a change of, by name."""
    if activity.name != "change_program_member_data":
        return fields_by_name(program.schema.person.values())
    found: dict[str, Field] = {}
    for one in program.programs.values():
        found |= fields_by_name(one.member_fields.values())
    return found
