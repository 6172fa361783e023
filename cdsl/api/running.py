"""A run: tables in, campaigns started, the clock advanced, a report and tables out.

Floor 7. Nothing is decided here that concerns meaning: sources, tables, session and report are
only brought together, and whatever is wrong before the first step keeps everything from running.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Final

from cdsl.api.analysis import Understood
from cdsl.api.analysis import zone as zone_named
from cdsl.api.outside import Answering, Connected, installed_handlers, zones_of_workspaces
from cdsl.interpreter.state import Outside, TokenScope
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View, scene_of
from cdsl.runtime.admission import written_tokens
from cdsl.runtime.engine import Watch
from cdsl.runtime.refusals import Refusals, wrong_kind
from cdsl.runtime.report import CampaignReport as CampaignReport
from cdsl.runtime.report import FieldChange
from cdsl.runtime.session import Session
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import CampaignKind, Program
from cdsl.semantics.schema import Field
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.memory import MemoryStore
from cdsl.world.store import Store
from cdsl.world.tables.answers import WebhookAnswers, read_webhook_answers
from cdsl.world.tables.infer import infer_fields
from cdsl.world.tables.load import Inputs as Inputs
from cdsl.world.tables.load import load
from cdsl.world.tables.names import Unfound, names_of
from cdsl.world.tables.output import output_tables
from cdsl.world.tables.settings import DefaultOf, Settings
from cdsl.world.tables.write import Format, cannot_write, write_tables
from cdsl.world.values import Unreadable, Value, read

Progress = Callable[[str, int, int], None]
"""Told now and then: what is under way, how much of it is done, and how much there is."""

Start = Callable[[Session], Refusals]
"""Starts what was asked for."""


def nobody_looks(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to know."""


_NOBODY: Final = TokenScope(Chain(), None, None, None)


class WrongArgumentError(ValueError):
    """An argument of a run that cannot be meant, such as an instant that is none."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: `campaign` None is every batch campaign, `people` are those it is requested for.

    `tokens` are passed to the campaign, by name without `my.`. `now` and `until` are instants, or
    texts as the language writes them, in the workspace's zone unless they say another.
    """

    now: datetime | str
    until: datetime | str | None = None
    campaign: str | None = None
    people: Sequence[str] | None = None
    tokens: Mapping[str, str] | None = None
    seed: int = 0
    webhook_answers: str | None = None
    connect: bool = False
    strict: bool = False


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

    Raises WrongArgumentError for an instant that is none; everything else that is wrong is a
    diagnostic of the result.
    """
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
    start, refusals = _start(program, order, zone)
    outside, problems = _outside(program, order)
    loaded = load(reading.inputs, program, settings, _default_of(program, now))
    found += (*refusals, *problems, *loaded.diagnostics, *_unwritable(output))
    if _forbids(found, order):
        return _with(nothing, found, understood)
    store, mark = loaded.store, loaded.store.mark()
    reach = outside(store)
    watch = Watch(lambda done, total: progress("running", done, total))
    session = Session(program, store, now, order.seed, outside=reach, watch=watch)
    found += _carry_out(session, store, start, loaded.events, until)
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


def _unwritable(output: Output | None) -> tuple[Diagnostic, ...]:
    """What is wrong with the output already before the run."""
    if output is None:
        return ()
    problem = cannot_write(output.folder, Format(output.table_format))
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


# What is started --------------------------------------------------------------------------------


def _start(program: Program, order: Order, zone: tzinfo) -> tuple[Start, Refusals]:
    """How to start what was asked for, or why it cannot be."""
    if order.campaign is None:
        return _run_every_batch(program), ()
    names = names_of("a campaign", program.campaigns)
    key = names.find(order.campaign)
    if isinstance(key, Unfound):
        return _start_nothing, (_unstarted("CDS101", key.reason, key.help),)
    campaign = program.campaigns[key]
    passed, refused = written_tokens(campaign, order.tokens or {}, zone)
    if refused:
        return _start_nothing, refused
    people = order.people
    match campaign.kind:
        case CampaignKind.BATCH if people is None:
            return (lambda session: session.run_batch(key, passed)), ()
        case CampaignKind.TRIGGER if people is not None:
            return (lambda session: session.request(key, people, passed)), ()
        case CampaignKind.TRIGGER:
            message = f'"{key.name}" is a trigger campaign: say for whom to request it'
            return _start_nothing, (_unstarted("CDS708", message, "add `--for ID,…`"),)
        case CampaignKind.BATCH:
            message = f'"{key.name}" is a batch campaign, which runs for its whole smart list'
            way_out = "leave `--for` out; only a trigger campaign is requested for people"
            return _start_nothing, (_unstarted("CDS708", message, way_out),)
        case _:
            return _start_nothing, (wrong_kind(campaign, "run"),)


def _unstarted(code: str, message: str, way_out: str) -> Diagnostic:
    return Diagnostic(code, SEVERITIES[code], message, None, None, help=way_out)


def _run_every_batch(program: Program) -> Start:
    batches = [key for key, found in program.campaigns.items() if found.kind is CampaignKind.BATCH]

    def run_every_batch(session: Session) -> Refusals:
        return tuple(refused for key in batches for refused in session.run_batch(key))

    return run_every_batch


def _start_nothing(session: Session) -> Refusals:
    return ()


# The run ----------------------------------------------------------------------------------------


def _carry_out(
    session: Session,
    store: Store,
    start: Start,
    events: Sequence[ActivityRecord],
    until: datetime | None,
) -> tuple[Diagnostic, ...]:
    """Start campaigns and let events happen, the clock going on with them.

    Events that are already past come first, at the first instant: the clock is not set back.
    Without `until` the clock stops at the last event.
    """
    now = session.now
    late = tuple(event for event in events if until is not None and event.at > until)
    refusals = _happen(session, store, [event for event in events if event.at < now])
    refusals += start(session)
    coming = [event for event in events[: len(events) - len(late)] if event.at >= now]
    refusals += _happen(session, store, coming)
    if until is not None:
        refusals += session.advance_to(until)
    return refusals + _too_late(late)


def _happen(session: Session, store: Store, events: Sequence[ActivityRecord]) -> Refusals:
    refusals: Refusals = ()
    for event in events:
        if event.at > session.now:
            refusals += session.advance_to(event.at)
        if store.person(event.person) is None:
            # Kept, but nobody is there whom a campaign could take in.
            store.apply((Record(event),))
        else:
            refusals += session.happen(event.person, event.activity, event.values)
    return refusals


def _too_late(events: Sequence[ActivityRecord]) -> tuple[Diagnostic, ...]:
    if not events:
        return ()
    code = "CDS715"
    count = "1 event lies" if len(events) == 1 else f"{len(events)} events lie"
    message = f"{count} after the end of the run and did not happen"
    way_out = "advance the clock further with `--until`"
    return (Diagnostic(code, SEVERITIES[code], message, None, None, help=way_out),)
