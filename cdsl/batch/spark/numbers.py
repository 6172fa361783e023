"""Numbers of people in order, counted by Spark in parts side by side.

Floor 4. A window over everybody goes through one task. So people are parted where a sample of them
says, each part is numbered by itself, and what is in the parts before is added once that is known:
for what reads a number before that step, for all others at the end.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

from cdsl.batch.building import both, case, compared, either, is_missing, opposite
from cdsl.batch.relations import Select
from cdsl.batch.tree import (
    Call,
    Column,
    Expression,
    Kind,
    Literal,
    Operation,
    columns_in,
    fixed,
    may_be_missing,
)
from cdsl.batch.world import PEOPLE

PARTS: Final = 64
SAMPLED: Final = 64 * PARTS
"""So many people are looked at for where to part them; fewer than these are not parted."""
_PART: Final = Column("part in order", Kind.WHOLE, is_nullable=False)

Rows = Sequence[tuple[Any, ...]]
Fetch = Callable[[Select], Rows]
Keep = Callable[[Sequence[Select]], str]
"""Works out the last of some selections for good, and tells the name of a view of it."""


def numbered(
    selections: Sequence[Select],
    order: Sequence[Expression],
    bounds: Rows,
    keep: Keep,
    fetch: Fetch,
) -> Select:
    """What selects the last of some selections, which is kept, with people numbered in parts.

    `bounds` are where these begin in the `order` of people.
    """
    pending: list[Select] = []
    in_part: dict[str, None] = {}
    for selection in selections:
        if any(_reads(one, name, in_part) for name, one in selection.columns):
            pending, in_part = [_whole(pending, in_part, keep, fetch)], {}
        own = [name for name, one in selection.columns if _is_number(one)]
        if own and bounds:
            if not in_part:
                pending.append(_parted(pending[-1], order, bounds))
                selection = replace(selection, source=pending[-1].name)
            columns = [(name, _within_part(one)) for name, one in selection.columns]
            selection = replace(selection, columns=(*columns, (_PART.name, _PART)))
            in_part |= dict.fromkeys(own)
        elif in_part:
            selection = replace(selection, columns=(*selection.columns, (_PART.name, _PART)))
        pending.append(selection)
    return _whole(pending, in_part, keep, fetch)


def has_numbers(selections: Sequence[Select]) -> bool:
    """Whether somebody is numbered at all."""
    return any(_is_number(one) for selection in selections for _, one in selection.columns)


def sample_of(order: Sequence[Expression]) -> Select:
    """The keys of people that are sampled, in their order, without saying which people."""
    columns = tuple((f"key {number}", one) for number, one in enumerate(order))
    return Select("keys", PEOPLE, columns)


def bounds_of(sample: Rows) -> Rows:
    """Where people are parted, as keys in order; nowhere where there are few."""
    if len(sample) < SAMPLED:
        return ()
    return sorted(sample)[:: len(sample) // PARTS][1:]


# Parts ------------------------------------------------------------------------------------------


def _is_number(one: Expression) -> bool:
    return isinstance(one, Call) and one.operation is Operation.ROW_NUMBER


def _reads(one: Expression, name: str, columns: Collection[str]) -> bool:
    """Whether a column is made of some others, and is not only one that is passed on."""
    is_passed_on = isinstance(one, Column) and one.name == name
    return not is_passed_on and not columns_in(one).isdisjoint(columns)


def _parted(before: Select, order: Sequence[Expression], bounds: Rows) -> Select:
    """The rows of a selection, with the part that each is in."""
    parts = [fixed(number) for number in range(len(bounds) + 1)]
    part = _chosen(parts, [_comes_before(order, bound) for bound in bounds])
    return Select("people in parts", before.name, (*_passed_on(before), (_PART.name, part)))


def _passed_on(selection: Select) -> list[tuple[str, Column]]:
    """The columns of a selection, as they are read from it."""
    return [(name, Column(name, one.kind, may_be_missing(one))) for name, one in selection.columns]


def _comes_before(order: Sequence[Expression], bound: Sequence[Any]) -> Expression:
    """Whether a row stands before a bound: in the first key, or there beside it in the others."""
    own, its = order[0], Literal(bound[0], order[0].kind)
    is_less = compared(Operation.LESS, own, its)
    if len(order) == 1:
        return is_less
    is_beside = compared(Operation.EQUAL, own, its)
    return either(is_less, both(is_beside, _comes_before(order[1:], bound[1:])))


def _chosen(values: Sequence[Expression], before: Sequence[Expression]) -> Expression:
    """The value of a part: the first one before whose end a row comes, found by halves."""
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    lower = _chosen(values[:half], before[: half - 1])
    return case((before[half - 1], lower), otherwise=_chosen(values[half:], before[half:]))


def _within_part(one: Expression) -> Expression:
    """A number among those of the part; NULL for those who are not counted."""
    if not (isinstance(one, Call) and one.operation is Operation.ROW_NUMBER):
        return one
    who, *order = one.arguments
    others = Call(Operation.ADD, (_PART, fixed(PARTS)), Kind.WHOLE)
    key = case((who, _PART), otherwise=others)
    number = Call(Operation.ROW_NUMBER, (key, *order), Kind.WHOLE)
    return case((who, number), otherwise=Literal(None, Kind.WHOLE))


def _whole(pending: Sequence[Select], in_part: Iterable[str], keep: Keep, fetch: Fetch) -> Select:
    """What selects the last of some selections once it is kept, its numbers those of all parts."""
    last, view = pending[-1], keep(pending)
    columns = {name: one for name, one in _passed_on(last) if name != _PART.name}
    # Of those who are not counted it is missing, whatever the plan says of a number.
    whole = _with_those_before([Column(name, Kind.WHOLE) for name in in_part], view, fetch)
    return Select(last.name, view, tuple({**columns, **whole}.items()))


def _with_those_before(
    numbers: Sequence[Column], view: str, fetch: Fetch
) -> Mapping[str, Expression]:
    """Numbers within parts with how many there are in the parts before, by name."""
    if not numbers:
        return {}
    counts = [
        (f"count {at}", Call(Operation.COUNT, (opposite(is_missing(one)),), Kind.WHOLE))
        for at, one in enumerate(numbers)
    ]
    rows = fetch(Select("counts", view, ((_PART.name, _PART), *counts), group=(_PART.name,)))
    found = {part: counted for part, *counted in rows}
    parts = range(max(found, default=0) + 1)
    before = [compared(Operation.LESS, _PART, fixed(part + 1)) for part in parts[:-1]]
    whole: dict[str, Expression] = {}
    for at, one in enumerate(numbers):
        sizes = [found[part][at] if part in found else 0 for part in parts]
        starts = [Literal(start, Kind.WHOLE) for start in accumulate(sizes[:-1], initial=0)]
        whole[one.name] = Call(Operation.ADD, (one, _chosen(starts, before)), Kind.WHOLE)
    return whole
