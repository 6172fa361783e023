"""`cdsl test`: the test blocks of campaign files.

Roof.
"""

import sys
import time

import click
from click.shell_completion import CompletionItem

from cdsl.api import Project
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    files_so_far,
    format_option,
    offered,
    strict_option,
    watch_option,
)
from cdsl.faces.cli.outcomes import junit, names_text, outcomes_text, summary, test_document
from cdsl.faces.cli.sources import Sources, is_bad
from cdsl.faces.cli.terminal import emit, emit_data, emit_document, has_color, say, width
from cdsl.faces.cli.watch import repeat
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import render_summary, render_text
from cdsl.source.reports.notation import Notation


@dataclass(frozen=True, slots=True)
class _Wishes:
    text: str
    only_list: bool
    output_format: str
    strict: bool


def _test_names(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    try:
        tests = Sources(files_so_far(context)).open().tests()
    except OSError:
        return []
    return offered((test.name for test in tests), incomplete)


@click.command("test", epilog=EPILOG)
@files_argument("[FILE|DIR]...", required=False)
@click.option(
    "-k",
    "text",
    metavar="TEXT",
    default="",
    shell_complete=_test_names,
    help="Only tests whose name has this text in it, whatever its case.",
)
@click.option("--list", "only_list", is_flag=True, help="Say which tests there are; run none.")
@format_option("text", "json", "junit")
@strict_option
@watch_option
@debug_option
def command(
    files: tuple[str, ...],
    text: str,
    only_list: bool,
    output_format: str,
    strict: bool,
    watch: bool,
) -> int:
    """Run the test blocks of campaign files.

    A folder stands for all `.cdsl` files in it; without any argument it is the current one. Tests
    of the files that are named run, those of files that these use do not; each is alone in a world
    of its own.
    """
    wishes = _Wishes(text, only_list, output_format, strict)
    sources = Sources(files)
    if only_list and output_format == "junit":
        raise click.UsageError("--list has no junit format")
    if watch:
        return repeat(sources, lambda project: _test(project, wishes))
    return _test(sources.open(), wishes)


def _test(project: Project, wishes: _Wishes) -> int:
    if wishes.only_list:
        return _list(project, wishes)
    started = time.monotonic()
    wrong = _wrong(project, wishes.strict)
    results = project.test(text=wishes.text)
    seconds = time.monotonic() - started
    match wishes.output_format:
        case "json":
            emit_document(test_document(results, wrong))
        case "junit":
            emit_data(junit(results, wrong, seconds), Notation.XML)
        case _:
            if results:
                emit(outcomes_text(results, has_color(sys.stdout), width(sys.stdout)))
            if wrong:
                shown = render_text(wrong, color=has_color(sys.stderr), width=width(sys.stderr))
                say(f"{shown}\n\n{render_summary(wrong)}")
            say(summary(results, wrong, seconds))
    if wrong or not all(result.has_passed for result in results):
        return Exit.BAD
    return Exit.GOOD if results else Exit.WRONG_USAGE


def _list(project: Project, wishes: _Wishes) -> int:
    wrong = _wrong(project, wishes.strict)
    tests = project.tests(text=wishes.text)
    if wishes.output_format == "json":
        emit_document(test_document(tests, wrong))
    elif tests:
        emit(names_text(tests))
    if wrong:
        if wishes.output_format != "json":
            say(render_text(wrong, color=has_color(sys.stderr), width=width(sys.stderr)))
        return Exit.BAD
    if not tests:
        say("no test selected")
    return Exit.GOOD if tests else Exit.WRONG_USAGE


def _wrong(project: Project, strict: bool) -> tuple[Diagnostic, ...]:
    """What keeps files from being tested, or under `--strict` from being good."""
    found = project.check()
    return tuple(diagnostic for diagnostic in found if is_bad((diagnostic,), strict=strict))
