"""The few numbers that stand for all that a value could be, in the steps of each type.

Floor 6. Pure.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from math import inf, isfinite, nextafter

from cdsl.semantics.numbers import CURRENCY_LIMIT, CURRENCY_STEP, WHOLE_NUMBERS
from cdsl.semantics.types import WHOLE, Type
from cdsl.tools.whynot.named import Clue, Setting
from cdsl.world.values import Value, convert

Number = int | float | Decimal


def numbers_for(clues: Sequence[Clue], setting: Setting) -> Iterator[Value]:
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
