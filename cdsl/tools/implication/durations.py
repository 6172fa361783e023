"""Which of two durations is longer, whenever and wherever they are looked at.

Floor 6.
"""

from types import MappingProxyType
from typing import Final

from cdsl.semantics.time import BELOW_A_DAY, Duration, Unit


def longer(one: Duration, other: Duration) -> int | None:
    """1, 0 or -1 as one duration is always longer than another, as long, or shorter.

    None where that depends on the months and the clock changes between.
    """
    if _kind(one) == _kind(other):
        left, right = _amount(one), _amount(other)
        return (left > right) - (left < right)
    (low, high), (other_low, other_high) = _minutes(one), _minutes(other)
    if low > other_high:
        return 1
    return -1 if high < other_low else None


_IN: Final = MappingProxyType({Unit.HOUR: 60, Unit.WEEK: 7, Unit.YEAR: 12})
_DAY: Final = 24 * 60
_CLOCK_CHANGES: Final = 26 * 60
"""By how many minutes the clocks of a zone may have moved between two days, and a bit more."""


def _kind(length: Duration) -> str:
    if length.unit in BELOW_A_DAY:
        return "minutes"
    return "days" if length.unit in (Unit.DAY, Unit.WEEK) else "months"


def _amount(length: Duration) -> int:
    """In minutes, days or months."""
    return length.count * _IN.get(length.unit, 1)


def _minutes(length: Duration) -> tuple[int, int]:
    """The least and the most minutes that a duration can be."""
    amount = _amount(length)
    match _kind(length):
        case "minutes":
            return amount, amount
        case "days":
            low, high = amount * _DAY, amount * _DAY
        case _:
            low, high = amount * 28 * _DAY, amount * 31 * _DAY
    return low - _CLOCK_CHANGES, high + _CLOCK_CHANGES
