"""A run done to everybody at once, from tables to tables and a report.

Floor 7. Loaded only where a run may be set-based, as DuckDB is with it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from cdsl.api.analysis import Understood
from cdsl.api.choices import TOO_DEEP, Choice, Engine, Wish, not_set_based, refusal
from cdsl.api.counted import add, changes_of
from cdsl.api.handover import CarriedOn, carry_on
from cdsl.api.loading import Progress, Reading, forbids
from cdsl.api.running import Output, RunResult
from cdsl.api.starting import Order
from cdsl.api.tables import cannot_be_written, logs_of, tables_of, undeclared_columns, write_world
from cdsl.api.tasks import Task, choice_of, choice_of_error, task_of, way_out_of_broken
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.database import Connection, Error, OutOfMemoryError, is_too_deep
from cdsl.batch.duckdb.direct import Done, Tables, do, opened
from cdsl.batch.duckdb.in_place import attached, put_in_place, statements_of, unfit
from cdsl.batch.duckdb.watching import watched
from cdsl.batch.plan import Moment, Refused
from cdsl.batch.printing import MissingWordError
from cdsl.batch.refusal import NotPlainError, NotSetBasedError
from cdsl.runtime import refusals
from cdsl.runtime.report import put_together
from cdsl.runtime.tally import Tally
from cdsl.semantics.program import Campaign, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order
from cdsl.world.tables.databases import DatabaseError


def run_of_everybody(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    output: Output | None,
    progress: Progress,
    wish: Wish,
) -> RunResult | Choice:
    """Do a run to everybody at once, or say why another engine is to do it.

    Raises WrongArgumentError and OSError as `cdsl.api.running.run` does.
    """
    task = task_of(understand, order, wish)
    if isinstance(task, Choice):
        return task

    def finish(done: Done) -> RunResult | Choice:
        if wish.world is None:
            return _with_handed(done, task, order, output, reading, progress, wish)
        result = _told(done, task, order, None, reading)
        if forbids(result.diagnostics, strict=order.strict):
            return result
        put_in_place(statements_of(done, task.zone), done.connection)
        return replace(result, was_written=True)

    return in_database(task, reading, output, wish, progress, do, "running", finish)


_Result = TypeVar("_Result")
_Work = Callable[
    [Program, Sequence[Campaign], Tokens, Moment, Tables, tzinfo, Connection], Done | Refused
]
"""What is made of the tables of a run: all that is to be done, or what would be."""


def in_database(
    task: Task,
    reading: Reading,
    output: Output | None,
    wish: Wish,
    progress: Progress,
    work: _Work,
    what: str,
    finish: Callable[[Done], _Result],
) -> _Result | Choice:
    """What is made of the tables of a run in a database of its own.

    Or why another engine is to do it.
    """
    try:
        with (
            opened(wish.memory) as connection,
            watched(connection, lambda share: progress(what, share, 100)),
            _world(task, reading, output, wish, connection) as tables,
        ):
            if isinstance(tables, Choice):
                return tables
            done = _done(tables, task, wish, connection, work)
            return done if isinstance(done, Choice) else finish(done)
    except (NotSetBasedError, MissingWordError) as failed:
        return choice_of_error(failed, "DuckDB", task, wish)
    except NotPlainError as unlike:
        is_for_nobody = unlike.is_broken and wish.may_be_row
        reason = f"{unlike}, which no engine reads" if is_for_nobody else str(unlike)
        return refusal(reason, wish, _cell_by_cell(unlike, wish))
    except DatabaseError as failed:
        return Choice(Engine.ROW, failed.found.message, (failed.found,))
    except OutOfMemoryError as failed:
        return _out_of_memory(_said(failed), wish)
    except Error as failed:
        return refusal(TOO_DEEP if is_too_deep(failed) else _said(failed), wish)


def _said(failed: Error) -> str:
    return f"DuckDB: {str(failed).splitlines()[0]}"


def _out_of_memory(reason: str, wish: Wish) -> Choice:
    """That there was too little memory; the row engine would not keep to what was asked for."""
    if wish.memory is None:
        return refusal(reason, wish)
    help = f"it may take {wish.memory}: say more, or leave `--memory` out"
    return Choice(Engine.ROW, reason, (not_set_based("CDS612", reason, None, wish, help),))


def _cell_by_cell(unlike: NotPlainError, wish: Wish) -> str:
    """The way out of a table that is not read at once."""
    if unlike.is_broken:
        return way_out_of_broken(may_be_row=wish.world is None)
    return f"{wish.row_by_row} reads it cell by cell, and says which are wrong if some are"


@contextmanager
def _world(
    task: Task,
    reading: Reading,
    output: Output | None,
    wish: Wish,
    connection: Connection,
) -> Iterator[Tables | Choice]:
    """The tables of a run, or why another engine is to do it. Raises NotPlainError."""
    if wish.world is not None:
        with attached(wish.world, connection) as found:
            if found is None:
                yield refusal(f"{wish.world} has no table `people`", wish, _NO_WORLD)
            elif wrong := unfit(found, task.program, connection):
                yield refusal(wrong, wish)
            else:
                yield found
        return
    if output is not None and cannot_be_written(output, reading):
        # The row engine says what is wrong.
        yield Choice(Engine.ROW, "the output cannot be written")
        return
    yield tables_of(reading, task, connection)


_NO_WORLD: Final = "its tables are called as the files of `--out`: `people`, `activities` and so on"


def _done(
    tables: Tables,
    task: Task,
    wish: Wish,
    connection: Connection,
    work: _Work,
) -> Done | Choice:
    """What was done to the people of some tables, or why another engine is to do it."""
    try:
        done = work(
            task.program,
            task.campaigns,
            task.passed,
            task.moment,
            tables,
            task.zone,
            connection,
        )
    except RecursionError:
        return refusal(TOO_DEEP, wish)
    if isinstance(done, Refused):
        return choice_of(done, task, wish)
    if _are_too_many(done, wish):
        entered = done.counted.entered + len(done.handed)
        return refusal(f"{len(done.handed):,} of {entered:,} people go one by one", wish)
    return done


def _are_too_many(done: Done, wish: Wish) -> bool:
    """Whether most people are handed over, where the row engine would do as well."""
    return wish.may_be_row and len(done.handed) > done.counted.entered


def _with_handed(
    done: Done,
    task: Task,
    order: Order,
    output: Output | None,
    reading: Reading,
    progress: Progress,
    wish: Wish,
) -> RunResult | Choice:
    """The report of a run of which some people go one by one, unless nobody enters at all."""
    if not done.handed:
        return _told(done, task, order, output, reading)
    with TemporaryDirectory(prefix="cdsl-") as folder:
        carried = carry_on(
            done, task.understood, task.passed, order, reading, Path(folder), progress
        )
        if isinstance(carried, CarriedOn):
            return _told(carried.done, task, order, output, reading, carried)
    return refusal(carried[0].message, wish)


def _told(
    done: Done,
    task: Task,
    order: Order,
    output: Output | None,
    reading: Reading,
    carried: CarriedOn | None = None,
) -> RunResult:
    """The report of what was done, and the world after it written where that is wanted."""
    found = tuple(undeclared_columns(done.shapes.people, logs_of(reading), task, reading))
    write = None
    if output is not None:
        beside = None if carried is None else carried.beside
        write = partial(write_world, done, output, task.zone, beside)
    return told(done.counted, found, task, order, write, carried)


def told(
    counted: Counted,
    found_in_tables: tuple[Diagnostic, ...],
    task: Task,
    order: Order,
    write: Callable[[], Diagnostic | None] | None,
    carried: CarriedOn | None = None,
) -> RunResult:
    """The report of what was counted; the world after it is written where nothing forbids that."""
    tally = Tally()
    found = task.understood.diagnostics + found_in_tables
    ended = task.now if task.until is None else task.until
    if carried is not None:
        tally = carried.session.counted()
        found += tuple(map(task.understood.naming.diagnostic, carried.diagnostics))
    add(tally, counted)
    for one in counted.started:
        if one.is_over:
            refused = refusals.over_limit(one.campaign, one.entered)
            found += (task.understood.naming.diagnostic(refused),)
    report = put_together(task.program, tally, ended, task.seed, ())
    changes = changes_of(task.program, counted, tally)
    was_written = False
    if write is not None and not forbids(found, strict=order.strict):
        problem = write()
        found += () if problem is None else (problem,)
        was_written = problem is None
    return RunResult(
        task.now,
        ended,
        task.seed,
        report.campaigns,
        changes,
        in_order(found),
        has_run=True,
        was_written=was_written,
    )
