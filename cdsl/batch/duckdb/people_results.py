"""People after a flow, their lists and their entries into campaigns, as queries of DuckDB.

Floor 4; see `cdsl.batch.duckdb.results`.
"""

from collections.abc import Collection

from cdsl.batch.building import both, opposite
from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import IN_FLOW, Query, as_written, spelled, text_beside
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values
from cdsl.batch.shapes import KeyedColumns, Shapes, passing
from cdsl.batch.tree import FALSE, Expression
from cdsl.batch.world import ENTRIES, ID, LISTS, PEOPLE, asset_text, field_names
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.world.tables.names import names_of


def people_after(
    plan: Plan,
    columns: KeyedColumns,
    connection: Connection,
    also: Collection[str] = (),
    among: str = "TRUE",
) -> Query:
    """People with the columns as they came, then those of other fields that have a value.

    Fields of `also` have one for somebody else. `among` is the condition of those whose values
    are seen here.
    """
    fields = plan.standing.program.schema.person
    names = field_names(fields.values())
    values = Values()
    after = {one.field.name: spelled(one.after, values) for one in plan.fields()}

    def column(one: Field) -> str:
        value = f"{name_of(PEOPLE)}.{name_of(names[one.name])}"
        if one.name in after:
            value = f"CASE WHEN {IN_FLOW} IS NOT NULL THEN {after[one.name]} ELSE {value} END"
        return as_written(value, one.type)

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
    joined = f"LEFT JOIN {name_of(FLOW)} ON {IN_FLOW} = {name_of(PEOPLE)}.{name_of(ID.name)}"
    gone = spelled(plan.deleted(), values)
    kept = "TRUE" if plan.deleted() == FALSE else f"({IN_FLOW} IS NULL OR NOT {gone})"
    rows = f"FROM {name_of(PEOPLE)} {joined} WHERE {kept}"
    for one in absent:
        is_filled = one.name in after and _is_filled(plan, one, connection)
        if not is_filled and one.default is not None:
            somebody = f"SELECT 1 {rows} AND {among} AND ({column(one)}) IS NOT NULL LIMIT 1"
            is_filled = connection.execute(somebody, values.by_name).fetchone() is not None
        if is_filled or one.name in also:
            shown.append(f"{column(one)} AS {name_of(one.name)}")
            typed.append((one.name, one.type))
    found = f"SELECT {', '.join(shown)} {rows}"
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
        f"WHEN {text_beside(asset_text(key), values)} "
        f"THEN {text_beside(names.spelled(key), values)}"
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
            (f"list = {text_beside(key, values)} AND " if key else "")
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
        f"SELECT {text_beside(asset_text(key), values)} AS list, {name_of(ID.name)} AS person "
        f"FROM {name_of(FLOW)} WHERE {spelled(staying, values)}"
    )


def entries_after(plan: Plan, shapes: Shapes) -> Query:
    """When each person last entered each campaign."""
    campaigns = plan.standing.program.campaigns
    names = names_of("a campaign", campaigns)
    values = Values()
    names_by_key = " ".join(
        f"WHEN {text_beside(asset_text(key), values)} "
        f"THEN {text_beside(names.spelled(key), values)}"
        for key in campaigns
    )
    # Of the flow alone a person is once in each campaign.
    at, group = '"at"', ""
    if shapes.have_entries:
        at, group = 'max("at")', " GROUP BY campaign, person"
    parts = [f'SELECT campaign, person, "at" FROM {name_of(ENTRIES)}']
    for key, _, now in plan.entries():
        entered = spelled(now, values)
        parts.append(
            f"SELECT {text_beside(asset_text(key), values)}, {name_of(ID.name)}, {entered} "
            f"FROM {name_of(FLOW)} WHERE ({entered}) IS NOT NULL"
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
        f'make_timestamptz(epoch_us({at})) AS "at" '
        f"FROM ({union}){kept}{group}"
    )
    typed = (("campaign", Type.TEXT), ("person_id", Type.TEXT), ("at", Type.DATETIME))
    return Query(found, values.by_name, typed, owner="campaign")
