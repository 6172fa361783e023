"""`cdsl check`: what is wrong in campaign files.

Roof.
"""

import click

from cdsl.api import Project
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    stdin_filename_option,
    strict_option,
    watch_option,
)
from cdsl.faces.cli.reporting import Reporting, publish, report_options
from cdsl.faces.cli.sources import Sources, failing
from cdsl.faces.cli.watch import repeat


@click.command("check", epilog=EPILOG)
@files_argument("[FILE|DIR|-]...", required=False)
@report_options
@stdin_filename_option
@strict_option
@watch_option
@debug_option
def command(
    files: tuple[str, ...],
    output_format: str,
    output: str | None,
    stdin_filename: str | None,
    strict: bool,
    watch: bool,
) -> int:
    """Say what is wrong in campaign files.

    A folder stands for all `.cdsl` files in it, hidden folders left out; without any argument it is
    the current one. Each file is checked as a program of its own, with what it uses. `-` reads
    standard input.
    """
    reporting = Reporting(output_format, output, failing(strict=strict))
    sources = Sources(files, stdin_filename)
    if watch:
        return repeat(sources, lambda project: _check(project, reporting))
    return _check(sources.open(), reporting)


def _check(project: Project, reporting: Reporting) -> int:
    found = project.check()
    publish(found, project, reporting)
    return Exit.BAD if reporting.is_bad(found) else Exit.GOOD
