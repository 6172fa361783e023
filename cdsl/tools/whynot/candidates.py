"""The few values that stand for all that something could be, the most natural ones first.

Floor 6. Pure. Whatever value makes comparisons true, some candidate makes the same ones true: what
is named, what lies beside it in the type's own step, and no value. Of several that do alike, the
first is the one nearest to what is there now, and one that somebody would write.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain, islice, pairwise, product
from math import inf, isfinite, nextafter
from types import MappingProxyType
from typing import Final

from cdsl.interpreter.compare import Range, ranges
from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.numbers import CURRENCY_LIMIT, CURRENCY_STEP, WHOLE_NUMBERS
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import FIRST_INSTANT, LAST_INSTANT, day_of, local_to_instant
from cdsl.world.folding import FOLDINGS, fold
from cdsl.world.values import Unreadable, Value, convert, text_of

_MOST_TOGETHER: Final = 20_001
"""Ways in which texts stand inside of one value: more than a search looks at, which it says."""
_INSTANT: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_NOON: Final = time(12)
_SAMPLES: Final = MappingProxyType(
    {
        Type.TEXT: "x",
        Type.EMAIL: "name@example.com",
        Type.PHONE: "+15550100",
        Type.URL: "https://example.com",
    }
)
"""A text of each type that nobody has asked for by name."""


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


def candidates(clues: Sequence[Clue], setting: Setting) -> tuple[Value, ...]:
    """The values that stand for all, in order of preference; the present one is none of them."""
    found: Iterable[Value]
    if setting.allowed:
        found = (*setting.allowed, None)
    elif setting.type in TEXT_LIKE:
        found = _texts(clues, setting)
    elif setting.type in NUMBER_LIKE:
        found = _numbers(clues, setting)
    elif setting.type is Type.BOOLEAN:
        found = (True, False, None)
    else:
        found = _moments(clues, setting)
    return tuple(value for value in dict.fromkeys(found) if value != setting.present)


# Texts ------------------------------------------------------------------------------------------


def _texts(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
    """What is named, no value, then all that starts and contains in every way.

    A text that is none of those named is told from others by the longest start that it has and by
    what it contains: that start, then these, with a filling between that nobody asks for.
    """
    exact, starts, contained = (
        _named_texts(clues, operator, setting.zone)
        for operator in (Operator.IS, Operator.STARTS_WITH, Operator.CONTAINS)
    )
    plain = [*exact, *starts, *contained]
    if setting.type is Type.EMAIL:
        plain = [*(text for text in map(_as_email, plain) if text), *plain]
    yield from plain
    yield from (f"{start}{text}" for start in starts for text in contained)
    yield None
    sample = _SAMPLES[setting.type]
    yield sample
    filling = _filling([*exact, *starts, *contained])
    together = _together(clues, setting.zone)
    for separator in dict.fromkeys((" ", filling)):
        for start in ("", *starts):
            for some in together:
                text = separator.join((start, *some) if start else some)
                if text:
                    yield from (text, f"{text}{separator}{filling}")
    for start in ("", *starts):
        for some in together:
            text = f"{start}{filling}{filling.join(some)}{filling}"
            if setting.type is Type.EMAIL and "@" not in text:
                yield f"{text}@example.com"
            yield text


def _together(clues: Sequence[Clue], zone: tzinfo) -> list[tuple[str, ...]]:
    """Which texts to put inside of one value: at most one of those that serve the same comparisons.

    For any text, one of each sort that it contains makes the same comparisons true.
    """
    served: dict[str, list[int]] = {}
    for number, clue in enumerate(clues):
        for text in _named_texts((clue,), Operator.CONTAINS, zone):
            served.setdefault(text, []).append(number)
    sorts: dict[tuple[int, ...], list[str]] = {}
    for text, numbers in served.items():
        sorts.setdefault(tuple(numbers), []).append(text)
    chosen = islice(product(*((None, *texts) for texts in sorts.values())), _MOST_TOGETHER)
    found = [tuple(text for text in one if text is not None) for one in chosen]
    return sorted(found, key=len)


def _named_texts(clues: Sequence[Clue], operator: Operator, zone: tzinfo) -> list[str]:
    named: dict[str, str] = {}
    for clue in clues:
        if clue.operator is operator:
            for value in clue.values:
                text = value if isinstance(value, str) else text_of(value, Type.TEXT, zone)
                named.setdefault(fold(text), text)
    return list(named.values())


def _as_email(text: str) -> str:
    """An address with that text in it, empty when there is no plain one."""
    if any(letter.isspace() for letter in text):
        return ""
    before, at, after = text.partition("@")
    if not at:
        return f"name@{text}" if "." in text else f"{text}@example.com"
    return f"{before or 'name'}@{after or 'example.com'}"


def _filling(named: Sequence[str]) -> str:
    """A letter that stands in none of the texts."""
    used = set(fold("".join(named)))
    letters = chain("xyzwvq", map(chr, range(ord("a"), 0x2FF)))
    return next(
        letter
        for letter in letters
        if letter.isalpha() and ord(letter) not in FOLDINGS and letter not in used
    )


# Numbers ----------------------------------------------------------------------------------------

Number = int | float | Decimal


def _numbers(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
    """Each number that is named and those next to it, the nearest to the present one first."""
    named: list[Number] = [0]
    for clue in clues:
        named += [one for one in clue.values if isinstance(one, int | float | Decimal)]
    present = setting.present if isinstance(setting.present, int | float | Decimal) else 0
    here = _exact(present)
    round_ones, close_ones = _beside(named, setting.type)
    for tier in (round_ones, close_ones):
        fitting = (convert(one, Type.FLOAT, setting.type, setting.zone) for one in tier)
        kept = [one for one in fitting if isinstance(one, int | float | Decimal)]
        yield from sorted(kept, key=lambda one: abs(_exact(one) - here))
        yield None


def _beside(named: Sequence[Number], type: Type) -> tuple[list[Number], list[Number]]:
    """Numbers that people write, then those a type's step away from what is named."""
    exact = sorted({_exact(one) for one in named})
    if type in WHOLE:
        whole = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
        whole += [int(one.to_integral_value(ROUND_CEILING)) for one in exact]
        near = [one + step for one in whole for step in (-1, 0, 1)]
        return [one for one in near if one in WHOLE_NUMBERS], []
    written: list[Decimal] = [one + step for one in exact for step in (-1, 0, 1)]
    between = [(low + high) / 2 for low, high in pairwise(exact)]
    if type is Type.CURRENCY:
        fitting = [one.quantize(CURRENCY_STEP) for one in (*written, *between) if _fits(one)]
        named_here = [one.quantize(CURRENCY_STEP) for one in exact if _fits(one)]
        close = [one + step for one in named_here for step in (-CURRENCY_STEP, 0, CURRENCY_STEP)]
        return list(fitting), list(close)
    floats = [float(one) for one in named]
    floating = [float(one) for one in (*written, *between)]
    beside = [nextafter(one, end) for one in floats for end in (-inf, inf)]
    return (
        [one for one in (*floats, *floating) if isfinite(one)],
        [one for one in beside if isfinite(one)],
    )


def _exact(number: Number) -> Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _fits(number: Decimal) -> bool:
    return -CURRENCY_LIMIT + 1 <= number <= CURRENCY_LIMIT - 1


# Days and instants ------------------------------------------------------------------------------


def _moments(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
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


def as_type(value: Value, from_type: Type, to_type: Type, zone: tzinfo) -> Value:
    """A value as another type has it; empty when the type cannot hold it."""
    found = convert(value, from_type, to_type, zone)
    return None if isinstance(found, Unreadable) else found
