"""What conditions say of each other: whether one can hold at all, always holds, or follows.

Floor 6. A verdict is a proof: "never" and "always" are said of conditions of which a run would say
the same of everybody, at any time and in any zone; what cannot be proved, or not soon, is possible.
Comparisons of one subject are taken together (`cdsl.tools.worlds`), activities of one type by their
count, their window and what is asked of them; all else is taken as free.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import product
from typing import Final, assert_never

from cdsl.interpreter.compare import Range, window_range
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
    Window,
    WindowKind,
)
from cdsl.semantics.expressions import Constant
from cdsl.source.data import dataclass
from cdsl.tools.worlds import Truths, is_known, longer, truths_of

_BUDGET: Final = 2_000
"""How often a condition is looked at in one search; beyond that there is no verdict."""
_MOST_ACTIVITIES: Final = 6
"""Conditions on activities of one type that are taken together: each doubles the world."""
_NOW: Final = datetime(2026, 6, 17, 12, tzinfo=UTC)


def can_hold(condition: Condition) -> bool:
    """False where it is certain that nobody ever meets a condition."""
    formula = _Reading([], {})
    return _is_possible(formula.read(condition, True), formula.leaves)


def always_holds(condition: Condition) -> bool:
    """True where it is certain that everybody always meets a condition."""
    return not can_hold(Not(condition))


def implies(one: Condition, other: Condition) -> bool:
    """True where it is certain that whoever meets one condition meets the other."""
    return not can_hold(AllOf((one, Not(other))))


def topics(condition: Condition) -> frozenset[object]:
    """What a condition speaks of: two without a common one say nothing of each other."""
    formula = _Reading([], {})
    formula.read(condition, True)
    return frozenset(_topic(leaf) for leaf in formula.leaves)


# Reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Is:
    """The leaf of that number, or its contrary."""

    leaf: int
    positive: bool


@dataclass(frozen=True, slots=True)
class _Joined:
    """All of the parts, or any; without parts the one holds and the other does not."""

    every: bool
    parts: "tuple[_Formula, ...]"


_Formula = _Is | _Joined


@dataclass(frozen=True, slots=True)
class _Reading:
    """Leaves found so far, each once, and their numbers."""

    leaves: list[Condition]
    numbers: dict[Condition, int]

    def read(self, condition: Condition, positive: bool) -> _Formula:
        """A condition, or its contrary, with negations at the leaves only."""
        match condition:
            case AllOf(parts=parts):
                return _Joined(positive, tuple(self.read(part, positive) for part in parts))
            case AnyOf(parts=parts):
                return _Joined(not positive, tuple(self.read(part, positive) for part in parts))
            case Not(part=part):
                return self.read(part, not positive)
            case Everyone():
                return _Joined(positive, ())
            case InProgram(program=program, where=where, span=span) if where:
                return self.read(AllOf((InProgram(program, (), span), *where)), positive)
            case (
                Compare()
                | Did()
                | InList()
                | InSmartList()
                | InProgram()
                | EnteredCampaign()
                | HoleCondition()
            ):
                number = self.numbers.setdefault(condition, len(self.leaves))
                if number == len(self.leaves):
                    self.leaves.append(condition)
                return _Is(number, positive)
            case _:
                assert_never(condition)


def _topic(leaf: Condition) -> object:
    match leaf:
        case Compare(subject=subject) if is_known(leaf):
            return subject
        case Did(activity=activity):
            return activity.name
        case _:
            return leaf


# Searching --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Variable:
    """Leaves with one topic, by number, and the truths that they can have together."""

    leaves: tuple[int, ...]
    truths: tuple[Truths, ...]


def _is_possible(formula: _Formula, leaves: Sequence[Condition]) -> bool:
    if isinstance(formula, _Joined) and formula.every:
        return all(_component_is_possible(part, leaves) for part in _components(formula, leaves))
    return _component_is_possible(formula, leaves)


def _components(formula: _Joined, leaves: Sequence[Condition]) -> Iterator[_Formula]:
    """The parts of a conjunction put together by what they have in common."""
    groups: list[tuple[set[object], list[_Formula]]] = []
    for part in _flat(formula):
        spoken_of = {_topic(leaves[leaf]) for leaf in _leaves_of(part)}
        together = [part]
        apart = []
        for topics_there, parts in groups:
            if spoken_of & topics_there:
                spoken_of |= topics_there
                together += parts
            else:
                apart.append((topics_there, parts))
        groups = [*apart, (spoken_of, together)]
    for _, parts in groups:
        yield _Joined(True, tuple(parts))


def _flat(formula: _Joined) -> Iterator[_Formula]:
    for part in formula.parts:
        if isinstance(part, _Joined) and part.every and part.parts:
            yield from _flat(part)
        else:
            yield part


def _leaves_of(formula: _Formula) -> Iterator[int]:
    match formula:
        case _Is(leaf=leaf):
            yield leaf
        case _Joined(parts=parts):
            for part in parts:
                yield from _leaves_of(part)
        case _:
            assert_never(formula)


def _component_is_possible(formula: _Formula, leaves: Sequence[Condition]) -> bool:
    """Search for truths that make it hold, one topic after the other.

    What a topic can be is worked out when the search comes to it, which often ends before.
    """
    to_come = _variables(dict.fromkeys(_leaves_of(formula)), leaves)
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


def _judge(formula: _Formula, known: Mapping[int, bool]) -> bool | None:
    """Whether it holds as far as leaves are known; None where they do not tell."""
    match formula:
        case _Is(leaf=leaf, positive=positive):
            truth = known.get(leaf)
            return None if truth is None else truth is positive
        case _Joined(every=every, parts=parts):
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
        by_topic.setdefault(_topic(leaves[number]), []).append(number)
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
        and _is_within(one.window, wider.window)
        and implies(AllOf(one.where), AllOf(wider.where))
    )


def _is_within(window: Window | None, wider: Window | None) -> bool:
    """Whether one window of time certainly lies in another, whenever it is looked at."""
    if wider is None or window == wider:
        return True
    if window is None:
        return False
    if window.duration is not None and wider.duration is not None:
        return longer(window.duration, wider.duration) in (0, -1)
    moments, wider_moments = _moments(window), _moments(wider)
    if moments is None or wider_moments is None:
        return False
    if len({type(moment) for moment in (*moments, *wider_moments)}) != 1:
        return False  # a day and an instant: which is earlier is the zone's
    inner = window_range(window, moments, _NOW, UTC)
    outer = window_range(wider, wider_moments, _NOW, UTC)
    return inner is not None and outer is not None and _range_is_within(inner, outer)


def _moments(window: Window) -> tuple[date, ...] | None:
    """The moments that a window is written with; None where one is not known."""
    if window.kind in (WindowKind.IN_PAST, WindowKind.IN_TIME_FRAME):
        return None
    values = [
        operand.value if isinstance(operand, Constant) else None for operand in window.operands
    ]
    moments = tuple(value for value in values if isinstance(value, date))
    return moments if len(moments) == len(values) else None


def _range_is_within(inner: Range, outer: Range) -> bool:
    return _starts_no_earlier(inner, outer) and _ends_no_later(inner, outer)


def _starts_no_earlier(inner: Range, outer: Range) -> bool:
    if outer.low is None or inner.low is None:
        return outer.low is None
    if inner.low == outer.low:
        return outer.low_included or not inner.low_included
    return inner.low > outer.low


def _ends_no_later(inner: Range, outer: Range) -> bool:
    if outer.high is None or inner.high is None:
        return outer.high is None
    if inner.high == outer.high:
        return outer.high_included or not inner.high_included
    return inner.high < outer.high
