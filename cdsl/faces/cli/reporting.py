"""Diagnostics as a report: in the format that was asked for, printed or in a file.

Roof. What all commands that report diagnostics have in common.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Final

import click

from cdsl import __version__
from cdsl.api import Project
from cdsl.api.writing import write_file
from cdsl.faces.cli.options import Decorated, place_to_write
from cdsl.faces.cli.terminal import emit, emit_data, has_color, is_terminal, say, width
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import render_summary
from cdsl.source.reports.context import Context
from cdsl.source.reports.notation import fitted
from cdsl.source.reports.report import FORMATS, report

_TEXT: Final = "text"
_REPOSITORY: Final = ".git"


@dataclass(frozen=True, slots=True)
class Reporting:
    """How to report: the format, the file to write (None: standard output), and what fails."""

    format_name: str
    output: str | None
    failing: frozenset[Severity]

    def is_bad(self, found: Iterable[Diagnostic]) -> bool:
        """Whether there is something that makes the command fail."""
        return any(diagnostic.severity in self.failing for diagnostic in found)


def report_options(command: Decorated) -> Decorated:
    """`--format` and `--output`, as `output_format` and `output`."""
    output = click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(),
        callback=place_to_write,
        help="Write the report there instead of printing it.",
    )
    formats = click.option(
        "--format",
        "output_format",
        type=click.Choice([_TEXT, *FORMATS]),
        default=_TEXT,
        show_default=True,
        help="`text` is `carets` on a terminal, and `gnu`, a line each, elsewhere.",
    )
    return formats(output(command))


def publish(
    found: Sequence[Diagnostic], project: Project, reporting: Reporting, way_out: str = ""
) -> None:
    """Print or write the report on all files, for people with a summary on standard error.

    `way_out` is what the summary ends with. Raises OSError, with its file name, where the output
    cannot be written.
    """
    name = reporting.format_name
    if name == _TEXT:
        on_terminal = reporting.output is None and is_terminal(sys.stdout)
        name = "carets" if on_terminal else "gnu"
    made = FORMATS[name]
    text = report(name, found, _context(project.files, reporting))
    if reporting.output is not None:
        _keep_apart(reporting.output, project)
        ended = f"{text}\n" if text else ""
        write_file(reporting.output, fitted(ended, made.notation, "utf-8").encode())
    elif made.is_for_people and text:
        emit(text)
        if name == "carets":
            say("")
    elif text:
        emit_data(text, made.notation)
    if made.is_for_people:
        say(summary(found, project) + way_out)


def _keep_apart(output: str, project: Project) -> None:
    """Refuse to write a report over a file that it is about."""
    if os.path.realpath(output) in project.files_read():
        raise click.UsageError(f"--output would replace {output}, which is read")


def summary(found: Sequence[Diagnostic], project: Project) -> str:
    """How many findings there are, and in how many files."""
    files = len(project.files)
    if files == 0:
        return "no .cdsl files there"
    return f"{render_summary(found)} in {files} {'file' if files == 1 else 'files'}"


def _context(files: Sequence[str], reporting: Reporting) -> Context:
    folder = _folder()

    def path(name: str) -> str:
        full = os.path.abspath(name)
        inside = full.startswith(os.path.join(folder, ""))
        return (os.path.relpath(full, folder) if inside else full).replace(os.sep, "/")

    return Context(
        version=__version__,
        files=tuple(files),
        folder=folder.replace(os.sep, "/"),
        path=path,
        failing=reporting.failing,
        color=reporting.output is None and has_color(sys.stdout),
        width=width(sys.stdout),
    )


def _folder() -> str:
    """The top of the repository that the current folder belongs to, else the current folder.

    Build servers know files by their path from there.
    """
    current = folder = os.path.abspath(os.curdir)
    while not os.path.exists(os.path.join(folder, _REPOSITORY)):
        parent = os.path.dirname(folder)
        if parent == folder:
            return current
        folder = parent
    return folder
