"""What would have to happen for a trigger campaign to start for a person.

Floor 6. Pure. What an `on` line matches is the evaluator's to say. An activity that a change leaves
is made by that change, so that what it says and what is there afterwards agree; of those that a
smart list tells apart, one of each sort is made.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Compare, Condition, Did
from cdsl.semantics.program import Campaign, Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.semantics.walk import conditions_in
from cdsl.source.data import dataclass
from cdsl.tools.whynot.candidates import candidates
from cdsl.tools.whynot.clues import attributes_read, clues_of_event
from cdsl.tools.whynot.edits import BecomeMember, Do, Edit, SetMemberField, SetPersonField
from cdsl.tools.whynot.formula import Leaf, read
from cdsl.tools.whynot.history import comparisons, given_values, values_told_apart
from cdsl.tools.whynot.lines import crossing_of, triggered
from cdsl.tools.whynot.moves import moves_of, present_value, with_edits
from cdsl.tools.whynot.named import Clue, Setting, clue_of, clue_to
from cdsl.tools.whynot.offers import Looks
from cdsl.tools.whynot.places import slot_of
from cdsl.tools.whynot.recorded import RECORDED, consequences, joined, left_by
from cdsl.tools.whynot.slots import Member, OfMember, OfPerson, Slot, StatusOf, field_of, slots_of
from cdsl.tools.whynot.subjects import subjects_of
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value

_MOST: Final = 2_000
"""Combinations of values that are tried for one line."""
_MOST_SORTS: Final = 60
"""Firings of one line that are gone on with."""


@dataclass(frozen=True, slots=True)
class Firing:
    """Something that fires a campaign now: edits that it needs first, then what happens.

    `changed` is what has changed of the person besides the log when the smart list is judged.
    """

    before: tuple[Edit, ...]
    event: Do
    changed: tuple[Edit, ...]
    fixed: frozenset[Slot]

    @property
    def change(self) -> Edit | None:
        """The change that leaves the event in the log; None for what the person does."""
        if self.event.activity.name not in RECORDED:
            return None
        (change,) = self.changed
        return replace(change, fields=()) if isinstance(change, BecomeMember) else change

    def at(self, view: View, edits: tuple[Edit, ...] = ()) -> View:
        """The person of a view after these edits, when the campaign is judged."""
        record = ActivityRecord(view.person, self.event.activity, self.event.at, self.event.values)
        ready = with_edits(view, (*self.before, *edits))
        there = with_edits(ready, (self.event, *self.changed))
        scope = replace(there.scene.scope, trigger=record)
        return replace(there, scene=replace(there.scene, scope=scope))


def firings(
    trigger: Trigger, campaign: Campaign, view: View, looks: Looks, *, before: bool
) -> Iterator[Firing]:
    """What an `on` line matches now, one firing of each sort that the smart list tells apart.

    With `before`, what it would match after one edit of what the line itself looks at.
    """
    looked_at = _looked_at(trigger, view)
    seen: set[object] = set()
    if not before:
        yield from islice(
            _distinct(trigger, campaign, view, (), looked_at, looks, seen), _MOST_SORTS
        )
        return
    _, leaves = read(campaign.smart_list, view)
    subjects = subjects_of(trigger, leaves, view)
    members = [Member(slot.program) for slot in subjects if isinstance(slot, OfMember)]
    for slot in dict.fromkeys((*sorted(looked_at, key=repr), *subjects, *members)):
        for edit in _first(slot, trigger, leaves, view):
            there = with_edits(view, (edit,))
            found = _distinct(trigger, campaign, there, (edit,), looked_at, looks, seen)
            yield from islice(found, _MOST_SORTS)


# Sorts --------------------------------------------------------------------------------------------


def _distinct(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    before: tuple[Edit, ...],
    looked_at: frozenset[Slot],
    looks: Looks,
    seen: set[object],
) -> Iterator[Firing]:
    _, leaves = read(campaign.smart_list, view)
    for record, changed in _records(trigger, campaign, view, leaves, looks):
        if looks.is_over:
            return
        looks.left -= 1
        if not fires(trigger, triggered(view, record)):
            continue
        fixed = _fixed((*before, *changed), leaves) | looked_at
        firing = Firing(before, Do(record.activity, record.values, record.at), changed, fixed)
        there = Firing((), firing.event, changed, fixed).at(view)
        _, here = read(campaign.smart_list, there)
        truths = tuple(leaf.holds(there, there.scene.store) for leaf in here)
        sort = truths, _seen(record, here, there, fixed)
        if sort not in seen:
            seen.add(sort)
            yield firing


def _seen(
    record: ActivityRecord, leaves: Sequence[Leaf], view: View, fixed: frozenset[Slot]
) -> tuple[Value, ...]:
    """The values that may come to matter beside edits of something else."""
    read_there = {
        name
        for leaf in leaves
        if leaf.slots
        for name in attributes_read(leaf.condition, leaf.view(view, view.scene.store))
    }
    if any(leaf.slots & fixed and leaf.slots - fixed for leaf in leaves):
        read_there |= {"new_value", "new_status"}
    return tuple(
        value
        for attribute, value in zip(record.activity.attributes, record.values, strict=False)
        if attribute.name in read_there
    )


def _fixed(edits: Sequence[Edit], leaves: Sequence[Leaf]) -> frozenset[Slot]:
    """The slots that are what the firing makes them, so that no other edit can be of them."""
    taken = {slot_of(edit) for edit in edits}
    programs = {slot.program for slot in taken if isinstance(slot, Member | StatusOf)}
    of_members = {
        slot
        for leaf in leaves
        for slot in leaf.slots
        if isinstance(slot, Member | StatusOf | OfMember) and slot.program in programs
    }
    return frozenset(taken | of_members | {Member(one) for one in programs})


def _looked_at(trigger: Trigger, view: View) -> frozenset[Slot]:
    """What of the person an `on` line looks at, in tokens."""
    asked = [slot for part in trigger.where for slot in slots_of(part, view)]
    crossing = [slot for part in crossing_of(trigger) for slot in slots_of(part, view)]
    return frozenset((*asked, *crossing))


def _first(slot: Slot, trigger: Trigger, leaves: Sequence[Leaf], view: View) -> tuple[Edit, ...]:
    """What could be edited first, so that an `on` line matches what happens then."""
    looking = [leaf for leaf in leaves if slot in leaf.slots]
    return moves_of(slot, looking, view, _asked(trigger, ("old_value", "new_value"), view))


# Records ------------------------------------------------------------------------------------------


def _records(
    trigger: Trigger, campaign: Campaign, view: View, leaves: Sequence[Leaf], looks: Looks
) -> Iterator[tuple[ActivityRecord, tuple[Edit, ...]]]:
    """Activities that an `on` line may match, the plainest first, with what has changed then."""
    if trigger.activity.name not in RECORDED:
        for values in _values(trigger, campaign, view, leaves, looks):
            record = ActivityRecord(view.person, trigger.activity, view.scene.now, values)
            yield record, consequences(record, view)
        return
    cleared = []
    for slot in subjects_of(trigger, leaves, view):
        looking = [leaf for leaf in leaves if slot in leaf.slots]
        named = ("new_value",) if isinstance(slot, OfPerson | OfMember) else ()
        more = [*_asked(trigger, named, view), *_read_of_event(leaves, named, view)]
        field = field_of(slot, view.scene.program)
        if isinstance(slot, OfPerson | OfMember) and field is not None:
            # A change is to another value, be it one of which all holds that holds of the present.
            more.append(clue_to(present_value(slot, field, view)))
        for part, inside in _counted(trigger.activity, leaves, view):
            more += _clues_in((part,), trigger.activity, named, inside)
        for move in moves_of(slot, looking, view, more):
            edit = joined(move, view) if isinstance(move, BecomeMember) else move
            left = left_by(edit, view)
            if left is None or left.activity.name != trigger.activity.name:
                continue
            if isinstance(edit, SetPersonField | SetMemberField) and edit.value is None:
                cleared.append((left, (edit,)))
            else:
                yield left, (edit,)
    yield from cleared


def _asked(trigger: Trigger, names: Sequence[str], view: View) -> list[Clue]:
    """What an `on` line compares some attributes with."""
    return _clues_in((*trigger.where, *crossing_of(trigger)), trigger.activity, names, view)


def _clues_in(
    parts: Iterable[Condition], activity: Activity, names: Sequence[str], view: View
) -> list[Clue]:
    scene = view.scene
    return [
        clue_of(node, _right(node, view), scene.now, scene.zone)
        for part in parts
        for column, node in comparisons(part)
        if activity.attributes[column].name in names
    ]


def _counted(
    activity: Activity, leaves: Sequence[Leaf], view: View
) -> Iterator[tuple[Condition, View]]:
    """What the smart list asks of activities of this type: it counts the event among them."""
    for leaf in leaves:
        for did in conditions_in(leaf.condition):
            if isinstance(did, Did) and did.activity.name == activity.name:
                inside = leaf.view(view, view.scene.store)
                yield from ((part, inside) for part in did.where)


def _right(node: Compare, view: View) -> tuple[Value, ...]:
    return tuple(value_of(operand, view) for operand in node.operands)


def _read_of_event(leaves: Sequence[Leaf], names: Sequence[str], view: View) -> list[Clue]:
    """What a smart list compares attributes of the event with, through tokens of `trigger`."""
    return [
        clue
        for leaf in leaves
        for name, _, clue in clues_of_event(leaf.condition, leaf.view(view, view.scene.store))
        if name in names
    ]


def _values(
    trigger: Trigger, campaign: Campaign, view: View, leaves: Sequence[Leaf], looks: Looks
) -> Iterator[tuple[Value, ...]]:
    """Values of the attributes that a line or the smart list looks at, the fewest first."""
    activity, scene = trigger.activity, view.scene
    tests: dict[int, list[tuple[Compare, View]]] = {}
    for part in (*trigger.where, *crossing_of(trigger)):
        for column, node in comparisons(part):
            tests.setdefault(column, []).append((node, view))
    for part, inside in _counted(activity, leaves, view):
        for column, node in comparisons(part):
            tests.setdefault(column, []).append((node, inside))
    read_there: dict[int, list[tuple[Type, Clue]]] = {}
    for leaf in leaves:
        inside = leaf.view(view, scene.store)
        for name, type, clue in clues_of_event(leaf.condition, inside):
            for attribute in activity.attributes:
                if name == attribute.name or (name == "name" and attribute.column == 0):
                    read_there.setdefault(attribute.column, []).append((type, clue))
    choices: dict[int, Sequence[Value]] = {}
    for column in (*tests, *(one for one in read_there if one not in tests)):
        asked = tests.get(column, [])
        own = list(values_told_apart(activity, column, asked)) if asked else [None]
        clues = [clue for _, clue in read_there.get(column, ())]
        clues += [clue_of(node, _right(node, here), scene.now, scene.zone) for node, here in asked]
        more: list[Value] = []
        for type in dict.fromkeys(type for type, _ in read_there.get(column, ())):
            more += candidates(clues, Setting(type, None, (), scene.now, scene.zone))
        choices[column] = tuple(dict.fromkeys((*own, *more)))
    if activity.name == REQUEST:
        choices[0] = (campaign.key.name,)
    combined = list(islice(product(*choices.values()), _MOST + 1))
    looks.is_short = looks.is_short or len(combined) > _MOST
    combined.sort(key=lambda values: sum(value is not None for value in values))
    for values in combined:
        yield given_values(activity, dict(zip(choices, values, strict=True)))
