"""What would have to happen for a trigger campaign to start for a person.

Floor 6. Pure. What an `on` line matches is the evaluator's to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from types import MappingProxyType
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.view import View
from cdsl.runtime.order import Event
from cdsl.runtime.records import changes
from cdsl.runtime.triggers import fired
from cdsl.semantics.conditions import AllOf, AttributeOf, Compare, Condition, Operator
from cdsl.semantics.expressions import Expression
from cdsl.semantics.program import Campaign, Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.tools.whynot.edits import Do, Edit, SetPersonField
from cdsl.tools.whynot.history import comparisons, given_values, values_told_apart
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.values import Value, seen_as

_PLAIN: Final = (None, "name", "1", "true", "name@example.com", "2026-01-01")
"""Values as texts, of which one is another than whatever a field has."""
_MOST: Final = 2_000
"""Combinations of values that are tried for one line."""


def event_for(trigger: Trigger, campaign: Campaign, view: View) -> Do | None:
    """The plainest activity, now, that an `on` line of a campaign matches; None without any.

    A change of a field is one that the person's field can have: what it leaves in the log.
    """
    for values in _values(trigger, campaign, view):
        record = ActivityRecord(view.person, trigger.activity, view.scene.now, values)
        if trigger.activity.name in CHANGES:
            change = change_of(record, view)
            changed = None if change is None else _changed(change, view)
            if changed is None:
                continue
            record = changed
        if fires(trigger, _triggered(view, record)):
            return Do(trigger.activity, record.values, view.scene.now)
    return None


CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {"change_data_value": "attribute", "change_score": "score"}
)
"""The activities that a change of a person's field leaves, and the attribute that names it."""


def change_of(record: ActivityRecord, view: View) -> SetPersonField | None:
    """The change of a field that leaves such an activity; None for another activity."""
    columns = {one.name: one.column for one in record.activity.attributes}
    values = (*record.values, *([None] * len(columns)))
    named = CHANGES.get(record.activity.name)
    if named is None:
        return None
    field = view.scene.program.schema.person.get(str(values[columns[named]]))
    if field is None:
        return None
    value = seen_as(values[columns["new_value"]], field.type, view.scene.zone)
    if value is None or not field.values or value in field.values:
        return SetPersonField(field, value)
    return None


def _changed(change: SetPersonField, view: View) -> ActivityRecord | None:
    """What a change of a field leaves in the log; None where it changes nothing."""
    schema, now = view.scene.program.schema, view.scene.now
    effects = changes(schema, view.person, view.row, [(change.field, change.value)], now)
    return next((one.record for one in effects if isinstance(one, Record)), None)


def is_fired(campaign: Campaign, view: View, occasion: ActivityRecord) -> bool:
    """Whether an activity of the person of a view fires a campaign, were it active."""
    name = occasion.activity.name
    lines = tuple(
        (campaign, trigger) for trigger in campaign.triggers if trigger.activity.name == name
    )
    here = _triggered(view, occasion)
    event = Event(occasion, (), None)
    found = fired({name: lines}, event, lambda _: True, lambda _, line, __: fires(line, here))
    return any(True for _ in found)


def asked_of(trigger: Trigger, occasion: ActivityRecord) -> Condition:
    """What an `on` line asks of an activity of its type, as one condition."""
    crossing = [
        test
        for test in _crossing(trigger)
        # An empty old value counts as 0 (language.md 5), of which a comparison knows nothing.
        if test.operator is not Operator.LESS or _has(occasion, test)
    ]
    return AllOf((*trigger.where, *crossing))


def _has(occasion: ActivityRecord, node: Compare) -> bool:
    assert isinstance(node.subject, AttributeOf)
    column = node.subject.attribute.column
    return column < len(occasion.values) and occasion.values[column] is not None


def consequences(event: Do, view: View) -> tuple[Edit, ...]:
    """What has changed of the person when an event is judged: it stands in their history."""
    field = view.scene.program.schema.person.get("unsubscribed")
    if event.activity.name == "unsubscribe" and field is not None:
        return (event, SetPersonField(field, True))
    change = change_of(ActivityRecord(view.person, event.activity, event.at, event.values), view)
    return (event,) if change is None else (event, change)


def _triggered(view: View, record: ActivityRecord) -> View:
    scope = replace(view.scene.scope, trigger=record)
    return View(replace(view.scene, scope=scope), view.person, view.row, record)


def _values(trigger: Trigger, campaign: Campaign, view: View) -> Iterator[tuple[Value, ...]]:
    """Values of the attributes that a line looks at, the fewest first."""
    tests: dict[int, list[tuple[Compare, View]]] = {}
    for part in (*trigger.where, *_crossing(trigger)):
        for column, node in comparisons(part):
            tests.setdefault(column, []).append((node, view))
    choices: dict[int, Sequence[Value]] = {
        column: list(values_told_apart(trigger.activity, column, found))
        for column, found in tests.items()
    }
    if trigger.activity.name in CHANGES:
        (column,) = (one.column for one in trigger.activity.attributes if one.name == "new_value")
        choices[column] = (*choices.get(column, ()), *_PLAIN)
    if trigger.activity.name == REQUEST:
        choices[0] = (campaign.key.name,)
    combined = list(islice(product(*choices.values()), _MOST))
    combined.sort(key=lambda values: sum(value is not None for value in values))
    for values in combined:
        yield given_values(trigger.activity, dict(zip(choices, values, strict=True)))


def _crossing(trigger: Trigger) -> tuple[Compare, ...]:
    """What `reaches` asks of the old and the new value, as comparisons."""
    if trigger.reaches is None:
        return ()
    bound = (trigger.reaches.value,)
    return (
        _compared(trigger.activity, "old_value", Operator.LESS, bound),
        _compared(trigger.activity, "new_value", Operator.AT_LEAST, bound),
    )


def _compared(
    activity: Activity, name: str, operator: Operator, bound: tuple[Expression]
) -> Compare:
    attribute = next(one for one in activity.attributes if one.name == name)
    return Compare(AttributeOf(attribute, Type.FLOAT), operator, bound, Type.FLOAT)
