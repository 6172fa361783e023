"""Columns of types that a field does not have, as the texts that a CSV would hold.

Floor 4. Ids that are numbers, a truth value in a field of texts, whatever only passes through:
their texts have the meaning that cells of a CSV have. Nothing is changed where all is plain.
"""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Final

from cdsl.batch.duckdb.cells import cell_of, name_of
from cdsl.batch.duckdb.sources import Relation
from cdsl.semantics.program import Program
from cdsl.semantics.types import Type
from cdsl.world.tables.activity_columns import plan_for, shape_of
from cdsl.world.tables.columns import folded
from cdsl.world.tables.member_columns import columns_of_members
from cdsl.world.tables.people_columns import Unfit, columns_of_companies, columns_of_people
from cdsl.world.tables.problems import Problems

_WHOLE: Final = frozenset(
    f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")
) | {"INTEGER", "UINTEGER"}


def as_texts(table: str, relation: Relation, program: Program, zone: tzinfo) -> str:
    """A table of the world with such columns as texts, as something to select from."""
    meant = _types(table, relation.header, program, zone)
    shown: list[str] = []
    is_changed = False
    for name, type in relation.columns:
        is_plain = type == "VARCHAR" or (
            name in meant and all(cell_of(name, type, one, zone) for one in meant[name])
        )
        text = None if is_plain else text_of(name, type)
        shown.append(name_of(name) if text is None else f"{text} AS {name_of(name)}")
        is_changed = is_changed or text is not None
    return f"(SELECT {', '.join(shown)} FROM {relation.text})" if is_changed else relation.text


def text_of(column: str, type: str) -> str | None:
    """A column of a type as the texts that a CSV would hold; None where those are not known."""
    name = name_of(column)
    if type in _WHOLE or type.startswith("DECIMAL(") or type in ("BOOLEAN", "DATE"):
        return f"CAST({name} AS VARCHAR)"
    if type in ("FLOAT", "DOUBLE"):
        wide = f"CAST({name} AS DOUBLE)"
        return f"CASE WHEN isnan({wide}) THEN 'nan' ELSE CAST({wide} AS VARCHAR) END"
    if type == "TIMESTAMP" or type.startswith("TIMESTAMP WITH"):
        instant = f"make_timestamp(epoch_us({name}))"
        zone = "" if type == "TIMESTAMP" else "Z"
        whole, exact = (
            f"strftime({instant}, '{form}{zone}')"
            for form in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f")
        )
        return f"CASE WHEN epoch_us({name}) % 1000000 = 0 THEN {whole} ELSE {exact} END"
    return None


def _types(
    table: str, header: tuple[str, ...], program: Program, zone: tzinfo
) -> Mapping[str, Iterable[Type]]:
    """The types that cells of each column are read as; none for a column of texts."""
    schema = program.schema
    match table:
        case "people":
            people = columns_of_people(header, schema.person)
            named = {} if isinstance(people, Unfit) else people[1]
            return {name: (one.type,) for name, one in named.items()}
        case "companies":
            companies = columns_of_companies(header, schema.company)
            named = {} if isinstance(companies, Unfit) else companies
            return {name: (one.type,) for name, one in named.items()}
        case "activities":
            return _of_activities(header, program, zone)
        case "members":
            held: dict[str, list[Type]] = {}
            problems = Problems("", bad_cells_empty=False)
            for columns in columns_of_members(header, program.programs, problems).values():
                for column, one in columns.items():
                    held.setdefault(header[column], []).append(one.type)
            return held
        case _:
            return {name: (Type.DATETIME,) for name in header if folded(name) == "at"}


def _of_activities(
    header: tuple[str, ...], program: Program, zone: tzinfo
) -> Mapping[str, Iterable[Type]]:
    problems = Problems("", bad_cells_empty=False)
    shape = shape_of(header, program.schema, problems)
    if problems:
        return {}
    types = {header[shape.at]: [Type.DATETIME]}
    for activity in program.schema.activities.values():
        plan = plan_for(shape, activity, zone)
        for column, attribute in plan.cells:
            is_text = attribute in plan.changed
            type = Type.TEXT if is_text else activity.attributes[attribute].type
            types.setdefault(header[column], []).append(type)
    return types
