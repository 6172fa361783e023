"""A run: tables in, campaigns started, the clock advanced, a report and tables out.

Floor 7. Nothing is decided here that concerns meaning: sources, tables, session and report are
only brought together, and whatever is wrong before the first step keeps everything from running.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.loading import (
    Progress,
    Reading,
    forbids,
    instants_of,
    make_ready,
    zone_of_files,
)
from cdsl.api.outside import Connected
from cdsl.api.starting import Order, carry_out, start_of
from cdsl.api.tracing import Traced, recorded, replaced_by_trace
from cdsl.runtime.admission import refused_for_unknown
from cdsl.runtime.report import CampaignReport as CampaignReport
from cdsl.runtime.report import FieldChange
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order
from cdsl.world.tables.address import file_of
from cdsl.world.tables.output import output_tables
from cdsl.world.tables.write import Format, cannot_write, write_tables


@dataclass(frozen=True, slots=True)
class Output:
    """Where the world is written: all tables or none, in the shapes that are read.

    The folder may be the address of a database. `table_format` is `csv` or `parquet`, and of
    files alone; the log is that of the run, or all of it.
    """

    folder: str
    table_format: str = "csv"
    all_activities: bool = False


@dataclass(frozen=True, slots=True)
class RunResult:
    """What became of a run. `now` is what the clock showed at first, `ended` at last.

    Where something was wrong beforehand nothing `has_run`; where anything went wrong nothing
    `was_written`. The diagnostics say why.
    """

    now: datetime
    ended: datetime
    seed: int
    campaigns: tuple[CampaignReport, ...]
    changes: tuple[FieldChange, ...]
    diagnostics: tuple[Diagnostic, ...]
    has_run: bool
    was_written: bool


def run(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    output: Output | None,
    progress: Progress,
    traced: Traced | None = None,
) -> RunResult:
    """Run campaigns over tables; `understand` analyses the files with inferred fields added.

    `traced` says where a trace is written, which stands there when the run is over.

    Raises WrongArgumentError for an instant that is none, OSError for a path that cannot be read;
    everything else that is wrong is a diagnostic of the result.
    """
    refuse = partial(_refused, order, output, None if traced is None else traced.path)
    ready = make_ready(understand, order, reading, progress, refuse)
    now, program, found = ready.now, ready.program, ready.found
    nothing = RunResult(now, now, order.seed, (), (), (), has_run=False, was_written=False)
    if ready.loaded is None:
        return _with(nothing, found, ready.understood)
    loaded, store = ready.loaded, ready.loaded.store
    start, _ = start_of(program, order, ready.zone)
    if not forbids(found, strict=order.strict):
        watched = traced.people if traced is not None and traced.people is not None else ()
        found += refused_for_unknown((*(order.people or ()), *sorted(watched)), store)
    if forbids(found, strict=order.strict):
        return _with(nothing, found, ready.understood)
    mark = store.mark()
    reach = ready.outside(store)
    follows = Watch(partial(progress, "running"))
    with recorded(traced, follows, now, order.seed) as watch:
        session = Session(program, store, now, order.seed, outside=reach, watch=watch)
        found += carry_out(session, store, start, loaded.events, ready.until)
    report = session.report()
    found += report.diagnostics
    if isinstance(reach, Connected):
        found += reach.diagnostics()
    was_written = False
    if output is not None and not forbids(found, strict=order.strict):
        tables = output_tables(
            store, program, loaded.layouts, 0 if output.all_activities else mark, ready.zone
        )
        problem = write_tables(output.folder, tables, Format(output.table_format), ready.zone)
        found += () if problem is None else (problem,)
        was_written = problem is None
    done = replace(
        nothing,
        ended=report.now,
        campaigns=report.campaigns,
        changes=report.changes,
        has_run=True,
        was_written=was_written,
    )
    return _with(done, found, ready.understood)


def found_before(
    understand: Callable[[tuple[Field, ...]], Understood], order: Order
) -> tuple[tuple[Diagnostic, ...], datetime]:
    """What is wrong before any table is read, and when the run begins. WrongArgumentError."""
    understood = understand(())
    zone = zone_of_files(understood)
    now, _ = instants_of(order, zone)
    found = understood.diagnostics
    if not forbids(found, strict=order.strict):
        _, refused = start_of(understood.analysis.program, order, zone)
        found += tuple(map(understood.naming.diagnostic, refused))
    return found, now


def _with(result: RunResult, found: tuple[Diagnostic, ...], understood: Understood) -> RunResult:
    return replace(result, diagnostics=in_order(map(understood.naming.diagnostic, found)))


def _refused(
    order: Order,
    output: Output | None,
    trace: str | None,
    understood: Understood,
    zone: tzinfo,
    tables: tuple[str, ...],
) -> tuple[Diagnostic, ...]:
    """What is wrong with an order and with what it writes, already before a table is read."""
    _, refusals = start_of(understood.analysis.program, order, zone)
    read = (*understood.paths, *filter(None, map(file_of, tables)))
    return (*refusals, *_unwritable(output, tables), *replaced_by_trace(trace, read))


def _unwritable(output: Output | None, tables_read: Sequence[str]) -> tuple[Diagnostic, ...]:
    """What is wrong with the output already before the run."""
    if output is None:
        return ()
    problem = cannot_write(output.folder, Format(output.table_format), tables_read)
    return () if problem is None else (problem,)
