"""What a value is in Python, its text, and how text and other types become it.

Floor 3. Pure: the zone is handed in. Empty is None; a text is never `""` and always in NFC; an
instant is an aware `datetime` in UTC; a `currency` is a `Decimal` with 4 places.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Final, assert_never

from cdsl.semantics.numbers import CURRENCY_LIMIT, CURRENCY_STEP, WHOLE_NUMBERS
from cdsl.semantics.types import NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import day_of, local, local_to_instant
from cdsl.world.folding import normal

Value = str | int | float | Decimal | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is no value of the type, in the author's words.

    `out_of_range` says that it is a number, but one that the type cannot hold: too large, or
    with a fraction (language.md 6).
    """

    reason: str
    out_of_range: bool = False


_MIDNIGHT: Final = time(0)
_BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType(
    {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
)
_PLAIN_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9]+\Z")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]((?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r"(?: ?(UTC|Z|[+-][0-9]{2}(?::?[0-9]{2})?))?)?",
    re.IGNORECASE,
)

# Text of a value --------------------------------------------------------------------------------


def text_of(value: Value, type: Type, zone: tzinfo) -> str:
    """The text form of a value of a type, as a token in a string shows it (language.md 4).

    An instant is shown in the zone, with seconds only where they are not zero. A day shown as a
    `datetime` is its midnight, an instant shown as a `date` its day in the zone.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _float_text(value)
        case Decimal():
            return _without_trailing_zeros(format(value, "f"))
        case datetime() if type is Type.DATE:
            return day_of(value, zone).isoformat()
        case datetime():
            return _wall_clock_text(local(value, zone))
        case date() if type is Type.DATETIME:
            return f"{value.isoformat()}T00:00"
        case date():
            return value.isoformat()
        case _:
            assert_never(value)


def _float_text(value: float) -> str:
    """The shortest decimal that reads back, without exponent."""
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return _without_trailing_zeros(text)


def _without_trailing_zeros(text: str) -> str:
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _wall_clock_text(wall: datetime) -> str:
    if wall.microsecond:
        return wall.isoformat().rstrip("0")
    return wall.isoformat(timespec="seconds" if wall.second else "minutes")


# Value of a text --------------------------------------------------------------------------------


def read(text: str, type: Type, zone: tzinfo) -> Value | Unreadable:
    """The value that a cell or a passed token writes down; instants without zone are in `zone`.

    An empty text is no value. Outer blanks count in a text only (language.md 3).
    """
    cell = text.strip()
    match type:
        case Type.TEXT | Type.EMAIL | Type.PHONE | Type.URL:
            return normal(text) or None
        case _ if not cell:
            return None
        case Type.INTEGER | Type.SCORE | Type.PERCENT:
            return _read_whole(cell)
        case Type.CURRENCY:
            return _read_currency(cell)
        case Type.FLOAT:
            return _read_float(cell)
        case Type.BOOLEAN:
            return _read_boolean(cell)
        case Type.DATE:
            return _read_date(cell)
        case Type.DATETIME:
            return _read_instant(cell, zone)
        case _:
            assert_never(type)


def _quoted(text: str) -> str:
    return f"`{text}`" if len(text) <= 40 else f"`{text[:39]}…`"


def _read_whole(text: str) -> int | Unreadable:
    if len(text) < 19 and text.isascii() and text.isdigit():
        return int(text)
    if _PLAIN_NUMBER.fullmatch(text) is None:
        return Unreadable(f"{_quoted(text)} is not a whole number")
    return _as_whole(Decimal(text))


def _read_currency(text: str) -> Decimal | Unreadable:
    if _PLAIN_NUMBER.fullmatch(text) is None:
        return Unreadable(f"{_quoted(text)} is not an amount")
    return _as_currency(Decimal(text))


def _read_boolean(text: str) -> bool | Unreadable:
    truth = _BOOLEANS.get(text.lower())
    return Unreadable(f"{_quoted(text)} is not true or false") if truth is None else truth


def _read_float(text: str) -> float | Unreadable:
    if _PLAIN_NUMBER.fullmatch(_EXPONENT.sub("", text)) is None:
        return Unreadable(f"{_quoted(text)} is not a number")
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return Unreadable(f"{_quoted(text)} is too large", out_of_range=True)
    return value + 0.0


def _read_date(text: str) -> date | Unreadable:
    """The day as it is written: a zone that stands behind it does not move it."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return Unreadable(f"{_quoted(text)} is not a date like 2026-11-23")
    day, clock, _ = found.groups()
    try:
        return datetime.fromisoformat(f"{day}T{clock or '00:00'}").date()
    except ValueError:
        return Unreadable(f"there is no {_quoted(text)}")


def _read_instant(text: str, zone: tzinfo) -> datetime | Unreadable:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return Unreadable(f"{_quoted(text)} is not a date and time like 2026-11-23T09:00")
    day, clock, offset = found.groups()
    try:
        written = datetime.fromisoformat(f"{day}T{clock or '00:00'}")
        if offset is None:
            return local_to_instant(written.date(), written.time(), zone)
        if offset.upper() in ("Z", "UTC"):
            return written.replace(tzinfo=UTC)
        return datetime.fromisoformat(f"{written.isoformat()}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return Unreadable(f"there is no {_quoted(text)}")


# Value of another type --------------------------------------------------------------------------


def convert(value: Value, from_type: Type, to_type: Type, zone: tzinfo) -> Value | Unreadable:
    """The value that a field takes when a token of another type is written to it.

    Text is read, anything becomes text, numbers become numbers where they fit exactly (a
    currency and a float may lose digits in a float), a day becomes its midnight and an instant
    its day in the zone (language.md 3 and 6). An empty text is no value.
    """
    if value is None or value == "":
        return None
    if from_type is to_type:
        return value
    if to_type in TEXT_LIKE:
        return text_of(value, from_type, zone)
    if isinstance(value, str):
        return read(value, to_type, zone)
    if from_type in NUMBER_LIKE and isinstance(value, int | float | Decimal):
        return _convert_number(value, to_type)
    if to_type is Type.DATETIME and isinstance(value, date):
        return local_to_instant(value, _MIDNIGHT, zone)
    if to_type is Type.DATE and isinstance(value, datetime):
        return day_of(value, zone)
    return Unreadable(f"a {from_type} does not fit a {to_type}")


def seen_as(value: Value, type: Type, zone: tzinfo) -> Value:
    """A value kept as text or by another type's Python class, as a value of this type.

    `new_value` and `old_value` of activities hold texts when they were read and typed values when
    a step left them, whatever field they are of; all are seen alike. What the type cannot hold is
    empty; a number keeps its class.
    """
    if type in TEXT_LIKE:
        return value if value is None or isinstance(value, str) else text_of(value, Type.TEXT, zone)
    match value:
        case str():
            found = read(value, type, zone)
            return None if isinstance(found, Unreadable) else found
        case bool():
            return value if type is Type.BOOLEAN else None
        case int() | float() | Decimal():
            return value if type in NUMBER_LIKE else None
        case datetime() if type is Type.DATE:
            return day_of(value, zone)
        case datetime() if type is Type.DATETIME:
            return value
        case date() if type is Type.DATETIME:
            return local_to_instant(value, _MIDNIGHT, zone)
        case date() if type is Type.DATE and not isinstance(value, datetime):
            return value
        case _:
            return None


def _convert_number(value: int | float | Decimal, to_type: Type) -> Value | Unreadable:
    if to_type is Type.FLOAT:
        return float(value)
    # A float counts as the decimal that is shown for it: 0.1 is 0.1, not its binary neighbour.
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if to_type in WHOLE:
        return _as_whole(exact)
    if to_type is Type.CURRENCY:
        return _as_currency(exact)
    return Unreadable(f"a number does not fit a {to_type}")


def _as_whole(number: Decimal) -> int | Unreadable:
    if not WHOLE_NUMBERS[0] <= number <= WHOLE_NUMBERS[-1]:
        return Unreadable(f"{_quoted(str(number))} is over 64 bits", out_of_range=True)
    if number != number.to_integral_value():
        return Unreadable(f"{_quoted(str(number))} has a fraction", out_of_range=True)
    return int(number)


def _as_currency(number: Decimal) -> Decimal | Unreadable:
    if not -CURRENCY_LIMIT < number < CURRENCY_LIMIT:
        return Unreadable(f"{_quoted(str(number))} is over 18 digits", out_of_range=True)
    rounded = number.quantize(CURRENCY_STEP)
    if rounded != number:
        return Unreadable(f"{_quoted(str(number))} has over 4 decimal places", out_of_range=True)
    return rounded + 0
