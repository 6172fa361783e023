"""What would have to happen for a trigger campaign to start for a person.

Floor 6. Pure. What an `on` line matches is the evaluator's to say. An activity that a change leaves
is made by that change, so that what it says and what is there afterwards agree; of those that a
smart list tells apart, one of each sort is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice, product
from typing import Final

from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.view import View
from cdsl.semantics.program import Campaign, Trigger
from cdsl.source.data import dataclass
from cdsl.tools.whynot.afterwards import Order, after, with_edits
from cdsl.tools.whynot.beforehand import moves_before
from cdsl.tools.whynot.clues import attributes_read
from cdsl.tools.whynot.edits import BecomeMember, Do, Edit, SetMemberField
from cdsl.tools.whynot.formula import Leaf, read
from cdsl.tools.whynot.history import sights_of
from cdsl.tools.whynot.lines import crossing_of, triggered
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.occasions import deeds_changing, occasions
from cdsl.tools.whynot.places import slot_of
from cdsl.tools.whynot.recorded import BROUGHT_ABOUT, RECORDED
from cdsl.tools.whynot.slots import Member, OfMember, OfPerson, Slot, StatusOf, slots_of
from cdsl.tools.whynot.subjects import subjects_of
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value

_MOST_SORTS: Final = 200
"""Firings of one line that are gone on with."""
_MOST_RECORDS: Final = 200
"""Activities of which a line is asked what it wants beforehand."""
_MOST_TOGETHER: Final = 8
"""Edits of one field that are tried beforehand beside those of another."""


@dataclass(frozen=True, slots=True)
class Firing:
    """Something that fires a campaign now: edits that it needs first, then what happens.

    `changed` is what else has become of the person when the smart list is judged; what leaves the
    event in the log, if anything does, stands first.
    """

    before: tuple[Edit, ...]
    event: Do
    changed: tuple[Edit, ...]
    fixed: frozenset[Slot]

    @property
    def change(self) -> Edit | None:
        """What leaves the event in the log; None where the person does it themselves."""
        if self.event.activity.name not in RECORDED or not self.changed:
            return None
        return self.changed[0]

    def at(self, view: View, edits: tuple[Edit, ...] = (), order: Order = Order.LONG_AGO) -> View:
        """The person of a view after these edits, when the campaign is judged."""
        record = ActivityRecord(view.person, self.event.activity, self.event.at, self.event.values)
        ready = after(view, (*self.before, *edits), order)
        told = order if self.change is None else Order.LONG_AGO
        there = after(ready, (self.event, *self.changed), told)
        scope = replace(there.scene.scope, trigger=record)
        return replace(there, scene=replace(there.scene, scope=scope))


def firings(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    looks: Looks,
    *,
    before: bool,
    as_told: bool = False,
    order: Order = Order.LONG_AGO,
) -> Iterator[Firing]:
    """What an `on` line matches, one firing of each sort that the smart list tells apart.

    With `before`, what it would match after edits of what the line itself looks at, in an order in
    which they are done also after something that changes that. `as_told` are activities that
    changes leave, with nothing changed.
    """
    sorts: set[object] = set()
    found = (
        _firings(trigger, campaign, view, (), _looked_at(trigger, view), looks, as_told=True)
        if as_told
        else every_firing(trigger, campaign, view, looks, before=before, order=order)
    )
    for firing, sort in found:
        if sort not in sorts:
            if len(sorts) == _MOST_SORTS:
                looks.is_short = True
                return
            sorts.add(sort)
            yield firing


def every_firing(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    looks: Looks,
    *,
    before: bool,
    order: Order = Order.LONG_AGO,
) -> Iterator[tuple[Firing, object]]:
    """The same without a choice, each with its sort."""
    looked_at = _looked_at(trigger, view)
    if not before:
        yield from _firings(trigger, campaign, view, (), looked_at, looks)
        return
    for edits in _beforehand(trigger, campaign, view, looked_at, looks, order):
        there = after(view, edits, order)
        yield from _firings(trigger, campaign, there, edits, looked_at, looks)


def _beforehand(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    looked_at: frozenset[Slot],
    looks: Looks,
    order: Order,
) -> Iterator[tuple[Edit, ...]]:
    """One edit of each slot that a line depends on, and two of what it looks at itself."""
    _, leaves = read(campaign.smart_list, view)
    subjects = subjects_of(trigger, leaves, view, looks)
    members = [Member(slot.program) for slot in subjects if isinstance(slot, OfMember)]
    possible = occasions(trigger, campaign, view, leaves, looks, None)
    records = [record for record, _ in islice(possible, _MOST_RECORDS)]
    asked = {
        slot: list(_edits_before(slot, trigger, campaign, view, subjects, records))
        for slot in dict.fromkeys((*sorted(looked_at, key=repr), *subjects, *members))
    }
    yield from ((edit,) for edits in asked.values() for edit in edits)
    if order is not Order.LONG_AGO:
        yield from ((deed,) for slot in asked for deed in deeds_changing(slot, leaves, view))
    for one, other in combinations(sorted(looked_at, key=repr), 2):
        yield from product(asked[one][:_MOST_TOGETHER], asked[other][:_MOST_TOGETHER])


def _edits_before(
    slot: Slot,
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    subjects: Sequence[Slot],
    records: Sequence[ActivityRecord],
) -> Iterator[Edit]:
    """What could be edited first; who becomes a member may have values of fields from the start."""
    _, leaves = read(campaign.smart_list, view)
    for edit in moves_before(slot, trigger, leaves, view, records):
        yield edit
        if not isinstance(edit, BecomeMember):
            continue
        there = with_edits(view, (edit,))
        _, read_there = read(campaign.smart_list, there)
        for other in subjects:
            if isinstance(other, OfMember) and other.program == edit.program:
                for move in moves_before(other, trigger, read_there, there, ()):
                    if isinstance(move, SetMemberField) and move.value is not None:
                        yield replace(edit, fields=(*edit.fields, (move.field, move.value)))


# Sorts --------------------------------------------------------------------------------------------


def _firings(
    trigger: Trigger,
    campaign: Campaign,
    view: View,
    before: tuple[Edit, ...],
    looked_at: frozenset[Slot],
    looks: Looks,
    *,
    as_told: bool = False,
) -> Iterator[tuple[Firing, object]]:
    _, leaves = read(campaign.smart_list, view)
    slots = frozenset(slot for leaf in leaves for slot in leaf.slots)
    edited = {_changed_by(edit) for edit in before} - looked_at
    of = next(iter(edited), None)
    for record, changed in occasions(trigger, campaign, view, leaves, looks, of, as_told=as_told):
        if looks.is_over:
            return
        looks.left -= 1
        if not fires(trigger, triggered(view, record)):
            continue
        fixed = _fixed(before, changed, leaves) | looked_at
        firing = Firing(before, Do(record.activity, record.values, record.at), changed, fixed)
        there = Firing((), firing.event, changed, fixed).at(view)
        _, here = read(campaign.smart_list, there)
        truths = tuple(leaf.holds(there, there.scene.store) for leaf in here)
        seen, counted = _seen(record, here, there, fixed), _counted(record, here, there)
        yield firing, (truths, seen, counted, fixed & slots)


def _changed_by(edit: Edit) -> Slot:
    """The slot that an edit beforehand changes; what somebody does there brings that about."""
    if isinstance(edit, Do):
        return OfPerson(BROUGHT_ABOUT[edit.activity.name])
    return slot_of(edit)


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
    is_changed = any(True for slot in fixed for _ in deeds_changing(slot, leaves, view))
    if is_changed or any(leaf.slots & fixed and leaf.slots - fixed for leaf in leaves):
        read_there |= {"new_value", "new_status"}
    return tuple(
        value
        for attribute, value in zip(record.activity.attributes, record.values, strict=False)
        if attribute.name in read_there
    )


def _counted(record: ActivityRecord, leaves: Sequence[Leaf], view: View) -> tuple[bool, ...]:
    """Which conditions on what was done count the activity itself."""
    return tuple(one.matches(record) for one in sights_of(record.activity.name, leaves, view))


def _fixed(
    before: Sequence[Edit], changed: Sequence[Edit], leaves: Sequence[Leaf]
) -> frozenset[Slot]:
    """The slots that are what the firing makes them, so that no other edit can be of them.

    A member stays one; of who becomes one by it everything is as their status makes it.
    """
    taken = {slot_of(edit) for edit in (*before, *changed) if not isinstance(edit, Do)}
    programs = {slot.program for slot in taken if isinstance(slot, Member | StatusOf | OfMember)}
    begun = {edit.program for edit in changed if isinstance(edit, BecomeMember)}
    of_new_members = {
        slot
        for leaf in leaves
        for slot in leaf.slots
        if isinstance(slot, StatusOf | OfMember) and slot.program in begun
    }
    return frozenset(taken | of_new_members | {Member(one) for one in programs})


def _looked_at(trigger: Trigger, view: View) -> frozenset[Slot]:
    """What of the person an `on` line looks at, in tokens."""
    asked = [slot for part in trigger.where for slot in slots_of(part, view)]
    crossing = [slot for part in crossing_of(trigger) for slot in slots_of(part, view)]
    return frozenset((*asked, *crossing))
