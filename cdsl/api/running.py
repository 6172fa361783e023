"""A run: tables in, campaigns started, the clock advanced, a report and tables out.

Floor 7. Nothing is decided here that concerns meaning: sources, tables, session and report are
only brought together, and whatever is wrong before the first step keeps everything from running.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from errno import EACCES, EISDIR
from stat import S_ISDIR
from typing import Final

from cdsl.api.analysis import Understood
from cdsl.api.analysis import zone as zone_named
from cdsl.api.outside import Answering, Connected, installed_handlers, zones_of_workspaces
from cdsl.api.starting import Order as Order
from cdsl.api.starting import carry_out, start_of
from cdsl.interpreter.state import Outside, TokenScope
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View, scene_of
from cdsl.runtime.admission import refused_for_unknown
from cdsl.runtime.engine import Watch
from cdsl.runtime.report import CampaignReport as CampaignReport
from cdsl.runtime.report import FieldChange
from cdsl.runtime.session import Session
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.world.memory import MemoryStore
from cdsl.world.store import Store
from cdsl.world.tables.answers import WebhookAnswers, read_webhook_answers
from cdsl.world.tables.infer import infer_fields
from cdsl.world.tables.load import Inputs as Inputs
from cdsl.world.tables.load import load
from cdsl.world.tables.output import output_tables
from cdsl.world.tables.settings import DefaultOf, Settings
from cdsl.world.tables.write import Format, cannot_write, write_tables
from cdsl.world.values import Unreadable, Value, read

Progress = Callable[[str, int, int], None]
"""Told now and then: what is under way, how much of it is done, and how much there is."""


def nobody_looks(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to know."""


_NOBODY: Final = TokenScope(Chain(), None, None, None)


class WrongArgumentError(ValueError):
    """An argument of a run that cannot be meant, such as an instant that is none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which tables there are, and how they are read."""

    inputs: Inputs
    infer: bool = False
    encoding: str | None = None
    bad_cells_empty: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """Where the world is written: all tables or none, in the shapes that are read.

    `table_format` is `csv` or `parquet`; the log is that of the run, or all of it.
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
) -> RunResult:
    """Run campaigns over tables; `understand` analyses the files with inferred fields added.

    Raises WrongArgumentError for an instant that is none, OSError for a path that cannot be read;
    everything else that is wrong is a diagnostic of the result.
    """
    if output is not None and not output.folder:
        raise WrongArgumentError("out is empty: name a folder")
    tables_read = _paths(reading.inputs, order)
    _look_at(tables_read)
    understood = understand(())
    zone = zone_of_files(understood)
    now, until = _instants(order, zone)
    settings = Settings(zone, reading.encoding, reading.bad_cells_empty, progress)
    found: tuple[Diagnostic, ...] = ()
    if reading.infer:
        inferred, found = _inferred(reading.inputs, understood.analysis.program, settings)
        understood = understand(inferred)
    found += understood.diagnostics
    nothing = RunResult(now, now, order.seed, (), (), (), has_run=False, was_written=False)
    if _forbids(found, order):
        return _with(nothing, found, understood)
    program = understood.analysis.program
    start, refusals = start_of(program, order, zone)
    outside, problems = _outside(program, order)
    loaded = load(reading.inputs, program, settings, _default_of(program, now))
    found += (*refusals, *problems, *loaded.diagnostics, *_unwritable(output, tables_read))
    if not _forbids(found, order):
        found += refused_for_unknown(order.people or (), loaded.store)
    if _forbids(found, order):
        return _with(nothing, found, understood)
    store, mark = loaded.store, loaded.store.mark()
    reach = outside(store)
    watch = Watch(lambda done, total: progress("running", done, total))
    session = Session(program, store, now, order.seed, outside=reach, watch=watch)
    found += carry_out(session, store, start, loaded.events, until)
    report = session.report()
    found += report.diagnostics
    if isinstance(reach, Connected):
        found += reach.diagnostics()
    was_written = False
    if output is not None and not _forbids(found, order):
        tables = output_tables(
            store, program, loaded.layouts, 0 if output.all_activities else mark, zone
        )
        problem = write_tables(output.folder, tables, Format(output.table_format), zone)
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
    return _with(done, found, understood)


def _with(result: RunResult, found: tuple[Diagnostic, ...], understood: Understood) -> RunResult:
    return replace(result, diagnostics=in_order(map(understood.naming.diagnostic, found)))


def _unwritable(output: Output | None, tables_read: Sequence[str]) -> tuple[Diagnostic, ...]:
    """What is wrong with the output already before the run."""
    if output is None:
        return ()
    problem = cannot_write(output.folder, Format(output.table_format), tables_read)
    return () if problem is None else (problem,)


def _forbids(found: tuple[Diagnostic, ...], order: Order) -> bool:
    bad = {Severity.ERROR, Severity.WARNING} if order.strict else {Severity.ERROR}
    return any(diagnostic.severity in bad for diagnostic in found)


# Before the first step --------------------------------------------------------------------------


def zone_of_files(understood: Understood) -> tzinfo:
    """The zone of the workspace of the first file that was asked for."""
    program = understood.analysis.program
    workspace = program.workspaces.get(understood.workspace)
    return UTC if workspace is None else zone_named(workspace.zone) or UTC


def _paths(inputs: Inputs, order: Order) -> tuple[str, ...]:
    """Every file of data that a run reads."""
    single = (inputs.people, inputs.companies, inputs.members, order.webhook_answers)
    several = (inputs.lists, inputs.entries, inputs.activities, inputs.events)
    given = tuple(path for path in single if path is not None)
    return given + tuple(path for paths in several for path in paths)


def _look_at(paths: Sequence[str]) -> None:
    """Raise OSError for a path that cannot be read; nothing is opened, as pipes open only once."""
    for path in paths:
        code = EISDIR if S_ISDIR(os.stat(path).st_mode) else EACCES
        if code == EISDIR or not os.access(path, os.R_OK):
            raise OSError(code, os.strerror(code), path)


def _instants(order: Order, zone: tzinfo) -> tuple[datetime, datetime | None]:
    now = _instant("now", order.now, zone)
    until = None if order.until is None else _instant("until", order.until, zone)
    if until is not None and until < now:
        raise WrongArgumentError("until is before now: the clock cannot be set back")
    return now, until


def _instant(name: str, written: datetime | str, zone: tzinfo) -> datetime:
    if isinstance(written, datetime):
        if written.tzinfo is None:
            raise WrongArgumentError(f"{name} has no time zone")
        return written.astimezone(UTC)
    value = read(written, Type.DATETIME, zone)
    if isinstance(value, datetime):
        return value
    reason = f": {value.reason}" if isinstance(value, Unreadable) else ""
    raise WrongArgumentError(f"{name} is no instant{reason}; write one such as 2026-11-23T09:00")


def _inferred(
    inputs: Inputs, program: Program, settings: Settings
) -> tuple[tuple[Field, ...], tuple[Diagnostic, ...]]:
    fields: tuple[Field, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    for owner, path in (("person", inputs.people), ("company", inputs.companies)):
        if path is not None:
            found, wrong = infer_fields(path, program.schema, owner, settings)
            fields += found
            problems += wrong
    return fields, problems


def _default_of(program: Program, now: datetime) -> DefaultOf:
    """Works out the defaults that use tokens, for somebody in a world that is still empty."""
    environment = Session(program, MemoryStore(program.schema), now).environment
    workspace = next(iter(program.workspaces))
    scene = scene_of(environment, _NOBODY, workspace)

    def default_of(field: Field, key: str, row: Sequence[Value]) -> Value:
        return None if field.default is None else value_of(field.default, View(scene, key, row))

    return default_of


def _outside(
    program: Program, order: Order
) -> tuple[Callable[[Store], Outside], tuple[Diagnostic, ...]]:
    """What makes the world outside, once there is a world inside."""
    answers: Mapping[AssetKey, WebhookAnswers] = {}
    problems: tuple[Diagnostic, ...] = ()
    if order.webhook_answers is not None:
        answers, problems = read_webhook_answers(order.webhook_answers, program.webhooks)
    prepared = Answering(answers, zones_of_workspaces(program))
    if not order.connect:
        return lambda store: prepared, problems
    handlers, wrong = installed_handlers(program)
    return lambda store: Connected(program, store, prepared, handlers), problems + wrong
