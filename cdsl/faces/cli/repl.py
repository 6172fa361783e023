"""`cdsl repl`: an interactive session.

Roof. On a terminal it is a prompt, over a pipe a plain reader.
"""

import sys
from typing import Unpack

import click

from cdsl.api.loading import WrongArgumentError, reading_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import debug_option
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.terminal import emit, has_color, input_lines, is_terminal, say, width
from cdsl.faces.cli.world_options import (
    TableOptions,
    instant_of,
    now_option,
    seed_option,
    tables_of,
    tables_options,
    usage_error,
)
from cdsl.faces.repl.acting import focus
from cdsl.faces.repl.console import Console
from cdsl.faces.repl.interrupts import Interrupts
from cdsl.faces.repl.plain import read_all
from cdsl.source.render import render_text


class _Options(TableOptions):
    now: str | None
    seed: int
    person: str | None
    keys: str


@click.command("repl", epilog=EPILOG)
@click.argument("files", metavar="[FILE...|DIR]", nargs=-1, type=click.Path())
@tables_options
@click.option("--person", metavar="ID|EMAIL", help="Who is in focus at first.")
@now_option
@seed_option
@click.option(
    "--keys", type=click.Choice(["emacs", "vi"]), default="emacs", help="Keys of the prompt."
)
@debug_option
def command(files: tuple[str, ...], **options: Unpack[_Options]) -> int:
    """Sit in a world: type declarations, conditions, steps and values, and commands.

    A condition is answered for the person in focus with the reason, and counted over everyone; a
    step is done for them; a declaration replaces the one of its name. `.help` lists the commands.
    Nothing is written but by `.save`. Without a terminal every input is read from standard input,
    and exit code 1 says that one of them failed.
    """
    interrupts, progress = Interrupts(), Progress()
    try:
        tables = reading_of(tables_of(options))
        origin = Origin(tables, instant_of(options["now"]), options["seed"])
        sitting = Sitting(origin, progress, interrupts.is_wanted)
        done = sitting.begin(files)
    except WrongArgumentError as wrong:
        raise usage_error(wrong) from wrong
    finally:
        progress.end()
    if done.diagnostics:
        say(render_text(done.diagnostics, color=has_color(sys.stderr), width=width(sys.stderr)))
    if not done.is_good:
        return Exit.BAD
    console = Console(sitting, has_color(sys.stdout), width(sys.stdout))
    console.settings["keys"] = options["keys"]
    if options["person"] is not None:
        said = focus(console, options["person"])
        if not said.is_good:
            say(said.text)
            return Exit.BAD
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        from cdsl.faces.repl.prompt import sit

        sit(console, interrupts, progress)
        return Exit.GOOD
    return Exit.GOOD if read_all(console, input_lines(), emit) else Exit.BAD
