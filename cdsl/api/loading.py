"""A world made ready: files understood, tables read, the world outside put together.

Floor 7. What starts in it, and what becomes of it, is the caller's.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from errno import EACCES, EISDIR
from stat import S_ISDIR
from typing import TypedDict

from cdsl.api.analysis import Understood
from cdsl.api.analysis import zone as zone_named
from cdsl.api.files import Path, Paths, path_of, paths_of
from cdsl.api.outside import Answering, Connected, Handler, installed_handlers
from cdsl.api.starting import Order
from cdsl.interpreter.state import Outside
from cdsl.runtime.outside import Prepared
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.journal import NotedDict
from cdsl.world.journaled import JournaledStore
from cdsl.world.store import Store
from cdsl.world.tables.address import KINDS_OF_DATABASES, file_of
from cdsl.world.tables.address import shown as shown
from cdsl.world.tables.answers import WebhookAnswers, read_webhook_answers
from cdsl.world.tables.database_files import database_for_table
from cdsl.world.tables.infer import infer_fields
from cdsl.world.tables.load import Inputs as Inputs
from cdsl.world.tables.load import Loaded, load
from cdsl.world.tables.settings import Settings
from cdsl.world.values import Unreadable, read

Progress = Callable[[str, int, int], None]
"""Told now and then: what is under way, how much of it is done, and how much there is."""


def nobody_looks(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to know."""


class WrongArgumentError(ValueError):
    """An argument of a run that cannot be meant, such as an instant that is none.

    `argument` is its name where the error is about one, and `reason` goes on behind the name: the
    command line writes `--now` for `now`.
    """

    def __init__(self, reason: str, argument: str = "") -> None:
        super().__init__(f"{argument} {reason}".lstrip())
        self.reason, self.argument = reason, argument


class Tables(TypedDict, total=False):
    """Tables of data (paths of CSV or Parquet files), and how they are read.

    `activities` are history, `events` happen and fire campaigns. `infer` declares columns that no
    file declares; `bad_cells_empty` takes cells that do not fit for empty.
    """

    people: Path | None
    companies: Path | None
    members: Path | None
    lists: Paths
    entries: Paths
    activities: Paths
    events: Paths
    infer: bool
    encoding: str | None
    bad_cells_empty: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Which tables there are, and how they are read."""

    inputs: Inputs
    infer: bool = False
    encoding: str | None = None
    bad_cells_empty: bool = False


def reading_of(tables: Tables) -> Reading:
    """Tables as somebody names them, as they are read."""
    inputs = Inputs(
        people=path_of(tables.get("people")),
        companies=path_of(tables.get("companies")),
        members=path_of(tables.get("members")),
        lists=paths_of(tables.get("lists", ())),
        entries=paths_of(tables.get("entries", ())),
        activities=paths_of(tables.get("activities", ())),
        events=paths_of(tables.get("events", ())),
    )
    return Reading(
        inputs,
        tables.get("infer", False),
        tables.get("encoding"),
        tables.get("bad_cells_empty", False),
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A world in which nothing has happened yet; `loaded` is None where files forbid it.

    `found` is everything that is wrong so far; `tables` are the files of data that were read.
    `outside` makes the world outside, once there is a world inside.
    """

    understood: Understood
    zone: tzinfo
    now: datetime
    until: datetime | None
    tables: tuple[str, ...]
    found: tuple[Diagnostic, ...]
    loaded: Loaded | None
    outside: Callable[[Store], Outside]

    @property
    def program(self) -> Program:
        """What the files mean."""
        return self.understood.analysis.program


Refuse = Callable[[Understood, tzinfo, tuple[str, ...]], tuple[Diagnostic, ...]]
"""What is wrong with what is asked of some files and tables, seen without reading these."""


def nothing_refused(
    understood: Understood, zone: tzinfo, tables: tuple[str, ...]
) -> tuple[Diagnostic, ...]:
    """Whatever is asked is right."""
    return ()


def make_ready(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    progress: Progress,
    refuse: Refuse = nothing_refused,
) -> Ready:
    """Understand files, with inferred fields added, and read tables unless something forbids it.

    Raises WrongArgumentError for an instant that is none, OSError for a path that cannot be read;
    everything else that is wrong is in `found`.
    """
    tables = looked_at(reading, order)
    understood = understand(())
    zone = zone_of_files(understood)
    now, until = instants_of(order, zone)
    settings = Settings(zone, reading.encoding, reading.bad_cells_empty, progress)
    found: tuple[Diagnostic, ...] = ()
    if reading.infer:
        inferred, found = _inferred(reading.inputs, understood.analysis.program, settings)
        understood = understand(inferred)
    found += understood.diagnostics
    program = understood.analysis.program
    outside: Callable[[Store], Outside] = _nothing_outside
    if not forbids(found, strict=order.strict):
        outside, problems = _outside(program, order)
        found += problems + refuse(understood, zone, tables)
    if forbids(found, strict=order.strict):
        return Ready(understood, zone, now, until, tables, found, None, outside)
    loaded = load(reading.inputs, program, settings)
    found += loaded.diagnostics
    return Ready(understood, zone, now, until, tables, found, loaded, outside)


def _nothing_outside(store: Store) -> Outside:
    return Prepared()


def forbids(found: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    """Whether what was found keeps everything from running: errors, and if `strict` warnings."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(diagnostic.severity in bad for diagnostic in found)


# Before the first step --------------------------------------------------------------------------


def zone_of_files(understood: Understood) -> tzinfo:
    """The zone of the workspace of the first file that was asked for."""
    program = understood.analysis.program
    workspace = program.workspaces.get(understood.workspace)
    return UTC if workspace is None else zone_named(workspace.zone) or UTC


def looked_at(reading: Reading, order: Order) -> tuple[str, ...]:
    """Every table and other file of data that a run reads. Raises OSError for one that it can't.

    Nothing is opened, as pipes open only once.
    """
    inputs = reading.inputs
    single = (inputs.people, inputs.companies, inputs.members, order.webhook_answers)
    several = (inputs.lists, inputs.entries, inputs.activities, inputs.events)
    given = tuple(path for path in single if path is not None)
    found = given + tuple(path for paths in several for path in paths)
    for path in filter(None, map(file_of, found)):
        if not os.path.exists(path) and database_for_table(path):
            # Whoever reads it says how it is meant.
            continue
        if "://" in path and not os.path.exists(path):
            known = f"tables are files, and in databases: {KINDS_OF_DATABASES}, with `#TABLE`"
            raise WrongArgumentError(f"`{path}` is a URL of another kind: {known}")
        code = EISDIR if S_ISDIR(os.stat(path).st_mode) else EACCES
        if code == EISDIR or not os.access(path, os.R_OK):
            raise OSError(code, os.strerror(code), path)
    return found


def instants_of(order: Order, zone: tzinfo) -> tuple[datetime, datetime | None]:
    """When a run begins, and until when it goes on if that is said. WrongArgumentError."""
    now = _instant("now", order.now, zone)
    until = None if order.until is None else _instant("until", order.until, zone)
    if until is not None and until < now:
        raise WrongArgumentError("is before the run begins: the clock cannot be set back", "until")
    return now, until


def _instant(name: str, written: datetime | str, zone: tzinfo) -> datetime:
    if isinstance(written, datetime):
        if written.tzinfo is None:
            raise WrongArgumentError("has no time zone", name)
        return written.astimezone(UTC)
    value = read(written, Type.DATETIME, zone)
    if isinstance(value, datetime):
        return value
    reason = f": {value.reason}" if isinstance(value, Unreadable) else ""
    raise WrongArgumentError(f"is no instant{reason}; write one such as 2026-11-23T09:00", name)


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


def _outside(
    program: Program, order: Order
) -> tuple[Callable[[Store], Outside], tuple[Diagnostic, ...]]:
    """What makes the world outside, once there is a world inside."""
    answers: Mapping[AssetKey, WebhookAnswers] = {}
    problems: tuple[Diagnostic, ...] = ()
    if order.webhook_answers is not None:
        answers, problems = read_webhook_answers(order.webhook_answers, program.webhooks)
    handlers: Mapping[str, Handler] = {}
    if order.connect:
        handlers, wrong = installed_handlers(program)
        problems += wrong

    def outside(store: Store) -> Outside:
        calls: dict[tuple[AssetKey, str], int] = {}
        if isinstance(store, JournaledStore):
            calls = NotedDict(store.journal)
        prepared = Answering(answers, zones_of_workspaces(program), calls)
        return Connected(program, store, prepared, handlers) if order.connect else prepared

    return outside, problems
