"""What a line and a smart list compare attributes of an activity with.

Floor 6. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence

from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Compare, Condition, Did
from cdsl.semantics.program import Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.walk import conditions_in
from cdsl.tools.whynot.clues import clues_of_event
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.history import comparisons
from cdsl.tools.whynot.lines import crossing_of
from cdsl.tools.whynot.named import Clue, clue_of
from cdsl.world.values import Value


def asked(trigger: Trigger, names: Sequence[str], view: View) -> list[Clue]:
    """What an `on` line compares some attributes with."""
    return clues_in((*trigger.where, *crossing_of(trigger)), trigger.activity, names, view)


def clues_in(
    parts: Iterable[Condition], activity: Activity, names: Sequence[str], view: View
) -> list[Clue]:
    """What comparisons in conditions name for some attributes."""
    scene = view.scene
    return [
        clue_of(node, compared_with(node, view), scene.now, scene.zone)
        for part in parts
        for column, node in comparisons(part)
        if activity.attributes[column].name in names
    ]


def read_of_event(leaves: Sequence[Leaf], names: Sequence[str], view: View) -> list[Clue]:
    """What a smart list compares attributes of the event with, through tokens of `trigger`."""
    return [
        clue
        for leaf in leaves
        for name, _, clue in clues_of_event(leaf.condition, as_seen(leaf, view))
        if name in names
    ]


def counted(
    activity: Activity, leaves: Sequence[Leaf], view: View
) -> Iterator[tuple[Condition, View]]:
    """What the smart list asks of activities of this type: it counts the event among them."""
    for leaf in leaves:
        for did in conditions_in(leaf.condition):
            if isinstance(did, Did) and did.activity.name == activity.name:
                inside = as_seen(leaf, view)
                yield from ((part, inside) for part in did.where)


def differences(trigger: Trigger, leaves: Sequence[Leaf], view: View) -> list[int]:
    """By how much a score changes, as a line or the smart list names it."""
    clues = [*asked(trigger, ("change",), view), *read_of_event(leaves, ("change",), view)]
    for part, inside in counted(trigger.activity, leaves, view):
        clues += clues_in((part,), trigger.activity, ("change",), inside)
    return [value for clue in clues for value in clue.values if isinstance(value, int)]


def compared_with(node: Compare, view: View) -> tuple[Value, ...]:
    """The values on the right of a comparison."""
    return tuple(value_of(operand, view) for operand in node.operands)


def whole(value: Value) -> int:
    """A score as a number; an empty one counts as 0."""
    return value if isinstance(value, int) else 0


def as_seen(leaf: Leaf, view: View) -> View:
    """The person of a view as a leaf sees them."""
    return leaf.view(view, view.scene.store)
