"""What the operators mean for the values of everybody (language.md 3).

Floor 4. Each comparison is a truth value that is never missing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal
from math import floor
from operator import contains, eq
from types import MappingProxyType
from typing import Final

from cdsl.batch.building import both, certain, compared, either, is_missing, opposite
from cdsl.batch.conversions import converted, text
from cdsl.batch.kinds import literal
from cdsl.batch.moments import between, by_clock, by_operand
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Standing, Varying, Worth
from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Literal, Operation, fixed
from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.numbers import WHOLE_NUMBERS
from cdsl.semantics.types import Type
from cdsl.world.folding import fold

EMPTY_IS_EARLY: Final = frozenset({Operator.BEFORE, Operator.ON_OR_BEFORE, Operator.IN_PAST_BEFORE})
"""The operators of dates that also match empty (language.md 3)."""


def compare(
    node: Compare, left: Expression, right: Sequence[Worth], zone: tzinfo, standing: Standing
) -> Expression:
    """Whether LEFT OPERATOR RIGHT holds. Raises NotSetBasedError."""
    if node.operator is Operator.IS_EMPTY:
        return is_missing(left)
    match left.kind:
        case Kind.TEXT:
            found = _texts(node.operator, left, right, zone)
        case Kind.BOOLEAN:
            found = either(*(_truth(left, one) for one in right))
        case Kind.DATE | Kind.INSTANT:
            return _moments(node, left, right, zone, standing)
        case _:
            found = _numbers(node.operator, left, right, zone)
    if node.operator is Operator.IS:
        return either(found, _empty_is_zero(left, right))
    return found


def _empty_is_zero(left: Expression, right: Sequence[Worth]) -> Expression:
    """`is 0` also matches empty, whatever is on the left."""
    zeros = [_is_zero(one) for one in right]
    return both(is_missing(left), either(*zeros))


def _is_zero(worth: Worth) -> Expression:
    if isinstance(worth, Known):
        value = worth.value
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return TRUE if is_number and value == 0 else FALSE
    expression = worth.expression
    if expression.kind not in (Kind.WHOLE, Kind.CURRENCY, Kind.FLOAT):
        return FALSE
    return compared(Operation.EQUAL, expression, _ZEROS[expression.kind])


_ZEROS: Final[Mapping[Kind, Literal]] = MappingProxyType(
    {
        Kind.WHOLE: fixed(0),
        Kind.CURRENCY: Literal(Decimal(0), Kind.CURRENCY),
        Kind.FLOAT: Literal(0.0, Kind.FLOAT),
    }
)


# Texts ------------------------------------------------------------------------------------------


_TEXTS: Final[Mapping[Operator, Operation]] = MappingProxyType(
    {
        Operator.IS: Operation.EQUAL,
        Operator.CONTAINS: Operation.CONTAINS,
        Operator.STARTS_WITH: Operation.STARTS_WITH,
    }
)


def _texts(
    operator: Operator, left: Expression, right: Sequence[Worth], zone: tzinfo
) -> Expression:
    operation = _TEXTS[operator]
    folded = _folded(left)
    known: list[Literal] = []
    others: list[Expression] = []
    for one in right:
        if isinstance(one, Known):
            if one.value is not None:
                shown = text(one, zone, None)
                assert isinstance(shown, Known)
                known.append(literal(fold(str(shown.value)), Kind.TEXT))
            continue
        shown = one if one.expression.kind is Kind.TEXT else text(one, zone, None)
        assert isinstance(shown, Varying)
        compared_with = _folded(shown.expression)
        there = opposite(is_missing(one.expression))
        others.append(both(there, compared(operation, folded, compared_with)))
    if folded == Literal(None, Kind.TEXT):
        return FALSE
    if isinstance(folded, Literal):
        held = any(_AGREE[operation](str(folded.value), str(one.value)) for one in known)
        return TRUE if held else either(*others)
    if operation is Operation.EQUAL and len(known) > 1:
        among = certain(Call(Operation.ONE_OF, (folded, *dict.fromkeys(known)), Kind.BOOLEAN))
        return either(among, *others)
    return either(*(compared(operation, folded, one) for one in known), *others)


def _folded(text: Expression) -> Expression:
    if isinstance(text, Literal):
        return literal(None if text.value is None else fold(str(text.value)), Kind.TEXT)
    return Call(Operation.FOLD, (text,), Kind.TEXT)


_AGREE: Final[Mapping[Operation, Callable[[str, str], bool]]] = MappingProxyType(
    {
        Operation.EQUAL: eq,
        Operation.CONTAINS: contains,
        Operation.STARTS_WITH: str.startswith,
    }
)


def _truth(left: Expression, worth: Worth) -> Expression:
    if isinstance(worth, Known):
        # True is 1 and False is 0, as they are for the row engine.
        if isinstance(worth.value, bool | int | float | Decimal) and worth.value in (0, 1):
            wanted = literal(bool(worth.value), Kind.BOOLEAN)
            return compared(Operation.EQUAL, left, wanted)
        return FALSE
    if worth.expression.kind is not Kind.BOOLEAN:
        raise NotSetBasedError("CDS602", "true or false is compared with a number")
    return compared(Operation.EQUAL, left, worth.expression)


# Numbers ----------------------------------------------------------------------------------------


def _numbers(
    operator: Operator, left: Expression, right: Sequence[Worth], zone: tzinfo
) -> Expression:
    if operator is Operator.IS:
        return either(*(ordered(Operator.IS, left, one, zone) for one in right))
    if any(one == Known(None, one.type) for one in right):
        return FALSE
    if operator is Operator.BETWEEN:
        low = ordered(Operator.AT_LEAST, left, right[0], zone)
        return both(low, ordered(Operator.AT_MOST, left, right[1], zone))
    return ordered(operator, left, right[0], zone)


def ordered(operator: Operator, left: Expression, worth: Worth, zone: tzinfo) -> Expression:
    """One comparison of numbers: as floats where either is one, else exact."""
    if isinstance(worth, Known):
        return _with_known(operator, left, worth)
    other = worth.expression
    if left.kind is not other.kind:
        if Kind.FLOAT in (left.kind, other.kind):
            left, other = _as_float(left, zone), _as_float(other, zone)
        else:
            raise NotSetBasedError("CDS602", "a whole number is compared with an amount")
    return _in_order(operator, left, other)


def _in_order(operator: Operator, left: Expression, right: Expression) -> Expression:
    match operator:
        case Operator.IS:
            return compared(Operation.EQUAL, left, right)
        case Operator.GREATER:
            return compared(Operation.LESS, right, left)
        case Operator.AT_LEAST:
            return compared(Operation.AT_MOST, right, left)
        case Operator.LESS:
            return compared(Operation.LESS, left, right)
        case Operator.AT_MOST:
            return compared(Operation.AT_MOST, left, right)
        case _:
            raise AssertionError(operator)


def _as_float(expression: Expression, zone: tzinfo) -> Expression:
    if expression.kind is Kind.FLOAT:
        return expression
    found, _ = converted(Varying(expression, Type.INTEGER), Type.FLOAT, zone, None)
    assert isinstance(found, Varying)
    return found.expression


def _with_known(operator: Operator, left: Expression, worth: Known) -> Expression:
    value = worth.value
    if value is None:
        return FALSE
    assert isinstance(value, int | float | Decimal)
    if left.kind is Kind.FLOAT:
        return _in_order(operator, left, Literal(float(value), Kind.FLOAT))
    if isinstance(value, float):
        as_float = Call(Operation.TO_FLOAT, (left,), Kind.FLOAT)
        return _in_order(operator, as_float, Literal(value, Kind.FLOAT))
    if left.kind is Kind.CURRENCY:
        return _at_steps(operator, left, Decimal(value), 4)
    return _at_steps(operator, left, Decimal(value), 0)


def _at_steps(operator: Operator, left: Expression, value: Decimal, places: int) -> Expression:
    """A comparison of whole steps with any number, brought to the nearest step of that meaning."""
    scaled = value.scaleb(places)
    below = floor(scaled)
    is_exact = below == scaled
    known = WHOLE_NUMBERS if places == 0 else _STEPS
    if below not in known:
        is_less = below > 0
        holds = (
            operator in (Operator.LESS, Operator.AT_MOST)
            if is_less
            else (operator in (Operator.GREATER, Operator.AT_LEAST))
        )
        return opposite(is_missing(left)) if holds else FALSE
    if not is_exact:
        if operator is Operator.IS:
            return FALSE
        # Between two steps: above it means above the lower one, below it at most the lower one.
        operator = (
            Operator.GREATER
            if operator in (Operator.GREATER, Operator.AT_LEAST)
            else Operator.AT_MOST
        )
    step: int | Decimal = below if places == 0 else Decimal(below).scaleb(-places)
    return _in_order(operator, left, Literal(step, left.kind))


_STEPS: Final = range(1 - 10**18, 10**18)
"""The amounts of a currency, in steps."""


# Days and instants ------------------------------------------------------------------------------


def _moments(
    node: Compare, left: Expression, right: Sequence[Worth], zone: tzinfo, standing: Standing
) -> Expression:
    operator, kind = node.operator, left.kind
    for one in right:
        if isinstance(one, Known) and one.value is not None and not isinstance(one.value, date):
            return both(is_missing(left), _is_zero(one)) if operator is Operator.IS else FALSE
    if not right:
        spans = [by_clock(operator, node.duration, node.frame, kind, standing.now, zone)]
    elif operator is Operator.BETWEEN:
        spans = [between(right[0], right[1], kind, zone)]
    else:
        spans = [by_operand(operator, one, kind, zone) for one in right]
    held = either(*(span.holds(left) for span in spans))
    if operator in EMPTY_IS_EARLY:
        return either(held, both(is_missing(left), either(*(span.exists for span in spans))))
    return held
