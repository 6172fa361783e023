"""What could be edited first, so that a line matches what happens then.

Floor 6. Pure.
"""

from collections.abc import Iterator, Sequence

from cdsl.interpreter.view import View
from cdsl.semantics.program import Trigger
from cdsl.tools.whynot.asking import as_seen, asked, differences, read_of_event
from cdsl.tools.whynot.clues import clues_of, taken_back
from cdsl.tools.whynot.edits import Edit
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.history import comparisons
from cdsl.tools.whynot.moves import moves_of
from cdsl.tools.whynot.named import Clue, clue_to
from cdsl.tools.whynot.slots import Slot, slots_in
from cdsl.world.effects import ActivityRecord


def moves_before(
    slot: Slot,
    trigger: Trigger,
    leaves: Sequence[Leaf],
    view: View,
    records: Sequence[ActivityRecord],
) -> tuple[Edit, ...]:
    """What could be edited first, so that a line matches what happens then.

    `records` are activities that it might be asked of.
    """
    looking = [leaf for leaf in leaves if slot in leaf.slots]
    names = ("old_value", "new_value")
    more = [*asked(trigger, names, view), *read_of_event(leaves, names, view)]
    more += _as_told(slot, trigger, view, records)
    by_how_much = differences(trigger, leaves, view)
    if by_how_much:
        seen = ((leaf.condition, as_seen(leaf, view)) for leaf in looking)
        own = (clue for condition, there in seen for clue in clues_of(slot, condition, there))
        ends = {value for clue in (*more, *own) for value in clue.values if isinstance(value, int)}
        # Both ends may be left out, so that the two next to the difference count as well.
        more += [
            clue_to(end - by + beside)
            for end in sorted(ends)
            for by in by_how_much
            for beside in (-1, 0, 1)
        ]
    return moves_of(slot, looking, view, more)


def _as_told(
    slot: Slot, trigger: Trigger, view: View, records: Sequence[ActivityRecord]
) -> Iterator[Clue]:
    """What a slot has to be for a line that compares it with what an activity says."""
    for part in trigger.where:
        for column, node in comparisons(part):
            for operand in node.operands:
                if slot in slots_in(operand, view):
                    told = {one.values[column]: None for one in records if column < len(one.values)}
                    yield from taken_back(operand, slot, list(told), node.type, view)
