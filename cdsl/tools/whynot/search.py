"""The smallest sets of edits that make a condition hold of a person.

Floor 6. Pure. By iterative deepening over the number of edits: as long as the condition does not
hold, some leaves keep it false by themselves, and one of them has to change, so that only edits of
what they look at are tried. It is exact as far as the candidates of each slot stand for all values.

Where a leaf looks at several slots, all but one of them are pivots: each way to edit the pivots is
tried by itself, and beside it every slot can be looked at alone. Of the candidates of a slot those
are left out which do nothing that another one does not do as well.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass as mutable
from dataclasses import field
from typing import Final

from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Condition, Did
from cdsl.source.data import dataclass
from cdsl.tools.whynot.candidates import Clue
from cdsl.tools.whynot.clues import clues_of
from cdsl.tools.whynot.edits import Edit, Forget, is_past
from cdsl.tools.whynot.formula import Formula, Joined, Leaf, Literal, is_met, literals, read
from cdsl.tools.whynot.history import Sight, deeds, undone
from cdsl.tools.whynot.moves import moves_of, with_edits
from cdsl.tools.whynot.needs import NEVER, NOTHING, Move, Needed, all_needed, best, one_needed
from cdsl.tools.whynot.places import choices, pivots_of, slot_of, slots_taken
from cdsl.tools.whynot.slots import History, Slot, activity_of

Edits = tuple[Edit, ...]

_MOST: Final = 5
"""As many ways in as somebody reads."""
_MOST_FOUND: Final = 40
"""Ways in of one size that are compared with each other."""
_PIVOT_CANDIDATES: Final = 60
"""Edits of one pivot that are tried; every other slot is looked at anew beside each."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ways to make a condition hold, the smallest first.

    `is_whole` is False when the search was given up: then there may be others, and smaller ones.
    """

    ways: tuple[Edits, ...]
    is_whole: bool


def smallest_edits(condition: Condition, view: View, proven: Callable[[Edits], bool]) -> Found:
    """The smallest sets of edits with which a condition holds of the person of a view.

    Those of the smallest size, and those with one more edit that are not one of them with
    something added; a set of slots stands there once, with the values nearest to the present ones.
    `proven` has the last word on each. Edits of the past are looked for only when nothing else
    works.
    """
    formula, leaves = read(condition, view)
    looks = _Looks(view.scene.limits.whynot_looks)
    search = _Search(view, formula, leaves, looks, proven, past=False)
    found = search.run()
    if not found and not looks.is_over:
        found = _Search(view, formula, leaves, looks, proven, past=True).run()
    return Found(found, not (looks.is_over or looks.is_short))


@mutable(slots=True)
class _Looks:
    """How much may still be looked at, and whether something was left out before."""

    left: int
    is_short: bool = False

    @property
    def is_over(self) -> bool:
        return self.left <= 0


_State = tuple[Edit, ...]


@mutable(slots=True)
class _Base:
    """One way to edit the pivots, and what every other slot can take beside it."""

    edits: _State
    pivots: tuple[Slot, ...]
    view: View
    all_moves: dict[Slot, tuple[Move, ...]] = field(default_factory=dict)
    best_moves: dict[Slot, tuple[Move, ...]] = field(default_factory=dict)


@mutable(slots=True)
class _Search:
    view: View
    formula: Formula
    leaves: tuple[Leaf, ...]
    looks: _Looks
    proven: Callable[[Edits], bool]
    past: bool
    truths: dict[tuple[int, frozenset[Edit]], bool] = field(default_factory=dict)
    wishes: frozenset[Literal] = frozenset()
    pivots: tuple[Slot, ...] = ()
    bases: dict[_State, _Base] = field(default_factory=dict)
    found: dict[frozenset[tuple[Slot, int]], Edits] = field(default_factory=dict)
    is_cut: bool = False

    def run(self) -> tuple[Edits, ...]:
        self.wishes = frozenset(literals(self.formula))
        self.pivots = pivots_of(self.leaves)
        pivot_moves = self._pivot_moves()
        size, last = 0, sum(len(leaf.slots) for leaf in self.leaves)
        while size <= last and not self.looks.is_over:
            before = len(self.found)
            self.is_cut = len(self.pivots) > size
            for edits in choices(pivot_moves, size):
                self._extend(self._base(edits), edits, size, set())
                if self.looks.is_over or len(self.found) - before >= _MOST_FOUND:
                    break
            if self.found and last > size + 1:
                last = size + 1
            if not self.is_cut or len(self.found) >= _MOST:
                break
            size += 1
        ways = [tuple(sorted(way, key=self._place)) for way in self.found.values()]
        ways.sort(key=len)
        return tuple(ways[:_MOST])

    def _place(self, edit: Edit) -> int:
        """Edits stand in the order of what they are for."""
        return self._looking_at(slot_of(edit))[0]

    # Truth ----------------------------------------------------------------------------------------

    def _holds(self, number: int, edits: _State) -> bool:
        leaf = self.leaves[number]
        known = frozenset(edit for edit in edits if slot_of(edit) in leaf.slots)
        key = number, known
        found = self.truths.get(key)
        if found is None:
            self.looks.left -= 1
            there = with_edits(self.view, known)
            found = self.truths[key] = leaf.holds(there, there.scene.store)
        return found

    def _is_met(self, edits: _State) -> bool:
        return is_met(self.formula, lambda number: self._holds(number, edits))

    # Searching ------------------------------------------------------------------------------------

    def _extend(self, base: _Base, edits: _State, size: int, seen: set[frozenset[Edit]]) -> None:
        """Look for the edits that are still needed, at most `size` in all."""
        self.looks.left -= 1
        if self.looks.is_over or frozenset(edits) in seen:
            return
        seen.add(frozenset(edits))
        slots = slots_taken(edits)
        if any(known <= slots for known in self.found) or len(self.found) >= _MOST_FOUND:
            return
        needed = self._needed(self.formula, base, edits)
        if needed.least == 0:
            way = self._nearest(base, edits)
            if self.proven(way):
                self.found[slots] = way
            return
        if len(edits) + needed.least > size:
            self.is_cut = self.is_cut or needed.least < NEVER
            return
        for move in needed.moves:
            self._extend(base, (*edits, move.edit), size, seen)

    def _needed(self, formula: Formula, base: _Base, edits: _State) -> Needed:
        """What a formula still needs: at least how many edits, and a set of which one is needed."""
        match formula:
            case Literal(leaf=leaf, positive=positive):
                if self._holds(leaf, edits) is positive:
                    return NOTHING
                taken = {slot_of(edit) for edit in edits if not isinstance(edit, Forget)}
                moves = tuple(
                    move
                    for slot in self._free_slots(leaf, base)
                    if slot not in taken or isinstance(slot, History)
                    for move in self._moves(slot, base)
                    if formula in move.good and move.edit not in edits
                )
                return Needed(1 if moves else NEVER, moves, frozenset(m.slot for m in moves))
            case Joined(every=True, parts=parts):
                return all_needed([self._needed(part, base, edits) for part in parts])
            case Joined(parts=parts):
                return one_needed([self._needed(part, base, edits) for part in parts])

    def _free_slots(self, leaf: int, base: _Base) -> list[Slot]:
        slots = self.leaves[leaf].slots.difference(base.pivots)
        return sorted(slots, key=repr) if len(slots) > 1 else list(slots)

    def _nearest(self, base: _Base, edits: _State) -> Edits:
        """The same slots with the values that are preferred, one after the other."""
        for place, edit in enumerate(edits):
            slot = slot_of(edit)
            moves = [] if slot in base.pivots else self._all(slot, base)
            for move in moves:
                other = (*edits[:place], move.edit, *edits[place + 1 :])
                if move.edit == edit:
                    break
                if move.edit not in edits and self._is_met(other):
                    edits = other
                    break
        return edits

    # Moves ----------------------------------------------------------------------------------------

    def _base(self, edits: _State) -> _Base:
        base = self.bases.get(edits)
        if base is None:
            view = with_edits(self.view, edits)
            base = self.bases[edits] = _Base(edits, self.pivots, view)
        return base

    def _moves(self, slot: Slot, base: _Base) -> tuple[Move, ...]:
        found = base.best_moves.get(slot)
        if found is None:
            found = base.best_moves[slot] = tuple(best(self._all(slot, base)))
        return found

    def _all(self, slot: Slot, base: _Base) -> tuple[Move, ...]:
        found = base.all_moves.get(slot)
        if found is None:
            made = self._deeds(slot, base) if isinstance(slot, History) else self._edits(slot, base)
            found = base.all_moves[slot] = tuple(made)
        return found

    def _edits(self, slot: Slot, base: _Base) -> Iterator[Move]:
        numbers = self._looking_at(slot)
        for edit in moves_of(slot, [self.leaves[number] for number in numbers], base.view):
            self.looks.left -= 1
            if is_past(edit) and not self.past:
                continue
            truths = {number: self._holds(number, (*base.edits, edit)) for number in numbers}
            good = frozenset(wish for wish in self.wishes if truths.get(wish.leaf) is wish.positive)
            yield Move(slot, edit, good)

    def _deeds(self, slot: History, base: _Base) -> Iterator[Move]:
        """What is done only adds to what a condition counts, what was not done only takes away."""
        activity = activity_of(slot, self.view.scene.program)
        sights = []
        for number in self._looking_at(slot):
            leaf = self.leaves[number]
            assert isinstance(leaf.condition, Did)
            here = leaf.view(base.view, base.view.scene.store)
            sights.append(Sight(number, leaf.condition, here))
        found, looks = deeds(activity, sights)
        self.looks.left -= looks
        for deed in found:
            good = frozenset(
                wish for wish in self.wishes if wish.leaf in deed.counted and wish.positive
            )
            bad = frozenset(
                wish.leaf for wish in self.wishes if wish.leaf in deed.counted and not wish.positive
            )
            yield Move(slot, deed.edit, good, bad, deed.edit.times)
        for edit in undone(activity, sights) if self.past else ():
            truths = {one.number: self._holds(one.number, (*base.edits, edit)) for one in sights}
            good = frozenset(wish for wish in self.wishes if truths.get(wish.leaf) is wish.positive)
            yield Move(slot, edit, good)

    def _looking_at(self, slot: Slot) -> list[int]:
        return [number for number, leaf in enumerate(self.leaves) if slot in leaf.slots]

    def _pivot_moves(self) -> list[list[Edit]]:
        """The edits of each pivot, with what becomes of it as other slots of its leaves are edited.

        Two rounds: what is named for a slot names something for those that it is compared with.
        """
        groups = {slot: self._looking_at(slot) for slot in self.pivots}
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

    def _pivot_edits(self, slot: Slot, known: Mapping[Slot, list[Edit]]) -> list[Edit]:
        leaves = [self.leaves[number] for number in self._looking_at(slot)]
        more: list[Clue] = []
        for leaf in leaves:
            for other in sorted(leaf.slots - {slot}, key=repr):
                for edit in known.get(other, ()):
                    self.looks.left -= 1
                    there = with_edits(self.view, (edit,))
                    inside = leaf.view(there, there.scene.store)
                    more += clues_of(slot, leaf.condition, inside)
        found = moves_of(slot, leaves, self.view, more)
        edits = [edit for edit in found if self.past or not is_past(edit)]
        self.looks.is_short = self.looks.is_short or len(edits) > _PIVOT_CANDIDATES
        return edits[:_PIVOT_CANDIDATES]
