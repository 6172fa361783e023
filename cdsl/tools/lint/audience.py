"""Whom a condition means, with its smart lists opened.

Floor 6. For rules of programs, which may look at other assets; each smart list is opened once.
"""

from collections.abc import Iterator
from dataclasses import field

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    EnteredCampaign,
    InList,
    InProgram,
    InSmartList,
    MemberStatus,
    Not,
)
from cdsl.semantics.program import Program
from cdsl.source.data import dataclass

Leaf = tuple[Condition, bool]
"""A condition that is made of no others, and whether it is meant to hold."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Looks into the smart lists of a program; `inside` are those it has opened."""

    program: Program
    inside: dict[AssetKey, Condition] = field(default_factory=dict)

    def opened(self, condition: Condition) -> Condition:
        """A condition with what its smart lists ask for in their place."""
        match condition:
            case AllOf(parts=parts):
                return AllOf(tuple(self.opened(part) for part in parts))
            case AnyOf(parts=parts):
                return AnyOf(tuple(self.opened(part) for part in parts))
            case Not(part=part):
                return Not(self.opened(part))
            case InSmartList(smart_list=key):
                if key not in self.inside:
                    self.inside[key] = self.opened(self.program.smart_lists[key].condition)
                return self.inside[key]
            case _:
                return condition

    def leaves(self, condition: Condition) -> Iterator[Leaf]:
        """What a condition is made of."""
        yield from _leaves(self.opened(condition), True)

    def is_chosen(self, condition: Condition) -> bool:
        """Whether only members of some list, program or campaign meet a condition."""
        return _is_chosen(self.opened(condition))


def _leaves(condition: Condition, holds: bool) -> Iterator[Leaf]:
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _leaves(part, holds)
        case Not(part=part):
            yield from _leaves(part, not holds)
        case _:
            yield condition, holds


def _is_chosen(condition: Condition) -> bool:
    match condition:
        case AllOf(parts=parts):
            return any(_is_chosen(part) for part in parts)
        case AnyOf(parts=parts):
            return bool(parts) and all(_is_chosen(part) for part in parts)
        case InList() | InProgram() | EnteredCampaign() | Compare(subject=MemberStatus()):
            return True
        case _:
            return False
