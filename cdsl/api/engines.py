"""A run by the engine that is wished for or suits it, and which one that would be.

Floor 7. Which engine does a run changes how long it takes, and nothing else: `auto` takes the
set-based one where the run is large and it can do all of it, else the row engine. What knows
DuckDB is loaded only where it may do the run.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from importlib.util import find_spec

from cdsl.api.analysis import Understood
from cdsl.api.choices import Choice, Engine, Wish, no_spark, refusal
from cdsl.api.loading import (
    Progress,
    Reading,
    WrongArgumentError,
    forbids,
    instants_of,
    looked_at,
)
from cdsl.api.row_reasons import why_of_option, why_row, why_small
from cdsl.api.running import Output, RunResult, found_before, run
from cdsl.api.starting import Order
from cdsl.api.tracing import Traced
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import address_of


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
    elif wish.engine is Engine.AUTO and choice.reason == why_of_option(reading, order, output):
        # Without the option it may be set-based; a run of events is one person's matter.
        told = () if why_small(reading) else _one_by_one(choice, understand(()))
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


def _choose(
    wish: Wish, reading: Reading, order: Order, output: Output | None, traced: Traced | None
) -> Choice | None:
    """The engine that is seen to be it before any file is read; None where that may be set-based.

    Raises WrongArgumentError, and OSError for a table that is not there.
    """
    if output is not None and output.table_format != "csv" and address_of(output.folder):
        raise WrongArgumentError(
            f"is a database, and {output.table_format} a format of files", "out"
        )
    if wish.world is not None:
        _refuse_no_file(wish.world)
    _refuse_tables_beside(wish, reading)
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
    reason = why_row(reading, order, output, wish)
    if not reason and traced is not None:
        reason = "a trace tells of one person after another"
    if not reason and wish.may_be_row:
        reason = why_small(reading)
    return refusal(reason, wish) if reason else None


def _refuse_no_file(world: str) -> None:
    """Raise WrongArgumentError for an address, and OSError for a file that DuckDB would make."""
    address = address_of(world)
    if address is not None:
        plain = f": say `--world {address.file}`" if address.file else ""
        raise WrongArgumentError(f"is the path of a DuckDB file, and no address{plain}", "world")
    if not world:
        raise WrongArgumentError("is empty: name a DuckDB file", "world")
    os.stat(world)


def _refuse_tables_beside(wish: Wish, reading: Reading) -> None:
    """Raise WrongArgumentError for tables that are given beside a world, which has its own."""
    given = [
        f"`--{name}`"
        for name in ("people", "companies", "members", "lists", "entries", "activities")
        if getattr(reading.inputs, name)
    ]
    if wish.world is not None and given:
        raise WrongArgumentError(f"has tables of its own: leave out {', '.join(given)}", "world")


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
