"""Which cells are plain, so that every dialect reads them alike: types, spellings, limits.

Floor 4. What is not among them is doubtful (`cdsl.batch.duckdb.cells`, `cdsl.batch.spark.cells`).
"""

import re
from collections.abc import Collection, Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.batch.tree import Kind
from cdsl.semantics.schema import Field
from cdsl.world.calendar import is_utc
from cdsl.world.folding import fold
from cdsl.world.values import text_of

BLANKS: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What stands around an id and is no part of it."""

TRUE_WORDS: Final = ("true", "1", "yes")
FALSE_WORDS: Final = ("false", "0", "no")

FIRST_DAY, LAST_DAY = "0001-01-02", "9999-12-30"
"""The days that the language's calendar has in every zone."""

_SPELLINGS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.WHOLE: r"[+-]?[0-9]{1,18}",
        Kind.CURRENCY: r"[+-]?[0-9]{1,14}([.][0-9]{1,4})?",
        Kind.FLOAT: r"[+-]?[0-9]{1,15}([.][0-9]{1,15})?",
        Kind.DATE: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
        Kind.INSTANT: (
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3])"
            r":[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
        ),
    }
)


OF_UTC: Final = r"(Z|[+]00(:?00)?)"
"""What stands behind an instant of UTC; DuckDB itself writes `+00`."""


def spelling(kind: Kind, zone: tzinfo) -> str:
    """The pattern of a whole text that is plain as a kind; in UTC an instant may lack `OF_UTC`."""
    pattern = _SPELLINGS[kind]
    if kind is not Kind.INSTANT:
        return pattern
    return f"{pattern}{OF_UTC}{'?' if is_utc(zone) else ''}"


def is_plain(text: str, kind: Kind, zone: tzinfo) -> bool:
    """Whether a text is plain as a kind."""
    if kind is Kind.BOOLEAN:
        return text in (*TRUE_WORDS, *FALSE_WORDS)
    if kind is Kind.TEXT or re.fullmatch(spelling(kind, zone), text) is None:
        return kind is Kind.TEXT
    return kind not in (Kind.DATE, Kind.INSTANT) or FIRST_DAY <= text[:10] < LAST_DAY


def fits_currency(column_type: str, whole_types: Collection[str]) -> bool:
    """Whether every number of a column's type is a currency, whatever the case of its name."""
    if column_type in whole_types:
        return column_type.lower() != "bigint"
    if not column_type.lower().startswith("decimal("):
        return False
    precision, scale = map(int, column_type[8:-1].split(","))
    return scale <= 4 and precision - scale <= 14


EQUAL_AS_TEXTS: Final = frozenset({Kind.WHOLE, Kind.CURRENCY, Kind.DATE, Kind.BOOLEAN})
"""Kinds of which two values are the same where their texts are, in every zone."""


def allowed_texts(field: Field, zone: tzinfo) -> tuple[str, ...]:
    """The values that a field is limited to, as comparisons see them."""
    return tuple(fold(text_of(value, field.type, zone)) for value in field.values)
