"""`cdsl new`: a project to start from.

Roof.
"""

import os
import shlex

import click

from cdsl.api.starting_point import new_project
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import debug_option
from cdsl.faces.cli.terminal import emit, say
from cdsl.source.excerpt import visible


@click.command("new", epilog=EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path())
@debug_option
def command(folder: str) -> int:
    """Make a project to start from: a campaign, people, tests, settings, and what checks them.

    DIR is made, or is there and empty but for a `.git`. The program in it is called as the folder
    is.
    """
    files = new_project(folder)
    for file in files:
        emit(visible(os.path.join(folder, *file.split("/"))))
    say(f"\nnext: {_entering(folder)}cdsl test .")
    return Exit.GOOD


def _entering(folder: str) -> str:
    """What a shell is told to go into a folder, unless it is there."""
    if os.path.samefile(folder, os.curdir):
        return ""
    named = os.path.join(os.curdir, folder) if folder.startswith("-") else folder
    return f"cd {visible(shlex.quote(named))} && "
