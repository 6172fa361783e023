"""A condition as what of it must hold: leaves, with smart lists opened and negations inwards.

Floor 6. Pure. What is false of it for somebody is told by sets of leaves: as long as all leaves of
one such set are as they are, the whole cannot hold.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final, assert_never

from cdsl.interpreter.evaluate import holds, scope_of_list
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
)
from cdsl.source.data import dataclass
from cdsl.tools.whynot.slots import Slot, slots_of
from cdsl.world.store import Store

_MOST_SETS: Final = 20
"""Sets of leaves that are told, the smallest first: somebody is to read them."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition that has no parts of its own to look into, where it stands, and what it sees.

    `inside` are the named smart lists that it stands in, the outermost first.
    """

    condition: Condition
    scope: TokenScope
    inside: tuple[AssetKey, ...]
    slots: frozenset[Slot]

    def view(self, at: View, store: Store) -> View:
        """The person of a view as this leaf sees them in a world."""
        row = store.person(at.person)
        assert row is not None
        return View(replace(at.scene, store=store, scope=self.scope), at.person, row, at.activity)

    def holds(self, at: View, store: Store) -> bool:
        """Whether it holds of the person in a world."""
        return holds(self.condition, self.view(at, store))


@dataclass(frozen=True, slots=True)
class Literal:
    """The leaf of that number must hold, or must not."""

    leaf: int
    positive: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Every part must hold, or at least one; without parts the one holds, the other does not."""

    every: bool
    parts: "tuple[Formula, ...]"


Formula = Literal | Joined
Truth = Callable[[int], bool]
"""Whether the leaf of a number holds."""


def read(condition: Condition, view: View) -> tuple[Formula, tuple[Leaf, ...]]:
    """What must hold of the person for a condition to hold, and the leaves by number."""
    leaves: dict[tuple[Condition, tuple[AssetKey, ...]], int] = {}
    found: list[Leaf] = []

    def leaf(condition: Condition, here: View, inside: tuple[AssetKey, ...]) -> int:
        number = leaves.setdefault((condition, inside[-1:]), len(found))
        if number == len(found):
            slots = slots_of(condition, here)
            found.append(Leaf(condition, here.scene.scope, inside, slots))
        return number

    def part(
        node: Condition, positive: bool, here: View, inside: tuple[AssetKey, ...] = ()
    ) -> Formula:
        match node:
            case AllOf(parts=parts) | AnyOf(parts=parts):
                every = isinstance(node, AllOf) is positive
                return Joined(every, tuple(part(one, positive, here, inside) for one in parts))
            case Not(part=negated):
                return part(negated, not positive, here, inside)
            case Everyone():
                return Joined(positive, ())
            case HoleCondition():
                return Joined(not positive, ())
            case InSmartList(smart_list=key):
                smart_list = here.scene.program.smart_lists[key]
                scene = replace(here.scene, scope=scope_of_list(smart_list, here.scene.scope))
                there = View(scene, here.person, here.row)
                return part(smart_list.condition, positive, there, (*inside, key))
            case Compare() | Did() | InList() | InProgram() | EnteredCampaign():
                return Literal(leaf(node, here, inside), positive)
            case _:
                assert_never(node)

    formula = part(condition, True, view)
    return formula, tuple(found)


def is_met(formula: Formula, truth: Truth) -> bool:
    """Whether a formula holds when its leaves hold as told."""
    match formula:
        case Literal(leaf=leaf, positive=positive):
            return truth(leaf) is positive
        case Joined(every=True, parts=parts):
            return all(is_met(part, truth) for part in parts)
        case Joined(parts=parts):
            return any(is_met(part, truth) for part in parts)
        case _:
            assert_never(formula)


def literals(formula: Formula) -> Iterator[Literal]:
    """Every literal of a formula, as often as it stands there."""
    match formula:
        case Literal():
            yield formula
        case Joined(parts=parts):
            for part in parts:
                yield from literals(part)
        case _:
            assert_never(formula)


def failing_sets(formula: Formula, truth: Truth) -> tuple[frozenset[Literal], ...]:
    """The minimal sets of literals that keep a formula false by themselves, the smallest first.

    None of them when it holds, and only an empty one when no person could meet it; of very many
    only the smallest are told.
    """
    return tuple(_smallest(_failing(formula, truth)))


def _failing(formula: Formula, truth: Truth) -> list[frozenset[Literal]]:
    match formula:
        case Literal(leaf=leaf, positive=positive):
            return [] if truth(leaf) is positive else [frozenset({formula})]
        case Joined(every=True, parts=parts):
            return _smallest(one for part in parts for one in _failing(part, truth))
        case Joined(parts=parts):
            together = [frozenset[Literal]()]
            for part in parts:
                sets = _failing(part, truth)
                together = _smallest(one | other for one, other in product(together, sets))
            return together
        case _:
            assert_never(formula)


def _smallest(sets: Iterable[frozenset[Literal]]) -> list[frozenset[Literal]]:
    """Those that hold no other one, in order of size and then as they come."""
    kept: list[frozenset[Literal]] = []
    for one in sorted(dict.fromkeys(sets), key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return kept[:_MOST_SETS]


def wanted(literal: Literal, leaves: tuple[Leaf, ...]) -> Condition:
    """The condition that a literal is."""
    condition = leaves[literal.leaf].condition
    return condition if literal.positive else Not(condition)
