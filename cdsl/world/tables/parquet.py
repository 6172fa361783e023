"""Parquet, with pyarrow as an optional guest (the extra `parquet`).

Floor 3. Read, a value becomes the text that a CSV would hold, so that both mean the same; written,
a column has the type of its field.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from cdsl.semantics.types import Type
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.arrow import BATCH, batches_of, module, rows_of, schema_of
from cdsl.world.tables.text import cannot_read
from cdsl.world.values import Value


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
        return tuple(module("pyarrow.parquet").read_schema(path).names)
    except (OSError, module("pyarrow").ArrowException) as error:
        return cannot_read(path, str(error))


def parquet_records(path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows as texts, with their numbers from 1."""
    with module("pyarrow.parquet").ParquetFile(path) as opened:
        yield from rows_of(opened.iter_batches(batch_size=BATCH))


def write_parquet(
    path: str, columns: Sequence[tuple[str, Type]], rows: Iterable[Sequence[Value]]
) -> None:
    """Write rows under named and typed columns; the texts of mixed columns are the caller's."""
    schema = schema_of(columns)
    with module("pyarrow.parquet").ParquetWriter(path, schema) as writer:
        for batch in batches_of(schema, rows):
            writer.write_batch(batch)
