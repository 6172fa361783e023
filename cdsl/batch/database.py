"""DuckDB, in this process: a plan run in it, and what came of it.

Floor 4. Tables are there when a plan is run (`cdsl.batch.world`); the flow is worked out once and
kept for as long as the connection lives.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from cdsl.batch.counts import Counted, counted, counting_of
from cdsl.batch.duckdb_words import DUCKDB
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.relations import Select
from cdsl.batch.standing import as_expression
from cdsl.batch.tree import (
    FALSE,
    Expression,
    both,
    is_missing,
    opposite,
    same,
)
from cdsl.batch.world import ID
from cdsl.world.effects import (
    ActivityRecord,
    AddToList,
    DeletePerson,
    Effect,
    Enter,
    Record,
    RemoveFromList,
    SetField,
    SetMemberField,
    SetMembership,
)
from cdsl.world.values import Value

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error


def work_out(plan: Plan, connection: Connection) -> Counted:
    """Make the flow of a plan, and count what came of it."""
    values = Values()
    text = query(plan.flow(plan.wanted()), DUCKDB, values)
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{FLOW}" AS {text}', values.by_name)
    counting = counting_of(plan)
    counting.found = tuple(_rows(counting.selection(), connection)[0])
    return counted(plan, counting)


def _rows(selection: Select, connection: Connection) -> list[tuple[Any, ...]]:
    values = Values()
    text = query((selection,), DUCKDB, values)
    return connection.execute(text, values.by_name).fetchall()


# What came of it, as effects ----------------------------------------------------------------------


def effects(plan: Plan, connection: Connection, runs_before: int) -> Iterator[Effect]:
    """What the flow does to each person, and the activities that it leaves, by person and step.

    `runs_before` is the number of the last run before those of this campaign.
    """
    for after in plan.fields():
        changed = opposite(same(after.before, after.after))
        for person, value in _people(changed, (after.after,), connection):
            yield SetField(person, after.field.column, value_of(value))
    for key, before, now in plan.lists():
        for (person,) in _people(both(now, opposite(before)), (), connection):
            yield AddToList(person, key)
        for (person,) in _people(both(before, opposite(now)), (), connection):
            yield RemoveFromList(person, key)
    for membership in plan.members():
        is_changed = opposite(same(membership.before, membership.after))
        for person, status in _people(is_changed, (membership.after,), connection):
            yield SetMembership(person, membership.program, status)
        for after in membership.fields:
            changed = opposite(same(after.before, after.after))
            for person, value in _people(changed, (after.after,), connection):
                yield SetMemberField(person, membership.program, after.field.name, value_of(value))
    for key, before, now in plan.entries():
        changed = both(opposite(is_missing(now)), opposite(same(before, now)))
        for person, at in _people(changed, (now,), connection):
            yield Enter(person, key, at.replace(tzinfo=UTC))
    yield from map(Record, _records(plan, connection, runs_before))
    for (person,) in _people(plan.deleted(), (), connection):
        yield DeletePerson(person)


def _people(
    where: Expression, columns: Sequence[Expression], connection: Connection
) -> list[tuple[Any, ...]]:
    if where == FALSE:
        return []
    named = tuple((f"value {number}", one) for number, one in enumerate(columns))
    return _rows(Select("found", FLOW, ((ID.name, ID), *named), where=where), connection)


def _records(plan: Plan, connection: Connection, runs_before: int) -> list[ActivityRecord]:
    found: list[tuple[int, int, ActivityRecord]] = []
    for number, left in enumerate(plan.standing.log):
        names = [attribute.name for attribute in left.activity.attributes]
        columns = [as_expression(left.values[name]) for name in names if name in left.values]
        for person, run, *given in _people(left.where, (plan.run, *columns), connection):
            by_name = dict(zip((n for n in names if n in left.values), given, strict=True))
            row = [value_of(by_name.get(name)) for name in names]
            while row and row[-1] is None:
                row.pop()
            record = ActivityRecord(
                person,
                left.activity,
                plan.standing.now,
                tuple(row),
                left.campaign,
                run + runs_before,
                left.step,
            )
            found.append((run, number, record))
    return [record for _, _, record in sorted(found, key=lambda one: one[:2])]


def value_of(value: Any) -> Value:
    """A value as the language keeps it: an instant has its zone."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value  # type: ignore[no-any-return]
