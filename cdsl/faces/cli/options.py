"""What several commands take, and what completes it in a shell.

Roof.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from cdsl.source.data import dataclass

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """What holds for the whole command line."""

    debug: bool = False


def _set_debug(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Settings).debug = True


debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_set_debug,
    help="Show the traceback of a bug in cdsl (also: CDSL_DEBUG=1).",
)


def files_argument(metavar: str, *, required: bool = True) -> Callable[[Decorated], Decorated]:
    """The campaign files; whether they can be read is the API's to say.

    Where they are not required, none are the current folder.
    """
    return click.argument(
        "files",
        metavar=metavar,
        nargs=-1,
        required=required,
        type=click.Path(),
        is_eager=True,
        callback=None if required else _or_here,
    )


def _or_here(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    # A shell that completes may still have them in its arguments.
    return paths if context.resilient_parsing else paths or (os.curdir,)


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """`--format`, the first one being the default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="For people, or for programs.",
    )


stdin_filename_option = click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(),
    help="The file that `-` is the text of: its name, and where what it uses is looked for.",
)

strict_option = click.option("--strict", is_flag=True, help="Warnings count as errors.")

strict_hints_option = click.option(
    "--strict", is_flag=True, help="Hints end with 1 as well, as warnings do in any case."
)

watch_option = click.option(
    "--watch", is_flag=True, help="Do it again whenever a file changes, until Ctrl-C."
)


def table_option(
    name: str, *, help: str, multiple: bool = False
) -> Callable[[Decorated], Decorated]:
    """An option that names a table of data, or several that are read one after the other."""
    return click.option(
        name,
        metavar="TABLE",
        type=click.Path(),
        multiple=True,
        callback=_tables if multiple else _only_table,
        help=help,
    )


def _tables(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    if "-" in paths:
        raise click.BadParameter("standard input is not read here: name a file", param=parameter)
    if "" in paths:
        raise click.BadParameter("it is empty: name a table", param=parameter)
    return paths


def _only_table(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> str | None:
    if len(paths) > 1:
        raise click.BadParameter("it is given twice, and takes one table", param=parameter)
    return next(iter(_tables(context, parameter, paths)), None)


def place_to_write(
    context: click.Context, parameter: click.Parameter, path: str | None
) -> str | None:
    """The path of an option that says where to write, which is never standard output."""
    if path == "-":
        message = "`-` does not stand for standard output here: name another place"
        raise click.BadParameter(message, param=parameter)
    return path


def files_so_far(context: click.Context) -> tuple[str, ...]:
    """The files of a command line that is still being typed: what is not parsed yet is in args."""
    return tuple(context.params.get("files") or context.args)


def offered(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """The names that begin as what is typed, whatever its case."""
    start = incomplete.lower()
    return [
        CompletionItem(name)
        for name in names
        if name.isprintable() and name.lower().startswith(start)
    ]
