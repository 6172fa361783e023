"""A condition as a formula over leaves, and the parts of it that share no topic.

Floor 6. What leaves can be together is not known here.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

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
from cdsl.tools.implication.worlds import is_known


@dataclass(frozen=True, slots=True)
class Is:
    """The leaf of that number, or its contrary."""

    leaf: int
    positive: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """All of the parts, or any; without parts the one holds and the other does not."""

    every: bool
    parts: "tuple[Formula, ...]"


Formula = Is | Joined


@dataclass(frozen=True, slots=True)
class Reading:
    """Leaves found so far, each once, and their numbers."""

    leaves: list[Condition]
    numbers: dict[Condition, int]

    def read(self, condition: Condition, positive: bool) -> Formula:
        """A condition, or its contrary, with negations at the leaves only."""
        match condition:
            case AllOf(parts=parts):
                return Joined(positive, tuple(self.read(part, positive) for part in parts))
            case AnyOf(parts=parts):
                return Joined(not positive, tuple(self.read(part, positive) for part in parts))
            case Not(part=part):
                return self.read(part, not positive)
            case Everyone():
                return Joined(positive, ())
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
                return Is(number, positive)
            case _:
                assert_never(condition)


def topic_of(leaf: Condition) -> object:
    """What a leaf speaks of: its subject, its activity, or itself where it is free."""
    match leaf:
        case Compare(subject=subject) if is_known(leaf):
            return subject
        case Did(activity=activity):
            return activity.name
        case _:
            return leaf


def components(formula: Joined, leaves: Sequence[Condition]) -> Iterator[Formula]:
    """The parts of a conjunction put together by what they have in common."""
    groups: list[tuple[set[object], list[Formula]]] = []
    for part in _flat(formula):
        spoken_of = {topic_of(leaves[leaf]) for leaf in leaves_of(part)}
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
        yield Joined(True, tuple(parts))


def _flat(formula: Joined) -> Iterator[Formula]:
    for part in formula.parts:
        if isinstance(part, Joined) and part.every and part.parts:
            yield from _flat(part)
        else:
            yield part


def leaves_of(formula: Formula) -> Iterator[int]:
    """The numbers of its leaves, from the left."""
    match formula:
        case Is(leaf=leaf):
            yield leaf
        case Joined(parts=parts):
            for part in parts:
                yield from leaves_of(part)
        case _:
            assert_never(formula)
