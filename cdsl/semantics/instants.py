"""Between instants and what a zone's clock shows.

Floor 2, so that literals can be brought to UTC; everything else about calendars is in
`cdsl.world.calendar`. Pure: zones are handed in.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

FIRST_INSTANT: Final = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT: Final = datetime.max.replace(tzinfo=UTC)


def local(instant: datetime, zone: tzinfo) -> datetime:
    """What calendar and clock of the zone show at an instant: a `datetime` without zone.

    At the edges of the years 1 to 9999 it is the nearest that there is.
    """
    try:
        return instant.astimezone(zone).replace(tzinfo=None, fold=0)
    except (OverflowError, ValueError):
        return datetime.max if instant.year > 5000 else datetime.min


def local_to_instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The instant at which the zone's clock shows `at` on `day`.

    A time that a clock change skips is the first instant after the gap, one that comes twice
    the first (language.md 3). At the edges of the years it is the nearest instant there is.
    """
    wall = datetime.combine(day, at)
    if zone is UTC:
        return wall.replace(tzinfo=UTC)
    offset = _offset(wall.replace(tzinfo=zone))
    try:
        instant = (wall - offset).replace(tzinfo=UTC)
    except OverflowError:
        return LAST_INSTANT if day.year > 5000 else FIRST_INSTANT
    if local(instant, zone) == wall:
        return instant
    return _end_of_gap(wall, offset, zone)


def _end_of_gap(wall: datetime, offset_before: timedelta, zone: tzinfo) -> datetime:
    """The clock change that skips `wall`; clocks change at whole seconds."""
    offset_after = _offset(wall.replace(tzinfo=zone, fold=1))
    before = (wall - offset_after).replace(tzinfo=UTC, microsecond=0)
    length = int((offset_after - offset_before).total_seconds())
    seconds = bisect_left(
        range(length),
        True,
        key=lambda passed: (
            _offset((before + timedelta(seconds=passed)).astimezone(zone)) != offset_before
        ),
    )
    return before + timedelta(seconds=seconds)


def _offset(aware: datetime) -> timedelta:
    return aware.utcoffset() or timedelta(0)
