"""Spark: a plan run on a cluster, and what came of it.

Floor 4. As `cdsl.batch.duckdb.database`, for worlds that are too large for one machine. Views are
there when a plan is run; the flow is worked out once and cached until it is let go.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import count, takewhile
from types import MappingProxyType
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from cdsl.batch import counts
from cdsl.batch.counts import Counted
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.printing import Values, query
from cdsl.batch.relations import Select
from cdsl.batch.spark.numbers import SAMPLED, bounds_of, has_numbers, numbered, sample_of
from cdsl.batch.spark.words import SPARK
from cdsl.batch.tree import Expression, Plain

_SETTINGS: Final = MappingProxyType(
    {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.caseSensitive": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        # A log of which one person has done most is gathered before it is joined; what is uneven
        # even so, such as companies, is divided while it is joined.
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.adaptive.skewJoin.enabled": "true",
        # Days before 1583 are what they say, in files as well.
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        # Folders that are called after a value say nothing of its type.
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    }
)


MANY_CORES: Final = 8
"""From so many on, people are numbered in parts; one task does it sooner where there are fewer."""


def session_of(session: SparkSession) -> SparkSession:
    """A session of the same cluster with the settings that plans need, and no views yet."""
    own = session.newSession()
    for name, value in _SETTINGS.items():
        own.conf.set(name, value)
    return own


def work_out(plan: Plan, session: SparkSession) -> Counted:
    """Make the flow of a plan, and count what came of it. Raises MissingWordError."""
    let_go(session)
    flow, order = plan.flow(plan.wanted()), plan.standing.order()
    is_parted = has_numbers(flow) and session.sparkContext.defaultParallelism >= MANY_CORES
    bounds = bounds_of(_sample(order, session)) if is_parted else ()
    fetch = partial(rows, session)
    found = numbered(flow, order, bounds, partial(_kept, session), fetch)
    frame_of(session, (found,)).createOrReplaceTempView(view_name(FLOW))
    return counts.count(plan, fetch)


def _sample(order: Sequence[Expression], session: SparkSession) -> list[Any]:
    """Some people's keys: those whose hash is least, so that every run has the same."""
    keys = frame_of(session, (sample_of(order),))
    return keys.orderBy(sql.xxhash64(*keys.columns)).limit(SAMPLED).collect()


def _kept(session: SparkSession, selections: Sequence[Select]) -> str:
    """The name of a view of the last of some selections, which is worked out once."""
    kept = len(list(_worked_out(session))) + 1
    frame = frame_of(session, selections).persist()
    frame.createOrReplaceTempView(view_name(f"{_WORKED_OUT}{kept}"))
    _cached(frame, session).createOrReplaceTempView(view_name(f"{_ROWS}{kept}"))
    return f"{_ROWS}{kept}"


def _worked_out(session: SparkSession) -> Iterator[str]:
    """The names that the cache knows by what is kept."""
    return takewhile(
        session.catalog.tableExists, (view_name(f"{_WORKED_OUT}{number}") for number in count(1))
    )


_WORKED_OUT: Final = "worked out "
_ROWS: Final = "rows of what is worked out "


def _cached(frame: DataFrame, session: SparkSession) -> DataFrame:
    """The rows of a frame in the cache, without how they are worked out.

    Of a union over a query with a `WITH` Spark takes the first part alone from the cache, and works
    the others out anew; and it plans all of it for each mention. There is no public word for this.
    """
    rows = frame._jdf.queryExecution().withCachedData()
    assert session._jvm is not None
    found = session._jvm.org.apache.spark.sql.classic.Dataset.ofRows(session._jsparkSession, rows)
    return DataFrame(found, session)


def let_go(session: SparkSession) -> None:
    """Let go of the flow that was worked out last."""
    for number, name in enumerate(list(_worked_out(session)), 1):
        session.table(name).unpersist()
        session.catalog.dropTempView(f"{_WORKED_OUT}{number}")
        session.catalog.dropTempView(f"{_ROWS}{number}")
    session.catalog.dropTempView(FLOW)


def rows(session: SparkSession, selection: Select) -> list[tuple[Any, ...]]:
    """What a selection finds. Raises MissingWordError."""
    return [tuple(row) for row in frame_of(session, (selection,)).collect()]


def frame_of(session: SparkSession, selections: Iterable[Select]) -> DataFrame:
    """The last of some selections, which names the earlier ones. Raises MissingWordError."""
    values = Values()
    text = query(selections, SPARK, values)
    return session.sql(
        text, args={name: _argument(value) for name, value in values.by_name.items()}
    )


def _argument(value: Plain) -> Plain:
    """A value as Spark takes it: days and instants as texts, for it knows no early ones else."""
    return value.isoformat() if isinstance(value, date) else value


def view_name(name: str) -> str:
    """A name as Spark takes that of a view."""
    return "`" + name.replace("`", "``") + "`"
