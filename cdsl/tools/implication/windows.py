"""Whether one window of time lies in another, whenever they are looked at.

Floor 6. Said only of what a run would say at any time and in any zone.
"""

from datetime import UTC, date, datetime
from typing import Final

from cdsl.interpreter.compare import Range, window_range
from cdsl.semantics.conditions import Window, WindowKind
from cdsl.semantics.expressions import Constant
from cdsl.tools.implication.durations import longer

_NOW: Final = datetime(2026, 6, 17, 12, tzinfo=UTC)


def is_within(window: Window | None, wider: Window | None) -> bool:
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
