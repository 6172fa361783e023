"""`cdsl lint`: what checks and is yet not what its author wants, and the fixes of it.

Roof.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from cdsl.api import Project
from cdsl.api.linting import Fixed
from cdsl.faces.cli.diff import print_diff
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    stdin_filename_option,
    strict_hints_option,
    watch_option,
)
from cdsl.faces.cli.reporting import Reporting, publish, report_options, summary
from cdsl.faces.cli.rewriting import is_put
from cdsl.faces.cli.sources import Sources
from cdsl.faces.cli.terminal import emit_text, has_color, say, width
from cdsl.faces.cli.watch import repeat
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import render_text


@dataclass(frozen=True, slots=True)
class _Wishes:
    reporting: Reporting
    portable: bool | None
    now: datetime
    fix: bool
    unsafe: bool
    diff: bool


def _instant(context: click.Context, parameter: click.Parameter, written: str | None) -> datetime:
    if written is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(written)
    except ValueError as wrong:
        message = f"'{written}' is no instant; write one such as 2026-11-23T09:00"
        raise click.BadParameter(message, param=parameter) from wrong
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


@click.command("lint", epilog=EPILOG)
@files_argument("[FILE|DIR|-]...", required=False)
@report_options
@click.option("--fix", is_flag=True, help="Take the fixes that never change what a run does.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: take all fixes; review them.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what --fix would do; change nothing.")
@click.option(
    "--portable/--no-portable",
    default=None,
    help="Whether to say what the modelled system could not express.  [default: the settings]",
)
@click.option(
    "--now",
    metavar="T",
    callback=_instant,
    help="The clock that schedules are judged by, in UTC unless T says more.  [default: now]",
)
@stdin_filename_option
@strict_hints_option
@watch_option
@debug_option
def command(
    files: tuple[str, ...],
    output_format: str,
    output: str | None,
    fix: bool,
    unsafe: bool,
    show_diff: bool,
    portable: bool | None,
    now: datetime,
    stdin_filename: str | None,
    strict: bool,
    watch: bool,
) -> int:
    """Say what is wrong or suspicious in campaign files, and mend what can be mended.

    Says what `check` says, and what the rules of the linter find. A comment
    `# cdsl: allow CDS410 because …` keeps a finding, on its line or above a declaration. Settings
    are in `cdsl.toml` or in `[tool.cdsl]` of a `pyproject.toml`, in the nearest folder above.
    Without any argument the current folder is linted.

    With --fix files are changed, where they can be read, and what is left is said; `-` is printed
    as it is then. Errors and warnings end with 1, and with --strict hints as well; a file that
    cannot be written with 2.
    """
    if unsafe and not (fix or show_diff):
        raise click.UsageError("--unsafe goes with --fix or --diff")
    if watch and (fix or show_diff):
        raise click.UsageError("--watch changes nothing: leave out --fix and --diff")
    if show_diff and output is not None:
        raise click.UsageError("--output is for reports, and --diff shows none")
    failing = set(Severity) if strict else {Severity.ERROR, Severity.WARNING}
    reporting = Reporting(output_format, output, frozenset(failing))
    wishes = _Wishes(reporting, portable, now, fix, unsafe, show_diff)
    sources = Sources(files, stdin_filename)
    if watch:
        return repeat(sources, lambda project: _lint(project, wishes))
    project = sources.open()
    if show_diff:
        return _show_diff(project, wishes)
    if fix:
        return _fix(project, wishes)
    return _lint(project, wishes)


def _lint(project: Project, wishes: _Wishes, *, is_taken: bool = False) -> int:
    """Report what is found; on standard error where standard output `is_taken`."""
    found = project.lint(now=wishes.now, portable=wishes.portable)
    if is_taken and wishes.reporting.output is None:
        if found:
            say(render_text(found, color=has_color(sys.stderr), width=width(sys.stderr)) + "\n")
        say(summary(found, project) + _way_out(found))
    else:
        publish(found, project, wishes.reporting, _way_out(found))
    return Exit.BAD if wishes.reporting.is_bad(found) else Exit.GOOD


def _way_out(found: Sequence[Diagnostic]) -> str:
    fixes = sum(1 for one in found if one.fix is not None and one.fix.safe)
    return f"; {fixes} can be mended by --fix" if fixes else ""


def _show_diff(project: Project, wishes: _Wishes) -> int:
    fixed = _fixed(project, wishes)
    for one in fixed:
        print_diff(one.before, one.after, one.shown)
    say(_mended(fixed, "would be mended"))
    return Exit.BAD if fixed else Exit.GOOD


def _fix(project: Project, wishes: _Wishes) -> int:
    everything = project.fix(now=wishes.now, portable=wishes.portable, unsafe=wishes.unsafe)
    for one in everything:
        if one.is_given:
            emit_text(one.after)
    changed = [one for one in everything if one.has_changed]
    fixed = [one for one in changed if one.is_given or is_put(one)]
    if fixed:
        say(_mended(fixed, "mended"))
    mended = project.again({one.place: one.after.encode() for one in fixed})
    code = _lint(mended, wishes, is_taken=any(one.is_given for one in everything))
    return code if len(fixed) == len(changed) else Exit.WRONG_USAGE


def _fixed(project: Project, wishes: _Wishes) -> list[Fixed]:
    everything = project.fix(now=wishes.now, portable=wishes.portable, unsafe=wishes.unsafe)
    return [one for one in everything if one.has_changed]


def _mended(fixed: Sequence[Fixed], verb: str) -> str:
    findings = sum(len(one.taken) for one in fixed)
    if not findings:
        return "nothing would be mended"
    places = "1 file" if len(fixed) == 1 else f"{len(fixed)} files"
    return f"{findings} {'finding' if findings == 1 else 'findings'} {verb} in {places}"
