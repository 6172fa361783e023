"""What leaves look at besides, when edits are done now: what leaves or changes what they look at.

Floor 6. Pure. A change of a field that a leaf looks at may leave an activity that another counts;
something that is done may change such a field.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Did
from cdsl.semantics.types import Type
from cdsl.tools.whynot.asking import clues_in, whole
from cdsl.tools.whynot.edits import Edit
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.moves import of_value, present_value
from cdsl.tools.whynot.named import Clue, clue_to
from cdsl.tools.whynot.recorded import BROUGHT_ABOUT
from cdsl.tools.whynot.slots import (
    History,
    Member,
    OfMember,
    OfPerson,
    OnList,
    Slot,
    StatusOf,
    field_of,
)
from cdsl.tools.whynot.subjects import may_be


def entangled(leaves: Sequence[Leaf], view: View) -> tuple[Leaf, ...]:
    """Leaves with the slots whose edits change what they see, where others look at those too."""
    looked_at = {slot for leaf in leaves for slot in leaf.slots}
    changed_by: dict[Slot, Slot] = {
        OfPerson(name): History(activity)
        for activity, name in BROUGHT_ABOUT.items()
        if History(activity) in looked_at
    }
    found = []
    for leaf in leaves:
        slots = {*leaf.slots, *_leaving(leaf, looked_at | changed_by.keys(), view)}
        slots |= {changed_by[slot] for slot in slots & changed_by.keys()}
        found.append(replace(leaf, slots=frozenset(slots)))
    return tuple(found)


def _leaving(leaf: Leaf, looked_at: Iterable[Slot], view: View) -> Iterator[Slot]:
    """Of some slots those whose change may leave an activity that a leaf counts."""
    did = leaf.condition
    if isinstance(did, Did):
        inside = leaf.view(view, view.scene.store)
        for slot in looked_at:
            if did.activity.name in _left_by_changes(slot, view) and may_be(
                slot, did.activity, did.where, inside
            ):
                yield slot


def _left_by_changes(slot: Slot, view: View) -> tuple[str, ...]:
    """The activities that changes of a slot leave."""
    match slot:
        case OfPerson():
            field = field_of(slot, view.scene.program)
            is_score = field is not None and field.type is Type.SCORE
            return ("change_score" if is_score else "change_data_value",)
        case OnList():
            return "add_to_list", "remove_from_list"
        case Member() | StatusOf():
            return ("change_status",)
        case OfMember():
            return ("change_program_member_data",)
        case _:
            return ()


def clues_as_left(slot: Slot, leaf: Leaf, view: View) -> Iterator[Clue]:
    """What a leaf that counts changes names for the slot that is changed."""
    did = leaf.condition
    if isinstance(did, Did) and isinstance(slot, OfPerson | OfMember):
        inside = leaf.view(view, view.scene.store)
        yield from clues_in(did.where, did.activity, ("new_value",), inside)
        field = field_of(slot, view.scene.program)
        present = None if field is None else present_value(slot, field, view)
        for clue in clues_in(did.where, did.activity, ("change",), inside):
            by_how_much = (value for value in clue.values if isinstance(value, int))
            yield from (clue_to(whole(present) + value) for value in by_how_much)


def put_back(slot: Slot, leaves: Sequence[Leaf], view: View) -> Iterator[Edit]:
    """A field that something that is done changes, as it is now."""
    names = {BROUGHT_ABOUT.get(one.activity) for one in _histories(leaves)}
    if isinstance(slot, OfPerson) and slot.name in names:
        field = view.scene.program.schema.person[slot.name]
        yield of_value(slot, field, present_value(slot, field, view))


def _histories(leaves: Sequence[Leaf]) -> Iterator[History]:
    for leaf in leaves:
        yield from (slot for slot in leaf.slots if isinstance(slot, History))
