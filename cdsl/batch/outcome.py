"""What came of a flow, wherever it was worked out: counts for the report, effects on the world.

Floor 4. A database hands in how it answers, and nothing else is known of it here.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from cdsl.batch.counts import Counted, counted, counting_of
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.relations import Select
from cdsl.batch.standing import as_expression
from cdsl.batch.tree import FALSE, Expression, both, is_missing, opposite, same
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

Rows = Sequence[tuple[Any, ...]]
"""Values in Python's types, instants without a zone."""

People = Callable[[Expression, tuple[Expression, ...]], Rows]
"""Of whom in the flow a condition holds, and some values of theirs."""

RunsBefore = Callable[[int], int]
"""How many runs there are before those of the campaign that was started at a place."""


def count(plan: Plan, fetch: Callable[[Select], Rows]) -> Counted:
    """What came of a plan, in numbers."""
    counting = counting_of(plan)
    (counting.found,) = map(tuple, fetch(counting.selection()))
    return counted(plan, counting)


def people_of(where: Expression, values: tuple[Expression, ...]) -> Select:
    """The selection that answers what is asked of `People`."""
    named = tuple((f"value {number}", one) for number, one in enumerate(values))
    return Select("found", FLOW, ((ID.name, ID), *named), where=where)


def asked(plan: Plan) -> Sequence[tuple[Expression, tuple[Expression, ...]]]:
    """Everything that `effects` asks, whatever it is answered."""
    found: dict[tuple[Expression, tuple[Expression, ...]], None] = {}

    def nobody(where: Expression, values: tuple[Expression, ...]) -> Rows:
        found[where, values] = None
        return ()

    assert not list(effects(plan, nobody, lambda started: 0))
    return tuple(found)


def effects(plan: Plan, people: People, runs_before: RunsBefore) -> Iterator[Effect]:
    """What the flow does to each person, and the activities that it leaves, by person and step.

    `runs_before` says how many runs there are before those of a campaign that was started.
    """
    for after in plan.fields():
        changed = opposite(same(after.before, after.after))
        for person, value in _people(changed, (after.after,), people):
            yield SetField(person, after.field.column, value_of(value))
    for key, before, now in plan.lists():
        for (person,) in _people(both(now, opposite(before)), (), people):
            yield AddToList(person, key)
        for (person,) in _people(both(before, opposite(now)), (), people):
            yield RemoveFromList(person, key)
    for membership in plan.members():
        is_changed = opposite(same(membership.before, membership.after))
        for person, status in _people(is_changed, (membership.after,), people):
            yield SetMembership(person, membership.program, status)
        for after in membership.fields:
            changed = opposite(same(after.before, after.after))
            for person, value in _people(changed, (after.after,), people):
                yield SetMemberField(person, membership.program, after.field.name, value_of(value))
    for key, before, now in plan.entries():
        changed = both(opposite(is_missing(now)), opposite(same(before, now)))
        for person, at in _people(changed, (now,), people):
            yield Enter(person, key, at.replace(tzinfo=UTC))
    yield from map(Record, _records(plan, people, runs_before))
    for (person,) in _people(plan.deleted(), (), people):
        yield DeletePerson(person)


def _people(where: Expression, values: tuple[Expression, ...], people: People) -> Rows:
    return () if where == FALSE else people(where, values)


def _records(plan: Plan, people: People, runs_before: RunsBefore) -> list[ActivityRecord]:
    found: list[tuple[int, int, ActivityRecord]] = []
    for number, left in enumerate(plan.standing.log):
        names = [attribute.name for attribute in left.activity.attributes]
        columns = [as_expression(left.values[name]) for name in names if name in left.values]
        own = plan.standing.started[left.started].run
        before = runs_before(left.started)
        for person, run, *given in _people(left.where, (own, *columns), people):
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
                run + before,
                left.step,
            )
            found.append((run + before, number, record))
    return [record for _, _, record in sorted(found, key=lambda one: one[:2])]


def value_of(value: Any) -> Value:
    """A value as the language keeps it: an instant has its zone."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value  # type: ignore[no-any-return]
