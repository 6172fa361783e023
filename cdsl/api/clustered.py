"""A run done to everybody at once on a cluster, from Parquet files to Parquet files and a report.

Floor 7. As `cdsl.api.everybody` by DuckDB. Loaded only where Spark is asked for.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.choices import TOO_DEEP, Choice, Engine, Wish, no_spark, refusal
from cdsl.api.everybody import told
from cdsl.api.loading import Progress, Reading
from cdsl.api.running import Output, RunResult, found_before
from cdsl.api.starting import Order
from cdsl.api.tables import tables_read, undeclared_columns
from cdsl.api.tasks import Task, choice_of, choice_of_error, task_of, way_out_of_broken
from cdsl.batch.plan import Refused
from cdsl.batch.printing import MissingWordError
from cdsl.batch.records import refuse_unshown
from cdsl.batch.refusal import NotPlainError, NotSetBasedError
from cdsl.batch.spark.cluster import let_go
from cdsl.batch.spark.direct import Done, Files, do, explained
from cdsl.batch.spark.output import Stamp, write
from cdsl.batch.spark.places import is_url, stored_path, table_in_catalog
from cdsl.batch.spark.sessions import ClusterError, cluster, reported
from cdsl.batch.spark.storage import StoredPath
from cdsl.batch.spark.watching import watched
from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import shown
from cdsl.world.tables.parquet import is_parquet
from cdsl.world.tables.write import Format, cannot_write, not_written


def run_in_spark(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    output: Output | None,
    progress: Progress,
    wish: Wish,
) -> RunResult | Choice:
    """Do a run to everybody at once in Spark, or say why that cannot be.

    Raises WrongArgumentError and OSError as `cdsl.api.running.run` does.
    """
    task = task_of(understand, order, wish)
    if isinstance(task, Choice):
        return task if task.diagnostics else _not_started(understand, order)
    files = _files(reading, output)
    if isinstance(files, Diagnostic):
        return Choice(Engine.ROW, files.message, (files,))
    try:
        with (
            watched(progress) as following,
            cluster(wish.master) as session,
            following(session),
        ):
            done = do(
                task.program, task.campaigns, task.passed, task.moment, files, task.zone, session
            )
            if isinstance(done, Refused):
                return choice_of(done, task, wish)
            logs = [(reading.inputs.activities[0], done.activities)] if done.activities else []
            found = tuple(undeclared_columns(done.shapes.people, logs, task, reading))
            place = partial(stored_path, session)
            save = None if output is None else partial(_write, done, output, task, reading, place)
            try:
                return told(done.counted, found, task, order, save)
            finally:
                let_go(session)
    except (NotSetBasedError, MissingWordError) as failed:
        return choice_of_error(failed, "Spark", task, wish)
    except RecursionError:
        return refusal(TOO_DEEP, wish)
    except NotPlainError as unfit:
        return Choice(Engine.ROW, str(unfit), (_unread(str(unfit), _way_out(unfit, reading)),))
    except ClusterError as failed:
        return Choice(Engine.ROW, str(failed), (no_spark(str(failed)),))


def explain(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    output: Output | None,
    wish: Wish,
) -> Choice:
    """Whether a run can be done in Spark, and what would be said to it. None is started."""
    task = task_of(understand, order, wish)
    if isinstance(task, Choice):
        return task
    files = _files(reading, output)
    if isinstance(files, Diagnostic):
        return Choice(Engine.ROW, files.message, (files,))
    try:
        found = explained(task.program, task.campaigns, task.passed, task.moment)
        if isinstance(found, Refused):
            return choice_of(found, task, wish)
        plan, text = found
        if output is not None:
            refuse_unshown(plan, task.zone)
    except (NotSetBasedError, MissingWordError) as failed:
        return choice_of_error(failed, "Spark", task, wish)
    except RecursionError:
        return refusal(TOO_DEEP, wish)
    reason = (
        "it was asked for, and all of it can be done to everybody at once, "
        "unless a cell is not plain: the run looks at them"
    )
    return Choice(Engine.SPARK, reason, (), (text,))


def _not_started(understand: Callable[[tuple[Field, ...]], Understood], order: Order) -> RunResult:
    """What keeps a run from being started at all, by whichever engine."""
    found, now = found_before(understand, order)
    return RunResult(now, now, order.seed, (), (), found, has_run=False, was_written=False)


def _files(reading: Reading, output: Output | None) -> Files | Diagnostic:
    """The files as Spark reads them, or why one is not read or nothing can be written."""
    paths = tables_read(reading)
    for path in paths:
        if is_url(path) or table_in_catalog(path) is not None:
            continue
        if not (is_parquet(path) or os.path.isdir(path)):
            return _unread(f"{shown(path)} is not Parquet", _as_parquet(paths))
        os.stat(path)
    if output is not None:
        if output.table_format != Format.PARQUET:
            return _unread("what Spark writes is Parquet", "leave `--out-format` out")
        here = [path for path in paths if not (is_url(path) or table_in_catalog(path))]
        if not is_url(output.folder) and (
            problem := cannot_write(output.folder, Format.PARQUET, here)
        ):
            return problem
    inputs = reading.inputs
    assert inputs.people is not None
    return Files(
        (inputs.people,),
        inputs.activities,
        inputs.lists,
        inputs.entries,
        () if inputs.members is None else (inputs.members,),
        () if inputs.companies is None else (inputs.companies,),
    )


def _unread(message: str, help: str) -> Diagnostic:
    """The finding that Spark does not read or write a table as it is."""
    return Diagnostic("CDS620", SEVERITIES["CDS620"], message, None, None, help=help)


def _way_out(unfit: NotPlainError, reading: Reading) -> str:
    """What to do about a table that Spark does not read as it is."""
    paths = tables_read(reading)
    if unfit.is_broken:
        return way_out_of_broken(may_be_row=not _are_beyond(paths))
    return _as_parquet(paths)


def _as_parquet(paths: Sequence[str]) -> str:
    """The way out of tables that are no plain Parquet."""
    help = "write it as plain Parquet, as `--out-format parquet` does"
    if _are_beyond(paths):
        return help
    return f"{help}; `--engine auto` reads it as it is, on this machine"


def _are_beyond(paths: Sequence[str]) -> bool:
    """Whether some tables are read by Spark alone."""
    return any(is_url(path) or table_in_catalog(path) or os.path.isdir(path) for path in paths)


def _write(
    done: Done, output: Output, task: Task, reading: Reading, place: Callable[[str], StoredPath]
) -> Diagnostic | None:
    """Write the world after the campaign, all tables or none."""
    stamp = Stamp([one.key.name for one in task.campaigns], task.now, task.seed)
    paths = tables_read(reading)
    read = [place(path) for path in paths if table_in_catalog(path) is None]
    try:
        with reported():
            write(place(output.folder), done.frames(task.zone), stamp, read, done.session)
    except OSError as error:
        return not_written(output.folder, error.strerror or str(error))
    return None
