"""Comparisons with a known right side as closures that test one value.

Floor 4. The same meaning as `cdsl.interpreter.compare`, to which what has no closure of its own is
left. Where a value comes from, a test does not know.
"""

from collections.abc import Callable, Sequence

from cdsl.interpreter.compare import EMPTY_IS_EARLY, Range, Right, compare, ranges, within
from cdsl.interpreter.view import Scene
from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, WHOLE
from cdsl.world.folding import fold
from cdsl.world.values import Value

ValueTest = Callable[[Value], bool]
"""Whether a comparison holds of a value, or of None."""


def value_test(node: Compare, right: Right, scene: Scene) -> ValueTest:
    """The comparison of a value with a right side that is known."""
    operator, type = node.operator, node.type
    if operator is Operator.IS_EMPTY:
        return lambda value: value is None
    if type in TEXT_LIKE:
        return _text_test(node, right, scene)
    if type in DATE_LIKE:
        return _date_test(operator, ranges(node, right, scene.now, scene.zone))
    if type in NUMBER_LIKE and None not in right:
        numbers = [operand for operand in right if isinstance(operand, int)]
        if type in WHOLE and len(numbers) == len(right):
            return _whole_test(operator, numbers)
    return _compared(node, right, scene)


def _compared(node: Compare, right: Right, scene: Scene) -> ValueTest:
    now, zone = scene.now, scene.zone
    return lambda value: compare(node, value, right, now, zone)


def _text_test(node: Compare, right: Right, scene: Scene) -> ValueTest:
    texts = [fold(operand) for operand in right if isinstance(operand, str)]
    if len(texts) != sum(operand is not None for operand in right):
        return _compared(node, right, scene)
    starts = tuple(texts)
    match node.operator:
        case Operator.IS:
            accepted = frozenset(texts)
            return lambda value: isinstance(value, str) and fold(value) in accepted
        case Operator.CONTAINS if len(texts) == 1:
            (only,) = texts
            return lambda value: isinstance(value, str) and only in fold(value)
        case Operator.CONTAINS:
            return lambda value: isinstance(value, str) and _has_any(fold(value), starts)
        case Operator.STARTS_WITH:
            return lambda value: isinstance(value, str) and fold(value).startswith(starts)
        case _:
            return _compared(node, right, scene)


def _has_any(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)


def _whole_test(operator: Operator, right: Sequence[int]) -> ValueTest:
    """Comparisons of whole numbers, the bulk of all; `is 0` also matches empty."""
    first = right[0]
    match operator:
        case Operator.IS:
            accepted = frozenset([*right, None] if 0 in right else right)
            return lambda value: value in accepted
        case Operator.GREATER:
            return lambda value: value is not None and value > first  # type: ignore[operator]
        case Operator.AT_LEAST:
            return lambda value: value is not None and value >= first  # type: ignore[operator]
        case Operator.LESS:
            return lambda value: value is not None and value < first  # type: ignore[operator]
        case Operator.AT_MOST:
            return lambda value: value is not None and value <= first  # type: ignore[operator]
        case Operator.BETWEEN:
            last = right[1]
            return lambda value: value is not None and first <= value <= last  # type: ignore[operator]
        case _:
            raise AssertionError(operator)


def _date_test(operator: Operator, found: tuple[Range, ...]) -> ValueTest:
    empty = bool(found) and operator in EMPTY_IS_EARLY
    if len(found) != 1:
        return lambda value: value is not None and any(within(value, one) for one in found)
    limits = found[0]
    low, high = limits.low, limits.high
    if low is not None and high is None and limits.low_included:
        return lambda value: value is not None and value >= low  # type: ignore[operator]
    return lambda value: empty if value is None else within(value, limits)
