"""Which truths comparisons of one subject can have together: a small world instead of all values.

Floor 6. The truths come from the interpreter's own `compare`, so that what is said here and what a
run does cannot part. Knows one subject at a time; what whole conditions say is
`cdsl.tools.implication.implication`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, product
from math import prod
from typing import Final

from cdsl.interpreter.compare import compare
from cdsl.semantics.conditions import AttributeOf, Compare, Operator
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.time import TimeFrame
from cdsl.semantics.types import DATE_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.tools.implication.values import (
    MOST_TOGETHER,
    NOW,
    are_in_order,
    days_in_frames,
    moments_beside,
    numbers_beside,
    texts,
    window_ends,
)
from cdsl.world.values import Value

Truths = tuple[bool, ...]
_MOST: Final = 512
_EMPTINESS: Final = "emptiness"
_WINDOW: Final = "window"


def truths_of(comparisons: Sequence[Compare]) -> frozenset[Truths] | None:
    """All truths that comparisons of one subject have together, for no value and for any.

    Perhaps some more: what cannot be told apart counts as possible. None where there would be too
    many, or where a right side is not known.
    """
    axes: dict[str, list[int]] = {}
    for place, comparison in enumerate(comparisons):
        axis = _axis(comparison)
        if axis is None:
            return None
        axes.setdefault(axis, []).append(place)
    empty = tuple(_holds(comparison, None) for comparison in comparisons)
    sides = []
    for axis, places in axes.items():
        side = _side(axis, [comparisons[place] for place in places])
        if side is None:
            return None
        sides.append(side)
    if prod(map(len, sides)) > _MOST:
        return None
    if len(sides) == 1:
        return sides[0] | {empty}
    order = list(chain.from_iterable(axes.values()))
    filled = set()
    for parts in product(*sides):
        truth = dict(zip(order, chain.from_iterable(parts), strict=True))
        filled.add(tuple(truth[place] for place in range(len(comparisons))))
    return frozenset({empty, *filled})


def is_known(comparison: Compare) -> bool:
    """Whether its subject is one that persons have, and its right side is written out."""
    return not isinstance(comparison.subject, Token | Constant) and _axis(comparison) is not None


def _axis(comparison: Compare) -> str | None:
    """What of the subject a comparison looks at: those of two axes say nothing of each other.

    A day that is written out and a window from now may lie in any order, so may two kinds of
    frames, and a day and an instant, whose order is the zone's.
    """
    if comparison.operator is Operator.IS_EMPTY:
        return _EMPTINESS
    if comparison.duration is not None:
        return _WINDOW
    if comparison.frame is not None:
        return _frame_axis(comparison.frame)
    kinds = {
        type(operand.value) if isinstance(operand, Constant) else None
        for operand in comparison.operands
    }
    if None in kinds:
        return None
    if comparison.type not in DATE_LIKE:
        return "value"
    if kinds == {date}:
        return "day"
    return "instant" if kinds == {datetime} and comparison.type is Type.DATETIME else None


def _frame_axis(frame: TimeFrame) -> str:
    word = frame.rpartition(" ")[2]
    return "day frame" if word in ("today", "yesterday", "tomorrow") else f"{word} frame"


def _side(axis: str, comparisons: Sequence[Compare]) -> frozenset[Truths] | None:
    """The truths along one axis, of a subject that has a value."""
    if axis == _EMPTINESS:
        return frozenset({(False,) * len(comparisons)})
    if axis == _WINDOW and not are_in_order(comparisons):
        if len(comparisons) > MOST_TOGETHER:
            return None
        return frozenset(product((False, True), repeat=len(comparisons)))
    values = _values(axis, comparisons)
    if values is None:
        return None
    return frozenset(tuple(_holds(one, value) for one in comparisons) for value in values)


def _holds(comparison: Compare, value: Value) -> bool:
    right = [operand.value for operand in comparison.operands if isinstance(operand, Constant)]
    return compare(comparison, value, right, NOW, UTC)


def _values(axis: str, comparisons: Sequence[Compare]) -> list[Value] | None:
    """The values that stand for all."""
    first = comparisons[0]
    if axis == _WINDOW:
        return window_ends(comparisons, first.type is Type.DATE)
    if first.frame is not None:
        return list(days_in_frames(comparisons, first.type is Type.DATE))
    named = [
        operand.value
        for comparison in comparisons
        for operand in comparison.operands
        if isinstance(operand, Constant)
    ]
    if first.type in TEXT_LIKE:
        return texts(comparisons)
    if first.type is Type.BOOLEAN:
        return [True, False]
    if first.type in DATE_LIKE:
        moments = [value for value in named if isinstance(value, date)]
        return list(moments_beside(moments, first.type is Type.DATE))
    is_whole = first.type in WHOLE and not isinstance(first.subject, AttributeOf)
    numbers = [value for value in named if isinstance(value, int | float | Decimal)]
    return list(numbers_beside(numbers, is_whole))
