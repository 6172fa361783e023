"""Runs in Spark as `cdsl run` does them, compared with those of the row engine."""

from pathlib import Path
from typing import Any

from cdsl.api import Project
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.output import TABLES
from tests.batch.runs import Inputs, must_agree, told
from tests.batch.test_spark_files import read, written


def compare_in_spark(
    project: Project, inputs: Inputs, folder: Path, **order: Any
) -> Diagnostic | None:
    """Do a run by the row engine and in Spark, from Parquet to Parquet: they do the same.

    Or why Spark does not do it.
    """
    by_row, by_spark = folder / "row", folder / "spark"
    own = {**inputs, **order, "out_format": "parquet"}
    done = project.run(engine="spark", out=by_spark, **own)
    if not done.has_run:
        (refused,) = done.diagnostics
        return refused
    was = project.run(engine="row", out=by_row, **own)
    must_agree(told(was), told(done))
    if was.was_written:
        must_agree({name: read(by_row / f"{name}.parquet") for name in TABLES}, written(by_spark))
    return None
