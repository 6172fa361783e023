"""Parquet files, folders of them and tables of catalogs, as Spark reads them.

Floor 4. What is in them is looked through before anything is read from it: what is the matter with
a table is a NotPlainError.
"""

import errno
import os
import re
from collections.abc import Mapping, Sequence
from typing import Final

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.types import StructType

from cdsl.batch.refusal import NotPlainError
from cdsl.batch.spark.cells import column_of, is_another_id, is_ascii, is_no_id
from cdsl.batch.spark.places import stored_path, table_in_catalog
from cdsl.source.data import dataclass
from cdsl.world.tables.columns import folded


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of files, and the type of each column in their order."""

    name: str
    frame: DataFrame
    types: Mapping[str, str]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.types)

    def unfit(self, what: str) -> NotPlainError:
        """The error that something is the matter with this table."""
        return NotPlainError(self.name, what)

    def misfit(self, column: str, wanted: str) -> NotPlainError:
        """The error that a column has another type than it must."""
        return self.unfit(f"column `{column}` is {self.types[column]}, and not {wanted}")


@dataclass(frozen=True, slots=True)
class DoubtfulRows:
    """What is the matter with rows of which a condition holds, and whose cells show it."""

    what: str
    condition: Column
    column: str


Doubts = list[DoubtfulRows]


def table_of(name: str, paths: Sequence[str], session: SparkSession) -> Table:
    """The rows of Parquet files, folders of them and tables of catalogs, together.

    Raises NotPlainError and OSError.
    """
    found: DataFrame | None = None
    for path in paths:
        own = table_in_catalog(path)
        frame = _stored(name, path, session) if own is None else _in_catalog(name, own, session)
        found = frame if found is None else _together(name, found, frame)
    assert found is not None
    table = Table(name, found, _types(found.schema))
    if len(set(map(folded, table.header))) < len(table.header):
        raise table.unfit("two columns have one name")
    return table


def _stored(name: str, path: str, session: SparkSession) -> DataFrame:
    """The rows at a path or a URL, of which Spark reads the columns at once."""
    place = stored_path(session, path)
    if not place.is_there():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    # The files of a folder may differ in their columns.
    merged = "true" if place.is_folder() else "false"
    try:
        return session.read.option("mergeSchema", merged).parquet(_GLOB.sub(r"\\\g<0>", place.url))
    except (PySparkException, Py4JJavaError) as failed:
        if any(code in str(failed) for code in _NO_PARQUET):
            raise NotPlainError(name, "it is not Parquet") from failed
        raise


def _in_catalog(name: str, table: str, session: SparkSession) -> DataFrame:
    """The rows of a table, or of a view, that one of the session's catalogs knows."""
    try:
        return session.table(table)
    except (ParseException, AnalysisException) as failed:
        said = (failed.getMessage() or str(failed)).splitlines()[0]
        raise NotPlainError(name, said) from failed


_NO_PARQUET: Final = ("CANNOT_READ_FILE_FOOTER", "UNABLE_TO_INFER_SCHEMA")
"""What Spark says of files that are something else, and of folders without any."""
_GLOB: Final = re.compile(r"[\\\[\]{}*?]")
"""Signs that stand for others in the paths that Spark takes."""


def _together(name: str, one: DataFrame, other: DataFrame) -> DataFrame:
    types = _types(one.schema)
    for column, type in _types(other.schema).items():
        if types.get(column, type) != type:
            message = f"column `{column}` is {types[column]} in one file and {type} in another"
            raise NotPlainError(name, message)
    return one.unionByName(other, allowMissingColumns=True)


def _types(schema: StructType) -> dict[str, str]:
    return {one.name: one.dataType.simpleString() for one in schema.fields}


def refuse_doubtful(table: Table, doubts: Doubts, ids: str | None = None) -> None:
    """Raise NotPlainError where one of some conditions holds of a row; all are looked at once.

    So it is where one of the `ids` of a column is none, has blanks around it or is not in NFC;
    Java, which tells the latter, is only asked where there are others than those of ASCII.
    """
    unsure: list[Column] = []
    if ids is not None:
        own = column_of(ids)
        doubts, unsure = [DoubtfulRows(_IDS, is_no_id(own), ids), *doubts], [~is_ascii(own)]
    counts = counts_of(table, [*(one.condition for one in doubts), *unsure])
    refuse_counted(table, doubts, counts[: len(doubts)])
    if ids is not None and counts[-1]:
        refuse_doubtful(table, [DoubtfulRows(_IDS, is_another_id(column_of(ids)), ids)])


_IDS: Final = "ids of people are missing, or not plain"


def refuse_counted(table: Table, doubts: Doubts, counts: Sequence[int]) -> None:
    """Raise NotPlainError for the first doubt with a count; `counts_of` has counted them."""
    for one, count in zip(doubts, counts, strict=True):
        if count:
            shown = table.frame.where(one.condition).select(column_of(one.column).cast("string"))
            (cell,) = shown.head(1)[0]
            such_as = f", such as `{cell}`" if cell else ""
            raise table.unfit(f"{one.what}{such_as} ({count:,} row{'s' * (count != 1)})")


def counts_of(table: Table, conditions: Sequence[Column]) -> Sequence[int]:
    """Of how many rows each condition holds, in one look."""
    if not conditions:
        return ()
    # Named first: Spark counts nothing that it takes for chance, such as what Java works out.
    named = {f"condition {number}": one for number, one in enumerate(conditions)}
    seen = table.frame.select(*(condition.alias(name) for name, condition in named.items()))
    counts = seen.agg(*(sql.count_if(column_of(name)) for name in named)).first()
    assert counts is not None
    return list(counts)


def refuse_doubles(table: Table, what: str, *keys: Column) -> None:
    """Raise NotPlainError where two rows have one key."""
    named = [key.alias(f"key {number}") for number, key in enumerate(keys)]
    found = table.frame.select(*named).groupBy(*(column_of(f"key {n}") for n in range(len(keys))))
    for row in found.count().where(column_of("count") > 1).limit(1).collect():
        raise table.unfit(f"{what}, `{row[len(keys) - 1]}`")


def refuse_double_numbers(table: Table, what: str, key: Column) -> None:
    """Raise NotPlainError where two rows have one key; all are whole numbers of 64 bits."""
    number = key.cast("bigint")
    # Neighbours share a row, with a bit for each: numbers that lie close are not moved one by one.
    place = number.bitwiseAND(63).cast("int")
    bit = sql.call_function("shiftleft", sql.lit(1).cast("bigint"), place)
    seen = table.frame.select(sql.shiftright(number, 6).alias("row"), bit.alias("bit"))
    rows = seen.groupBy("row").agg(sql.bit_or("bit").alias("bits"), sql.count("bit").alias("keys"))
    if rows.where(sql.bit_count("bits") < sql.col("keys")).limit(1).collect():
        # Or the same number is written in two ways.
        refuse_doubles(table, what, key)
