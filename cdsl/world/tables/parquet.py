"""Parquet, with pyarrow as an optional guest (the extra `parquet`).

Floor 3. Read, a value becomes the text that a CSV would hold, so that both mean the same; written,
a column has the type of its field.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any, Final

from cdsl.semantics.types import TEXT_LIKE, WHOLE, Type
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.text import cannot_read
from cdsl.world.values import Value

_BATCH: Final = 50_000
"""So many rows are held at a time."""


def is_parquet(path: str) -> bool:
    """Whether a file is Parquet, by its name."""
    return path.lower().endswith((".parquet", ".pq"))


def parquet_missing(code: str) -> Diagnostic | None:
    """The diagnostic for Parquet that is asked for while pyarrow is not installed."""
    if find_spec("pyarrow") is not None:
        return None
    return Diagnostic(
        code,
        SEVERITIES[code],
        "Parquet needs the package pyarrow, which is not installed",
        None,
        None,
        help="install it with `pip install pyarrow`, or use CSV",
    )


def parquet_header(path: str) -> tuple[str, ...] | Diagnostic:
    """The names of the columns."""
    missing = parquet_missing("CDS704")
    if missing is not None:
        return missing
    try:
        return tuple(_module("pyarrow.parquet").read_schema(path).names)
    except (OSError, _module("pyarrow").ArrowException) as error:
        return cannot_read(path, str(error))


def parquet_records(path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows as texts, with their numbers from 1."""
    number = 0
    with _module("pyarrow.parquet").ParquetFile(path) as opened:
        for batch in opened.iter_batches(batch_size=_BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, [_text(cell) for cell in cells]


def write_parquet(
    path: str, columns: Sequence[tuple[str, Type]], rows: Iterable[Sequence[Value]]
) -> None:
    """Write rows under named and typed columns; the texts of mixed columns are the caller's."""
    arrow = _module("pyarrow")
    schema = arrow.schema([(name, _arrow_type(arrow, type)) for name, type in columns])
    with _module("pyarrow.parquet").ParquetWriter(path, schema) as writer:
        rest = iter(rows)
        while batch := list(islice(rest, _BATCH)):
            arrays = [
                arrow.array([row[index] for row in batch], type=field.type)
                for index, field in enumerate(schema)
            ]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))


def _module(name: str) -> Any:
    return import_module(name)


def _arrow_type(arrow: Any, type: Type) -> Any:
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
