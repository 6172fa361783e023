"""Queries of DuckDB over a flow: texts with their values, and how expressions stand in them.

Floor 4; what `cdsl.batch.duckdb.results` and its neighbours share.
"""

from collections.abc import Mapping
from typing import Final

from cdsl.batch.duckdb.cells import name_of
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW
from cdsl.batch.printing import Values, written
from cdsl.batch.tree import Expression, Kind, Literal, Plain
from cdsl.batch.world import ID
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A table: a text, the values that stand beside it, the columns, and what its rows hang on.

    `owner` is the column of what people belong to, `person` that of the person. Where a person's
    rows have an order, `numbered` is a text with a column `NUMBER` more, which says it.
    """

    text: str
    values: Mapping[str, Plain]
    columns: tuple[tuple[str, Type], ...]
    person: str = "person_id"
    owner: str = ""
    numbered: str = ""


NUMBER: Final = "number in order"
"""A column as no attribute is called."""

IN_FLOW: Final = f"{name_of(FLOW)}.{name_of(ID.name)}"
"""The person of a row of the flow, NULL where there is none beside."""


def spelled(expression: Expression, values: Values) -> str:
    """An expression as DuckDB writes it."""
    return written(expression, DUCKDB, values).sql(dialect=DUCKDB.name)


def text_beside(text: str, values: Values) -> str:
    """A text that stands beside a query, as the query names it."""
    return spelled(Literal(text, Kind.TEXT), values)


def as_written(value: str, type: Type) -> str:
    """A value as a file has it: an instant with its zone."""
    match KINDS[type]:
        case Kind.INSTANT:
            return f"make_timestamptz(epoch_us({value}))"
        case Kind.WHOLE:
            return f"CAST({value} AS BIGINT)"
        case _:
            return value
