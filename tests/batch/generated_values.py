"""Values for made-up programs: literals at the edges of their types, tokens, texts with tokens.

What somebody's own value would have to be read or shown as another type is refused by the
set-based engine; it is written now and then, so that most campaigns compare.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from random import Random
from typing import Final

from cdsl.semantics.time import TimeFrame
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.source.data import dataclass
from cdsl.world.values import Unreadable, Value, read

PERSON: Final[Mapping[str, Type]] = {
    "word": Type.TEXT,
    "Note": Type.TEXT,
    "mail": Type.EMAIL,
    "tel": Type.PHONE,
    "site": Type.URL,
    "count": Type.INTEGER,
    "points": Type.SCORE,
    "share": Type.PERCENT,
    "fee": Type.CURRENCY,
    "ratio": Type.FLOAT,
    "flag": Type.BOOLEAN,
    "due": Type.DATE,
    "seen": Type.DATETIME,
    "grade": Type.TEXT,
    "level": Type.INTEGER,
    "tariff": Type.CURRENCY,
    "unsubscribed": Type.BOOLEAN,
    "email_invalid": Type.BOOLEAN,
    "score": Type.SCORE,
    "birthday": Type.DATE,
    "created_at": Type.DATETIME,
    "email": Type.EMAIL,
}
COMPANY: Final[Mapping[str, Type]] = {
    "name": Type.TEXT,
    "industry": Type.TEXT,
    "employees": Type.INTEGER,
    "revenue": Type.CURRENCY,
    "growth": Type.FLOAT,
    "listed": Type.BOOLEAN,
    "founded": Type.DATE,
    "met": Type.DATETIME,
}
MEMBER: Final[Mapping[str, Type]] = {
    "seat": Type.TEXT,
    "guests": Type.INTEGER,
    "paid": Type.CURRENCY,
    "weight": Type.FLOAT,
    "vip": Type.BOOLEAN,
    "arrival": Type.DATE,
    "check_in": Type.DATETIME,
    "credit": Type.SCORE,
}
ALLOWED: Final[Mapping[str, Sequence[str]]] = {
    "grade": ('"A"', '"b"', '"ß"', '"É"', '"10"'),
    "level": ("1", "2", "30"),
    "tariff": ("0.5", "12.5000", "-1"),
}
"""The fields that may have some values only."""

TOKENS: Final[Sequence[tuple[str, Type, bool]]] = (
    ("word", Type.TEXT, False),
    ("address", Type.EMAIL, False),
    ("amount", Type.INTEGER, False),
    ("bonus", Type.SCORE, False),
    ("part", Type.PERCENT, False),
    ("price", Type.CURRENCY, False),
    ("rate", Type.FLOAT, False),
    ("open", Type.BOOLEAN, False),
    ("start", Type.DATE, False),
    ("moment", Type.DATETIME, False),
    ("phrase", Type.TEXT, True),
    ("number", Type.INTEGER, True),
    ("gain", Type.SCORE, True),
    ("cost", Type.CURRENCY, True),
    ("speed", Type.FLOAT, True),
    ("sure", Type.BOOLEAN, True),
    ("day", Type.DATE, True),
    ("instant", Type.DATETIME, True),
)
"""Tokens of `my` with their types, and whether they may be different for each person.

A token uses earlier ones only, so that none is made of itself."""

TEXTS: Final = (
    *("A", "b", "ab", "ß", "SS", "ẞ", "İ", "i̇", "I", "ς", "Σ", "σς", "É", "é", "e\u0301"),
    *("\u0301",) * 3,
    *(" ", " a", "a ", "A B", "10", "5", "-3", "1.5", "0", "true", "2026-03-10", "x@y.example"),
    *("2026-03-10T08:00", '"', "\\", "{{", "line\nline", "50%", "a_b", "Ａ", "ﬁ", "Ǆ", "ǅ", "K"),
)
_WHOLE: Final = (
    *(0, 1, -1, 2, 5, 30, 100, 2**31, 2**53, 2**53 + 1, -(2**53) - 1),
    *(2**63 - 1, 2**63 - 2, -(2**63), -(2**63) + 1, 10**14, 99999999999999),
)
_CURRENCY: Final = (
    *("0", "0.5", "12.5", "-1", "0.0001", "-0.0001", "0.3", "100", "99999999999999.9999"),
    *("-99999999999999.9999", "9007199254740.9931", "1.0000", "5"),
)
_FLOATS: Final = (
    *("0", "0.1", "0.3", "0.5", "-0.0", "2.5", "100", "9007199254740993", "123456789012345678901"),
    *("0.1234567890123456789", "99999999999999.9999", "9223372036854775807", "-1"),
)
_DATES: Final = (
    *("2026-03-10", "2026-03-09", "2026-02-28", "2024-02-29", "2026-01-31", "2026-10-25"),
    *("0001-01-01", "9999-12-31", "2026-04-10", "1970-01-01"),
)
_INSTANTS: Final = (
    *("2026-03-10",) * 3,
    *("2026-03-10T08:00Z", "2026-03-10T07:59:59Z", "2026-03-10", "2026-03-29T02:30"),
    *(
        "2026-10-25T02:30",
        "0001-01-01T00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-03-09T23:59:59.123456Z",
    ),
    *("2026-03-11T00:00Z", "2026-03-10T23:00Z", "2026-03-10T18:30Z", "2026-03-10T00:00Z"),
    *("2026-10-24T22:30Z", "2026-10-24T00:00", "2026-03-10T00:00+05:30"),
)
_DEFAULTS: Final = ("", "x", "5", "-1.5", "0", "true", "2026-03-10", " 7 ", "ß", "2026-03-10T08:00")
EDGES: Final[Mapping[Type, Sequence[Value]]] = {
    type: tuple(
        found for text in texts if not isinstance(found := read(str(text), type, UTC), Unreadable)
    )
    for types, texts in (
        (TEXT_LIKE, TEXTS),
        (WHOLE, _WHOLE),
        ({Type.CURRENCY}, _CURRENCY),
        ({Type.FLOAT}, (*_FLOATS, "1.7976931348623157e308", "-1e308", "5e-324", "1e-7", "1e16")),
        ({Type.BOOLEAN}, ("true", "false")),
        ({Type.DATE}, _DATES),
        ({Type.DATETIME}, (*_INSTANTS, "2026-03-09T23:59:30.5Z", "2026-03-10T07:00:00.000001Z")),
    )
    for type in types
}
"""What literals of each type are worth, and what only data can hold."""
UNITS: Final = ("day", "week", "month", "year", "hour", "minute")
FRAMES: Final = tuple(TimeFrame)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a program something is written.

    `is_utc` says whose clock the workspace's is, `tokens` how many tokens of `my` may be used,
    `is_fixed` that values must be the same for everybody.
    """

    is_utc: bool
    has_program: bool
    tokens: int = len(TOKENS)
    is_fixed: bool = False


def quoted(text: str) -> str:
    """A text as a literal."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("{", "\\{")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def literal(type: Type, random: Random) -> str:
    """A literal of a type."""
    if type in TEXT_LIKE:
        return quoted(random.choice(TEXTS))
    if type in WHOLE:
        number = random.choice(_WHOLE)
        return f"+{number}" if type is Type.SCORE and number >= 0 else str(number)
    match type:
        case Type.CURRENCY:
            return random.choice(_CURRENCY)
        case Type.FLOAT:
            return random.choice(_FLOATS)
        case Type.BOOLEAN:
            return random.choice(("true", "false"))
        case Type.DATE:
            return random.choice(_DATES)
        case _:
            return random.choice(_INSTANTS)


def duration(type: Type, random: Random) -> str:
    """A duration that a value of a type can be compared with or moved by."""
    units = UNITS[:4] if type is Type.DATE else UNITS
    count = random.choice((0, 1, 1, 2, 3, 7, 13, 31, 90, 400, 9_000))
    return f"{count} {random.choice(units)}{'s' if count != 1 else ''}"


def value(type: Type, spot: Spot, random: Random, *, given: bool = False) -> str:
    """What may stand on the right of something of a type; `given` to it, or compared with it."""
    drawn = random.random()
    if drawn < 0.5:
        return literal(type, random)
    if type in TEXT_LIKE and drawn < 0.65:
        return template(spot, random)
    if type in DATE_LIKE and drawn < 0.7:
        return shifted(type, spot, random)
    return token(type, spot, random, given=given) or literal(type, random)


def worth(type: Type, spot: Spot, random: Random) -> str:
    """What may be given to a token of a type: no text but that of a token may be empty."""
    if type in TEXT_LIKE and random.random() < 0.1:
        return '""'
    return value(type, spot, random, given=True)


def template(spot: Spot, random: Random) -> str:
    """A text with tokens in it."""
    parts = [quoted(random.choice(TEXTS))[1:-1]]
    for _ in range(random.choice((1, 1, 2, 3))):
        parts.append(token(Type.TEXT, spot, random, given=True) or "")
        parts.append(quoted(random.choice(("", "", *TEXTS)))[1:-1])
    return f'"{"".join(parts)}"'


def shifted(type: Type, spot: Spot, random: Random) -> str:
    """A date or an instant moved by a duration."""
    sign = random.choice("+-")
    options = [(one, varies) for one, own, varies in _tokens(spot) if own is type]
    if not spot.is_utc and type is Type.DATETIME:
        options = [(one, varies) for one, varies in options if not varies]
    if options and random.random() < 0.7:
        base, _ = random.choice(options)
        return f"{{{{{base}}}}} {sign} {duration(type, random)}"
    written = literal(type, random)
    return f"{written} {sign} {duration(Type.DATETIME if 'T' in written else Type.DATE, random)}"


def token(type: Type, spot: Spot, random: Random, *, given: bool) -> str | None:
    """A token whose value can be given to something of a type, or be compared with it."""
    is_careless = random.random() < 0.005
    options: dict[str, list[str]] = {}
    for one, own, varies in _tokens(spot):
        is_plain = is_careless or not varies or _is_plain(own, type, spot, given=given)
        if is_plain and _fits(own, type, given=given):
            options.setdefault(one.partition(".")[0], []).append(one)
    if not options:
        return None
    context = "my" if "my" in options and random.random() < 0.3 else random.choice(list(options))
    default = f":default={random.choice(_DEFAULTS)}" if random.random() < 0.2 else ""
    return f"{{{{{random.choice(options[context])}{default}}}}}"


def _fits(own: Type, type: Type, *, given: bool) -> bool:
    if own is type or (given and type is Type.TEXT):
        return True
    return any({own, type} <= family for family in (TEXT_LIKE, NUMBER_LIKE, DATE_LIKE))


def _is_plain(own: Type, type: Type, spot: Spot, *, given: bool) -> bool:
    """Whether what each person has of one type is seen as another without being refused."""
    if type in TEXT_LIKE:
        return own is not Type.FLOAT and (spot.is_utc or own is not Type.DATETIME)
    if type in DATE_LIKE:
        return spot.is_utc or own is type
    if type in NUMBER_LIKE and not given:
        return own is type or Type.FLOAT in (own, type) or {own, type} <= WHOLE
    return own is not Type.FLOAT or type is Type.FLOAT


def _tokens(spot: Spot) -> list[tuple[str, Type, bool]]:
    found = [(f"my.{name}", type, varies) for name, type, varies in TOKENS[: spot.tokens]]
    found += _KNOWN
    if not spot.is_fixed:
        found += _OF_PEOPLE
        return found
    return [(name, type, varies) for name, type, varies in found if not varies]


_KNOWN: Final = (
    ("campaign.name", Type.TEXT, False),
    ("campaign.id", Type.INTEGER, False),
    ("campaign.description", Type.TEXT, False),
    ("program.name", Type.TEXT, False),
    ("program.id", Type.INTEGER, False),
    ("program.description", Type.TEXT, False),
    ("system.date", Type.DATE, False),
    ("system.time", Type.TEXT, False),
    ("system.datetime", Type.DATETIME, False),
    ("trigger.trigger_name", Type.TEXT, False),
)
_OF_PEOPLE: Final = (
    ("lead.id", Type.TEXT, True),
    ("member.status", Type.TEXT, True),
    ("member.success", Type.BOOLEAN, True),
    *((f"lead.{name}", type, True) for name, type in PERSON.items()),
    *((f"company.{name}", type, True) for name, type in COMPANY.items()),
    *((f"member.{name}", type, True) for name, type in MEMBER.items()),
)
