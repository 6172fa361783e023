"""The choice of an engine: one person after another, or everybody at once.

Floor 7. Which engine does a run changes how long it takes, and nothing else: `auto` takes the
set-based one where the run is large and it can do all of it, else the row engine. What knows
DuckDB is not loaded here.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from stat import S_ISCHR, S_ISFIFO
from typing import Final

from cdsl.api.analysis import Understood
from cdsl.api.loading import (
    Progress,
    Reading,
    WrongArgumentError,
    forbids,
    instants_of,
    looked_at,
    zone_of_files,
)
from cdsl.api.running import Output, RunResult, run
from cdsl.api.starting import Order, start_of
from cdsl.api.tracing import Traced
from cdsl.semantics.program import CampaignKind, Location
from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import address_of, file_of
from cdsl.world.tables.parquet import is_parquet

LARGE: Final = 10_000_000
"""Bytes of people and activities from which `auto` thinks of the set-based engine."""
DENSE: Final = 10
"""So many times the rows of a CSV are in Parquet and in databases of its size."""


class Engine(StrEnum):
    """Who does a run: whoever suits it, one person after another, or all at once, on a cluster too.

    What suits is never a cluster: that is asked for.
    """

    AUTO = "auto"
    ROW = "row"
    SET = "set"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine of a run and why it is that one; `statements` are what it would say to DuckDB."""

    engine: Engine
    reason: str
    diagnostics: tuple[Diagnostic, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the engines: which one, and how much memory the set-based one may take.

    `world` is a DuckDB file that is read and changed in place, by the set-based engine alone;
    `master` is the URL of a cluster of Spark.
    """

    engine: Engine
    memory: str | None = None
    world: str | None = None
    master: str | None = None

    @property
    def row_by_row(self) -> str:
        """How the same is asked of the row engine, in the words of the command."""
        if self.world is None:
            return "`--engine row`"
        return f"`--people duckdb:{self.world}#people` (and the other tables) with `--out`"

    @property
    def may_be_row(self) -> bool:
        """Whether the row engine would do as well."""
        return self.engine in (Engine.AUTO, Engine.ROW) and self.world is None


def run_by(
    understand: Callable[[tuple[Field, ...]], Understood],
    wish: Wish,
    order: Order,
    reading: Reading,
    output: Output | None,
    traced: Traced | None,
    progress: Progress,
) -> RunResult:
    """Do a run by the engine that is wished for, or by the one that suits it.

    Raises WrongArgumentError and OSError as `cdsl.api.running.run` does.
    """
    choice = _choose(wish, reading, order, output, traced)
    told: tuple[Diagnostic, ...] = ()
    if choice is None:
        if wish.engine is Engine.SPARK:
            from cdsl.api.clustered import run_in_spark as run_of_everybody
        else:
            from cdsl.api.everybody import run_of_everybody
        done = run_of_everybody(understand, order, reading, output, progress, wish)
        if isinstance(done, RunResult):
            return done
        choice, told = done, _one_by_one(done, understand(()))
    elif wish.engine is Engine.AUTO and choice.reason == _why_of_option(reading, order, output):
        # Without the option it may be set-based; a run of events is one person's matter.
        told = () if _why_small(reading) else _one_by_one(choice, understand(()))
    if choice.diagnostics:
        now, _ = instants_of(order, UTC)
        found = choice.diagnostics
        return RunResult(now, now, order.seed, (), (), found, has_run=False, was_written=False)
    result = run(understand, order, reading, output, progress, traced)
    return replace(result, diagnostics=result.diagnostics + told) if result.has_run else result


def engine_of(
    understand: Callable[[tuple[Field, ...]], Understood],
    wish: Wish,
    order: Order,
    reading: Reading,
    output: Output | None,
    traced: Traced | None,
    progress: Progress,
) -> Choice:
    """Which engine would do a run, and why. Nothing is written.

    Tables are looked at as the run would do it, but for those of a cluster; no flow is worked out.
    """
    choice = _choose(wish, reading, order, output, traced)
    if choice is None and wish.engine is Engine.SPARK:
        from cdsl.api.clustered import explain as explain_in_spark

        choice = explain_in_spark(understand, order, reading, output, wish)
    elif choice is None:
        from cdsl.api.foreseeing import explain

        choice = explain(understand, order, reading, output, progress, wish)
    if choice.engine is Engine.ROW and not choice.diagnostics and not reading.infer:
        found, _ = found_before(understand, order)
        if forbids(found, strict=order.strict):
            return replace(choice, reason="nothing would run", diagnostics=found)
    return choice


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


def _choose(
    wish: Wish, reading: Reading, order: Order, output: Output | None, traced: Traced | None
) -> Choice | None:
    """The engine that is seen to be it before any file is read; None where that may be set-based.

    Raises WrongArgumentError, and OSError for a table that is not there.
    """
    if output is not None and output.table_format != "csv" and address_of(output.folder):
        raise WrongArgumentError(f"out is a database, and {output.table_format} a format of files")
    _refuse_tables_beside(wish, reading)
    if wish.world is not None:
        _refuse_no_file(wish.world)
    if wish.engine is Engine.ROW:
        reason = "" if wish.world is None else "a DuckDB file is changed in place"
        return refusal(reason, wish) if reason else Choice(Engine.ROW, "it was asked for")
    if wish.engine is Engine.SPARK and find_spec("pyspark") is None:
        return Choice(
            Engine.ROW, "pyspark is not installed", (no_spark("pyspark is not installed"),)
        )
    if wish.engine is not Engine.SPARK:
        # Spark reads folders as well.
        looked_at(reading, order)
    reason = _why_row(reading, order, output, wish)
    if not reason and traced is not None:
        reason = "a trace tells of one person after another"
    if not reason and wish.may_be_row:
        reason = _why_small(reading)
    return refusal(reason, wish) if reason else None


def _refuse_no_file(world: str) -> None:
    """Raise WrongArgumentError for an address, and OSError for a file that DuckDB would make."""
    address = address_of(world)
    if address is not None:
        plain = f": say `--world {address.file}`" if address.file else ""
        raise WrongArgumentError(f"world is the path of a DuckDB file, and no address{plain}")
    if not world:
        raise WrongArgumentError("world is empty: name a DuckDB file")
    os.stat(world)


def _refuse_tables_beside(wish: Wish, reading: Reading) -> None:
    """Raise WrongArgumentError for tables that are given beside a world, which has its own."""
    given = [
        f"`--{name}`"
        for name in ("people", "companies", "members", "lists", "entries", "activities")
        if getattr(reading.inputs, name)
    ]
    if wish.world is not None and given:
        raise WrongArgumentError(f"world has tables of its own: leave out {', '.join(given)}")


def refusal(reason: str, wish: Wish, help: str = "") -> Choice:
    """The row engine, and a finding where that is not what was asked for."""
    if wish.may_be_row:
        return Choice(Engine.ROW, reason)
    return Choice(Engine.ROW, reason, (not_set_based("CDS612", reason, None, wish, help),))


def not_set_based(
    code: str, message: str, location: Location | None, wish: Wish, help: str = ""
) -> Diagnostic:
    """The finding that something is not set-based, with the way out."""
    if not help:
        help = f"{wish.row_by_row} does it"
        help += " one person after another, `auto` whichever can" if wish.world is None else ""
    source, span = (None, None) if location is None else (location.source, location.span)
    return Diagnostic(code, SEVERITIES[code], message, source, span, help=help)


def _one_by_one(choice: Choice, understood: Understood) -> tuple[Diagnostic, ...]:
    """That a run that is large enough for the set-based engine was the row engine's, and why.

    Without batch campaigns it is never another's.
    """
    campaigns = understood.analysis.program.campaigns.values()
    if not any(one.kind is CampaignKind.BATCH for one in campaigns):
        return ()
    message = f"this run is large, and was done one person after another: {choice.reason}"
    help = (
        "`--engine set` says where that is and what to do, so that everybody is done at once, in a "
        "fraction of the time; with `--engine row` this is not told"
    )
    return (Diagnostic("CDS614", SEVERITIES["CDS614"], message, None, None, help=help),)


def no_spark(reason: str) -> Diagnostic:
    """The finding that there is no Spark, or that it gave up, with the way out."""
    help = "it needs the extra `spark` (pyspark 4), Java 17, and a master that can be reached"
    return Diagnostic("CDS621", SEVERITIES["CDS621"], f"Spark: {reason}", None, None, help=help)


def _why_row(reading: Reading, order: Order, output: Output | None, wish: Wish) -> str:
    """What of a run is one person's matter, or not to be had; empty if nothing is."""
    inputs, world = reading.inputs, wish.world
    if find_spec("duckdb") is None or find_spec("sqlglot") is None:
        return "DuckDB and sqlglot are not installed (the extra `batch`)"
    if inputs.people is None and world is None:
        return "there are no people"
    for is_there, what in (
        (world is not None and wish.engine is Engine.SPARK, "a DuckDB file is changed in place"),
        (inputs.events, "events happen to one person at a time"),
        (_has_pipe(reading), "a pipe can be read only once"),
        (order.until is not None and world is not None, "the clock goes on"),
        (order.webhook_answers is not None, "webhooks are answered"),
        (order.connect, "webhooks and handlers are called"),
        (order.people is not None, "a campaign is requested"),
        (output is not None and world is not None, "a world in a file is changed, not written out"),
    ):
        if is_there:
            return what
    return _why_of_option(reading, order, output)


def _why_of_option(reading: Reading, order: Order, output: Output | None) -> str:
    """Which option of a run asks for the row engine; empty if none does."""
    for is_there, what in (
        (order.strict, "with `--strict`, rows of people who are not there are looked for"),
        (reading.infer, "fields are inferred from the data"),
        (reading.bad_cells_empty, "bad cells are taken for empty"),
        (reading.encoding is not None, "tables are in another encoding"),
        (output is not None and output.all_activities, "the history is written out"),
    ):
        if is_there:
            return what
    return ""


def _has_pipe(reading: Reading) -> bool:
    """Whether a table comes through something that is no file, and can be read only once."""
    inputs = reading.inputs
    single = (path for path in (inputs.people, inputs.companies, inputs.members) if path)
    paths = (*single, *inputs.activities, *inputs.lists, *inputs.entries)
    modes = (os.stat(path).st_mode for path in map(file_of, paths) if path and os.path.exists(path))
    return any(S_ISFIFO(mode) or S_ISCHR(mode) for mode in modes)


def _why_small(reading: Reading) -> str:
    paths = (reading.inputs.people, *reading.inputs.activities)
    files = [file_of(path) for path in paths if path is not None]
    if None in files:
        # Nobody knows how much a server has.
        return ""
    sizes = {file: os.stat(file).st_size for file in files if file and os.path.exists(file)}
    dense = {file_of(path) for path in paths if path and (address_of(path) or is_parquet(path))}
    size = sum(sizes.values())
    weight = sum(own * (DENSE if file in dense else 1) for file, own in sizes.items())
    return "" if weight >= LARGE else f"it is small: {size:,} bytes of people and activities"
