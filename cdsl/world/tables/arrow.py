"""Rows as columns of Arrow, and back: what Parquet and databases have in common.

Floor 3. pyarrow is optional and imported only here and by who needs more of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from itertools import islice
from typing import Any, Final

from cdsl.semantics.types import TEXT_LIKE, WHOLE, Type
from cdsl.world.values import Value

BATCH: Final = 50_000
"""So many rows are held at a time."""


def module(name: str) -> Any:
    """A module that is loaded only where it is needed."""
    return import_module(name)


def schema_of(columns: Sequence[tuple[str, Type]]) -> Any:
    """Named and typed columns as a schema."""
    arrow = module("pyarrow")
    return arrow.schema([(name, _type(arrow, type)) for name, type in columns])


def batches_of(schema: Any, rows: Iterable[Sequence[Value]]) -> Iterator[Any]:
    """Rows as record batches; the texts of mixed columns are the caller's."""
    arrow = module("pyarrow")
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        arrays = [
            arrow.array([row[index] for row in batch], type=field.type)
            for index, field in enumerate(schema)
        ]
        yield arrow.record_batch(arrays, schema=schema)


def reader_of_rows(columns: Sequence[tuple[str, Type]], rows: Iterable[Sequence[Value]]) -> Any:
    """Rows under named and typed columns as a RecordBatchReader."""
    schema = schema_of(columns)
    return module("pyarrow").RecordBatchReader.from_batches(schema, batches_of(schema, rows))


def rows_of(batches: Iterable[Any]) -> Iterator[tuple[int, list[str]]]:
    """The rows of record batches as texts, with their numbers from 1.

    Raises ValueError for days that no calendar of Python's has.
    """
    number = 0
    for batch in batches:
        columns = [_values(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            yield number, [_text(cell) for cell in cells]


def _values(column: Any) -> list[object]:
    try:
        found: list[object] = column.to_pylist()
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return found


def _type(arrow: Any, type: Type) -> Any:
    if type in TEXT_LIKE:
        return arrow.string()
    if type in WHOLE:
        return arrow.int64()
    if type is Type.CURRENCY:
        return arrow.decimal128(18, 4)
    if type is Type.FLOAT:
        return arrow.float64()
    if type is Type.BOOLEAN:
        return arrow.bool_()
    return arrow.date32() if type is Type.DATE else arrow.timestamp("us", tz="UTC")


def _text(cell: object) -> str:
    """The text that a CSV would hold for a cell."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case datetime() if cell.tzinfo is not None:
            return cell.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        case date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case bytes():
            return cell.decode("utf-8", errors="replace")
        case _:
            return str(cell)
