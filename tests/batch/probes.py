"""For every operation of the core tree: arguments, and the value that must come out of them.

What must come out is worked out in Python by the meaning that `cdsl/batch/tree.py` states, with
the functions of the row engine where it has one. A group holds probes that differ in columns only;
arguments that a plan only ever has as literals are literals here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import md5
from itertools import product
from random import Random
from struct import unpack
from typing import Any
from unicodedata import normalize

from cdsl.batch.moments import SPANS
from cdsl.batch.tree import Kind, Operation
from cdsl.semantics.time import Duration, Unit
from cdsl.semantics.types import Type
from cdsl.world.calendar import shift, shift_date
from cdsl.world.folding import fold
from cdsl.world.values import text_of

# Edges ------------------------------------------------------------------------------------------

LEAST, GREATEST = -(2**63), 2**63 - 1
TEXTS: tuple[str | None, ...] = (
    *(None, "", " ", "a", "A", "ab", "aB", "b", "abc", "0", "00", "007", "10", "9"),
    *(
        "ß",
        "ẞ",
        "ss",
        "İ",
        "i",
        "I",
        "ı",
        "İI",
        "i\u0307",
        "ΑΣ",
        "ας",
        "ασ",
        "Σ",
        "ς",
        "ΑΣ Σ",
        "Σα",
    ),
    *(
        "é",
        "e\u0301",
        "É",
        "a\u0323\u0307",
        "a\u0307\u0323",
        "Å",
        "\u212b",
        "\u2126",
        "K",
        "\u212a",
    ),
    *("ﬁ", "Ǆ", "ǅ", "Ꭰ", "ꭰ", "Ა", "ა", "𐐀", "𐐨", "𝒜", "😀", "e\u0301\u0301"),
    *("a%b", "a_b", "a\\b", "a'b", 'a"b', "a`b", "a\nb", "a\tb", "a\x00b", "\x00", "$1", "{}"),
    *(
        "한",
        "\u1112\u1161\u11ab",
        "\u0958",
        "\ufb1d",
        "\U0001d15e",
        "\uffff",
        "\U00010000",
        "\ue000",
    ),
    *("true", "NULL", "Zürich", "zürich", "ZÜRICH", "x" * 300),
)
WHOLES = (
    *(None, 0, 1, -1, 7, -7, 41, 2**31 - 1, 2**31, -(2**31), 2**53 - 1, 2**53, 2**53 + 1),
    *(-(2**53) - 1, 2**62, LEAST, LEAST + 1, GREATEST, GREATEST - 1, 10**14, 10**14 - 1, -(10**14)),
)
_AMOUNTS = ("0", "0.0001", "-0.0001", "0.1", "0.5", "1", "-1", "10", "100.01", "1234.5", "-0.25")
CURRENCIES = (
    *(None, *(Decimal(one).quantize(Decimal("0.0001")) for one in _AMOUNTS)),
    *(Decimal("99999999999999.9999"), Decimal("-99999999999999.9999"), Decimal("99999999999999")),
    *(Decimal("-99999999999998.0001"), Decimal("9007199254740.9929"), Decimal("90071992547409.93")),
    *(Decimal("0.2999"), Decimal("45035996273704.9615"), Decimal("-45035996273704.9617")),
)
FLOATS = (
    *(None, 0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 0.1 + 0.2, 1e20, 1e-20, 5e-324, -5e-324),
    *(1.7976931348623157e308, -1.7976931348623157e308, 1e308, 9007199254740993.0, 2.5, 1e22),
)
BOOLEANS = (None, True, False)
DATES = (
    *(None, date.min, date(1, 1, 31), date(4, 2, 29), date(1582, 10, 4), date(1582, 10, 15)),
    *(date(1582, 10, 10), date(1899, 12, 31), date(1900, 2, 28), date(1969, 12, 31)),
    *(date(1970, 1, 1), date(2000, 2, 29), date(2024, 1, 31), date(2024, 2, 29)),
    *(date(2025, 2, 28), date(2026, 3, 29), date(2026, 11, 23), date(9999, 12, 30), date.max),
)
_CLOCKS = ((0, 0, 0, 0), (9, 30, 0, 0), (9, 30, 5, 0), (23, 59, 59, 999_999), (0, 0, 0, 1))
INSTANTS = (
    *(None, *(datetime(2026, 11, 23, *clock) for clock in _CLOCKS)),
    *(datetime(2024, 2, 29, *clock) for clock in _CLOCKS),
    *(datetime.min, datetime.max, datetime(1, 1, 1, 0, 0, 0, 100), datetime(1582, 10, 10, 12)),
    *(datetime(1883, 11, 18, 12), datetime(1969, 12, 31, 23, 59, 59, 999_999)),
    *(datetime(1970, 1, 1), datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 25, 1, 30)),
    *(
        datetime(2024, 1, 31, 12, 0, 0, 120_000),
        datetime(9999, 12, 31),
        datetime(800, 3, 1, 10, 10),
    ),
)
EDGES: dict[Kind, tuple[Any, ...]] = {
    Kind.TEXT: TEXTS,
    Kind.WHOLE: WHOLES,
    Kind.CURRENCY: CURRENCIES,
    Kind.FLOAT: FLOATS,
    Kind.BOOLEAN: BOOLEANS,
    Kind.DATE: DATES,
    Kind.INSTANT: INSTANTS,
}


@dataclass(frozen=True)
class Group:
    """Probes of an operation: rows of arguments for columns, then literals, and what comes out."""

    operation: Operation
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Any, ...], ...]
    kind: Kind
    expected: tuple[Any, ...]
    literals: tuple[tuple[Any, Kind], ...] = ()

    @property
    def title(self) -> str:
        """What the group is about."""
        kinds = ", ".join(self.kinds)
        literals = "".join(f", {value!r}" for value, _ in self.literals)
        return f"{self.operation} of {kinds}{literals}"[:60]


def group(
    operation: Operation,
    kinds: tuple[Kind, ...],
    kind: Kind,
    meaning: Callable[..., Any],
    rows: Sequence[tuple[Any, ...]] | None = None,
    literals: tuple[tuple[Any, Kind], ...] = (),
) -> Group:
    """A group whose meaning is said for arguments that are there; NULL in gives NULL out."""

    def strict(*arguments: Any) -> Any:
        return None if None in arguments else meaning(*arguments)

    return total(operation, kinds, kind, strict, rows, literals)


def total(
    operation: Operation,
    kinds: tuple[Kind, ...],
    kind: Kind,
    meaning: Callable[..., Any],
    rows: Sequence[tuple[Any, ...]] | None = None,
    literals: tuple[tuple[Any, Kind], ...] = (),
) -> Group:
    """A group whose meaning is also said for NULL."""
    if rows is None:
        rows = list(product(*(EDGES[one] for one in kinds)))
    given = [value for value, _ in literals]
    expected = tuple(meaning(*row, *given) for row in rows)
    return Group(operation, kinds, tuple(rows), kind, expected, literals)


# Truth and choice -------------------------------------------------------------------------------

B, T, W, C, F, D, I = (  # noqa: E741
    Kind.BOOLEAN,
    Kind.TEXT,
    Kind.WHOLE,
    Kind.CURRENCY,
    Kind.FLOAT,
    Kind.DATE,
    Kind.INSTANT,
)
_TRUTHS = {
    count: list(product((True, False), repeat=count))  # never NULL
    for count in (1, 2, 3)
}


def truth() -> list[Group]:
    found = [
        total(Operation.AND, (B,) * count, B, lambda *parts: all(parts), _TRUTHS[count])
        for count in (2, 3)
    ]
    found += [
        total(Operation.OR, (B,) * count, B, lambda *parts: any(parts), _TRUTHS[count])
        for count in (2, 3)
    ]
    found.append(total(Operation.NOT, (B,), B, lambda part: not part, _TRUTHS[1]))
    found.append(total(Operation.HOLDS, (B,), B, lambda part: part is True))
    found += [total(Operation.IS_MISSING, (kind,), B, lambda part: part is None) for kind in Kind]
    return found


def choosing() -> list[Group]:
    found = []
    for kind in Kind:
        values = EDGES[kind][:4]
        rows = list(product((True, False), values, (True, False), values, values))
        found.append(total(Operation.CASE, (B, kind, B, kind, kind), kind, _first_branch, rows))
        pairs = list(product(values, values, values))
        found.append(total(Operation.OR_ELSE, (kind,) * 3, kind, _first_there, pairs))
    return found


def _first_branch(one: bool, this: Any, other: bool, that: Any, otherwise: Any) -> Any:
    return this if one else that if other else otherwise


def _first_there(*parts: Any) -> Any:
    return next((part for part in parts if part is not None), None)


# Comparing --------------------------------------------------------------------------------------


def comparing() -> list[Group]:
    found = []
    for kind in Kind:
        found.append(group(Operation.EQUAL, (kind,) * 2, B, lambda one, other: one == other))
        found.append(total(Operation.SAME, (kind,) * 2, B, lambda one, other: one == other))
        if kind is not B:
            found.append(group(Operation.LESS, (kind,) * 2, B, lambda one, other: one < other))
            found.append(group(Operation.AT_MOST, (kind,) * 2, B, lambda one, other: one <= other))
        values = [value for value in EDGES[kind] if value is not None]
        for among in (values[:1], values[::3], [*values[1:4], *values[1:4]]):
            literals = tuple((value, kind) for value in among)
            found.append(
                group(Operation.ONE_OF, (kind,), B, lambda one, *all: one in all, None, literals)
            )
    return found


# Texts ------------------------------------------------------------------------------------------


def texts() -> list[Group]:
    lengths = [
        group(Operation.FIRST, (T,), T, lambda text, count: text[:count], None, ((count, W),))
        for count in (0, 1, 2, 5, 255, 100_000)
    ]
    composed = [*TEXTS, "a" * 5 + "\u0301" * 40, *(normalize("NFD", one or "") for one in TEXTS)]
    return [
        group(Operation.FOLD, (T,), T, fold),
        group(Operation.CONTAINS, (T, T), B, lambda text, part: part in text),
        group(Operation.STARTS_WITH, (T, T), B, lambda text, part: text.startswith(part)),
        total(Operation.JOIN, (T,), T, lambda *parts: "".join(one or "" for one in parts)),
        total(Operation.JOIN, (T, T), T, lambda *parts: "".join(one or "" for one in parts)),
        total(
            Operation.JOIN,
            (T, T, T),
            T,
            lambda *parts: "".join(one or "" for one in parts),
            list(product(TEXTS[:4], repeat=3)),
        ),
        group(
            Operation.NORMAL,
            (T,),
            T,
            lambda text: normalize("NFC", text),
            [(text,) for text in composed],
        ),
        *lengths,
        total(Operation.OR_EMPTY, (T,), T, lambda text: text or ""),
        total(Operation.OR_MISSING, (T,), T, lambda text: text or None),
        group(Operation.LENGTH, (T,), W, len),
        group(
            Operation.DIGITS,
            (T,),
            T,
            lambda text: text.lstrip("0"),
            [(one,) for one in (None, "0", "000", "7", "007", "700", "0" * 40 + "1" * 40, "0010")],
        ),
        group(
            Operation.NUMBER,
            (T,),
            W,
            int,
            [(one,) for one in (None, "0", "000", "7", "007", "700", "9" * 18, "0" * 17 + "1")],
        ),
        group(Operation.DRAW, (T,), T, lambda text: md5(text.encode()).hexdigest()[:16]),
    ]


def shown() -> list[Group]:
    floats = group(
        Operation.FLOAT_TEXT,
        (F,),
        T,
        lambda value: text_of(value, Type.FLOAT, UTC),
        [(value,) for value in (*FLOATS, *SHOWN_FLOATS)],
    )
    return [floats] + [
        group(operation, (kind,), T, lambda value, type=type: text_of(_with_zone(value), type, UTC))
        for operation, kind, type in (
            (Operation.WHOLE_TEXT, W, Type.INTEGER),
            (Operation.CURRENCY_TEXT, C, Type.CURRENCY),
            (Operation.BOOLEAN_TEXT, B, Type.BOOLEAN),
            (Operation.DATE_TEXT, D, Type.DATE),
            (Operation.INSTANT_TEXT, I, Type.DATETIME),
        )
    ]


_CHANCE = Random(5)
SHOWN_FLOATS = (
    *(-0.0, 1e15, 1e16, 9999999999999998.0, 12345678901234567890.0, 1e21, 8.41e21, 1e23, 2e23),
    *(100.0, 1e-4, 1.5e-4, 1e-5, 9.5e-5, 1.5e-7, 2.2250738585072014e-308, 2.225073858507201e-308),
    *(sign * 2.0**power for sign in (1, -1) for power in range(-1074, 1024)),
    *(times * 5e-324 for times in range(1, 200)),
    *(10.0**power for power in range(-323, 309)),
    *filter(math.isfinite, (unpack("d", _CHANCE.randbytes(8))[0] for _ in range(4_000))),
    *(round(_CHANCE.uniform(-(10**6), 10**6), _CHANCE.randrange(9)) for _ in range(2_000)),
    *(float(_CHANCE.randrange(-(10**18), 10**18)) for _ in range(2_000)),
)
"""Among them those that are hard to show by the fewest digits: around powers of two, very small."""


def _with_zone(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


# Numbers ----------------------------------------------------------------------------------------


def numbers() -> list[Group]:
    small = [0, 1, 41, 10**6]
    counted = list(product(small, (True, False), (True, False)))
    divided = [(value,) for value in WHOLES if value is None or value >= 0]
    return [
        group(Operation.ADD, (W, W), W, lambda one, other: _whole(one + other)),
        *(
            group(operation, (W,), W, lambda one, by, sign=sign: _whole(one + sign * by), None, by)
            for operation, sign in ((Operation.ADD, 1), (Operation.SUBTRACT, -1))
            for by in (((value, W),) for value in (None, 0, 1, -1, 2**31 - 1, LEAST, GREATEST))
        ),
        group(Operation.ADD, (C, C), C, lambda one, other: _currency(one + other)),
        group(Operation.ADD, (F, F), F, lambda one, other: _finite(one + other)),
        group(Operation.SUBTRACT, (W, W), W, lambda one, other: _whole(one - other)),
        total(Operation.TALLY, (W, B, B), W, lambda count, *more: count + sum(more), counted),
        *(
            group(Operation.REMAINDER, (W,), W, lambda one, by: one % by, divided, ((by, W),))
            for by in (1, 2, 3, 7, 1_000)
        ),
        group(Operation.TO_FLOAT, (W,), F, float),
        group(Operation.TO_FLOAT, (C,), F, float, [*((one,) for one in CURRENCIES), *_amounts()]),
        group(Operation.WHOLE_TO_CURRENCY, (W,), C, lambda one: _currency(Decimal(one))),
        group(Operation.CURRENCY_TO_WHOLE, (C,), W, lambda one: int(one) if one % 1 == 0 else None),
    ]


def _amounts() -> list[tuple[Decimal]]:
    """Amounts all over the range, whose nearest floats are close calls now and then."""
    steps = (one * 7_919_999_983 * 104_729 % 10**18 for one in range(1, 2_000))
    return [(Decimal(step).scaleb(-4),) for step in steps]


def _whole(total: int) -> int | None:
    return total if LEAST <= total <= GREATEST else None


def _currency(total: Decimal) -> Decimal | None:
    return total if abs(total) < 10**14 else None


def _finite(total: float) -> float | None:
    return total if math.isfinite(total) else None


# Days and instants ------------------------------------------------------------------------------

COUNTS = {
    Operation.ADD_DAYS: (Unit.DAY, (0, 1, -1, 31, -365, 366, 3_652_058, -3_652_058, 10**6)),
    Operation.ADD_MONTHS: (Unit.MONTH, (0, 1, -1, 12, -12, 25, 119_987, -119_987, 11)),
    Operation.ADD_MINUTES: (Unit.MINUTE, (0, 1, -1, 60, -1_440, 525_600)),
}


def moments() -> list[Group]:
    found = [
        group(Operation.DAY, (I,), D, lambda at: at.date()),
        group(Operation.MIDNIGHT, (D,), I, lambda day: datetime(day.year, day.month, day.day)),
    ]
    for operation, (unit, counts) in COUNTS.items():
        for kind in (I,) if operation is Operation.ADD_MINUTES else (D, I):
            for count in (*counts, SPANS[operation], -SPANS[operation]):
                found.append(
                    group(
                        operation,
                        (kind,),
                        kind,
                        lambda moment, count, unit=unit: moved(moment, count, unit),
                        None,
                        ((count, W),),
                    )
                )
    return found


def moved(moment: Any, count: int, unit: Unit) -> Any:
    duration = Duration(abs(count), unit)
    sign = -1 if count < 0 else 1
    if not isinstance(moment, datetime):
        return shift_date(moment, duration, sign)
    later = shift(moment.replace(tzinfo=UTC), duration, sign, UTC)
    return None if later is None else later.replace(tzinfo=None)


# Over rows --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
    """An operation over the rows of groups: rows of key and argument, and what comes out by key."""

    operation: Operation
    argument: Kind
    rows: tuple[tuple[str, Any], ...]
    kind: Kind
    expected: dict[str, Any]


def gathered(
    operation: Operation, argument: Kind, kind: Kind, meaning: Callable[[list[Any]], Any]
) -> Gathered:
    """Groups of one, of several, of equal values, and of nothing but NULL."""
    values = EDGES[argument]
    if operation in (Operation.COUNT, Operation.ANY):
        values = (True, False)
    cells = {
        "one": values[:1],
        "some": values[:3],
        "all": values,
        "twice": (*values, *values),
        "last": values[-1:],
        "same": values[-1:] * 5,
    }
    rows = tuple((key, value) for key, given in cells.items() for value in given)
    return Gathered(
        operation, argument, rows, kind, {key: meaning(list(given)) for key, given in cells.items()}
    )


def _latest(values: list[Any]) -> Any:
    return max((one for one in values if one is not None), default=None)


GROUPS: tuple[Group, ...] = (
    *truth(),
    *choosing(),
    *comparing(),
    *texts(),
    *shown(),
    *numbers(),
    *moments(),
)
GATHERED: tuple[Gathered, ...] = (
    gathered(Operation.COUNT, B, W, lambda values: sum(values)),
    gathered(Operation.ANY, B, B, any),
    *(gathered(Operation.LATEST, kind, kind, _latest) for kind in Kind if kind is not B),
)


@dataclass(frozen=True)
class Numbered:
    """Rows to be numbered: their arguments by kind, and the number that each must have."""

    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def expected(self) -> tuple[int, ...]:
        """By the meaning: the place among those with the same first argument."""
        return tuple(
            1 + sum(other[0] == row[0] and other[1:] < row[1:] for other in self.rows)
            for row in self.rows
        )


_IDS = [text for text in TEXTS if text]
_NUMBERS = ["1", "2", "9", "10", "11", "100", "20", "3", "007", "7", "0", str(10**30)]
NUMBERED: tuple[Numbered, ...] = (
    Numbered((B, T), tuple((len(one) % 2 == 0, one) for one in _IDS)),
    Numbered((B, T), tuple((True, one) for one in _IDS)),
    Numbered(
        (B, W, T, T),
        tuple((one != "9", len(one.lstrip("0")), one.lstrip("0"), one) for one in _NUMBERS),
    ),
)
