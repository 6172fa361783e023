"""People who are handed over: set aside from a flow, given to the row engine, put beside the rest.

Floor 4. Nobody moves anybody else, so that who is taken out of a flow changes nothing for those
who stay, but for the numbers of runs: these count on over everybody, in order of id.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from cdsl.batch.duckdb.cells import PATHS_SAY_NOTHING, name_of, path_literal, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import Query, spelled
from cdsl.batch.duckdb.sources import Relation, relation_of
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values
from cdsl.batch.tree import FALSE, Column, Kind
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.tables.columns import PERSON_NAMES, first_column, plain

HANDED: Final = "set aside"
"""The table of people who are handed over: `id`, and their `place` in the order of all."""

_ARE_HANDED: Final = f"(SELECT {name_of(ID.name)} FROM {name_of(HANDED)})"


@dataclass(frozen=True, slots=True)
class Filled:
    """Fields that have a value, whoever has it: those of people, those of members by program."""

    people: Collection[str] = ()
    members: Collection[tuple[AssetKey, str]] = ()


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What became of those who were handed over: tables in a folder, and what is `filled` there.

    Activities are of some `kinds`.
    """

    folder: str
    filled: Filled
    kinds: tuple[Activity, ...]

    def relation(self, table: str) -> str:
        """A table as something to select from."""
        path = str(Path(self.folder) / f"{table}.parquet")
        return f"read_parquet({path_literal(path)}, {PATHS_SAY_NOTHING})"


def set_aside(plan: Plan, connection: Connection) -> tuple[str, ...]:
    """Take those who are handed over out of a flow that is worked out; their ids in its order."""
    if plan.handed == FALSE:
        return ()
    values = Values()
    which = spelled(plan.handed, values)
    flow, table = name_of(FLOW), name_of(HANDED)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {name_of(ID.name)}, "
        f"{spelled(plan.place, values)} AS place FROM {flow} WHERE {which}",
        values.by_name,
    )
    connection.execute(f"DELETE FROM {flow} WHERE {name_of(ID.name)} IN {_ARE_HANDED}")
    found = connection.execute(f"SELECT {name_of(ID.name)} FROM {table} ORDER BY place").fetchall()
    return tuple(person for (person,) in found)


def count_runs(
    plan: Plan, begun: Sequence[Mapping[str, int]], connection: Connection
) -> tuple[Mapping[str, int], ...]:
    """Number the runs of a flow anew, as those who were handed over have begun some as well.

    `begun` says for each campaign that was started who began how many runs then. Gives in the same
    way the number of the first run of each, counted from the first run of the campaign.
    """
    flow = name_of(FLOW)
    firsts: list[Mapping[str, int]] = []
    for started, others in zip(plan.standing.started, begun, strict=True):
        values = Values()
        of_others = "SELECT unnest($ids) AS id, unnest($counts) AS begun"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name_of(_RUNS)} AS SELECT id, is_other, "
            "CAST(sum(begun) OVER (ORDER BY place) - begun + 1 AS BIGINT) AS run FROM ("
            f"SELECT id, {spelled(plan.place, values)} AS place, 1 AS begun, FALSE AS is_other "
            f"FROM {flow} WHERE {spelled(started.enters, values)} UNION ALL "
            f"SELECT id, place, begun, TRUE FROM {name_of(HANDED)} JOIN ({of_others}) USING (id))",
            {**values.by_name, "ids": list(others), "counts": list(others.values())},
        )
        found = connection.execute(f"SELECT id, run FROM {name_of(_RUNS)} WHERE is_other")
        firsts.append(dict(found.fetchall()))
        assert isinstance(started.run, Column)
        run = name_of(started.run.name)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {flow} AS SELECT {flow}.* REPLACE "
            f"({name_of(_RUNS)}.run AS {run}) FROM {flow} LEFT JOIN {name_of(_RUNS)} USING (id)"
        )
    return tuple(firsts)


_RUNS: Final = "runs in order"


def copied(
    tables: Mapping[str, Relation], key: str, folder: Path, connection: Connection
) -> Iterator[tuple[str, str]]:
    """Write what there is of people who are handed over into files, as it came; those by table.

    `key` is the column of the person in the table of people. Companies are written whole.
    """
    for table, relation in tables.items():
        person = {"people": key, "companies": ""}.get(table, _person(relation))
        kept = f" WHERE {name_of(person)} IN {_ARE_HANDED}" if person else ""
        path = str(folder / f"{table}.parquet")
        connection.execute(
            f"COPY (SELECT * FROM {relation.text}{kept}) TO {text_literal(path)} (FORMAT parquet)"
        )
        yield table, path


def _person(relation: Relation) -> str:
    at = first_column(relation.header, PERSON_NAMES, plain)
    return "" if at is None else relation.header[at]


def not_handed(person: str, beside: HandedBack | None) -> str:
    """The condition that a person, as DuckDB writes it, is none of those beside the rest."""
    return "TRUE" if beside is None else f"{person} NOT IN {_ARE_HANDED}"


def put_beside(rest: Query, table: str, beside: HandedBack | None, connection: Connection) -> Query:
    """A table of the rest with the rows of those who were handed over."""
    if beside is None or not rest.person:
        return rest
    relation = beside.relation(table)
    there = relation_of(relation, connection).header

    def column(name: str, type: Type) -> str:
        if name in there:
            return name_of(name)
        is_text = table == "members" and KINDS[type] is Kind.TEXT
        return f"{text_literal('') if is_text else 'NULL'} AS {name_of(name)}"

    columns = ", ".join(column(name, type) for name, type in rest.columns)
    text = (
        f"SELECT * FROM (FROM ({rest.text}) WHERE {name_of(rest.person)} NOT IN {_ARE_HANDED} "
        f"UNION ALL SELECT {columns} FROM {relation})"
    )
    return Query(text, rest.values, rest.columns, rest.person, rest.owner)
