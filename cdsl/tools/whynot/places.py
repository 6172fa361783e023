"""Which slot an edit is of, and which slots have to be decided before others.

Floor 6. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import assert_never

from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.slots import (
    Entry,
    History,
    Member,
    OfCompany,
    OfMember,
    OfPerson,
    OnList,
    Slot,
    StatusOf,
)


def slot_of(edit: Edit) -> Slot:
    """The slot that an edit is of."""
    match edit:
        case SetPersonField(field=field):
            return OfPerson(field.name)
        case SetCompanyField(field=field):
            return OfCompany(field.name)
        case JoinList(list=key) | LeaveList(list=key):
            return OnList(key)
        case BecomeMember(program=program) | LeaveProgram(program=program):
            return Member(program)
        case SetMemberStatus(program=program):
            return StatusOf(program)
        case SetMemberField(program=program, field=field):
            return OfMember(program, field.name)
        case Do(activity=activity) | Forget(activity=activity):
            return History(activity.name)
        case EnterCampaign(campaign=campaign) | NotEntered(campaign=campaign):
            return Entry(campaign)
        case _:
            assert_never(edit)


def slots_taken(edits: Sequence[Edit]) -> frozenset[tuple[Slot, int]]:
    """The slots of edits, the second one of a history told from the first."""
    counted = Counter(map(slot_of, edits))
    return frozenset((slot, turn) for slot, count in counted.items() for turn in range(count))


def pivots_of(leaves: Sequence[Leaf]) -> tuple[Slot, ...]:
    """The slots without which no leaf looks at more than one: as few as come at once.

    A history is never one of them.
    """
    pivots: list[Slot] = []
    while True:
        entangled = [rest for leaf in leaves if len(rest := leaf.slots.difference(pivots)) > 1]
        counted = Counter(
            slot for slots in entangled for slot in slots if not isinstance(slot, History)
        )
        if not counted:
            return tuple(pivots)
        pivots.append(
            min(
                counted,
                # Which company it is decides what its fields are, and not the other way round.
                key=lambda slot: (-counted[slot], slot != OfPerson("company"), repr(slot)),
            )
        )


def choices(moves: Sequence[Sequence[Edit]], most: int) -> Iterator[tuple[Edit, ...]]:
    """Every way to edit at most so many pivots, those with the fewest edits first."""
    for count in range(min(most, len(moves)) + 1):
        for chosen in combinations(moves, count):
            yield from product(*chosen)
