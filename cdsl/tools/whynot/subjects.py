"""Of what an activity may be that a change leaves or that brings one about: fields, programs.

Floor 6. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Condition
from cdsl.semantics.program import Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.tools.whynot.clues import clues_of_event
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.history import comparisons, given_values
from cdsl.tools.whynot.lines import triggered
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.recorded import BROUGHT_ABOUT, CHANGES
from cdsl.tools.whynot.slots import Member, OfMember, OfPerson, OnList, Slot, StatusOf, slots_of
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value

_MOST: Final = 200
"""Fields, lists or programs that are tried for one line."""


def subjects_of(
    trigger: Trigger, leaves: Sequence[Leaf], view: View, looks: Looks
) -> tuple[Slot, ...]:
    """The slots whose change may leave an activity that a line matches, or that it changes.

    Those that a token of the smart list names or that it looks at come first.
    """
    looked_at = [slot for leaf in leaves for slot in sorted(leaf.slots, key=repr)]
    possible = dict.fromkeys(_possible(trigger.activity.name, looked_at, view))
    where = trigger.where
    found = [slot for slot in possible if may_be(slot, trigger.activity, where, view)]
    named = {value for value in _named(leaves, view) if isinstance(value, str)}
    found.sort(key=lambda slot: slot not in looked_at and named.isdisjoint(names_of(slot).values()))
    looks.is_short = looks.is_short or len(found) > _MOST
    return tuple(found[:_MOST])


def names_of(slot: Slot) -> Mapping[str, str]:
    """What the activity that a change of a slot leaves says of which one it is."""
    match slot:
        case OfPerson(name=name):
            return {"attribute": name, "score": name}
        case OfMember(program=key, name=name):
            return {"program": key.name, "attribute": name}
        case OnList(list=key):
            return {"list": key.name}
        case Member(program=key) | StatusOf(program=key):
            return {"program": key.name}
        case _:
            return {}


def named_values(slot: Slot, activity: Activity) -> dict[int, Value]:
    """The same by the activity's columns."""
    names = names_of(slot)
    return {one.column: names[one.name] for one in activity.attributes if one.name in names}


def may_be(slot: Slot, activity: Activity, where: Iterable[Condition], view: View) -> bool:
    """Whether what is asked of the name alone holds of a slot's."""
    known = named_values(slot, activity)
    record = ActivityRecord(view.person, activity, view.scene.now, given_values(activity, known))
    here = triggered(view, record)
    return all(judged(part, here) for part in where if _is_of(part, known, view))


def _is_of(part: Condition, known: Mapping[int, Value], view: View) -> bool:
    """Whether a condition is of known attributes alone, whoever the person is."""
    columns = {column for column, _ in comparisons(part)}
    return bool(columns) and columns <= known.keys() and not slots_of(part, view)


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
        case name if BROUGHT_ABOUT.get(name, "") in program.schema.person:
            yield OfPerson(BROUGHT_ABOUT[name])
        case _:
            return


def _named(leaves: Sequence[Leaf], view: View) -> Iterator[object]:
    for leaf in leaves:
        for name, _, clue in clues_of_event(leaf.condition, leaf.view(view, view.scene.store)):
            if name in ("attribute", "score", "list", "program", "name"):
                yield from clue.values
