"""A campaign done where its tables lie: files and databases in, files or the same tables out.

Floor 4. No row passes through Python. Whatever is not plain enough for that is said, so that the
caller can read it row by row instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import tzinfo
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.activity_source import activities_view
from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.database import Connection, count, make_flow
from cdsl.batch.duckdb.doubts import Guard
from cdsl.batch.duckdb.handed import Filled, HandedBack, set_aside
from cdsl.batch.duckdb.member_source import members_views, no_members
from cdsl.batch.duckdb.people_source import companies_view, people_view
from cdsl.batch.duckdb.queries import Query, spelled
from cdsl.batch.duckdb.results import all_after
from cdsl.batch.duckdb.sources import Relation, belonging_view, empty_view, relation_of
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import Moment, Plan, Refused, plan
from cdsl.batch.printing import Values, comments, query
from cdsl.batch.refusal import refuse_doubled
from cdsl.batch.shapes import KeyedColumns, Shapes
from cdsl.batch.tree import FALSE
from cdsl.batch.world import ACTIVITIES, COMPANIES, ENTRIES, LISTS, Needs, field_names
from cdsl.semantics.program import Campaign, Program, Tokens
from cdsl.source.data import dataclass

TABLES: Final = ("people", "activities", "lists", "entries", "members", "companies")
"""What the tables of a world are called."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a world where they lie, as DuckDB selects from them; empty for none."""

    people: str
    activities: str = ""
    lists: str = ""
    entries: str = ""
    members: str = ""
    companies: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A campaign that was done, and what is there to be written.

    Those who are `handed` over are not among what was counted, and still are as they were. What is
    `filled` is written even where nobody of the flow has a value.
    """

    plan: Plan
    counted: Counted
    shapes: Shapes
    connection: Connection
    tables_before: Tables
    handed: tuple[str, ...] = ()
    filled: Filled = Filled()

    @property
    def relations(self) -> Mapping[str, Relation]:
        """The tables as they came, by name."""
        texts = {name: getattr(self.tables_before, name) for name in TABLES}
        return {name: relation_of(text, self.connection) for name, text in texts.items() if text}

    def at_most(self) -> "Done":
        """The same if all that may be left is left, and all that may be filled is filled."""
        left = (1,) * len(self.counted.left)
        members = {
            (one.program, changed.field.name)
            for one in self.plan.members()
            for changed in one.fields
        }
        filled = Filled({one.field.name for one in self.plan.fields()}, members)
        return replace(self, counted=replace(self.counted, left=left), filled=filled)

    def tables(self, zone: tzinfo, beside: HandedBack | None = None) -> list[tuple[str, Query]]:
        """Every table of the world after the campaign. Raises NotSetBasedError."""
        filled = self.filled if beside is None else beside.filled
        tables = list(
            all_after(self.plan, self.counted, self.shapes, zone, self.connection, filled, beside)
        )
        for name, one in tables:
            refuse_doubled(name, (column for column, _ in one.columns))
        return tables


@contextmanager
def opened(memory: str | None = None) -> Iterator[Connection]:
    """A database of its own in memory, of so much at most (`2GB`), else of most there is.

    What goes beyond is put into a folder that is gone afterwards. Raises duckdb.Error, and
    KeyboardInterrupt as it is.
    """
    with TemporaryDirectory(prefix="cdsl-") as spill, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET temp_directory = ?", [spill])
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        try:
            yield connection
        except RuntimeError as stopped:
            # So DuckDB tells of Ctrl-C.
            if str(stopped) == "Query interrupted":
                raise KeyboardInterrupt from stopped
            raise


def do(
    program: Program,
    campaigns: Sequence[Campaign],
    passed: Tokens,
    moment: Moment,
    tables: Tables,
    zone: tzinfo,
    connection: Connection,
) -> Done | Refused:
    """Do campaigns to the people of some tables.

    Raises NotPlainError for tables that are read row by row, and duckdb.Error for what cannot be.

    One that would let in more people than its limit allows lets in nobody.
    """
    shapes, moment = _looked_at(program, moment, tables, zone, connection)
    while True:
        found = plan(program, campaigns, passed, moment)
        if isinstance(found, Refused):
            return found
        guard = _views(tables, program, found, zone, connection)
        with nullcontext() if guard is None else guard.guarding(zone, connection):
            make_flow(found, connection)
        handed = set_aside(found, connection)
        counted = count(found, connection)
        over = counted.over_limit(len(handed))
        if over is None:
            return Done(found, counted, shapes, connection, tables, handed)
        moment = replace(moment, over=(*moment.over, over.key))


def foreseen(
    program: Program,
    campaigns: Sequence[Campaign],
    passed: Tokens,
    moment: Moment,
    tables: Tables,
    zone: tzinfo,
    connection: Connection,
) -> Done | Refused:
    """What would be done by `do`, as if to nobody: tables are looked at, no flow is worked out.

    Raises as `do` does.
    """
    shapes, moment = _looked_at(program, moment, tables, zone, connection)
    found = plan(program, campaigns, passed, moment)
    if isinstance(found, Refused):
        return found
    guard = _views(tables, program, found, zone, connection)
    if guard is not None and guard.may_stop(connection):
        _look_at_ids(found, guard, zone, connection)
    make_flow(found, connection, of_nobody=True)
    return Done(found, count(found, connection), shapes, connection, tables)


def _looked_at(
    program: Program, moment: Moment, tables: Tables, zone: tzinfo, connection: Connection
) -> tuple[Shapes, Moment]:
    """How tables come, of which no plan need be known, and for what ids plans are then made."""
    relation = relation_of(tables.people, connection)
    columns = people_view(relation, program, zone, connection)
    moment = replace(
        moment,
        has_numbers_for_ids=columns.keys.are_numbers,
        has_short_ids=columns.keys.are_short,
    )
    companies = _companies(tables, program, zone, connection)
    members = _members(tables, program, zone, connection)
    return Shapes(columns, companies, members, bool(tables.entries)), moment


def _look_at_ids(found: Plan, guard: Guard, zone: tzinfo, connection: Connection) -> None:
    """Look at the ids of activities that a flow would read. Raises NotPlainError."""
    for one in found.flow(found.wanted()):
        if one.source == ACTIVITIES:
            values = Values()
            where = spelled(one.where, values)
            with guard.guarding(zone, connection):
                connection.execute(
                    f"SELECT max(person) FROM {name_of(ACTIVITIES)} WHERE {where}", values.by_name
                ).fetchone()


def shown(found: Plan) -> str:
    """What makes the flow, as it is said to DuckDB, and the values beside it."""
    values = Values()
    text = query(found.flow(found.wanted()), DUCKDB, values, pretty=True)
    return "\n".join((text, *comments(values, "$")))


def _views(
    tables: Tables, program: Program, found: Plan, zone: tzinfo, connection: Connection
) -> Guard | None:
    needs, guard = found.standing.base.needs, None
    empty_view(ACTIVITIES, {**_ACTIVITIES, **_attributes(needs)}, connection)
    if tables.activities:
        relation = relation_of(tables.activities, connection)
        is_handing = found.handed != FALSE
        guard = activities_view(relation, program, needs, zone, connection, of_all_kinds=is_handing)
    for table, text, keys, shape in (
        (LISTS, tables.lists, tuple(program.lists), _LISTS),
        (ENTRIES, tables.entries, tuple(program.campaigns), _ENTRIES),
    ):
        empty_view(table, shape, connection)
        if text:
            belonging_view(table, relation_of(text, connection), keys, zone, connection)
    return guard


def _companies(
    tables: Tables, program: Program, zone: tzinfo, connection: Connection
) -> KeyedColumns:
    if tables.companies:
        return companies_view(relation_of(tables.companies, connection), program, zone, connection)
    fields = program.schema.company.values()
    names = field_names(fields)
    shape = {names[one.name]: DUCKDB.types[KINDS[one.type]] for one in fields}
    empty_view(COMPANIES, {"key": "VARCHAR", **shape}, connection)
    return KeyedColumns()


def _members(
    tables: Tables, program: Program, zone: tzinfo, connection: Connection
) -> tuple[str, ...]:
    if tables.members:
        return members_views(relation_of(tables.members, connection), program, zone, connection)
    no_members(program, connection)
    return ()


_ACTIVITIES: Final = {"person": "VARCHAR", "activity": "VARCHAR", "at": "TIMESTAMP"}
_LISTS: Final = {"list": "VARCHAR", "person": "VARCHAR"}
_ENTRIES: Final = {"campaign": "VARCHAR", "person": "VARCHAR", "at": "TIMESTAMP"}


def _attributes(needs: Needs) -> Mapping[str, str]:
    return {one.column.name: DUCKDB.types[one.column.kind] for one in needs.attributes}
