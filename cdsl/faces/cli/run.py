"""`cdsl run`: campaigns run over people and activities.

Roof. Every option becomes an argument of `Project.run`; what comes back is printed and written.
"""

import sys
from datetime import UTC, datetime
from typing import TypedDict, Unpack

import click
from click.shell_completion import CompletionItem

from cdsl.api.loading import WrongArgumentError
from cdsl.api.running import RunResult
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    files_so_far,
    format_option,
    offered,
    strict_option,
    table_option,
)
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.report import report_document, report_text
from cdsl.faces.cli.sources import Sources, is_bad
from cdsl.faces.cli.terminal import emit, emit_document, has_color, say, width
from cdsl.source.excerpt import visible
from cdsl.source.render import render_summary, render_text


class _Options(TypedDict):
    people: str | None
    activities: tuple[str, ...]
    events: tuple[str, ...]
    lists: tuple[str, ...]
    members: str | None
    companies: str | None
    entries: tuple[str, ...]
    infer: bool
    encoding: str | None
    bad_cells: str
    campaign: str | None
    people_requested: str | None
    tokens: tuple[str, ...]
    now: str | None
    until: str | None
    webhook_answers: str | None
    connect: bool
    seed: int
    out: str | None
    out_format: str
    all_activities: bool
    output_format: str
    strict: bool


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
@table_option("--people", help="People, known by `id`, else by row number from 1.")
@table_option("--activities", multiple=True, help="What they have done: history, it fires nothing.")
@table_option("--events", multiple=True, help="What happens: in order, and fires campaigns.")
@table_option("--lists", multiple=True, help="Who is on which list: `list,person_id`.")
@table_option(
    "--members", help="Who is in which program: `program,person_id,status`, member fields."
)
@table_option("--companies", help="Companies, known by their name.")
@table_option(
    "--entries", multiple=True, help="Who entered which campaign before: `campaign,person_id,at`."
)
@click.option("--infer", is_flag=True, help="Declare the columns that no file declares as fields.")
@click.option("--encoding", metavar="NAME", help="Encoding of tables that are not UTF-8.")
@click.option(
    "--bad-cells",
    type=click.Choice(["error", "empty"]),
    default="error",
    show_default=True,
    help="What a cell that does not fit its type is.",
)
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
@click.option(
    "--token",
    "tokens",
    metavar="my.NAME=VALUE",
    multiple=True,
    help="Pass a value to the campaign, as the API does.",
)
@click.option("--now", metavar="T", help="What the clock shows at first.  [default: now]")
@click.option(
    "--until",
    metavar="T",
    help="Advance the clock to T, so that waits end and schedules come due; without it the clock "
    "stops at the last event, and what is later stays pending.",
)
@click.option(
    "--webhook-answers",
    metavar="FILE",
    type=click.Path(),
    help='JSON: by webhook {"status": 200, "body": {...}} or {"fails": "timeout"}.',
)
@click.option(
    "--connect",
    is_flag=True,
    help="Really call webhooks, and the handlers of actions that are installed.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Draws of splits and the interleaving of runs.",
)
@click.option("--out", metavar="DIR", type=click.Path(), help="Write the world to this folder.")
@click.option(
    "--out-format", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True
)
@click.option("--all-activities", is_flag=True, help="Write the history out as well.")
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
    try:
        result = project.run(
            now=_wall_clock() if options["now"] is None else options["now"],
            until=options["until"],
            people=options["people"],
            activities=options["activities"],
            events=options["events"],
            lists=options["lists"],
            members=options["members"],
            companies=options["companies"],
            entries=options["entries"],
            infer=options["infer"],
            encoding=options["encoding"],
            bad_cells_empty=options["bad_cells"] == "empty",
            campaign=options["campaign"],
            people_requested=_ids(options["people_requested"]),
            tokens=tokens,
            webhook_answers=options["webhook_answers"],
            connect=options["connect"],
            seed=options["seed"],
            strict=options["strict"],
            out=options["out"],
            out_format=options["out_format"],
            all_activities=options["all_activities"],
            progress=progress,
        )
    except WrongArgumentError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    finally:
        progress.end()
    return _show(result, options)


def _wall_clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _tokens(options: _Options) -> dict[str, str]:
    if options["tokens"] and options["campaign"] is None:
        raise click.UsageError("--token needs --campaign: say which campaign takes the value")
    if options["people_requested"] is not None and options["campaign"] is None:
        raise click.UsageError("--for needs --campaign: say which campaign to request")
    tokens = {}
    for written in options["tokens"]:
        name, equals, value = written.partition("=")
        name = name.strip().strip("{}").strip()
        if not equals or not name.lower().startswith("my.") or not name[3:].strip():
            raise click.UsageError(f"--token is written my.NAME=VALUE, not {written}")
        tokens[name[3:].strip()] = value
    return tokens


def _ids(written: str | None) -> tuple[str, ...] | None:
    if written is None:
        return None
    ids = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    if not ids:
        raise click.UsageError("--for names nobody")
    return ids


def _show(result: RunResult, options: _Options) -> int:
    strict, out = options["strict"], options["out"]
    if options["output_format"] == "json":
        emit_document(report_document(result))
    else:
        _show_text(result)
    if out is not None and not result.was_written:
        bad = [found for found in result.diagnostics if is_bad((found,), strict=strict)]
        say(f"nothing was written to {visible(out)}, because of {render_summary(bad)}")
    return Exit.BAD if is_bad(result.diagnostics, strict=strict) else Exit.GOOD


def _show_text(result: RunResult) -> None:
    if result.has_run:
        emit(report_text(result, has_color(sys.stdout)))
    if result.diagnostics:
        shown = render_text(
            result.diagnostics, color=has_color(sys.stderr), width=width(sys.stderr)
        )
        say(f"{shown}\n\n{render_summary(result.diagnostics)}")
    if not result.has_run:
        say("nothing has run")
