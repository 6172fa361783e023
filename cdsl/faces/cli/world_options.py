"""What every command takes that looks at a world: tables, a clock, a seed.

Roof.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypedDict, TypeVar

import click
from click.shell_completion import CompletionItem

from cdsl.api.loading import Tables, WrongArgumentError
from cdsl.faces.cli.options import files_so_far, offered, table_option
from cdsl.faces.cli.sources import Sources

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class TableOptions(TypedDict):
    """The options of tables, as click hands them over."""

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


encoding_option = click.option(
    "--encoding", metavar="NAME", help="Encoding of tables that are not UTF-8."
)

_TABLES = (
    table_option(
        "--people",
        help="People, known by `id`, else by row number from 1. Each table is CSV, Parquet, or in "
        "a database: sqlite:crm.db#people, duckdb:…, postgresql://user@host/crm#people.",
    ),
    table_option(
        "--activities", multiple=True, help="What they have done: history, it fires nothing."
    ),
    table_option("--events", multiple=True, help="What happens: in order, and fires campaigns."),
    table_option("--lists", multiple=True, help="Who is on which list: `list,person_id`."),
    table_option(
        "--members", help="Who is in which program: `program,person_id,status`, member fields."
    ),
    table_option("--companies", help="Companies, known by their name."),
    table_option(
        "--entries",
        multiple=True,
        help="Who entered which campaign before: `campaign,person_id,at`.",
    ),
    click.option(
        "--infer", is_flag=True, help="Declare the columns that no file declares as fields."
    ),
    encoding_option,
    click.option(
        "--bad-cells",
        type=click.Choice(["error", "empty"]),
        default="error",
        show_default=True,
        help="What a cell that does not fit its type is.",
    ),
)


def tables_options(decorated: Decorated) -> Decorated:
    """The tables of a world, and how they are read."""
    for option in reversed(_TABLES):
        decorated = option(decorated)
    return decorated


now_option = click.option(
    "--now", metavar="T", help="What the clock shows at first.  [default: now]"
)

seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Draws of splits and the interleaving of runs.",
)

webhook_answers_option = click.option(
    "--webhook-answers",
    metavar="FILE",
    type=click.Path(),
    help='JSON: by webhook {"status": 200, "body": {...}} or {"fails": "timeout"}.',
)

token_option = click.option(
    "--token",
    "tokens",
    metavar="my.NAME=VALUE",
    multiple=True,
    help="Pass a value to the campaign, as the API does.",
)


def tables_of(options: TableOptions) -> Tables:
    """The tables as the API takes them."""
    return Tables(
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
    )


def instant_of(written: str | None) -> datetime | str:
    """What `--now` says, or the wall clock."""
    return datetime.now(UTC).replace(microsecond=0) if written is None else written


def usage_error(wrong: WrongArgumentError) -> click.UsageError:
    """What cannot be meant, by the name that it has on the command line."""
    option = f"--{wrong.argument} " if wrong.argument else ""
    return click.UsageError(f"{option}{wrong.reason}")


def tokens_of(written: tuple[str, ...]) -> dict[str, str]:
    """The values of `--token` by name. Raises UsageError for what is not written so."""
    tokens = {}
    for one in written:
        name, equals, value = one.partition("=")
        name = name.strip().strip("{}").strip()
        if not equals or not name.lower().startswith("my.") or not name[3:].strip():
            raise click.UsageError(f"--token is written my.NAME=VALUE, not {one}")
        tokens[name[3:].strip()] = value
    return tokens


def campaign_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The campaigns of the files on the command line."""
    try:
        names = Sources(files_so_far(context)).open().campaigns()
    except OSError:
        return []
    return offered(names, incomplete)
