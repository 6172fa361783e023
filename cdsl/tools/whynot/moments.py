"""The few days and instants that stand for all that a value could be.

Floor 6. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from cdsl.semantics.types import Type
from cdsl.tools.whynot.named import Clue, Setting
from cdsl.world.calendar import FIRST_INSTANT, LAST_INSTANT, day_of, local_to_instant
from cdsl.world.values import Value

_INSTANT: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def moments_for(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
    """Each day or instant that is named and those beside it, the nearest to the present first."""
    ends = [end for clue in clues for end in clue.ends]
    present = setting.present
    if setting.type is Type.DATE:
        today = day_of(setting.now, setting.zone)
        named = [_day(end, setting) for end in ends]
        here = present if isinstance(present, date) else today
        yield from sorted(
            _days_beside([today, *named]), key=lambda day: abs(day.toordinal() - here.toordinal())
        )
        yield None
        return
    instants = [_instant(end, setting) for end in ends]
    at = present if isinstance(present, datetime) else setting.now
    yield from instants_beside(instants, setting.now, at)
    yield None


def _day(moment: date, setting: Setting) -> date:
    return day_of(moment, setting.zone) if isinstance(moment, datetime) else moment


def _instant(moment: date, setting: Setting) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return local_to_instant(moment, time(0), setting.zone)


def _days_beside(days: Iterable[date]) -> Iterator[date]:
    """Each day, and the days before and after it."""
    for day in days:
        for ordinal in range(day.toordinal() - 1, day.toordinal() + 2):
            if 1 <= ordinal <= date.max.toordinal():
                yield date.fromordinal(ordinal)


def instants_beside(ends: Iterable[datetime], now: datetime, near: datetime) -> Iterator[datetime]:
    """Each instant and those beside it, the nearest first, those to the minute before others."""
    named = sorted({*ends, now})
    plain = [*named, *(low + (high - low) / 2 for low, high in pairwise(named))]
    plain = [one.replace(microsecond=0) for one in plain[len(named) :]] + named
    plain += [moved for one in named for moved in _moved(one, (_MINUTE, _DAY))]
    close = [moved for one in named for moved in _moved(one, (_INSTANT,))]
    close += [low + (high - low) / 2 for low, high in pairwise(named)]
    for tier in (plain, close):
        yield from sorted(tier, key=lambda one: abs(one - near))


def _moved(instant: datetime, steps: Sequence[timedelta]) -> Iterator[datetime]:
    for step in steps:
        if instant - FIRST_INSTANT >= step:
            yield instant - step
        if LAST_INSTANT - instant >= step:
            yield instant + step
