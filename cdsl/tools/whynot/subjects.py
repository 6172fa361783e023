"""Of what an activity that a change leaves may be: fields, lists, memberships.

Floor 6. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
from cdsl.semantics.program import Trigger
from cdsl.semantics.types import Type
from cdsl.tools.whynot.clues import clues_of_event
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.history import comparisons
from cdsl.tools.whynot.recorded import CHANGES
from cdsl.tools.whynot.slots import Member, OfMember, OfPerson, OnList, Slot, StatusOf

_MOST: Final = 12
"""Fields, lists or programs that are tried where the line names none of them."""


def subjects_of(trigger: Trigger, leaves: Sequence[Leaf], view: View) -> tuple[Slot, ...]:
    """The slots whose change may leave an activity that a line matches.

    Those that the line or a token names come first, then those that the smart list looks at.
    """
    looked_at = [slot for leaf in leaves for slot in sorted(leaf.slots, key=repr)]
    all_slots = dict.fromkeys(_possible(trigger.activity.name, looked_at, view))
    named = {value for value in _named(trigger, leaves, view) if isinstance(value, str)}
    first = [slot for slot in all_slots if _name(slot) in named]
    rest = [slot for slot in all_slots if slot not in first]
    kept = rest if not first else [slot for slot in rest if slot in looked_at]
    return (*first, *kept[:_MOST])


def _possible(activity: str, looked_at: Iterable[Slot], view: View) -> Iterator[Slot]:
    program, person = view.scene.program, view.person
    campaign = view.scene.scope.campaign
    workspace = "" if campaign is None else campaign.key.workspace
    match activity:
        case name if name in CHANGES:
            for_scores = name == "change_score"
            fields = program.schema.person
            yield from (
                slot
                for slot in looked_at
                if isinstance(slot, OfPerson)
                and (fields[slot.name].type is Type.SCORE) is for_scores
            )
            for field in fields.values():
                if (field.type is Type.SCORE) is for_scores:
                    yield OfPerson(field.name)
        case "add_to_list" | "remove_from_list":
            yield from (slot for slot in looked_at if isinstance(slot, OnList))
            yield from (OnList(key) for key in program.lists if key.workspace == workspace)
        case "change_status":
            programs = (slot.program for slot in looked_at if isinstance(slot, Member | StatusOf))
            own = (key for key in program.programs if key.workspace == workspace)
            for key in (*programs, *own):
                joined = view.scene.store.membership(key, person) is not None
                yield StatusOf(key) if joined else Member(key)
        case "change_program_member_data":
            yield from (slot for slot in looked_at if isinstance(slot, OfMember))
            for key, one in program.programs.items():
                if key.workspace == workspace:
                    yield from (OfMember(key, name) for name in one.member_fields)
        case _:
            return


def _named(trigger: Trigger, leaves: Sequence[Leaf], view: View) -> Iterator[object]:
    names = ("attribute", "score", "list", "program")
    for part in trigger.where:
        for column, node in comparisons(part):
            if trigger.activity.attributes[column].name in names:
                yield from (value_of(operand, view) for operand in node.operands)
    for leaf in leaves:
        for name, _, clue in clues_of_event(leaf.condition, leaf.view(view, view.scene.store)):
            if name in (*names, "name"):
                yield from clue.values


def _name(slot: Slot) -> str:
    match slot:
        case OfPerson(name=name) | OfMember(name=name):
            return name
        case OnList(list=key) | Member(program=key) | StatusOf(program=key):
            return key.name
        case _:
            return ""
