"""The table of activities where it lies, as the view that plans read.

Floor 4; see `cdsl.batch.duckdb.sources`. An activity's attributes are checked to be plain also
where no plan asks for them: what the row engine would find wrong must not go unseen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo

from cdsl.batch.duckdb.cells import Cell, is_empty, name_of, text_literal
from cdsl.batch.duckdb.changed_values import Log, changed_value, doubts_of_change
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.doubts import (
    Doubt,
    Guard,
    cell_doubt,
    id_cell_doubt,
    refuse_doubtful,
)
from cdsl.batch.duckdb.sources import Relation, for_views, make_view, misfit, texts_of
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.table_columns import activities_called, shape_of_log
from cdsl.batch.world import ACTIVITIES, AttributeColumn, Needs
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.world.tables.activity_columns import plan_for


def activities_view(
    relation: Relation,
    program: Program,
    needs: Needs,
    zone: tzinfo,
    connection: Connection,
    *,
    of_all_kinds: bool,
) -> Guard:
    """Make the view of the activities that are needed. Raises NotPlainError.

    Whose they are is guarded in the view: at ids of activities that nobody asks for nobody looks,
    unless `of_all_kinds` may be read beside the plan.
    """
    table = _log(relation, program, needs, zone, connection)
    kinds = _kinds(table, program, connection)
    table = _by_name(table, kinds)
    relation = table.relation
    shape, activity = table.shape, name_of(table.name(table.shape.activity))
    at = table.cell(shape.at, Type.DATETIME)
    if at is None:
        raise misfit(ACTIVITIES, relation, table.name(shape.at), "instants")
    known = program.schema.activities
    whose = table.name(shape.person)
    asked = ", ".join(map(text_literal, needs.activities))
    when = table.name(shape.at)
    can_count = _can_count(needs, when, table, connection)
    are_read = f"{can_count} AND {activity} IN ({asked})" if asked else "FALSE"
    guard = Guard(ACTIVITIES, relation.text, id_cell_doubt(whose), are_read)
    person = name_of(whose) if of_all_kinds else guard.cell
    columns = [f"{person} AS person", f"{activity} AS activity", f'{at.value} AS "at"']
    closer: list[Doubt] = []
    for needed in needs.attributes:
        name, cell = _needed(needed, known[needed.activity], table, program)
        columns.append(f"{cell.value} AS {name_of(needed.column.name)}")
        if cell.doubt:
            own = f"{activity} = {text_literal(needed.activity)} AND ({cell.doubt})"
            closer.append(Doubt(own, name, "a value that is compared as one of another type"))
    doubts = [
        Doubt(is_empty(whose, "VARCHAR"), whose, "empty"),
        Doubt(is_empty(when, table.types[when]), when, "empty"),
    ]
    if at.doubt:
        doubts.append(cell_doubt(at.doubt, when, Type.DATETIME))
    for kind in {one.name: one for one in kinds.values()}.values():
        own = f"{activity} = {text_literal(kind.name)}"
        doubts += (
            replace(one, condition=f"{own} AND ({one.condition})")
            for one in _doubts(kind, table, program)
        )
    if of_all_kinds:
        closer.append(guard.doubt)
    refuse_doubtful(ACTIVITIES, relation.text, [*doubts, *closer], zone, connection)
    counting = Relation(f"(FROM {relation.text} WHERE {can_count})", relation.columns)
    make_view(ACTIVITIES, columns, counting, connection)
    return guard


def _log(
    relation: Relation, program: Program, needs: Needs, zone: tzinfo, connection: Connection
) -> Log:
    """The table with what its columns are. Raises NotPlainError."""
    shape = shape_of_log(ACTIVITIES, relation.header, program)
    texts = texts_of(relation, relation.header if needs.attributes else (), connection)
    table = Log(relation, shape, dict(relation.columns), texts, zone)
    for column in map(table.name, (shape.person, shape.activity)):
        if table.types[column] != "VARCHAR":
            raise misfit(ACTIVITIES, relation, column, "texts")
    return table


def _kinds(table: Log, program: Program, connection: Connection) -> Mapping[str, Activity]:
    """The activities that there are, by what the table calls them.

    Raises NotPlainError for one that is not declared.
    """
    name = table.name(table.shape.activity)
    rows = connection.execute(f"SELECT DISTINCT {name_of(name)} FROM {table.relation.text}")
    spellings = [spelled or "" for (spelled,) in rows.fetchall()]
    kinds: dict[str, Activity] = {}
    for spelled, found in activities_called(spellings, program).items():
        if not spelled:
            raise NotPlainError(ACTIVITIES, f"`{name}` is empty")
        if found is None:
            raise NotPlainError(ACTIVITIES, f"no file declares the activity `{spelled}`")
        kinds[spelled] = found
    return kinds


def _by_name(table: Log, kinds: Mapping[str, Activity]) -> Log:
    """The table with activities by their names, which may have stood there by their labels."""
    others = {spelled: one for spelled, one in kinds.items() if spelled != one.name}
    if not others:
        return table
    name = name_of(table.name(table.shape.activity))
    ways = " ".join(
        f"WHEN {text_literal(spelled)} THEN {text_literal(one.name)}"
        for spelled, one in others.items()
    )
    named = f"CASE {name} {ways} ELSE {name} END"
    relation = f"(SELECT * REPLACE ({named} AS {name}) FROM {table.relation.text})"
    return replace(table, relation=Relation(relation, table.relation.columns))


def _can_count(needs: Needs, when: str, table: Log, connection: Connection) -> str:
    """Which activities can count: said of the column as it lies, files skip what is older."""
    earliest, type = needs.earliest(), table.types[when]
    if earliest is None or not type.startswith("TIMESTAMP"):
        return "TRUE"
    at = earliest.replace(tzinfo=UTC if type.startswith("TIMESTAMP WITH") else None)
    known = for_views("earliest activity", at, type, connection)
    return f"{name_of(when)} >= {known}"


def _needed(
    needed: AttributeColumn, activity: Activity, table: Log, program: Program
) -> tuple[str, Cell]:
    """The column of an attribute, and how it is read. Raises NotPlainError."""
    plan = plan_for(table.shape, activity, table.zone)
    columns = {attribute: column for column, attribute in plan.cells}
    column = columns.get(needed.attribute.column)
    if column is None:
        return "", Cell(f"CAST(NULL AS {DUCKDB.types[KINDS[needed.type]]})")
    name = table.name(column)
    if plan.subject is not None and needed.attribute.column in (plan.subject, *plan.changed):
        return name, changed_value(needed, plan, column, table, program)
    cell = table.cell(column, needed.type)
    if cell is None or KINDS[needed.attribute.type] is not KINDS[needed.type]:
        raise misfit(ACTIVITIES, table.relation, name, f"a plain {needed.type}")
    # That its cells are plain is asked of every activity anyway.
    return name, Cell(cell.value)


def _doubts(activity: Activity, table: Log, program: Program) -> Iterator[Doubt]:
    """Conditions that an attribute of one activity is not plain."""
    plan = plan_for(table.shape, activity, table.zone)
    for column, attribute in plan.cells:
        name = table.name(column)
        if attribute in plan.changed:
            yield from doubts_of_change(plan, column, table, program)
            continue
        type = activity.attributes[attribute].type
        cell = table.cell(column, type)
        if cell is None:
            yield Doubt(table.is_there(column), name, f"no plain {type}")
        elif cell.doubt:
            yield cell_doubt(cell.doubt, name, type)
