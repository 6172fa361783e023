"""Cells of Parquet files as values, in Spark.

Floor 4. As `cdsl.batch.duckdb.cells` says them to DuckDB: a column's usual type, a text's usual
spelling; `doubt` holds of every cell that may mean something else, or nothing.
"""

from datetime import UTC, datetime, tzinfo
from typing import Final

from pyspark.sql import Column
from pyspark.sql import functions as sql

from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import (
    BLANKS,
    EQUAL_AS_TEXTS,
    FALSE_WORDS,
    FIRST_DAY,
    LAST_DAY,
    OF_UTC,
    TRUE_WORDS,
    allowed_texts,
    fits_currency,
    spelling,
)
from cdsl.batch.spark.words import SPARK
from cdsl.batch.tree import Kind
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import is_utc
from cdsl.world.folding import FOLDINGS
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class Cell:
    """What gives a value, and what holds where that is doubtful; None for nowhere."""

    value: Column
    doubt: Column | None = None


def column_of(name: str) -> Column:
    """A column by its name, whatever signs that has."""
    return sql.col("`" + name.replace("`", "``") + "`")


def cell_of(column: str, column_type: str, type: Type, zone: tzinfo) -> Cell | None:
    """How a column is read as a type, None where that is not plain."""
    own, kind = column_of(column), KINDS[type]
    if column_type == "string":
        return _of_text(own, kind, zone)
    match kind:
        case Kind.WHOLE if column_type in _WHOLE_TYPES:
            return Cell(own.cast("bigint"))
        case Kind.FLOAT if column_type == "double":
            return Cell(own + sql.lit(0.0), sql.isnan(own) | (sql.abs(own) == sql.lit(_INFINITE)))
        case Kind.BOOLEAN if column_type == "boolean":
            return Cell(own)
        case Kind.DATE if column_type == "date":
            return Cell(own, _outside(own, "date"))
        case Kind.INSTANT if column_type == "timestamp":
            return Cell(own.cast("timestamp_ntz"), _outside(own.cast("timestamp_ntz"), _NAIVE))
        case Kind.INSTANT if column_type == _NAIVE and is_utc(zone):
            return Cell(own, _outside(own, _NAIVE))
        case Kind.CURRENCY if fits_currency(column_type, _WHOLE_TYPES):
            return Cell(own.cast("decimal(18,4)"))
        case _:
            return None


def field_cell(column: str, column_type: str, field: Field, zone: tzinfo) -> Cell | None:
    """How a column is read as a field, whose values may be limited."""
    cell = cell_of(column, column_type, field.type, zone)
    if cell is None or not field.values:
        return cell
    kind = KINDS[field.type]
    if kind is Kind.TEXT:
        other = ~folding(cell.value).isin(*allowed_texts(field, zone))
    elif kind in EQUAL_AS_TEXTS:
        other = ~cell.value.isin(*(constant(one, field.type) for one in field.values))
    else:
        return None
    return Cell(cell.value, other if cell.doubt is None else cell.doubt | other)


def folding(text: Column) -> Column:
    """A text as comparisons see it."""
    upper, lower = "".join(map(chr, FOLDINGS)), "".join(map(chr, FOLDINGS.values()))
    folded = sql.translate(text, upper, lower)
    return sql.when(is_ascii(text), sql.lower(text)).otherwise(folded)


def normal(text: Column) -> Column:
    """NFC; of nearly all texts it is seen at once that they are in it."""
    composed = sql.try_reflect(
        sql.lit("com.ibm.icu.text.Normalizer"), sql.lit("compose"), text, sql.lit(False)
    )
    return sql.when(is_surely_normal(text), text).otherwise(composed)


def is_empty(own: Column) -> Column:
    """Whether a cell holds nothing."""
    return own.isNull() | (own.cast("string") == "")


def is_no_id(own: Column) -> Column:
    """Whether a text is missing, empty, or begins or ends with a blank, as is seen at once."""
    next_sign = sql.lit("!")
    return own.isNull() | (own < next_sign) | (sql.right(own, sql.lit(1)) < next_sign)


def is_another_id(own: Column) -> Column:
    """Whether a text has any blanks around it, or is not in NFC."""
    return normal(sql.trim(own, sql.lit(BLANKS))) != own


def is_surely_normal(text: Column) -> Column:
    """Whether a text is seen at once to be in NFC; missing where it is."""
    return is_ascii(text) | text.rlike(_COMPOSED)


_COMPOSED: Final = r"\A[\x{0}-\x{2FF}]*\z"
"""Below the combining marks nothing is composed."""


def is_ascii(text: Column) -> Column:
    """Whether a text has no signs but those of ASCII; missing where it is."""
    return sql.octet_length(text) == sql.char_length(text)


def text_cell(own: Column) -> Cell:
    """How a column of texts in NFC is read."""
    return Cell(sql.nullif(own, sql.lit("")))


def nothing(type: Type) -> Column:
    """No value, of a type's kind."""
    return sql.lit(None).cast(SPARK.types[KINDS[type]])


def constant(value: Value, type: Type) -> Column:
    """A value that is known, as a type."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    return sql.lit(value if isinstance(value, str) else str(value)).cast(SPARK.types[KINDS[type]])


_NAIVE: Final = "timestamp_ntz"
_INFINITE: Final = float("inf")
_WHOLE_TYPES: Final = frozenset({"tinyint", "smallint", "int", "bigint"})


def _of_text(own: Column, kind: Kind, zone: tzinfo) -> Cell:
    if kind is Kind.TEXT:
        return text_cell(normal(own))
    if kind is Kind.BOOLEAN:
        truth = sql.lower(sql.trim(own))
        value = sql.when(truth.isin(*TRUE_WORDS), True).when(truth.isin(*FALSE_WORDS), False)
        return Cell(value, ~truth.isin("", *TRUE_WORDS, *FALSE_WORDS))
    plain = sql.regexp_replace(own, f"{OF_UTC}$", "") if kind is Kind.INSTANT else own
    value = sql.nullif(plain, sql.lit("")).try_cast(SPARK.types[kind])
    if kind is Kind.FLOAT:
        value = value + sql.lit(0.0)
    is_plain = own.rlike(rf"\A(?:{spelling(kind, zone)})\z") & value.isNotNull()
    if kind in (Kind.DATE, Kind.INSTANT):
        is_plain = is_plain & ~_outside(value, SPARK.types[kind])
    return Cell(value, (own != "") & ~is_plain)


def _outside(own: Column, type: str) -> Column:
    """Days that the language's calendar does not have."""
    first, last = (sql.lit(text).cast(type) for text in (FIRST_DAY, LAST_DAY))
    return (own < first) | (own > last)
