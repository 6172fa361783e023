"""Spark for tests: one small local session, as an engine too. Needs pyspark and Java."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from cdsl.batch.relations import Select
from cdsl.batch.spark.cluster import rows, session_of
from cdsl.batch.spark.words import SPARK
from tests.batch.engines import Engine


@contextmanager
def local_session() -> Iterator[SparkSession]:
    """A session of two threads that tells nobody anything."""
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # One Java for all tests, which keeps some of what each has asked.
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


class InSpark(Engine):
    """Spark, in a session that has the settings of `cdsl.batch.spark.cluster`."""

    dialect = SPARK

    def __init__(self, session: SparkSession) -> None:
        self.session = session_of(session)

    def rows(self, selection: Select, tables: Mapping[str, pa.Table]) -> list[tuple[Any, ...]]:
        for name, one in tables.items():
            self.session.createDataFrame(one).createOrReplaceTempView(name)
        return rows(self.session, selection)
