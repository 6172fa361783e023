"""What a comparison names of a value, and what values are looked for.

Floor 6. Pure.
"""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from cdsl.interpreter.compare import Range, ranges
from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.types import DATE_LIKE, Type
from cdsl.source.data import dataclass
from cdsl.world.values import Unreadable, Value, convert


@dataclass(frozen=True, slots=True)
class Clue:
    """What one comparison names: values of a text or a number, or the ends of times."""

    operator: Operator
    values: tuple[Value, ...]
    ends: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What candidates are for: a type, what is there now, what is allowed at all, and the clock.

    `allowed` are the only values there may be; empty means that all may.
    """

    type: Type
    present: Value
    allowed: tuple[Value, ...]
    now: datetime
    zone: tzinfo


def clue_of(node: Compare, right: tuple[Value, ...], now: datetime, zone: tzinfo) -> Clue:
    """What a comparison with these values on its right names."""
    if node.type in DATE_LIKE:
        found = ranges(node, right, now, zone) if node.operator is not Operator.IS_EMPTY else ()
        return Clue(node.operator, (), tuple(end for one in found for end in ends_of(one)))
    return Clue(node.operator, tuple(value for value in right if value is not None))


def clue_to(value: Value) -> Clue:
    """A value that something is compared with, in whatever way."""
    if isinstance(value, date):
        return Clue(Operator.IS, (), (value,))
    return Clue(Operator.IS, () if value is None else (value,))


def ends_of(limits: Range) -> Iterator[date]:
    """The ends of a range that it has."""
    yield from (end for end in (limits.low, limits.high) if end is not None)


def as_type(value: Value, from_type: Type, to_type: Type, zone: tzinfo) -> Value:
    """A value as another type has it; empty when the type cannot hold it."""
    found = convert(value, from_type, to_type, zone)
    return None if isinstance(found, Unreadable) else found
