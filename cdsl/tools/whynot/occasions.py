"""Activities that an `on` line may match, made of what it and the smart list compare them with.

Floor 6. Pure. What a change leaves is left by that change, so that what it says and what is there
afterwards agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.interpreter.view import View
from cdsl.runtime.records import API
from cdsl.semantics.conditions import Compare
from cdsl.semantics.program import Campaign, Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import TEXT_LIKE, Type
from cdsl.tools.whynot.afterwards import with_edits
from cdsl.tools.whynot.asking import (
    as_seen,
    asked,
    clues_in,
    compared_with,
    counted,
    differences,
    read_of_event,
    whole,
)
from cdsl.tools.whynot.candidates import candidates
from cdsl.tools.whynot.clues import clues_of, clues_of_event
from cdsl.tools.whynot.edits import BecomeMember, Do, Edit, SetMemberField, SetPersonField
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.history import (
    comparisons,
    given_values,
    records_of,
    sights_of,
    values_told_apart,
)
from cdsl.tools.whynot.lines import crossing_of
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.moves import moves_of, of_value, present_value
from cdsl.tools.whynot.named import Clue, Setting, clue_of, clue_to
from cdsl.tools.whynot.recorded import BROUGHT_ABOUT, RECORDED, consequences, left_by, requested
from cdsl.tools.whynot.slots import (
    History,
    Member,
    OfMember,
    OfPerson,
    Slot,
    StatusOf,
    field_of,
)
from cdsl.tools.whynot.subjects import named_values, subjects_of
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import fold
from cdsl.world.values import Value

_MOST: Final = 2_000
"""Combinations of values that are tried for one line."""
_MOST_OTHERS: Final = 12
"""Edits of another field beside which a change is looked at."""
DELETED: Final = "delete_person"
"""Whoever it happens to is gone, and enters nothing."""


def occasions(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    leaves: Sequence[Leaf],
    looks: Looks,
    edited: Slot | None,
    *,
    as_told: bool = False,
) -> Iterator[tuple[ActivityRecord, tuple[Edit, ...]]]:
    """Activities that a line may match, the plainest first, with what has changed then.

    Where a slot was edited first, of changes only those of that slot. `as_told` are activities that
    changes leave as something outside may tell them, with nothing changed.
    """
    activity = trigger.activity
    if activity.name == DELETED:
        return
    if activity.name in RECORDED and not as_told:
        yield from _changes(trigger, view, leaves, looks, edited)
        return
    for given in _told(trigger, view, leaves, looks) if as_told else _given(activity, campaign):
        for values in _values(trigger, view, leaves, looks, given):
            record = ActivityRecord(view.person, activity, view.scene.now, values)
            yield record, consequences(record, view)


def _given(activity: Activity, campaign: Campaign) -> Iterator[Mapping[int, Value]]:
    """Values by column that an activity cannot but have; a request as one makes it comes first."""
    if activity.name == REQUEST:
        for source in (FLOW, API):
            yield dict(enumerate(requested(campaign.key, source)))
        yield {0: campaign.key.name}
    else:
        yield {}


def _told(
    trigger: Trigger, view: View, leaves: Sequence[Leaf], looks: Looks
) -> Iterator[Mapping[int, Value]]:
    """Values by column of what is told of a change: of something that there is, or of anything."""
    if trigger.activity.name in RECORDED:
        for slot in subjects_of(trigger, leaves, view, looks):
            yield named_values(slot, trigger.activity)
        yield {}


# Changes ------------------------------------------------------------------------------------------


def _changes(
    trigger: Trigger, view: View, leaves: Sequence[Leaf], looks: Looks, edited: Slot | None
) -> Iterator[tuple[ActivityRecord, tuple[Edit, ...]]]:
    last: list[tuple[ActivityRecord, Edit]] = []
    brought: list[tuple[ActivityRecord, tuple[Edit, ...]]] = []
    looks_whence = _looks_whence(trigger, leaves, view)
    for slot in subjects_of(trigger, leaves, view, looks):
        if edited is not None and not _is_of_same(slot, edited):
            continue
        brought += _brought(slot, trigger, leaves, view)
        for edit in dict.fromkeys(map(_as_made, _moves(slot, trigger, leaves, view))):
            left = left_by(edit, view)
            if left is None or left.activity.name != trigger.activity.name:
                continue
            if _is_cleared(edit):
                last.append((left, edit))
            else:
                yield left, (edit,)
            if isinstance(edit, SetPersonField) and looks_whence:
                outside = replace(edit, from_outside=True)
                there = left_by(outside, view)
                if there is not None:
                    last.append((there, outside))
    last.sort(key=lambda one: (_is_from_outside(one[1]), _is_cleared(one[1])))
    yield from ((left, (edit,)) for left, edit in last)
    yield from brought


def _brought(
    slot: Slot, trigger: Trigger, leaves: Sequence[Leaf], view: View
) -> Iterator[tuple[ActivityRecord, tuple[Edit, ...]]]:
    """A change that something brings about which the smart list counts, with that in front."""
    for deed in deeds_changing(slot, leaves, view):
        done = ActivityRecord(view.person, deed.activity, deed.at, deed.values)
        for edit in consequences(done, view):
            left = left_by(edit, view)
            if left is not None and left.activity.name == trigger.activity.name:
                yield left, (deed, edit)


def deeds_changing(slot: Slot, leaves: Sequence[Leaf], view: View) -> Iterator[Do]:
    """What the smart list counts that changes a slot when it is done: one of each sort."""
    for name, field in BROUGHT_ABOUT.items():
        sights = sights_of(name, leaves, view) if slot == OfPerson(field) else ()
        for record in records_of(sights[0].did.activity, sights) if sights else ():
            if record.at == view.scene.now:
                yield Do(record.activity, record.values, record.at)


def _as_made(edit: Edit) -> Edit:
    """A change as one step makes it: who becomes a member has what members begin with."""
    return replace(edit, fields=()) if isinstance(edit, BecomeMember) else edit


def _is_cleared(edit: Edit) -> bool:
    return isinstance(edit, SetPersonField | SetMemberField) and edit.value is None


def _is_from_outside(edit: Edit) -> bool:
    return isinstance(edit, SetPersonField) and edit.from_outside


def _looks_whence(trigger: Trigger, leaves: Sequence[Leaf], view: View) -> bool:
    """Whether it matters if a step makes a change or something outside does."""
    names = ("source", "reason")
    parts = [part for part, _ in counted(trigger.activity, leaves, view)]
    told = clues_in((*trigger.where, *parts), trigger.activity, names, view)
    return bool(told or read_of_event(leaves, names, view))


def _is_of_same(slot: Slot, edited: Slot) -> bool:
    """Whether a change of a slot looks otherwise when another one was edited before."""
    match slot, edited:
        case (Member() | StatusOf() | OfMember(), Member() | StatusOf() | OfMember()):
            return slot.program == edited.program
        case _:
            return slot == edited


def _moves(slot: Slot, trigger: Trigger, leaves: Sequence[Leaf], view: View) -> tuple[Edit, ...]:
    looking = [leaf for leaf in leaves if slot in leaf.slots]
    named = ("new_value",) if isinstance(slot, OfPerson | OfMember) else ()
    more = [*asked(trigger, named, view), *read_of_event(leaves, named, view)]
    field = field_of(slot, view.scene.program)
    if isinstance(slot, OfPerson | OfMember) and field is not None:
        # A change is to another value, be it one of which all holds that holds of the present.
        present = present_value(slot, field, view)
        more.append(clue_to(present))
        more += [clue_to(whole(present) + by) for by in differences(trigger, leaves, view)]
    for part, inside in counted(trigger.activity, leaves, view):
        more += clues_in((part,), trigger.activity, named, inside)
    more += _after_others(slot, leaves, view)
    return (*moves_of(slot, looking, view, more), *_spelled_otherwise(slot, view))


def _after_others(slot: Slot, leaves: Sequence[Leaf], view: View) -> Iterator[Clue]:
    """What leaves name for a slot when another slot that they look at is edited."""
    for leaf in leaves:
        others = leaf.slots - {slot}
        if slot not in leaf.slots or not others:
            continue
        for other in sorted(others, key=repr):
            if isinstance(other, History):
                continue
            looking = [one for one in leaves if other in one.slots]
            for edit in moves_of(other, looking, view)[:_MOST_OTHERS]:
                yield from clues_of(slot, leaf.condition, as_seen(leaf, with_edits(view, (edit,))))


def _spelled_otherwise(slot: Slot, view: View) -> Iterator[Edit]:
    """A change that comparisons do not see, as they ignore case, and that is one all the same."""
    field = field_of(slot, view.scene.program)
    if not isinstance(slot, OfPerson | OfMember) or field is None or field.values:
        return
    present = present_value(slot, field, view)
    if isinstance(present, str) and field.type in TEXT_LIKE:
        other = present.lower() if present.lower() != present else present.upper()
        if other != present and fold(other) == fold(present):
            yield of_value(slot, field, other)


# Values -------------------------------------------------------------------------------------------


def _values(
    trigger: Trigger,
    view: View,
    leaves: Sequence[Leaf],
    looks: Looks,
    given: Mapping[int, Value],
) -> Iterator[tuple[Value, ...]]:
    """Values of the attributes that a line or the smart list looks at, the fewest first."""
    activity, scene = trigger.activity, view.scene
    tests: dict[int, list[tuple[Compare, View]]] = {}
    for part in (*trigger.where, *crossing_of(trigger)):
        for column, node in comparisons(part):
            tests.setdefault(column, []).append((node, view))
    for part, inside in counted(activity, leaves, view):
        for column, node in comparisons(part):
            tests.setdefault(column, []).append((node, inside))
    read_there: dict[int, list[tuple[Type, Clue]]] = {}
    for leaf in leaves:
        inside = as_seen(leaf, view)
        for name, type, clue in clues_of_event(leaf.condition, inside):
            for attribute in activity.attributes:
                if name == attribute.name or (name == "name" and attribute.column == 0):
                    read_there.setdefault(attribute.column, []).append((type, clue))
    choices: dict[int, Sequence[Value]] = {}
    for column in (*tests, *(one for one in read_there if one not in tests)):
        own_tests = tests.get(column, [])
        own = list(values_told_apart(activity, column, own_tests)) if own_tests else [None]
        clues = [clue for _, clue in read_there.get(column, ())]
        clues += [
            clue_of(node, compared_with(node, here), scene.now, scene.zone)
            for node, here in own_tests
        ]
        more: list[Value] = []
        for type in dict.fromkeys(type for type, _ in read_there.get(column, ())):
            more += candidates(clues, Setting(type, None, (), scene.now, scene.zone))
        choices[column] = tuple(dict.fromkeys((*own, *more)))
    choices |= {column: (value,) for column, value in given.items()}
    combined = list(islice(product(*choices.values()), _MOST + 1))
    looks.is_short = looks.is_short or len(combined) > _MOST
    combined.sort(key=lambda values: sum(value is not None for value in values))
    for values in combined:
        yield given_values(activity, dict(zip(choices, values, strict=True)))
