"""Whether a condition can hold at all, always holds, or follows from another.

Floor 6. The door of this room. Comparisons of one subject are taken together
(`cdsl.tools.implication.worlds`), activities of one type by their count, their window and what is
asked of them; all else is taken as free.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, assert_never

from cdsl.semantics.conditions import AllOf, Compare, Condition, Did, Not
from cdsl.source.data import dataclass
from cdsl.tools.implication.formula import (
    Formula,
    Is,
    Joined,
    Reading,
    components,
    leaves_of,
    topic_of,
)
from cdsl.tools.implication.windows import is_within
from cdsl.tools.implication.worlds import Truths, is_known, truths_of

_BUDGET: Final = 2_000
"""How often a condition is looked at in one search; beyond that there is no verdict."""
_MOST_ACTIVITIES: Final = 6
"""Conditions on activities of one type that are taken together: each doubles the world."""


def can_hold(condition: Condition) -> bool:
    """False where it is certain that nobody ever meets a condition."""
    formula = Reading([], {})
    return _is_possible(formula.read(condition, True), formula.leaves)


def always_holds(condition: Condition) -> bool:
    """True where it is certain that everybody always meets a condition."""
    return not can_hold(Not(condition))


def implies(one: Condition, other: Condition) -> bool:
    """True where it is certain that whoever meets one condition meets the other."""
    return not can_hold(AllOf((one, Not(other))))


def topics(condition: Condition) -> frozenset[object]:
    """What a condition speaks of: two without a common one say nothing of each other."""
    formula = Reading([], {})
    formula.read(condition, True)
    return frozenset(topic_of(leaf) for leaf in formula.leaves)


# Searching --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Variable:
    """Leaves with one topic, by number, and the truths that they can have together."""

    leaves: tuple[int, ...]
    truths: tuple[Truths, ...]


def _is_possible(formula: Formula, leaves: Sequence[Condition]) -> bool:
    if isinstance(formula, Joined) and formula.every:
        return all(_component_is_possible(part, leaves) for part in components(formula, leaves))
    return _component_is_possible(formula, leaves)


def _component_is_possible(formula: Formula, leaves: Sequence[Condition]) -> bool:
    """Search for truths that make it hold, one topic after the other.

    What a topic can be is worked out when the search comes to it, which often ends before.
    """
    to_come = _variables(dict.fromkeys(leaves_of(formula)), leaves)
    variables: list[_Variable] = []
    known: dict[int, bool] = {}
    looks = 0

    def search(depth: int) -> bool:
        nonlocal looks
        looks += 1
        verdict = True if looks > _BUDGET else _judge(formula, known)
        if verdict is not None:
            return verdict
        if depth == len(variables):
            variables.append(next(to_come))
        variable = variables[depth]
        for truths in variable.truths:
            known.update(zip(variable.leaves, truths, strict=True))
            if search(depth + 1):
                return True
        for leaf in variable.leaves:
            del known[leaf]
        return False

    return search(0)


def _judge(formula: Formula, known: Mapping[int, bool]) -> bool | None:
    """Whether it holds as far as leaves are known; None where they do not tell."""
    match formula:
        case Is(leaf=leaf, positive=positive):
            truth = known.get(leaf)
            return None if truth is None else truth is positive
        case Joined(every=every, parts=parts):
            found: bool | None = every
            for part in parts:
                verdict = _judge(part, known)
                if verdict is (not every):
                    return verdict
                if verdict is None:
                    found = None
            return found
        case _:
            assert_never(formula)


def _variables(numbers: Mapping[int, None], leaves: Sequence[Condition]) -> Iterator[_Variable]:
    by_topic: dict[object, list[int]] = {}
    for number in numbers:
        by_topic.setdefault(topic_of(leaves[number]), []).append(number)
    for together in by_topic.values():
        truths = _truths([leaves[number] for number in together])
        if truths is not None:
            yield _Variable(tuple(together), tuple(truths))
        else:
            yield from (_Variable((number,), ((True,), (False,))) for number in together)


def _truths(together: Sequence[Condition]) -> Sequence[Truths] | None:
    """The truths that leaves with one topic can have together, None where all are free."""
    comparisons = [leaf for leaf in together if isinstance(leaf, Compare)]
    if len(comparisons) == len(together):
        found = truths_of(comparisons) if is_known(comparisons[0]) else None
        return None if found is None else sorted(found, reverse=True)
    activities = [leaf for leaf in together if isinstance(leaf, Did)]
    if len(activities) == len(together) <= _MOST_ACTIVITIES:
        return _truths_of_activities(activities)
    return None


# Activities -------------------------------------------------------------------------------------


def _truths_of_activities(activities: Sequence[Did]) -> Sequence[Truths]:
    impossible = {place for place, one in enumerate(activities) if not can_hold(AllOf(one.where))}
    follows = [
        (place, other)
        for place, one in enumerate(activities)
        for other, wider in enumerate(activities)
        if place != other and _did_implies(one, wider)
    ]
    return [
        truths
        for truths in product((True, False), repeat=len(activities))
        if not any(truths[place] for place in impossible)
        and not any(truths[place] and not truths[other] for place, other in follows)
    ]


def _did_implies(one: Did, wider: Did) -> bool:
    """Whether the activities that one asks for are enough for the other."""
    return (
        one.at_least >= wider.at_least
        and is_within(one.window, wider.window)
        and implies(AllOf(one.where), AllOf(wider.where))
    )
