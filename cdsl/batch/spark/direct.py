"""A campaign done in Spark: Parquet files in, the world after as frames.

Floor 4. As `cdsl.batch.duckdb.direct` does it in DuckDB, for tables that are too large for one
machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from datetime import tzinfo
from typing import Final

from pyspark.sql import SparkSession

from cdsl.batch.counts import Counted
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import Moment, Plan, Refused, plan
from cdsl.batch.printing import Values, comments, query
from cdsl.batch.shapes import KeyedColumns, Shapes
from cdsl.batch.spark.activities import activities_view, members_views, no_members
from cdsl.batch.spark.cluster import work_out
from cdsl.batch.spark.frames import Frame
from cdsl.batch.spark.results import frames_after
from cdsl.batch.spark.sources import (
    belonging_view,
    companies_view,
    empty_view,
    people_view,
)
from cdsl.batch.spark.tables import table_of
from cdsl.batch.spark.words import SPARK
from cdsl.batch.tree import Kind
from cdsl.batch.world import ACTIVITIES, COMPANIES, ENTRIES, LISTS, PEOPLE, Needs, field_names
from cdsl.semantics.program import Campaign, Program, Tokens
from cdsl.source.data import dataclass
from cdsl.world.folding import FOLDINGS


@dataclass(frozen=True, slots=True)
class Files:
    """Where a world lies that all machines of a cluster see: Parquet files, folders, tables."""

    people: Sequence[str]
    activities: Sequence[str] = ()
    lists: Sequence[str] = ()
    entries: Sequence[str] = ()
    members: Sequence[str] = ()
    companies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A campaign that was done, and what is there to be written."""

    plan: Plan
    counted: Counted
    shapes: Shapes
    session: SparkSession
    activities: tuple[str, ...] = field(default=())
    """The columns of the table of activities."""

    def frames(self, zone: tzinfo) -> Iterator[Frame]:
        """Every table of the world after the campaign. Raises NotSetBasedError."""
        return frames_after(self.plan, self.counted, self.shapes, zone, self.session)


def do(
    program: Program,
    campaigns: Sequence[Campaign],
    passed: Tokens,
    moment: Moment,
    files: Files,
    zone: tzinfo,
    session: SparkSession,
) -> Done | Refused:
    """Do campaigns to the people of some files.

    One that would let in more people than its limit allows lets in nobody. Raises NotPlainError,
    NotSetBasedError, MissingWordError and what Spark raises.
    """
    columns = people_view(table_of(PEOPLE, files.people, session), program, zone)
    moment = replace(
        moment,
        has_numbers_for_ids=columns.keys.are_numbers,
        has_short_ids=columns.keys.are_short,
    )
    while True:
        found = plan(program, campaigns, passed, moment)
        if isinstance(found, Refused):
            return found
        needs = found.standing.base.needs
        companies, members, header = put_views(files, program, needs, zone, session)
        counted = work_out(found, session)
        over = counted.over_limit(0)
        if over is None:
            return Done(found, counted, Shapes(columns, companies, members), session, header)
        moment = replace(moment, over=(*moment.over, over.key))


def put_views(
    files: Files, program: Program, needs: Needs, zone: tzinfo, session: SparkSession
) -> tuple[KeyedColumns, tuple[str, ...], tuple[str, ...]]:
    """Make the views of all tables but people.

    What is known of companies, what passes through of members, the columns of activities.
    """
    header = _activities(files, program, needs, zone, session)
    for view, paths, keys, kinds in (
        (LISTS, files.lists, tuple(program.lists), _LISTS),
        (ENTRIES, files.entries, tuple(program.campaigns), _ENTRIES),
    ):
        if paths:
            belonging_view(view, table_of(view, paths, session), keys, zone)
        else:
            empty_view(view, kinds, session)
    companies = _companies(files, program, zone, session)
    return companies, _members(files, program, zone, session), header


def explained(
    program: Program, campaigns: Sequence[Campaign], passed: Tokens, moment: Moment
) -> tuple[Plan, str] | Refused:
    """A plan, and what makes its flow as it would be said to Spark, with the values beside it.

    Raises MissingWordError.
    """
    found = plan(program, campaigns, passed, moment)
    if isinstance(found, Refused):
        return found
    values = Values()
    text = query(found.flow(found.wanted()), SPARK, values, pretty=True)
    shown = comments(values, ":")
    for table in (FOLDINGS.keys(), FOLDINGS.values()):
        letters = "".join(map(chr, table))
        short = f"{letters[0]}…{letters[-1]}"
        if letters in text:
            shown.append(f"-- '{short}' are {len(letters):,} letters")
            text = text.replace(letters, short)
    return found, "\n".join((text, *shown))


def _activities(
    files: Files, program: Program, needs: Needs, zone: tzinfo, session: SparkSession
) -> tuple[str, ...]:
    """Make the view of activities, and tell the columns of the table."""
    if not files.activities:
        attributes = {one.column.name: one.column.kind for one in needs.attributes}
        empty_view(ACTIVITIES, {**_ACTIVITIES, **attributes}, session)
        return ()
    table = table_of(ACTIVITIES, files.activities, session)
    activities_view(table, program, needs, zone)
    return table.header


def _companies(files: Files, program: Program, zone: tzinfo, session: SparkSession) -> KeyedColumns:
    if files.companies:
        return companies_view(table_of(COMPANIES, files.companies, session), program, zone)
    fields = program.schema.company.values()
    names = field_names(fields)
    own = {names[one.name]: KINDS[one.type] for one in fields}
    empty_view(COMPANIES, {"key": Kind.TEXT, **own}, session)
    return KeyedColumns()


def _members(
    files: Files, program: Program, zone: tzinfo, session: SparkSession
) -> tuple[str, ...]:
    if files.members:
        return members_views(table_of("members", files.members, session), program, zone)
    no_members(program, session)
    return ()


_ACTIVITIES: Final = {"person": Kind.TEXT, "activity": Kind.TEXT, "at": Kind.INSTANT}
_LISTS: Final = {"list": Kind.TEXT, "person": Kind.TEXT}
_ENTRIES: Final = {"campaign": Kind.TEXT, "person": Kind.TEXT, "at": Kind.INSTANT}
