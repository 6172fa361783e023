"""What an `on` line asks of an activity, and whether one matches it.

Floor 6. Pure. What a line matches is the evaluator's to say.
"""

from dataclasses import replace

from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.view import View
from cdsl.runtime.order import Event
from cdsl.runtime.triggers import fired
from cdsl.semantics.conditions import AllOf, AttributeOf, Compare, Condition, Operator
from cdsl.semantics.expressions import Expression
from cdsl.semantics.program import Campaign, Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.world.effects import ActivityRecord


def is_fired(campaign: Campaign, view: View, occasion: ActivityRecord) -> bool:
    """Whether an activity of the person of a view fires a campaign, were it active."""
    name = occasion.activity.name
    lines = tuple(
        (campaign, trigger) for trigger in campaign.triggers if trigger.activity.name == name
    )
    here = triggered(view, occasion)
    event = Event(occasion, (), None)
    found = fired({name: lines}, event, lambda _: True, lambda _, line, __: fires(line, here))
    return any(True for _ in found)


def asked_of(trigger: Trigger, occasion: ActivityRecord) -> Condition:
    """What an `on` line asks of an activity of its type, as one condition."""
    crossing = [
        test
        for test in crossing_of(trigger)
        # An empty old value counts as 0 (language.md 5), of which a comparison knows nothing.
        if test.operator is not Operator.LESS or _has(occasion, test)
    ]
    return AllOf((*trigger.where, *crossing))


def _has(occasion: ActivityRecord, node: Compare) -> bool:
    assert isinstance(node.subject, AttributeOf)
    column = node.subject.attribute.column
    return column < len(occasion.values) and occasion.values[column] is not None


def triggered(view: View, record: ActivityRecord) -> View:
    """The person of a view with an activity of theirs at hand, as what fires a campaign."""
    scope = replace(view.scene.scope, trigger=record)
    return View(replace(view.scene, scope=scope), view.person, view.row, record)


def crossing_of(trigger: Trigger) -> tuple[Compare, ...]:
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
