"""A run done to everybody at once, from tables to tables and a report.

Floor 7. Loaded only where a run may be set-based, as DuckDB is with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from cdsl.api.analysis import Understood
from cdsl.api.counted import add, changes_of
from cdsl.api.engines import Choice, Engine, Wish, not_set_based, refusal
from cdsl.api.handover import CarriedOn, carry_on
from cdsl.api.loading import Progress, Reading, forbids, instants_of, zone_of_files
from cdsl.api.running import Output, RunResult
from cdsl.api.starting import Order, named_campaign
from cdsl.batch.columns_as_texts import as_texts
from cdsl.batch.counts import Counted
from cdsl.batch.database import Connection, Error
from cdsl.batch.direct import Done, NotPlain, Tables, do, explained, opened
from cdsl.batch.handed import Beside
from cdsl.batch.in_place import attached, put_in_place
from cdsl.batch.plan import Moment, Refused
from cdsl.batch.printing import MissingWordError
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.results import copy, rows
from cdsl.batch.sources import csv, parquet, relation_of
from cdsl.batch.streams import handed_out, taken_in
from cdsl.runtime import refusals
from cdsl.runtime.admission import NOTHING_PASSED, refused_for_holes, written_tokens
from cdsl.runtime.report import put_together
from cdsl.runtime.tally import Tally
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order
from cdsl.world.tables.activity_columns import shape_of, undeclared
from cdsl.world.tables.address import address_of, shown
from cdsl.world.tables.database_output import Filling, write_database
from cdsl.world.tables.databases import DatabaseError
from cdsl.world.tables.output import OutputColumn, OutputTable
from cdsl.world.tables.parquet import is_parquet
from cdsl.world.tables.people import undeclared_of_people
from cdsl.world.tables.problems import Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import open_table
from cdsl.world.tables.write import Format, cannot_write, write_tables, write_together


@dataclass(frozen=True, slots=True)
class Task:
    """Batch campaigns that are to be done one after another, and when."""

    understood: Understood
    campaigns: tuple[Campaign, ...]
    passed: Tokens
    now: datetime
    until: datetime | None
    zone: tzinfo
    seed: int
    may_hand_over: bool

    @property
    def program(self) -> Program:
        """What the files mean."""
        return self.understood.analysis.program

    @property
    def moment(self) -> Moment:
        """What a plan is made for, where ids are taken for texts."""
        active = [
            key
            for key, one in self.program.campaigns.items()
            if one.kind is CampaignKind.TRIGGER and one.active
        ]
        zones = zones_of_workspaces(self.program)
        return Moment(
            self.now,
            self.seed,
            zones,
            {},
            has_numbers_for_ids=False,
            active=active,
            until=self.until,
            may_hand_over=self.may_hand_over,
        )


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
    try:
        with opened(wish.memory) as connection:
            progress("running", 0, 1)
            return _in(connection, task, order, reading, output, wish, progress)
    except NotSetBasedError as refused:
        found = Refused(refused.code, refused.message, task.campaigns[0].location)
        return choice_of(found, task, wish)
    except MissingWordError as missing:
        message = f"DuckDB has no exact word for `{missing.operation}`"
        return choice_of(Refused("CDS611", message, task.campaigns[0].location), task, wish)
    except DatabaseError as failed:
        return Choice(Engine.ROW, failed.found.message, (failed.found,))
    except Error as failed:
        return refusal(f"DuckDB: {str(failed).splitlines()[0]}", wish)


def _in(
    connection: Connection,
    task: Task,
    order: Order,
    reading: Reading,
    output: Output | None,
    wish: Wish,
    progress: Progress,
) -> RunResult | Choice:
    """The run in a database that has just been opened."""
    if wish.world is None:
        if output is not None and _cannot_write(output, reading):
            # The row engine says what is wrong.
            return Choice(Engine.ROW, "the output cannot be written")
        tables = _tables(reading, task, connection)
        if isinstance(tables, str):
            return refusal(tables, wish)
        done = _done(tables, task, connection)
        if isinstance(done, Refused):
            return choice_of(done, task, wish)
        if isinstance(done, NotPlain):
            return refusal(f"{done.table}: some cells are read one by one", wish)
        if _are_too_many(done, wish):
            entered = done.counted.entered + len(done.handed)
            return refusal(f"{len(done.handed):,} of {entered:,} people go one by one", wish)
        return _with_handed(done, task, order, output, reading, progress, wish)
    with attached(wish.world, connection) as found:
        if found is None:
            return refusal(f"{wish.world} has no table `people`", wish)
        done = _done(found, task, connection)
        if isinstance(done, Refused):
            return choice_of(done, task, wish)
        if isinstance(done, NotPlain):
            return refusal(f"{done.table}: some cells are read one by one", wish)
        result = _told(done, task, order, None, reading)
        if forbids(result.diagnostics, strict=order.strict):
            return result
        put_in_place(done, task.zone)
        return replace(result, was_written=True)


def _done(tables: Tables, task: Task, connection: Connection) -> Done | Refused | NotPlain:
    return do(
        task.program,
        task.campaigns,
        task.passed,
        task.moment,
        tables,
        task.zone,
        connection,
    )


def explain(
    understand: Callable[[tuple[Field, ...]], Understood], order: Order, wish: Wish
) -> Choice:
    """Whether a run can be done to everybody at once, and what would be said to DuckDB."""
    task = task_of(understand, order, wish)
    if isinstance(task, Choice):
        return task
    found = explained(task.program, task.campaigns, task.passed, task.moment)
    if isinstance(found, Refused):
        return choice_of(found, task, wish)
    text, handed = found
    reason = "all of it can be done to everybody at once"
    if handed:
        reasons = dict.fromkeys(f"{one.message} ({one.code})" for one in handed)
        reason = f"it can be done to everybody at once but for some people: {'; '.join(reasons)}"
        if wish.may_be_row:
            reason += "; where these are most, the row engine does all of it"
    return Choice(Engine.SET, reason, (), (text,))


def task_of(
    understand: Callable[[tuple[Field, ...]], Understood], order: Order, wish: Wish
) -> Task | Choice:
    """What a run is to do, or why no batch campaigns are. Raises WrongArgumentError."""
    understood = understand(())
    if forbids(understood.diagnostics, strict=order.strict):
        return Choice(Engine.ROW, "there are errors")
    program, zone = understood.analysis.program, zone_of_files(understood)
    campaigns = _campaigns(program, order)
    if isinstance(campaigns, str):
        return refusal(campaigns, wish)
    passed = NOTHING_PASSED
    if order.campaign is not None:
        passed, refused = written_tokens(campaigns[0], order.tokens or {}, zone)
        if refused:
            # The row engine says what is wrong.
            return Choice(Engine.ROW, "the campaign cannot be started")
    if any(refused_for_holes(one, passed, program) for one in campaigns):
        return Choice(Engine.ROW, "a campaign cannot be started")
    now, until = instants_of(order, zone)
    if until is not None and any(one.schedules for one in program.campaigns.values()):
        return refusal("campaigns run by their schedules", wish)
    may_hand_over = wish.world is None and wish.engine is not Engine.SPARK
    return Task(understood, campaigns, passed, now, until, zone, order.seed, may_hand_over)


def _campaigns(program: Program, order: Order) -> tuple[Campaign, ...] | str:
    """The batch campaigns to run in order, or why there are none."""
    if order.campaign is None:
        found = (one for one in program.campaigns.values() if one.kind is CampaignKind.BATCH)
        return tuple(found) or "there is no batch campaign"
    named, refused = named_campaign(program, order)
    if named is None or refused or named.kind is not CampaignKind.BATCH:
        return "no batch campaign is named"
    return (named,)


def choice_of(refused: Refused, task: Task, wish: Wish) -> Choice:
    """The row engine, and where that is not what was asked for why it has to be."""
    found = task.understood.naming.diagnostic(
        not_set_based(refused.code, refused.message, refused.location)
    )
    told = () if wish.may_be_row else (found,)
    return Choice(Engine.ROW, refused.message, told)


def _tables(reading: Reading, task: Task, connection: Connection) -> Tables | str:
    """The tables as DuckDB selects from them, or why one cannot be. Raises DatabaseError."""
    inputs = reading.inputs
    found: dict[str, str] = {}
    for name, paths in (
        ("people", (inputs.people or "",)),
        ("activities", inputs.activities),
        ("lists", inputs.lists),
        ("entries", inputs.entries),
        ("members", () if inputs.members is None else (inputs.members,)),
        ("companies", () if inputs.companies is None else (inputs.companies,)),
    ):

        def shaped(text: str, name: str = name) -> str:
            return as_texts(name, relation_of(text, connection), task.program, task.zone)

        texts = []
        for path in paths:
            address = address_of(path)
            text = _selected(path) if address is None else taken_in(address, shaped, connection)
            if is_parquet(path):
                text = None if text is None else shaped(text)
            if text is None:
                return f"{path} is neither Parquet nor CSV in UTF-8"
            texts.append(f"FROM {text}")
        found[name] = f"({' UNION ALL BY NAME '.join(texts)})" if texts else ""
    return Tables(**found)


def _selected(path: str) -> str | None:
    table = open_table(path, lambda name: True, Settings(UTC))
    if isinstance(table, Diagnostic):
        return None
    if table.text is None:
        return parquet((path,))
    names = {name.lower() for name in table.header}
    is_plain = table.text.content is None and table.text.encoding == "utf-8-sig"
    if not is_plain or len(names) < len(table.header) or "" in names:
        return None
    return csv(path, table.delimiter, table.header)


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
    found = tuple(_undeclared(done, task, reading))
    write = None
    if output is not None:
        beside = None if carried is None else carried.beside
        write = partial(_write, done, output, task.zone, beside)
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


def _undeclared(done: Done, task: Task, reading: Reading) -> Iterator[Diagnostic]:
    """The warnings about columns that no file declares."""
    schema, shapes = task.program.schema, done.shapes
    if reading.inputs.people is not None:
        people = shapes.people
        name = shown(reading.inputs.people)
        yield from undeclared_of_people(
            name, people.header, people.key, people.fields, schema.person
        )
    for path in reading.inputs.activities:
        table = open_table(path, lambda name: True, Settings(UTC))
        if not isinstance(table, Diagnostic):
            shape = shape_of(table.header, Problems("", bad_cells_empty=False))
            yield from undeclared(table.name, shape, schema)


def tables_read(reading: Reading) -> Sequence[str]:
    """The paths of the tables that a run reads."""
    inputs = reading.inputs
    single = (inputs.people, inputs.companies, inputs.members)
    given = (path for path in single if path is not None)
    return (*given, *inputs.activities, *inputs.lists, *inputs.entries)


def _cannot_write(output: Output, reading: Reading) -> Diagnostic | None:
    return cannot_write(output.folder, Format(output.table_format), tables_read(reading))


def _write(done: Done, output: Output, zone: tzinfo, beside: Beside | None) -> Diagnostic | None:
    """Write the world after the campaign, all tables or none."""
    format = Format(output.table_format)
    tables = done.tables(zone, beside)
    address = address_of(output.folder)
    if address is not None:
        handed = (
            Filling(name, query.columns, partial(handed_out, query, done.connection))
            for name, query in tables
        )
        return write_database(address, handed)
    if format is Format.CSV:
        written = [
            OutputTable(
                name,
                tuple(OutputColumn(header, type) for header, type in query.columns),
                partial(rows, query, done.connection),
            )
            for name, query in tables
        ]
        return write_tables(output.folder, written, format, zone)

    def write_all(aside: Path) -> list[str]:
        for name, query in tables:
            copy(query, str(aside / f"{name}.parquet"), done.connection)
        return [f"{name}.parquet" for name, _ in tables]

    return write_together(output.folder, format, write_all)
