"""The command `cdsl`: which commands there are, and how each of them may end.

Roof. Nothing that a command meets, not even a bug of ours, shows a traceback unless `--debug` or
`CDSL_DEBUG` asks for it.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from cdsl import __version__
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import Settings, debug_option
from cdsl.faces.cli.terminal import forgive_output, say
from cdsl.source.collector import without_collector

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "new": "Make a project to start from.",
        "check": "Say what is wrong in campaign files.",
        "lint": "Say what is wrong or suspicious, and mend it.",
        "run": "Run campaigns over people and activities.",
        "why": "Say why a person enters a campaign or does not.",
        "eval": "Ask a condition or a value of people.",
        "repl": "Sit in a world, and ask.",
        "trace": "Look at what happened in a run.",
        "test": "Run the test blocks of campaign files.",
        "fmt": "Put campaign files in the one layout.",
        "lsp": "Serve an editor.",
        "explain-code": "Print the page of a diagnostic code.",
        "completion": "Print what makes a shell complete `cdsl`.",
    }
)
"""Each command and what it does; `cdsl.faces.cli.NAME` has it as `command`, `_` for each `-`."""


class LazyGroup(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in COMMANDS:
            return None
        # What is imported stays: looking for garbage among it costs a tenth of the start-up.
        with without_collector():
            command = import_module(f"cdsl.faces.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of an argument; one that there is not may be near to one that there is."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            # Only who mistypes pays for the comparison.
            near = import_module("cdsl.source.suggest").nearest(args[0], COMMANDS)
            if near is not None:
                ctx.fail(f"No such command '{args[0]}'. Did you mean '{near}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)
@click.version_option(__version__, "--version", "-V", message="cdsl %(version)s")
@debug_option
def group() -> None:
    """Marketing campaigns as text: checked, run over people and activities, and tested."""


def carry_out(arguments: Sequence[str] | None) -> int:
    """Carry out a command line and return its exit code."""
    settings = Settings(debug=bool(os.environ.get("CDSL_DEBUG")))
    forgive_output()
    if "_CDSL_COMPLETE" in os.environ:
        import_module("cdsl.faces.cli.completion")
    try:
        code = group.main(
            None if arguments is None else list(arguments),
            prog_name="cdsl",
            standalone_mode=False,
            obj=settings,
        )
        return int(code or 0)
    except click.ClickException as wrong:
        wrong.show()
        return Exit.WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except OSError as problem:
        if settings.debug:
            raise
        path = "error" if problem.filename is None else problem.filename or "''"
        say(f"cdsl: {path}: {problem.strerror or problem}")
        return Exit.WRONG_USAGE
    except Exception as bug:
        if settings.debug:
            raise
        say(_report(bug))
        return Exit.BUG


def _report(bug: Exception) -> str:
    """A bug of ours in the form of a diagnostic, with where it happened."""
    place = bug.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = ""
    if place is not None:
        module = place.tb_frame.f_globals.get("__name__", "?")
        where = f" at {module}:{place.tb_lineno}"
    what = " ".join(str(bug).split())[:200]
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"error[CDS901]: a bug in cdsl itself: {type(bug).__name__}{where}"
        f"{': ' if what else ''}{what}\n"
        f"  = help: please report it with this line and the file that shows it "
        f"(cdsl {__version__}, Python {python}); `cdsl --debug …` prints the traceback"
    )
