"""The world after a campaign, as queries of DuckDB: what `cdsl.world.tables.output` writes.

Floor 4. The columns and their types are those that the row engine writes; the order of rows is
not. Raises NotSetBasedError for what cannot be written so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from cdsl.batch.cells import name_of, text_literal
from cdsl.batch.conversions import text
from cdsl.batch.counts import Counted
from cdsl.batch.database import Connection
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.handed import Beside, put_beside
from cdsl.batch.kinds import KINDS
from cdsl.batch.member_results import companies_after, members_after
from cdsl.batch.outcome import value_of
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.queries import IN_FLOW, Query, as_written, spelled
from cdsl.batch.relations import Select
from cdsl.batch.sources import KeyedColumns, passing
from cdsl.batch.standing import Known, Logged, Varying, Worth, as_expression
from cdsl.batch.tree import (
    FALSE,
    Call,
    Expression,
    Kind,
    Literal,
    Operation,
    both,
    is_missing,
    opposite,
)
from cdsl.batch.world import ENTRIES, ID, LISTS, PEOPLE, asset_text, field_names
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.activity_columns import RESERVED
from cdsl.world.tables.cells import column_type
from cdsl.world.tables.columns import folded
from cdsl.world.tables.names import names_of
from cdsl.world.values import Value


def people_after(
    plan: Plan, columns: KeyedColumns, connection: Connection, also: Collection[str] = ()
) -> Query:
    """People with the columns as they came, then those of other fields that have a value.

    Fields of `also` have one for somebody else.
    """
    fields = plan.standing.program.schema.person
    names = field_names(fields.values())
    values = Values()
    after = {one.field.name: spelled(one.after, values) for one in plan.fields()}

    def column(one: Field) -> str:
        own = f"{name_of(PEOPLE)}.{name_of(names[one.name])}"
        if one.name in after:
            own = f"CASE WHEN {IN_FLOW} IS NOT NULL THEN {after[one.name]} ELSE {own} END"
        return as_written(own, one.type)

    shown: list[str] = []
    typed: list[tuple[str, Type]] = []
    for header in columns.header:
        if header == columns.key:
            value = f"{name_of(PEOPLE)}.{name_of(ID.name)}"
        elif header in columns.fields:
            value = column(columns.fields[header])
        else:
            value = f"coalesce({name_of(PEOPLE)}.{name_of(passing(header))}, '')"
        shown.append(f"{value} AS {name_of(header)}")
        is_field = header != columns.key and header in columns.fields
        typed.append((header, columns.fields[header].type if is_field else Type.TEXT))
    held = {one.name for one in columns.fields.values()}
    absent = [one for one in fields.values() if one.name not in held]
    for one in absent:
        is_filled = one.name in after and _is_filled(plan, one, connection)
        if one.default is not None or is_filled or one.name in also:
            shown.append(f"{column(one)} AS {name_of(one.name)}")
            typed.append((one.name, one.type))
    joined = f"LEFT JOIN {name_of(FLOW)} ON {IN_FLOW} = {name_of(PEOPLE)}.{name_of(ID.name)}"
    gone = spelled(plan.deleted(), values)
    kept = "" if plan.deleted() == FALSE else f" WHERE {IN_FLOW} IS NULL OR NOT {gone}"
    found = f"SELECT {', '.join(shown)} FROM {name_of(PEOPLE)} {joined}{kept}"
    return Query(found, values.by_name, tuple(typed), columns.key)


def _is_filled(plan: Plan, one: Field, connection: Connection) -> bool:
    after = next(found.after for found in plan.fields() if found.field.name == one.name)
    values = Values()
    value = spelled(after, values)
    gone = spelled(plan.deleted(), values)
    found = connection.execute(
        f"SELECT 1 FROM {name_of(FLOW)} WHERE ({value}) IS NOT NULL AND NOT {gone} LIMIT 1",
        values.by_name,
    )
    return found.fetchone() is not None


def lists_after(plan: Plan) -> Query:
    """Who is on which list."""
    lists = plan.standing.program.lists
    names = names_of("a list", lists)
    values = Values()
    names_by_key = " ".join(
        f"WHEN {text_literal(asset_text(key))} THEN {text_literal(names.spelled(key))}"
        for key in lists
    )
    before = f"SELECT DISTINCT list, person FROM {name_of(LISTS)}"
    gone = [_where(plan.deleted(), None)] if plan.deleted() != FALSE else []
    parts: list[str] = []
    for key, was, now in plan.lists():
        left = both(was, opposite(now))
        if left != FALSE:
            gone.append(_where(left, key))
        parts.append(_members_of_list(plan, key, both(now, opposite(was)), values))
    if gone:
        without = " OR ".join(
            (f"list = {text_literal(key)} AND " if key else "")
            + f"person IN (SELECT {name_of(ID.name)} FROM {name_of(FLOW)} "
            f"WHERE {spelled(condition, values)})"
            for condition, key in gone
        )
        before += f" WHERE NOT ({without})"
    union = " UNION ALL ".join([before, *parts])
    column = f"CASE list {names_by_key} END" if names_by_key else "list"
    found = f"SELECT {column} AS list, person AS person_id FROM ({union})"
    typed = (("list", Type.TEXT), ("person_id", Type.TEXT))
    return Query(found, values.by_name, typed, owner="list")


def _where(condition: Expression, key: AssetKey | None) -> tuple[Expression, str]:
    return condition, "" if key is None else asset_text(key)


def _members_of_list(plan: Plan, key: AssetKey, added: Expression, values: Values) -> str:
    staying = both(added, opposite(plan.deleted()))
    return (
        f"SELECT {text_literal(asset_text(key))} AS list, {name_of(ID.name)} AS person "
        f"FROM {name_of(FLOW)} WHERE {spelled(staying, values)}"
    )


def entries_after(plan: Plan) -> Query:
    """When each person last entered each campaign."""
    campaigns = plan.standing.program.campaigns
    names = names_of("a campaign", campaigns)
    values = Values()
    names_by_key = " ".join(
        f"WHEN {text_literal(asset_text(key))} THEN {text_literal(names.spelled(key))}"
        for key in campaigns
    )
    parts = [f'SELECT campaign, person, "at" FROM {name_of(ENTRIES)}']
    for key, _, now in plan.entries():
        at = spelled(now, values)
        parts.append(
            f"SELECT {text_literal(asset_text(key))}, {name_of(ID.name)}, {at} "
            f"FROM {name_of(FLOW)} WHERE ({at}) IS NOT NULL"
        )
    union = " UNION ALL ".join(parts)
    kept = ""
    if plan.deleted() != FALSE:
        kept = (
            f" WHERE person NOT IN (SELECT {name_of(ID.name)} FROM {name_of(FLOW)} "
            f"WHERE {spelled(plan.deleted(), values)})"
        )
    column = f"CASE campaign {names_by_key} END"
    found = (
        f"SELECT {column} AS campaign, person AS person_id, "
        f'make_timestamptz(epoch_us(max("at"))) AS "at" '
        f"FROM ({union}){kept} GROUP BY campaign, person"
    )
    typed = (("campaign", Type.TEXT), ("person_id", Type.TEXT), ("at", Type.DATETIME))
    return Query(found, values.by_name, typed, owner="campaign")


def _is_there(value: Expression) -> Expression:
    return opposite(is_missing(value))


def _some(condition: Expression, connection: Connection) -> bool:
    values = Values()
    where = spelled(condition, values)
    found = connection.execute(
        f"SELECT 1 FROM {name_of(FLOW)} WHERE {where} LIMIT 1", values.by_name
    )
    return found.fetchone() is not None


# Activities -------------------------------------------------------------------------------------


def kinds_left(plan: Plan, connection: Connection) -> tuple[Activity, ...]:
    """The kinds of the activities that the flow has left."""
    found = {one.activity.name: one.activity for one in _left(plan, connection)}
    return tuple(found.values())


def _left(plan: Plan, connection: Connection) -> list[Logged]:
    return [one for one in plan.standing.log if _some(one.where, connection)]


def activities_after(
    plan: Plan,
    counted: Counted,
    zone: tzinfo,
    connection: Connection,
    beside: Beside | None = None,
) -> Query:
    """The activities that the flow has left, one after another, and those beside them."""
    left = _left(plan, connection)
    kinds = [one.activity for one in left]
    columns = attributes_of(plan, kinds if beside is None else (*kinds, *beside.kinds))
    values = Values()
    parts: list[str] = []
    for number, one in enumerate(left):
        shown = [
            *record_of(plan, counted, one, columns, zone),
            ("number", Literal(number, Kind.WHOLE)),
        ]
        parts.append(query((Select("left", FLOW, tuple(shown), where=one.where),), DUCKDB, values))
    typed = typed_record(columns)
    outer = ", ".join(
        f"{as_written(name_of(name), type)} AS {name_of(name)}" for name, type in typed.items()
    )
    if beside is not None:
        own = ", ".join(map(name_of, typed))
        relation = beside.relation("activities")
        parts.append(f"SELECT {own}, file_row_number AS number FROM {relation}")
    if not parts:
        parts.append(_no_activities())
    found = f"FROM ({' UNION ALL '.join(parts)})"
    text = f"SELECT {outer} {found}"
    return Query(text, values.by_name, tuple(typed.items()), number="number")


def typed_record(attributes: Mapping[str, Type]) -> Mapping[str, Type]:
    """The columns of an activity with some attributes."""
    return {
        "person_id": Type.TEXT,
        "activity": Type.TEXT,
        "at": Type.DATETIME,
        **attributes,
        "by_campaign": Type.TEXT,
        "by_run": Type.INTEGER,
        "by_step": Type.TEXT,
    }


def record_of(
    plan: Plan, counted: Counted, one: Logged, attributes: Mapping[str, Type], zone: tzinfo
) -> list[tuple[str, Expression]]:
    """An activity that the flow has left, under the columns of `typed_record`."""
    campaigns = names_of("a campaign", plan.standing.program.campaigns)
    given = {_header(one.activity, name): worth for name, worth in one.values.items()}
    shown: list[tuple[str, Expression]] = [
        ("person_id", ID),
        ("activity", Literal(one.activity.name, Kind.TEXT)),
        ("at", Literal(plan.standing.now.replace(tzinfo=None), Kind.INSTANT)),
    ]
    for header, type in attributes.items():
        worth = given.get(header, Known(None, type))
        if KINDS[type] is Kind.TEXT and KINDS[worth.type] is not Kind.TEXT:
            worth = _shown(worth, zone)
        shown.append((header, _missing_as(as_expression(worth), KINDS[type])))
    return [
        *shown,
        ("by_campaign", Literal(campaigns.spelled(one.campaign), Kind.TEXT)),
        ("by_run", _run_of(one, plan, counted)),
        ("by_step", Literal(one.step, Kind.TEXT)),
    ]


def _run_of(left: Logged, plan: Plan, counted: Counted) -> Expression:
    """The number of the run that left an activity, among those of all campaigns."""
    run, before = plan.standing.started[left.started].run, counted.runs_before(left.started)
    return Call(Operation.ADD, (run, Literal(before, Kind.WHOLE)), Kind.WHOLE) if before else run


def _shown(worth: Worth, zone: tzinfo) -> Worth:
    """A value as a text, missing where it is."""
    found = text(worth, zone, None)
    if isinstance(found, Known):
        return Known(found.value or None, Type.TEXT)
    return Varying(Call(Operation.OR_MISSING, (found.expression,), Kind.TEXT), Type.TEXT)


def _no_activities() -> str:
    texts = ("person_id", "activity", "by_campaign", "by_step")
    columns = [f"CAST(NULL AS VARCHAR) AS {name}" for name in texts]
    columns += ['CAST(NULL AS TIMESTAMP) AS "at"', "CAST(NULL AS BIGINT) AS by_run"]
    columns += ["CAST(NULL AS BIGINT) AS number"]
    return f"SELECT {', '.join(columns)} WHERE FALSE"


def _missing_as(value: Expression, kind: Kind) -> Expression:
    is_nothing = isinstance(value, Literal) and value.value is None
    return Literal(None, kind) if is_nothing else value


def attributes_of(plan: Plan, kinds: Sequence[Activity]) -> Mapping[str, Type]:
    """The columns of attributes, by header, as `cdsl.world.tables.output` says them."""
    known = list(plan.standing.program.schema.activities)
    by_name = {one.name: one for one in kinds}
    headers: dict[str, list[Type]] = {}
    for kind in sorted(by_name.values(), key=lambda kind: (known.index(kind.name), kind.name)):
        for attribute in kind.attributes:
            headers.setdefault(_header(kind, attribute.name), []).append(attribute.type)
    return {
        header: Type.TEXT if header in ("new_value", "old_value") else column_type(types)
        for header, types in headers.items()
    }


def _header(activity: Activity, attribute: str) -> str:
    return f"{activity.name}.{attribute}" if folded(attribute) in RESERVED else attribute


@dataclass(frozen=True, slots=True)
class Shapes:
    """How tables came: the columns of people and companies, and what passes through of members."""

    people: KeyedColumns
    companies: KeyedColumns
    members: tuple[str, ...]


def all_after(
    plan: Plan,
    counted: Counted,
    shapes: Shapes,
    zone: tzinfo,
    connection: Connection,
    beside: Beside | None = None,
) -> Iterator[tuple[str, Query]]:
    """Every table of the world after the flow, by name, with those who were handed over."""
    fields = () if beside is None else beside.fields
    members = () if beside is None else beside.members

    def whole(table: str, rest: Query) -> tuple[str, Query]:
        return table, put_beside(rest, table, beside, connection)

    yield whole("people", people_after(plan, shapes.people, connection, fields))
    yield "activities", activities_after(plan, counted, zone, connection, beside)
    yield whole("lists", lists_after(plan))
    yield whole("members", members_after(plan, shapes.members, connection, members))
    yield "companies", companies_after(plan, shapes.companies)
    yield whole("entries", entries_after(plan))


def rows(found: Query, connection: Connection) -> Iterator[tuple[Value, ...]]:
    """The rows of a table in the order in which the row engine writes them."""
    order = ", ".join(_order(found, connection))
    # Beside the tables of a join a name alone may mean several columns.
    text = found.text if found.number else f"FROM ({found.text})"
    reading = connection.execute(f"{text} ORDER BY {order}", found.values)
    while some := reading.fetchmany(_PORTION):
        for row in some:
            yield tuple(map(value_of, row))


def _order(found: Query, connection: Connection) -> Iterator[str]:
    if found.owner:
        yield name_of(found.owner)
    if found.person:
        person = name_of(found.person)
        other = connection.execute(
            f"SELECT 1 FROM ({found.text}) WHERE NOT regexp_full_match({person}, '[0-9]+') LIMIT 1",
            found.values,
        ).fetchone()
        if other is None:
            yield f"length(ltrim({person}, '0'))"
            yield f"ltrim({person}, '0')"
        yield person
    if found.number:
        yield found.number


_PORTION: Final = 10_000


def copy(found: Query, path: str, connection: Connection) -> None:
    """Write what a query gives into a Parquet file."""
    target = f"TO {text_literal(path)} (FORMAT parquet)"
    connection.execute(f"COPY ({found.text}) {target}", found.values)
