"""Cells of a file or a table of a database as values, without looking at each in Python.

Floor 4. The meaning is that of `cdsl.world.values.read`, of which only what is plain is known
here: a column's usual type, a text's usual spelling. `doubt` is true of every cell that may mean
something else; a table with such a cell is read row by row instead.
"""

import os
import re
from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plain_cells import (
    BLANKS,
    FALSE_WORDS,
    FIRST_DAY,
    LAST_DAY,
    TRUE_WORDS,
    fits_currency,
    spelling,
)
from cdsl.batch.tree import Kind
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import is_utc


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of an expression that gives a value, and of one that is true where that is doubtful.

    An empty `doubt` is never true.
    """

    value: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of the texts of a whole column without looking at each."""

    are_ascii: bool = False
    are_filled: bool = False
    """None is empty; some may be missing."""


UNKNOWN: Final = Texts()


def name_of(column: str) -> str:
    """A name as DuckDB writes it."""
    return '"' + column.replace('"', '""') + '"'


def beside(name: str, columns: Iterable[str]) -> str:
    """A name, made longer until no column of a table has it."""
    there = {column.lower() for column in columns}
    while name.lower() in there:
        name += " too"
    return name


def text_literal(text: str) -> str:
    """A text as DuckDB writes it."""
    return "'" + text.replace("'", "''") + "'"


PATHS_SAY_NOTHING: Final = "hive_partitioning = false"
"""Else a folder that is called `score=5` is a column of what is in it."""


def path_literal(path: str) -> str:
    """The path of a file as DuckDB writes it.

    DuckDB takes some signs in it for patterns, `~` at its start for a folder, `s3:` for a server.
    """
    return text_literal(_PATTERN.sub(r"[\g<0>]", os.path.join(os.getcwd(), path)))


_PATTERN: Final = re.compile(r"[*?\[]")
_WHOLE_TYPES: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT"})


def cell_of(
    column: str, column_type: str, type: Type, zone: tzinfo, texts: Texts = UNKNOWN
) -> Cell | None:
    """How a column is read as a type, None where that is not plain."""
    name, kind = name_of(column), KINDS[type]
    if column_type == "VARCHAR" and kind is Kind.TEXT:
        return Cell(_text(name, texts))
    if column_type == "VARCHAR":
        return _of_text(name, kind, zone)
    match kind:
        case Kind.WHOLE if column_type in _WHOLE_TYPES:
            return Cell(f"CAST({name} AS BIGINT)")
        case Kind.FLOAT if column_type == "DOUBLE":
            return Cell(f"{name} + 0.0::DOUBLE", f"NOT isfinite({name})")
        case Kind.BOOLEAN if column_type == "BOOLEAN":
            return Cell(name)
        case Kind.DATE if column_type == "DATE":
            return Cell(name, _outside(name, "DATE"))
        case Kind.INSTANT if column_type.startswith("TIMESTAMP WITH"):
            return Cell(f"make_timestamp(epoch_us({name}))", _outside(name, "TIMESTAMPTZ"))
        case Kind.INSTANT if column_type == "TIMESTAMP" and is_utc(zone):
            return Cell(name, _outside(name, "TIMESTAMP"))
        case Kind.CURRENCY if fits_currency(column_type, _WHOLE_TYPES):
            return Cell(f"CAST({name} AS DECIMAL(18, 4))")
        case _:
            return None


def is_empty(column: str, column_type: str) -> str:
    """The condition that a cell holds nothing."""
    name = name_of(column)
    return f"{name} IS NULL OR {name} = ''" if column_type == "VARCHAR" else f"{name} IS NULL"


def id_doubt(column: str) -> str:
    """The condition that a cell of texts is none or more than an id: blanks around it, not in NFC.

    Of nearly all it is seen at once that they are neither: blanks and the signs before them stand
    before all others in the order of texts.
    """
    name, next_sign = name_of(column), text_literal("!")
    trimmed = f"trim({name}, {text_literal(BLANKS)})"
    return (
        f"{name} IS NULL OR {name} < {next_sign} OR right({name}, 1) < {next_sign} OR "
        f"CASE WHEN strlen({name}) = length({name}) THEN FALSE "
        f"ELSE {trimmed} <> nfc_normalize({name}) END"
    )


def _text(name: str, texts: Texts) -> str:
    """A text in NFC that is not empty; what is so already is left alone."""
    # The other way round, `nullif` would normalize each text twice.
    filled = name if texts.are_filled else f"nullif({name}, '')"
    return filled if texts.are_ascii else f"nfc_normalize({filled})"


def _of_text(name: str, kind: Kind, zone: tzinfo) -> Cell | None:
    if kind is Kind.BOOLEAN:
        truth = f"lower(trim({name}))"
        value = (
            f"CASE WHEN {truth} IN {_listed(TRUE_WORDS)} THEN TRUE "
            f"WHEN {truth} IN {_listed(FALSE_WORDS)} THEN FALSE END"
        )
        return Cell(value, f"{truth} NOT IN {_listed(('', *TRUE_WORDS, *FALSE_WORDS))}")
    # Where it reads a TIMESTAMP, DuckDB passes over `+00`.
    plain = f"rtrim({name}, 'Z')" if kind is Kind.INSTANT else name
    value = f"TRY_CAST(nullif({plain}, '') AS {DUCKDB.types[kind]})"
    if kind is Kind.FLOAT:
        value = f"{value} + 0.0::DOUBLE"
    pattern = spelling(kind, zone)
    others = f"NOT regexp_full_match({name}, '{pattern}') OR {value} IS NULL"
    if kind in (Kind.DATE, Kind.INSTANT):
        others += f" OR {_outside(value, DUCKDB.types[kind])}"
    return Cell(value, f"{name} <> '' AND ({others})")


def _outside(name: str, type: str) -> str:
    """Days that the language's calendar does not have."""
    return f"{name} < '{FIRST_DAY}'::{type} OR {name} > '{LAST_DAY}'::{type}"


def _listed(texts: Iterable[str]) -> str:
    return f"({', '.join(map(text_literal, texts))})"
