"""The table of members where it lies, as the views that plans read: one for each program.

Floor 4; see `cdsl.batch.duckdb.sources`.
"""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from cdsl.batch.duckdb.cells import UNKNOWN, Texts, name_of, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.doubts import (
    Doubt,
    cell_doubt,
    id_cell_doubt,
    refuse_doubles,
    refuse_doubtful,
)
from cdsl.batch.duckdb.sources import (
    Relation,
    assets_of,
    empty_view,
    field_cell,
    make_view,
    misfit,
    nothing,
    text_column,
    texts_of,
    with_default,
)
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.shapes import passing
from cdsl.batch.table_columns import fields_of_members, passing_columns, statuses_of
from cdsl.batch.world import asset_text, field_names, members_of
from cdsl.semantics.program import MarketingProgram, Program
from cdsl.semantics.schema import Field
from cdsl.world.tables.columns import PERSON_NAMES, folded, plain
from cdsl.world.tables.names import names_of

MEMBERS: Final = "members"
"""What the table is called."""


def no_members(program: Program, connection: Connection) -> None:
    """Make the views of programs that nobody is in."""
    for key, found in program.programs.items():
        names = field_names(found.member_fields.values())
        shape = {"person": "VARCHAR", "status": "VARCHAR"}
        shape |= {
            names[one.name]: DUCKDB.types[KINDS[one.type]] for one in found.member_fields.values()
        }
        empty_view(members_of(key), shape, connection)


def members_views(
    relation: Relation, program: Program, zone: tzinfo, connection: Connection
) -> tuple[str, ...]:
    """Make the views of all programs; the columns that pass through. Raises NotPlainError."""
    asset, status = (
        text_column(MEMBERS, relation, (name,), folded) for name in ("program", "status")
    )
    person = text_column(MEMBERS, relation, PERSON_NAMES, plain)
    texts = texts_of(relation, relation.header, connection)
    others = passing_columns(relation.header, program)
    for name in others:
        if dict(relation.columns)[name] != "VARCHAR":
            raise misfit(MEMBERS, relation, name, "texts, as no file declares it")
    names = names_of("a program", program.programs)
    spelled = assets_of(MEMBERS, relation, asset, names, connection)
    fields = fields_of_members(MEMBERS, relation.header, program)
    own = name_of(person)
    doubts = [id_cell_doubt(person)]
    views: dict[str, list[str]] = {}
    for key, one in program.programs.items():
        is_own = f"{spelled} = {text_literal(asset_text(key))}"
        views[is_own] = [
            f"{own} AS person",
            f"nullif({name_of(status)}, '') AS status",
            *_fields(one, fields[key], relation, texts, zone, is_own, doubts, connection),
        ]
        views[is_own] += [f"{name_of(name)} AS {name_of(passing(name))}" for name in others]
        listed = ", ".join(map(text_literal, statuses_of(one, program)))
        wrong = f"{name_of(status)} NOT IN ({listed})" if listed else "TRUE"
        wrong = f"{is_own} AND ({name_of(status)} IS NULL OR {wrong})"
        doubts.append(Doubt(wrong, status, "no status of its channel"))
    refuse_doubtful(MEMBERS, relation.text, doubts, zone, connection)
    refuse_doubles(
        MEMBERS, relation.text, f"({spelled}, {own})", f"`{person}`", connection, show=own
    )
    for key, (is_own, columns) in zip(program.programs, views.items(), strict=True):
        kept = Relation(f"(FROM {relation.text} WHERE {is_own})", relation.columns)
        make_view(members_of(key), columns, kept, connection)
    return others


def _fields(
    one: MarketingProgram,
    by_column: Mapping[str, Field],
    relation: Relation,
    texts: Mapping[str, Texts],
    zone: tzinfo,
    is_own: str,
    doubts: list[Doubt],
    connection: Connection,
) -> list[str]:
    """The columns of a program's fields; what is doubtful in its rows is added to `doubts`."""
    view = members_of(one.key)
    types: Mapping[str, str] = dict(relation.columns)
    fields = one.member_fields
    names = field_names(fields.values())
    read: dict[str, str] = {}
    for column, field in by_column.items():
        cell = field_cell(
            column, types[column], field, zone, texts.get(column, UNKNOWN), view, connection
        )
        if cell is None:
            raise misfit(MEMBERS, relation, column, f"a plain {field.type}")
        read[field.name] = cell.value
        if cell.doubt:
            doubts.append(cell_doubt(f"{is_own} AND ({cell.doubt})", column, field.type))
    columns: list[str] = []
    for field in fields.values():
        own = read.get(field.name, nothing(field))
        value = with_default(own, field, view, names, connection)
        columns.append(f"{value} AS {name_of(names[field.name])}")
    return columns
