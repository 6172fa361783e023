"""The smallest sets of edits that make a condition hold of a person.

Floor 6. Pure. By iterative deepening over the number of edits: as long as the condition does not
hold, some leaves keep it false by themselves, and one of them has to change, so that only edits of
what they look at are tried. It is exact as far as the candidates of each slot stand for all values.

Where a leaf looks at several slots, all but one of them are pivots: each way to edit the pivots is
tried by itself, and beside it every slot can be looked at alone. Of the candidates of a slot those
are left out which do nothing that another one does not do as well.
"""

from collections.abc import Callable
from dataclasses import dataclass as mutable
from dataclasses import field, replace
from typing import Final

from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Condition
from cdsl.source.data import dataclass
from cdsl.tools.whynot.afterwards import Order
from cdsl.tools.whynot.edits import Edit, Forget
from cdsl.tools.whynot.entangled import entangled
from cdsl.tools.whynot.formula import Formula, Joined, Literal, is_met, literals, read
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.needs import NEVER, NOTHING, Needed, all_needed, one_needed
from cdsl.tools.whynot.offers import Base, Offers, State
from cdsl.tools.whynot.places import choices, pivots_of, slot_of, slots_taken
from cdsl.tools.whynot.slots import History, Slot

Edits = tuple[Edit, ...]

_MOST: Final = 5
"""As many ways in as somebody reads."""
_MOST_FOUND: Final = 40
"""Ways in of one size that are compared with each other."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ways to make a condition hold, the smallest first.

    `is_whole` is False when the search was given up: then there may be others, and smaller ones.
    """

    ways: tuple[Edits, ...]
    is_whole: bool


def smallest_edits(
    condition: Condition,
    view: View,
    proven: Callable[[Edits], bool],
    looks: Looks,
    *,
    past: bool,
    order: Order = Order.LONG_AGO,
    fixed: frozenset[Slot] = frozenset(),
    most: int = NEVER,
) -> Found:
    """The smallest sets of edits with which a condition holds of the person of a view.

    Those of the smallest size, at most `most` edits, and those with one more edit that are not one
    of them with something added; a set of slots stands there once, with the values nearest to the
    present ones. Slots that are `fixed` stay as they are. `proven` has the last word on each. With
    `past` there are edits of the past as well, to be looked for when nothing else works. In an
    `order` in which they are done edits leave and bring about what they do now.
    """
    formula, read_leaves = read(condition, view)
    if order is not Order.LONG_AGO:
        read_leaves = entangled(read_leaves, view)
    leaves = tuple(replace(leaf, slots=leaf.slots - fixed) for leaf in read_leaves)
    wishes = frozenset(literals(formula))
    offers = Offers(view, leaves, wishes, pivots_of(leaves), looks, past, order)
    found = _Search(formula, offers, proven, most).run()
    return Found(found, not (looks.is_over or looks.is_short))


@mutable(slots=True)
class _Search:
    formula: Formula
    offers: Offers
    proven: Callable[[Edits], bool]
    most: int
    found: dict[frozenset[tuple[Slot, int]], Edits] = field(default_factory=dict)
    is_cut: bool = False

    def run(self) -> tuple[Edits, ...]:
        leaves, pivots = self.offers.leaves, self.offers.pivots
        pivot_moves = self.offers.pivot_moves()
        size, last = 0, min(self.most, sum(len(leaf.slots) for leaf in leaves))
        while size <= last and not self.offers.looks.is_over:
            before = len(self.found)
            self.is_cut = len(pivots) > size
            for edits in choices(pivot_moves, size):
                self._extend(self.offers.base(edits), edits, size, set())
                if self.offers.looks.is_over or len(self.found) - before >= _MOST_FOUND:
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
        return self.offers.looking_at(slot_of(edit))[0]

    # Searching ------------------------------------------------------------------------------------

    def _extend(self, base: Base, edits: State, size: int, seen: set[frozenset[Edit]]) -> None:
        """Look for the edits that are still needed, at most `size` in all."""
        self.offers.looks.left -= 1
        if self.offers.looks.is_over or frozenset(edits) in seen:
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

    def _needed(self, formula: Formula, base: Base, edits: State) -> Needed:
        """What a formula still needs: at least how many edits, and a set of which one is needed."""
        match formula:
            case Literal(leaf=leaf, positive=positive):
                if self.offers.holds(leaf, edits) is positive:
                    return NOTHING
                taken = {slot_of(edit) for edit in edits if not isinstance(edit, Forget)}
                moves = tuple(
                    move
                    for slot in self._free_slots(leaf, base)
                    if slot not in taken or isinstance(slot, History)
                    for move in self.offers.moves(slot, base)
                    if formula in move.good and move.edit not in edits
                )
                return Needed(1 if moves else NEVER, moves, frozenset(m.slot for m in moves))
            case Joined(every=True, parts=parts):
                if any(self._is_hopeless(part, base, edits) for part in parts):
                    return Needed(NEVER, (), frozenset())
                return all_needed([self._needed(part, base, edits) for part in parts])
            case Joined(parts=parts):
                return one_needed([self._needed(part, base, edits) for part in parts])

    def _is_hopeless(self, part: Formula, base: Base, edits: State) -> bool:
        """Whether a part is false that looks at pivots alone, so that no more edits change it."""
        if not isinstance(part, Literal) or self._free_slots(part.leaf, base):
            return False
        return self.offers.holds(part.leaf, edits) is not part.positive

    def _free_slots(self, leaf: int, base: Base) -> list[Slot]:
        slots = self.offers.leaves[leaf].slots.difference(base.pivots)
        return sorted(slots, key=repr) if len(slots) > 1 else list(slots)

    def _is_met(self, edits: State) -> bool:
        return is_met(self.formula, lambda number: self.offers.holds(number, edits))

    def _nearest(self, base: Base, edits: State) -> Edits:
        """The same slots with the values that are preferred, one after the other."""
        for place, edit in enumerate(edits):
            slot = slot_of(edit)
            moves = [] if slot in base.pivots else self.offers.every(slot, base)
            for move in moves:
                other = (*edits[:place], move.edit, *edits[place + 1 :])
                if move.edit == edit:
                    break
                if move.edit not in edits and self._is_met(other):
                    edits = other
                    break
        return edits
