"""A world in a DuckDB file: its tables read where they stand, and changed there.

Floor 4. The tables are called and shaped as the files that a run reads: `people`, `activities`,
`lists`, `entries`, `members` and `companies`. All changes of a campaign are one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import tzinfo

import duckdb

from cdsl.batch.building import both, either, is_missing, opposite, same
from cdsl.batch.duckdb.activity_results import activities_after
from cdsl.batch.duckdb.cells import name_of, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.direct import TABLES, Done, Tables
from cdsl.batch.duckdb.member_results import members_after
from cdsl.batch.duckdb.queries import Query, spelled, text_beside
from cdsl.batch.duckdb.refusals_in_place import WORLD, refuse_in_place, writes_members
from cdsl.batch.duckdb.sources import relation_of
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW
from cdsl.batch.printing import Values
from cdsl.batch.refusal import refuse_doubled
from cdsl.batch.tree import FALSE, Kind
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.types import Type
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.databases import DatabaseError
from cdsl.world.tables.names import names_of


@contextmanager
def attached(path: str, connection: Connection) -> Iterator[Tables | None]:
    """The tables of a DuckDB file; None where it has no people. Raises DatabaseError."""
    try:
        connection.execute(f"ATTACH {text_literal(path)} AS {WORLD} (TYPE duckdb)")
    except duckdb.Error as failed:
        message = f"`{path}` cannot be read: {str(failed).splitlines()[0]}"
        found = Diagnostic("CDS730", SEVERITIES["CDS730"], message, None, None)
        raise DatabaseError(found) from failed
    try:
        tables = connection.execute(
            "SELECT lower(table_name) FROM duckdb_tables() "
            "WHERE database_name = ? AND schema_name = 'main'",
            [WORLD],
        )
        there = {name for (name,) in tables.fetchall()}
        texts = {name: _table(name) if name in there else "" for name in TABLES}
        yield Tables(**texts) if texts["people"] else None
    finally:
        connection.execute(f"DETACH {WORLD}")


def unfit(tables: Tables, program: Program, connection: Connection) -> str:
    """What of the tables of a file could be read, but not changed; empty if nothing."""
    if wrong := _unlike(connection):
        return wrong
    for table, text, own, names in (
        ("lists", tables.lists, "list", names_of("a list", program.lists)),
        ("entries", tables.entries, "campaign", names_of("a campaign", program.campaigns)),
        ("activities", tables.activities, "activity", None),
    ):
        if not text:
            continue
        types = dict(relation_of(text, connection).columns)
        for column in ("person_id", own):
            if types.get(column) != "VARCHAR":
                return f"`{table}` of a file that is changed needs texts in `{column}`"
        if table != "lists" and types.get("at") != "TIMESTAMP WITH TIME ZONE":
            return f"`{table}` of a file that is changed needs a `TIMESTAMPTZ` in `at`"
        if names is None:
            continue
        written = f"SELECT DISTINCT {own} FROM {text} WHERE {own} IS NOT NULL"
        for (name,) in connection.execute(written).fetchall():
            key = names.find(name)
            if isinstance(key, AssetKey) and names.spelled(key) != name:
                return f"`{name}` in `{table}` of a file that is changed is `{names.spelled(key)}`"
    return ""


def _unlike(connection: Connection) -> str:
    """Which table is none that a run could make, or compares texts its own way; empty if none."""
    views = connection.execute(
        "SELECT lower(view_name) FROM duckdb_views() "
        "WHERE database_name = ? AND schema_name = 'main'",
        [WORLD],
    ).fetchall()
    collated = connection.execute(
        "SELECT lower(table_name) FROM duckdb_tables() "
        "WHERE database_name = ? AND schema_name = 'main' AND contains(sql, ' COLLATE ')",
        [WORLD],
    ).fetchall()
    for name in TABLES:
        if (name,) in views:
            return f"`{name}` of a file that is changed is a view, and not a table"
        if (name,) in collated:
            return (
                f"`{name}` of a file that is changed has a collation: texts would be compared by it"
            )
    return ""


def _table(name: str) -> str:
    return f"{WORLD}.main.{name_of(name)}"


def statements_of(done: Done, zone: tzinfo) -> list[Query]:
    """What changes the tables of the file. Raises NotSetBasedError for what it would not hold."""
    refuse_in_place(done)
    return [
        *_people(done),
        *_lists(done),
        *_entries(done),
        *_activities(done, zone),
        *_members(done),
    ]


def put_in_place(statements: Iterable[Query], connection: Connection) -> None:
    """Change the tables of the file, all of them or none. Raises duckdb.Error."""
    connection.execute("BEGIN")
    try:
        for statement in statements:
            connection.execute(statement.text, statement.values)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            # A COMMIT that fails has ended the transaction.
            connection.execute("ROLLBACK")
        raise


def _statement(text: str, values: Values) -> Query:
    return Query(text, values.by_name, ())


def _people(done: Done) -> Iterator[Query]:
    plan, columns = done.plan, done.shapes.people
    held = {field.name: header for header, field in columns.fields.items()}
    values = Values()
    changed = [after for after in plan.fields() if after.after != after.before]
    for after in changed:
        if after.field.name not in held:
            held[after.field.name] = after.field.name
            kind = DUCKDB.types[KINDS[after.field.type]]
            column = f"{name_of(after.field.name)} {kind}"
            yield _statement(f"ALTER TABLE {_table('people')} ADD COLUMN {column}", Values())
    if changed:
        sets = ", ".join(
            f"{name_of(held[after.field.name])} = changes.{name_of(f'new {number}')}"
            for number, after in enumerate(changed)
        )
        new = ", ".join(
            f"{spelled(after.after, values)} AS {name_of(f'new {number}')}"
            for number, after in enumerate(changed)
        )
        differs = either(*(opposite(same(after.before, after.after)) for after in changed))
        changes = (
            f"SELECT {name_of(ID.name)} AS whose, {new} FROM {name_of(FLOW)} "
            f"WHERE {spelled(differs, values)}"
        )
        text = (
            f"UPDATE {_table('people')} AS people SET {sets} FROM ({changes}) AS changes "
            f"WHERE people.{name_of(columns.key)} = changes.whose"
        )
        yield _statement(text, values)
    if plan.deleted() != FALSE:
        gone = Values()
        where = f"{name_of(columns.key)} IN ({_ids(spelled(plan.deleted(), gone))})"
        yield _statement(f"DELETE FROM {_table('people')} WHERE {where}", gone)


def _ids(where: str) -> str:
    return f"SELECT {name_of(ID.name)} FROM {name_of(FLOW)} WHERE {where}"


def _lists(done: Done) -> Iterator[Query]:
    plan = done.plan
    names = names_of("a list", plan.standing.program.lists)
    yield _create("lists", {"list": "VARCHAR", "person_id": "VARCHAR"})
    for key, before, now in plan.lists():
        added, removed = both(now, opposite(before)), both(before, opposite(now))
        if added != FALSE:
            values = Values()
            name = text_beside(names.spelled(key), values)
            staying = spelled(both(added, opposite(plan.deleted())), values)
            text = f"SELECT {name} AS list, {name_of(ID.name)} AS person_id FROM {name_of(FLOW)}"
            yield _statement(
                f"INSERT INTO {_table('lists')} BY NAME {text} WHERE {staying}", values
            )
        if removed != FALSE:
            values = Values()
            name = text_beside(names.spelled(key), values)
            ids = _ids(spelled(removed, values))
            where = f"list = {name} AND person_id IN ({ids})"
            yield _statement(f"DELETE FROM {_table('lists')} WHERE {where}", values)
    if plan.deleted() != FALSE:
        yield _forget("lists", done)


def _forget(table: str, done: Done) -> Query:
    values = Values()
    ids = _ids(spelled(done.plan.deleted(), values))
    return _statement(f"DELETE FROM {_table(table)} WHERE person_id IN ({ids})", values)


def _entries(done: Done) -> Iterator[Query]:
    plan = done.plan
    names = names_of("a campaign", plan.standing.program.campaigns)
    kinds = {"campaign": "VARCHAR", "person_id": "VARCHAR", "at": "TIMESTAMPTZ"}
    yield _create("entries", kinds)
    for key, before, now in plan.entries():
        values = Values()
        is_new = both(opposite(is_missing(now)), opposite(same(before, now)))
        ids = _ids(spelled(is_new, values))
        name = text_beside(names.spelled(key), values)
        yield _statement(
            f"DELETE FROM {_table('entries')} WHERE campaign = {name} AND person_id IN ({ids})",
            values,
        )
        values = Values()
        name = text_beside(names.spelled(key), values)
        at = f"make_timestamptz(epoch_us({spelled(now, values)}))"
        yield _statement(
            f"INSERT INTO {_table('entries')} BY NAME SELECT {name} AS campaign, "
            f'{name_of(ID.name)} AS person_id, {at} AS "at" FROM {name_of(FLOW)} '
            f"WHERE {spelled(is_new, values)}",
            values,
        )
    if plan.deleted() != FALSE:
        yield _forget("entries", done)


def _create(table: str, columns: Mapping[str, str]) -> Query:
    listed = ", ".join(f"{name_of(name)} {type}" for name, type in columns.items())
    return _statement(f"CREATE TABLE IF NOT EXISTS {_table(table)} ({listed})", Values())


def _activities(done: Done, zone: tzinfo) -> Iterator[Query]:
    """Put activities behind those of the table, which gets the columns that it lacks."""
    rows = activities_after(done.plan, done.counted, zone)
    columns = {name: _type(type) for name, type in rows.columns}
    refuse_doubled("activities", columns)
    table = _table("activities")
    yield _create("activities", columns)
    for name, type in columns.items():
        column = f"{name_of(name)} {type}"
        yield _statement(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}", Values())
    yield Query(f"INSERT INTO {table} BY NAME {rows.text}", rows.values, ())


def _members(done: Done) -> Iterator[Query]:
    """Write members anew as a whole, few as they are beside people."""
    if not writes_members(done.plan):
        return
    filled = done.filled.members
    members = members_after(done.plan, done.shapes.members, done.connection, filled)
    refuse_doubled("members", (name for name, _ in members.columns))
    text = f"CREATE OR REPLACE TABLE {_table('members')} AS {members.text}"
    yield Query(text, members.values, ())


def _type(type: Type) -> str:
    kind = KINDS[type]
    return "TIMESTAMPTZ" if kind is Kind.INSTANT else DUCKDB.types[kind]
