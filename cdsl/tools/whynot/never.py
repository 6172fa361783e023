"""Why there is no way in: what contradicts itself, and what contradicts what fires the campaign.

Floor 6. Pure. That conditions contradict each other is told where it is certain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from cdsl.interpreter.view import View
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import AllOf, Condition
from cdsl.semantics.program import Campaign, Trigger
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.whynot.clues import attributes_read
from cdsl.tools.whynot.firing import firings
from cdsl.tools.whynot.formula import Formula, Joined, Leaf, Literal, read, wanted
from cdsl.tools.whynot.lines import crossing_of
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.occasions import DELETED
from cdsl.tools.whynot.reasons import Because, Never, NotFired, Unmet
from cdsl.tools.whynot.slots import OfCompany, slots_of
from cdsl.tools.whynot.ways import Asked, FoundWays, find_ways

_MOST: Final = 16
"""Conditions that are compared with each other."""


def why_never_matched(trigger: Trigger, campaign: Campaign, view: View) -> Never | None:
    """Why no activity could match an `on` line; None where one does."""
    looks = Looks(view.scene.limits.whynot_looks)
    for before, as_told in ((False, False), (True, False), (False, True)):
        found = firings(trigger, campaign, view, looks, before=before, as_told=as_told)
        if any(True for _ in found):
            return None
    scope = view.scene.scope
    asked = (*trigger.where, *crossing_of(trigger))
    if any(uses_hole(part, scope.tokens) for part in asked):
        return Never(Because.HOLE)
    contrary = _contrary([Unmet(part, scope, ()) for part in asked])
    if contrary:
        return Never(Because.CONTRARY, contrary)
    if trigger.activity.name == DELETED:
        return Never(Because.DELETED)
    is_certain = not (looks.is_over or looks.is_short or any(slots_of(one, view) for one in asked))
    return Never(Because.NOTHING_FOUND if is_certain else Because.GIVEN_UP)


def is_never_fired(found: NotFired) -> bool:
    """Whether it is certain that no line of a campaign is ever matched."""
    reasons = [line.never for line in found.lines]
    return bool(reasons) and all(
        one is not None and one.because is not Because.GIVEN_UP for one in reasons
    )


def why_no_way(asked: Asked, found: FoundWays) -> Never:
    """Why no edits put a person on the smart list."""
    there = asked.after((), found.firing)
    formula, leaves = read(asked.campaign.smart_list, there)
    if formula == Joined(False, ()):
        return Never(Because.NOBODY)
    needed = dict(_wanted(formula, leaves))
    contrary = _contrary(list(needed.values()))
    if contrary:
        return Never(Because.CONTRARY, contrary)
    failing = [
        (leaves[literal.leaf], unmet)
        for literal, unmet in needed.items()
        if leaves[literal.leaf].holds(there, there.scene.store) is not literal.positive
    ]
    if fixed := tuple(unmet for leaf, unmet in failing if _is_fixed(leaf, there)):
        return Never(Because.FIXED, fixed)
    if of_others := tuple(unmet for leaf, unmet in failing if _is_of_company(leaf)):
        return Never(Because.COMPANY, of_others)
    if found.firing is not None and find_ways(replace(asked, is_fired=True)).edits:
        return Never(Because.EVENT)
    # Places that are compared with each other have more values together than are tried.
    is_certain = all(len(leaf.slots) <= 1 for leaf in leaves)
    return Never(Because.NOTHING_FOUND if is_certain else Because.GIVEN_UP)


def _is_fixed(leaf: Leaf, view: View) -> bool:
    """Whether a leaf looks neither at the person nor at what fires the campaign."""
    there = leaf.view(view, view.scene.store)
    return not leaf.slots and not attributes_read(leaf.condition, there)


def _is_of_company(leaf: Leaf) -> bool:
    return any(isinstance(slot, OfCompany) for slot in leaf.slots)


def _wanted(formula: Formula, leaves: Sequence[Leaf]) -> Iterator[tuple[Literal, Unmet]]:
    """What must hold whatever else does."""
    match formula:
        case Literal():
            leaf = leaves[formula.leaf]
            yield formula, Unmet(wanted(formula, tuple(leaves)), leaf.scope, leaf.inside)
        case Joined(every=every, parts=parts) if every or len(parts) == 1:
            for part in parts:
                yield from _wanted(part, leaves)
        case _:
            return


def _contrary(conditions: Sequence[Unmet]) -> tuple[Unmet, ...]:
    """The fewest that nobody ever meets together; none where that is not certain."""
    for size in (1, 2, 3):
        for some in combinations(conditions[:_MOST], size):
            together: tuple[Condition, ...] = tuple(one.condition for one in some)
            if not can_hold(AllOf(together)):
                return some
    return ()
