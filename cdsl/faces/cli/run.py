"""`cdsl run`: campaigns run over people and activities.

Roof. Every option becomes an argument of `Project.run`; what comes back is printed and written.
"""

import sys
from typing import Unpack

import click
from click.shell_completion import CompletionItem

from cdsl.api.choices import Choice
from cdsl.api.loading import WrongArgumentError, shown
from cdsl.api.running import RunResult
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    files_so_far,
    format_option,
    offered,
    place_to_write,
    strict_option,
)
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.report import choice_document, report_document, report_text
from cdsl.faces.cli.sources import Sources, is_bad
from cdsl.faces.cli.terminal import emit, emit_document, has_color, say, width
from cdsl.faces.cli.world_options import (
    TableOptions,
    instant_of,
    now_option,
    seed_option,
    tables_of,
    tables_options,
    token_option,
    tokens_of,
    usage_error,
    webhook_answers_option,
)
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.excerpt import visible
from cdsl.source.render import render_summary, render_text


class _Options(TableOptions):
    campaign: str | None
    people_requested: str | None
    tokens: tuple[str, ...]
    now: str | None
    until: str | None
    webhook_answers: str | None
    connect: bool
    seed: int
    out: str | None
    out_format: str | None
    all_activities: bool
    trace: str | None
    trace_for: str | None
    output_format: str
    strict: bool
    engine: str
    memory: str | None
    world: str | None
    master: str | None
    explain: bool


def _campaign_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    try:
        names = Sources(files_so_far(context)).open().campaigns(startable=True)
    except OSError:
        return []
    return offered(names, incomplete)


@click.command("run", epilog=EPILOG)
@files_argument("FILE...|DIR")
@tables_options
@click.option(
    "--campaign",
    metavar="NAME",
    shell_complete=_campaign_names,
    help="Run this batch campaign only, or (with --for) request this trigger campaign.",
)
@click.option(
    "--for",
    "people_requested",
    metavar="ID,...",
    help="People to request it for: for all of them, or if one is unknown for none.",
)
@token_option
@now_option
@click.option(
    "--until",
    metavar="T",
    help="Advance the clock to T, so that waits end and schedules come due; without it the clock "
    "stops at the last event, and what is later stays pending.",
)
@webhook_answers_option
@click.option(
    "--connect",
    is_flag=True,
    help="Really call webhooks, and the handlers of actions that are installed.",
)
@seed_option
@click.option(
    "--out",
    metavar="DIR|DATABASE",
    type=click.Path(),
    callback=place_to_write,
    help="Write the world to this folder, or into a database such as sqlite:after.db.",
)
@click.option(
    "--out-format",
    type=click.Choice(["csv", "parquet"]),
    help="The format of --out.  [default: csv; parquet with --engine spark]",
)
@click.option("--all-activities", is_flag=True, help="Write the history out as well.")
@click.option(
    "--trace",
    metavar="FILE",
    type=click.Path(),
    callback=place_to_write,
    help="Write what happened, event by event, as lines of JSON; `cdsl trace show` reads it.",
)
@click.option("--trace-for", metavar="ID,...", help="Trace these people only.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "row", "set", "spark"]),
    default="auto",
    show_default=True,
    help="One person after another, everybody at once with DuckDB, or whichever suits the run; or "
    "everybody at once on a cluster with Spark.",
)
@click.option(
    "--memory", metavar="SIZE", help="How much memory the set-based engine may take, like 2GB."
)
@click.option(
    "--world",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="A DuckDB file with tables called as the files of --out: read, and changed in place.",
)
@click.option(
    "--master",
    metavar="URL",
    help="The cluster of --engine spark, like spark://host:7077.  [default: local[*]]",
)
@click.option(
    "--explain", is_flag=True, help="Say which engine would do it, and how; nothing is run."
)
@format_option("text", "json")
@strict_option
@debug_option
def command(files: tuple[str, ...], **options: Unpack[_Options]) -> int:
    """Run campaigns over people and activities.

    All files are one program; a folder stands for all `.cdsl` files in it. Every batch campaign
    runs once at --now, in file order and whatever its schedule, or the one that --campaign names;
    schedules come due only while the clock advances, so that with --until both happen. Events
    fire trigger campaigns. A campaign that is refused changes nothing, the others go on; after an
    error --out writes nothing. Nothing reaches outside: sends and actions are only recorded,
    unless --connect is given.
    """
    tokens = _tokens(options)
    project = Sources(files).open()
    progress = Progress()
    do = project.engine if options["explain"] else project.run
    try:
        done = do(
            now=instant_of(options["now"]),
            until=options["until"],
            campaign=options["campaign"],
            people_requested=_ids(options["people_requested"], "--for"),
            tokens=tokens,
            webhook_answers=options["webhook_answers"],
            connect=options["connect"],
            seed=options["seed"],
            strict=options["strict"],
            out=options["out"],
            out_format=options["out_format"],
            all_activities=options["all_activities"],
            trace=options["trace"],
            trace_people=_ids(options["trace_for"], "--trace-for"),
            engine=options["engine"],
            memory=options["memory"],
            world=options["world"],
            master=options["master"],
            progress=progress,
            **tables_of(options),
        )
    except WrongArgumentError as wrong:
        raise usage_error(wrong) from wrong
    finally:
        progress.end()
    return _show(done, options) if isinstance(done, RunResult) else _explain(done, options)


def _explain(choice: Choice, options: _Options) -> int:
    if options["output_format"] == "json":
        emit_document(choice_document(choice))
    elif choice.diagnostics:
        _say_findings(choice.diagnostics)
    else:
        emit("\n\n".join([f"engine {choice.engine}: {choice.reason}", *choice.statements]))
    return Exit.BAD if choice.diagnostics else Exit.GOOD


def _tokens(options: _Options) -> dict[str, str]:
    if options["tokens"] and options["campaign"] is None:
        raise click.UsageError("--token needs --campaign: say which campaign takes the value")
    if options["trace_for"] is not None and options["trace"] is None:
        raise click.UsageError("--trace-for needs --trace: say where to write")
    if options["people_requested"] is not None and options["campaign"] is None:
        raise click.UsageError("--for needs --campaign: say which campaign to request")
    return tokens_of(options["tokens"])


def _ids(written: str | None, option: str) -> tuple[str, ...] | None:
    if written is None:
        return None
    ids = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    if not ids:
        raise click.UsageError(f"{option} names nobody")
    return ids


def _show(result: RunResult, options: _Options) -> int:
    strict, out = options["strict"], options["out"]
    if options["output_format"] == "json":
        emit_document(report_document(result))
    else:
        _show_text(result)
    if out is not None and not result.was_written:
        bad = [found for found in result.diagnostics if is_bad((found,), strict=strict)]
        say(f"nothing was written to {visible(shown(out))}, because of {render_summary(bad)}")
    return Exit.BAD if is_bad(result.diagnostics, strict=strict) else Exit.GOOD


def _show_text(result: RunResult) -> None:
    if result.has_run:
        emit(report_text(result, has_color(sys.stdout)))
    if result.diagnostics:
        _say_findings(result.diagnostics)
    if not result.has_run:
        say("nothing has run")


def _say_findings(found: tuple[Diagnostic, ...]) -> None:
    told = render_text(found, color=has_color(sys.stderr), width=width(sys.stderr))
    say(f"{told}\n\n{render_summary(found)}")
