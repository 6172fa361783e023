"""What the slots of leaves can take, and which leaves hold with what was edited.

Floor 6. Pure. What was found once is kept, for as long as one search goes on.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass as mutable
from dataclasses import field
from typing import Final

from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Compare
from cdsl.tools.whynot.afterwards import Order, after
from cdsl.tools.whynot.asking import compared_with
from cdsl.tools.whynot.clues import clues_of
from cdsl.tools.whynot.edits import Edit, is_past
from cdsl.tools.whynot.entangled import clues_as_left, put_back
from cdsl.tools.whynot.formula import Leaf, Literal
from cdsl.tools.whynot.history import deeds, sights_of, undone
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.moves import moves_of
from cdsl.tools.whynot.named import Clue, clue_of
from cdsl.tools.whynot.needs import Move, best
from cdsl.tools.whynot.places import slot_of
from cdsl.tools.whynot.slots import History, Slot, activity_of

State = tuple[Edit, ...]

_PIVOT_CANDIDATES: Final = 60
"""Edits of one pivot that are tried; every other slot is looked at anew beside each."""


@mutable(slots=True)
class Base:
    """One way to edit the pivots, and what every other slot can take beside it."""

    edits: State
    pivots: tuple[Slot, ...]
    view: View
    all_moves: dict[Slot, tuple[Move, ...]] = field(default_factory=dict)
    best_moves: dict[Slot, tuple[Move, ...]] = field(default_factory=dict)


@mutable(slots=True)
class Offers:
    """The leaves of one search with what is known of them; `past` also undoes what was.

    In an order in which they are done, edits leave and bring about what they do now.
    """

    view: View
    leaves: tuple[Leaf, ...]
    wishes: frozenset[Literal]
    pivots: tuple[Slot, ...]
    looks: Looks
    past: bool
    order: Order
    truths: dict[tuple[int, frozenset[Edit]], bool] = field(default_factory=dict)
    bases: dict[State, Base] = field(default_factory=dict)

    def after(self, edits: Collection[Edit]) -> View:
        """The person after edits."""
        return after(self.view, edits, self.order)

    def holds(self, number: int, edits: State) -> bool:
        """Whether a leaf holds with edits."""
        leaf = self.leaves[number]
        known = frozenset(edit for edit in edits if slot_of(edit) in leaf.slots)
        key = number, known
        found = self.truths.get(key)
        if found is None:
            self.looks.left -= 1
            there = self.after(known)
            found = self.truths[key] = leaf.holds(there, there.scene.store)
        return found

    def base(self, edits: State) -> Base:
        """What there is beside one way to edit the pivots."""
        base = self.bases.get(edits)
        if base is None:
            view = self.after(edits)
            base = self.bases[edits] = Base(edits, self.pivots, view)
        return base

    def moves(self, slot: Slot, base: Base) -> tuple[Move, ...]:
        """The moves of a slot that no other one makes superfluous."""
        found = base.best_moves.get(slot)
        if found is None:
            found = base.best_moves[slot] = tuple(best(self.every(slot, base)))
        return found

    def every(self, slot: Slot, base: Base) -> tuple[Move, ...]:
        """Every move of a slot, in order of preference."""
        found = base.all_moves.get(slot)
        if found is None:
            made = self._deeds(slot, base) if isinstance(slot, History) else self._edits(slot, base)
            found = base.all_moves[slot] = tuple(made)
        return found

    def _edits(self, slot: Slot, base: Base) -> Iterator[Move]:
        numbers = self.looking_at(slot)
        for edit in moves_of(slot, [self.leaves[number] for number in numbers], base.view):
            self.looks.left -= 1
            if is_past(edit) and not self.past:
                continue
            truths = {number: self.holds(number, (*base.edits, edit)) for number in numbers}
            good = frozenset(wish for wish in self.wishes if truths.get(wish.leaf) is wish.positive)
            yield Move(slot, edit, good)

    def _deeds(self, slot: History, base: Base) -> Iterator[Move]:
        """What is done only adds to what a condition counts, what was not done only takes away."""
        activity = activity_of(slot, self.view.scene.program)
        looking = self.looking_at(slot)
        every = sights_of(slot.activity, self.leaves, base.view)
        sights = [one for one in every if one.number in looking]
        others = [number for number in looking if all(one.number != number for one in sights)]
        found, looks = deeds(activity, sights)
        self.looks.left -= looks
        for deed in found:
            there = (*base.edits, deed.edit)
            truths = {number: self.holds(number, there) for number in others}
            good = frozenset(
                wish
                for wish in self.wishes
                if (wish.leaf in deed.counted and wish.positive)
                or truths.get(wish.leaf) is wish.positive
            )
            bad = frozenset(
                wish.leaf for wish in self.wishes if wish.leaf in deed.counted and not wish.positive
            )
            yield Move(slot, deed.edit, good, bad, deed.edit.times)
        for edit in undone(activity, sights) if self.past else ():
            truths = {one.number: self.holds(one.number, (*base.edits, edit)) for one in sights}
            good = frozenset(wish for wish in self.wishes if truths.get(wish.leaf) is wish.positive)
            yield Move(slot, edit, good)

    def looking_at(self, slot: Slot) -> list[int]:
        """The numbers of the leaves that look at a slot."""
        return [number for number, leaf in enumerate(self.leaves) if slot in leaf.slots]

    def pivot_moves(self) -> list[list[Edit]]:
        """The edits of each pivot, with what becomes of it as other slots of its leaves are edited.

        Two rounds: what is named for a slot names something for those that it is compared with.
        """
        groups = {slot: self.looking_at(slot) for slot in self.pivots}
        beside: set[Slot] = {
            slot
            for numbers in groups.values()
            for number in numbers
            for slot in self.leaves[number].slots
            if not isinstance(slot, History)
        }
        edits = {slot: self._pivot_edits(slot, {}) for slot in beside}
        for _ in range(2):
            edits = {slot: self._pivot_edits(slot, edits) for slot in beside}
        return [list(edits[slot]) for slot in self.pivots]

    def _clues_through_others(self, slot: Slot) -> Iterator[Clue]:
        """What other slots are compared with that a slot has to agree with, one through another."""
        scene = self.view.scene
        agreeing: set[Slot] = set()
        reached = {slot}
        while reached != agreeing:
            agreeing = reached
            reached = agreeing.union(*(one.slots for one in self.leaves if one.slots & agreeing))
        for leaf in self.leaves:
            node = leaf.condition
            if isinstance(node, Compare) and slot not in leaf.slots and leaf.slots & reached:
                right = compared_with(node, leaf.view(self.view, scene.store))
                yield clue_of(node, right, scene.now, scene.zone)

    def _pivot_edits(self, slot: Slot, known: Mapping[Slot, list[Edit]]) -> list[Edit]:
        leaves = [self.leaves[number] for number in self.looking_at(slot)]
        named = list(self._clues_through_others(slot))
        more = list(named)
        for leaf in leaves:
            if self.order is not Order.LONG_AGO:
                more += clues_as_left(slot, leaf, self.view)
            for other in sorted(leaf.slots - {slot}, key=repr):
                for edit in known.get(other, ()):
                    self.looks.left -= 1
                    there = self.after((edit,))
                    inside = leaf.view(there, there.scene.store)
                    more += clues_of(slot, leaf.condition, inside)
        back = put_back(slot, leaves, self.view) if self.order is Order.DEEDS_FIRST else ()
        # What is named comes before what others might be: of very many the last are left out.
        nearest = moves_of(slot, leaves, self.view, named)
        found = dict.fromkeys((*back, *nearest, *moves_of(slot, leaves, self.view, more)))
        edits = [edit for edit in found if self.past or not is_past(edit)]
        self.looks.is_short = self.looks.is_short or len(edits) > _PIVOT_CANDIDATES
        return edits[:_PIVOT_CANDIDATES]
