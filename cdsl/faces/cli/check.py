"""`cdsl check`: what is wrong in campaign files.

Roof.
"""

import sys

import click

from cdsl.api import Project
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    format_option,
    stdin_filename_option,
    strict_option,
    watch_option,
)
from cdsl.faces.cli.sources import Sources, is_bad
from cdsl.faces.cli.terminal import emit, emit_document, has_color, say, width
from cdsl.faces.cli.watch import repeat
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import document, render_summary, render_text


@dataclass(frozen=True, slots=True)
class _Wishes:
    output_format: str
    strict: bool


@click.command("check", epilog=EPILOG)
@files_argument("FILE...|DIR|-")
@format_option("text", "json")
@stdin_filename_option
@strict_option
@watch_option
@debug_option
def command(
    files: tuple[str, ...],
    output_format: str,
    stdin_filename: str | None,
    strict: bool,
    watch: bool,
) -> int:
    """Say what is wrong in campaign files.

    A folder stands for all `.cdsl` files in it, hidden folders left out; each file is checked as
    a program of its own, with what it uses. `-` reads standard input.
    """
    wishes = _Wishes(output_format, strict)
    sources = Sources(files, stdin_filename)
    if watch:
        return repeat(sources, lambda project: _check(project, wishes))
    return _check(sources.open(), wishes)


def _check(project: Project, wishes: _Wishes) -> int:
    found = project.check()
    if wishes.output_format == "json":
        emit_document(document(found))
    else:
        if found:
            emit(render_text(found, color=has_color(sys.stdout), width=width(sys.stdout)))
            say("")
        say(_summary(found, len(project.files)))
    return Exit.BAD if is_bad(found, strict=wishes.strict) else Exit.GOOD


def _summary(found: tuple[Diagnostic, ...], files: int) -> str:
    if files == 0:
        return "no .cdsl files there"
    return f"{render_summary(found)} in {files} {'file' if files == 1 else 'files'}"
