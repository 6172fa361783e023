"""Members and companies after a campaign, as queries of DuckDB.

Floor 4; see `cdsl.batch.duckdb.results`.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from cdsl.batch.building import both, is_missing, opposite
from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import IN_FLOW, Query, as_written, spelled, text_beside
from cdsl.batch.duckdb.sources import nothing
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW, MembersAfter, Plan
from cdsl.batch.printing import Values
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.shapes import KeyedColumns, passing
from cdsl.batch.tree import FALSE, Kind, Plain
from cdsl.batch.world import COMPANIES, ID, field_column, field_names, members_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import MarketingProgram
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.world.tables.names import names_of


def members_after(
    plan: Plan,
    passes: Sequence[str],
    connection: Connection,
    also: Collection[tuple[AssetKey, str]] = (),
    among: str = "TRUE",
) -> Query:
    """Who is in which program, with the columns that pass through. Raises NotSetBasedError.

    Fields of `also`, by program and name, have a value for somebody else. `among` is the condition
    of those whose values are seen here.
    """
    programs = plan.standing.program.programs
    names = names_of("a program", programs)
    values = Values()
    touched = {membership.program: membership for membership in plan.members()}
    parts: list[str] = []
    columns: dict[str, list[Field]] = {}
    for key, one in programs.items():
        members = _members_of(plan, one, touched.get(key), passes, values)
        counts = _counts(members, among, one, values, connection)
        filled = [
            field
            for field, count in zip(one.member_fields.values(), counts, strict=True)
            if count or (key, field.name) in also
        ]
        for field in filled:
            columns.setdefault(field.name, []).append(field)
        own = "".join(f", {_written(field)} AS {_inner(field)}" for field in filled)
        extra = "".join(f", {_passing(name)}" for name in passes)
        parts.append(
            f"SELECT {text_beside(names.spelled(key), values)} AS program, person AS person_id, "
            f"status{own}{extra} FROM ({members})"
        )
    if any(len({field.type for field in fields}) > 1 for fields in columns.values()):
        raise NotSetBasedError("CDS602", "programs have fields of one name and several types")
    inner = {name: (name, Type.TEXT) for name in ("program", "person_id", "status")}
    inner |= {_inner(fields[0]): (name, fields[0].type) for name, fields in columns.items()}
    inner |= {_passing(name): (name, Type.TEXT) for name in passes}
    none = ", ".join(_nothing_as(column, type) for column, (_, type) in inner.items())
    parts.append(f"SELECT {none} WHERE FALSE")
    # A text that a program has no field for is empty too.
    shown = ", ".join(
        f"{_or_empty(column, type)} AS {name_of(name)}" for column, (name, type) in inner.items()
    )
    found = f"SELECT {shown} FROM ({' UNION ALL BY NAME '.join(parts)})"
    return Query(found, values.by_name, tuple(inner.values()), owner="program")


def _inner(field: Field) -> str:
    """A field's column beside those of every member, whose names are no other's."""
    return name_of(field_column(field).name)


def _passing(name: str) -> str:
    return name_of(passing(name))


def _written(field: Field) -> str:
    return as_written(_inner(field), field.type)


def _or_empty(column: str, type: Type) -> str:
    """A column as the row engine writes it: a text that is empty where there is none."""
    return f"coalesce({column}, '')" if KINDS[type] is Kind.TEXT else column


def _nothing_as(column: str, type: Type) -> str:
    value = f"CAST(NULL AS {DUCKDB.types[KINDS[type]]})"
    return f"{as_written(value, type)} AS {column}"


def _members_of(
    plan: Plan,
    one: MarketingProgram,
    after: MembersAfter | None,
    passes: Sequence[str],
    values: Values,
) -> str:
    """The members of one program: person, status, fields, what passes through."""
    fields = {name: _inner(field) for name, field in one.member_fields.items()}
    view = name_of(members_of(one.key))
    extra = "".join(f", {view}.{_passing(name)}" for name in passes)
    gone = ""
    if plan.deleted() != FALSE:
        gone = f" WHERE {IN_FLOW} IS NULL OR NOT {spelled(plan.deleted(), values)}"
    joined = f"{view} LEFT JOIN {name_of(FLOW)} ON {IN_FLOW} = {view}.person{gone}"
    if after is None:
        own = "".join(f", {view}.{column}" for column in fields.values())
        return f"SELECT {view}.person, {view}.status{own}{extra} FROM {joined}"
    changed = {field.field.name: spelled(field.after, values) for field in after.fields}

    def now(name: str) -> str:
        before = f"{view}.{fields[name]}"
        if name not in changed:
            return before
        return f"CASE WHEN {IN_FLOW} IS NOT NULL THEN {changed[name]} ELSE {before} END"

    status = spelled(after.after, values)
    own = "".join(f", {now(name)} AS {column}" for name, column in fields.items())
    stayed = (
        f"SELECT {view}.person, CASE WHEN {IN_FLOW} IS NOT NULL THEN {status} "
        f"ELSE {view}.status END AS status{own}{extra} FROM {joined}"
    )
    is_member = opposite(is_missing(after.after))
    came = both(is_missing(after.before), is_member, opposite(plan.deleted()))
    if came == FALSE:
        return stayed
    new = "".join(
        f", {changed.get(name, nothing(field))} AS {fields[name]}"
        for name, field in one.member_fields.items()
    )
    none = "".join(f", '' AS {_passing(name)}" for name in passes)
    return (
        f"{stayed} UNION ALL SELECT {name_of(ID.name)}, {status}{new}{none} "
        f"FROM {name_of(FLOW)} WHERE {spelled(came, values)}"
    )


def _counts(
    text: str, among: str, one: MarketingProgram, values: Values, connection: Connection
) -> Sequence[int]:
    """How many members have a value in each field of a program."""
    asked = ", ".join(f"count({_inner(field)})" for field in one.member_fields.values())
    if not asked:
        return ()
    counted = connection.execute(
        f"SELECT {asked} FROM ({text}) WHERE {among}", _used(text, values)
    ).fetchone()
    assert counted is not None
    return counted


def _used(text: str, values: Values) -> Mapping[str, Plain]:
    """The values that a text names: DuckDB refuses others."""
    named = set(re.findall(r"\$(v\d+)", text))
    return {name: value for name, value in values.by_name.items() if name in named}


def companies_after(plan: Plan, columns: KeyedColumns, connection: Connection) -> Query:
    """Companies, which no flow changes, as they came."""
    fields = plan.standing.program.schema.company
    names = field_names(fields.values())
    header: dict[str, str] = {}
    typed: list[tuple[str, Type]] = []
    for name in columns.header or ("name",):
        one = columns.fields.get(name) or (None if columns.header else fields["name"])
        header[name] = f"coalesce({name_of(passing(name))}, '')"
        if one is not None:
            header[name] = as_written(name_of(names[one.name]), one.type)
        typed.append((name, Type.TEXT if one is None else one.type))
    held = {one.name for one in columns.fields.values()}
    is_any = connection.execute(f"SELECT 1 FROM {name_of(COMPANIES)} LIMIT 1").fetchone()
    for one in fields.values():
        if is_any is not None and one.default is not None and one.name not in held:
            header[one.name] = as_written(name_of(names[one.name]), one.type)
            typed.append((one.name, one.type))
    shown = ", ".join(f"{value} AS {name_of(name)}" for name, value in header.items())
    found = f"SELECT {shown} FROM {name_of(COMPANIES)}"
    return Query(found, {}, tuple(typed), person="", owner=columns.key or "name")
