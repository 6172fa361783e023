"""What a run would write into a world in a file, and the file would not hold.

Floor 4; see `cdsl.batch.duckdb.in_place`. DuckDB makes a value fit the type of its column, by
rounding if need be. A column that is only read may be narrower.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.batch.duckdb.direct import Done
from cdsl.batch.duckdb.sources import relation_of
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import Plan
from cdsl.batch.records import attributes_of, kinds_left, typed_record
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.tree import FALSE, Kind
from cdsl.semantics.types import Type

WORLD: Final = "world"
"""The name that the file goes by."""


def refuse_in_place(done: Done) -> None:
    """Raise NotSetBasedError for what the file would not hold as it is."""
    _refuse_narrow(done)
    _refuse_bound(done)


def _refuse_narrow(done: Done) -> None:
    """Refuse a column that does not hold every value of what it gets."""
    for table, types in (("people", _people(done)), ("activities", _activities(done))):
        text = getattr(done.tables_before, table)
        there = relation_of(text, done.connection).columns if text else ()
        columns = {name.lower(): (name, held) for name, held in there}
        for header, type in types:
            name, held = columns.get(header.lower(), ("", ""))
            if name and not _holds(held, KINDS[type]):
                message = f"`{name}` in `{table}` of a file that is changed is {held}, "
                message += f"which does not hold every {type}: it needs {_wanted(KINDS[type])}"
                raise NotSetBasedError("CDS612", message)


def _refuse_bound(done: Done) -> None:
    """Refuse members that are written anew where the table is more than its columns."""
    if not done.tables_before.members or not writes_members(done.plan):
        return
    found = done.connection.execute(
        "SELECT 'a constraint (' || constraint_type || ')' FROM duckdb_constraints() "
        f"WHERE {_OF_MEMBERS} UNION ALL "
        f"SELECT 'an index (' || index_name || ')' FROM duckdb_indexes() WHERE {_OF_MEMBERS} "
        "ORDER BY ALL DESC"
    ).fetchone()
    if found is not None:
        message = "`members` of a file that is changed is written anew, and would lose "
        raise NotSetBasedError("CDS612", message + found[0])


def writes_members(plan: Plan) -> bool:
    """Whether members are written anew, as a whole."""
    return bool(plan.members()) or plan.deleted() != FALSE


_OF_MEMBERS: Final = (
    f"database_name = '{WORLD}' AND schema_name = 'main' AND lower(table_name) = 'members'"
)


def _people(done: Done) -> Iterator[tuple[str, Type]]:
    """The columns of people that are changed."""
    headers = {field.name: header for header, field in done.shapes.people.fields.items()}
    for one in done.plan.fields():
        if one.after != one.before and one.field.name in headers:
            yield headers[one.field.name], one.field.type


def _activities(done: Done) -> Iterator[tuple[str, Type]]:
    """The columns of the activities that are left."""
    if kinds := kinds_left(done.plan, done.counted):
        yield from typed_record(attributes_of(done.plan, kinds)).items()


def _holds(held: str, kind: Kind) -> bool:
    """Whether a column of a type gives back every value of a kind as it was."""
    match kind:
        case Kind.WHOLE:
            # Most tables have INTEGER; what goes beyond is an error of DuckDB, and changes nothing.
            return held in ("INTEGER", "BIGINT", "HUGEINT", "VARCHAR")
        case Kind.CURRENCY:
            sizes = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", held)
            if sizes is None:
                return False
            precision, scale = map(int, sizes.groups())
            return scale >= 4 and precision - scale >= 14
        case Kind.FLOAT:
            return held == "DOUBLE"
        case Kind.BOOLEAN:
            return held in ("BOOLEAN", "VARCHAR")
        case Kind.DATE:
            return held in ("DATE", "VARCHAR")
        case Kind.INSTANT:
            return held in ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
        case _:
            return held == "VARCHAR"


def _wanted(kind: Kind) -> str:
    """The type that a column of a kind has in a file that a run makes."""
    return {
        Kind.WHOLE: "BIGINT",
        Kind.CURRENCY: "DECIMAL(18,4)",
        Kind.FLOAT: "DOUBLE",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
        Kind.INSTANT: "TIMESTAMP WITH TIME ZONE",
    }.get(kind, "VARCHAR")
