"""`cdsl fmt`: campaign files in the one layout.

Roof. Diagnostics go to standard error, since the layout of standard input goes to standard output.
"""

import sys
from collections.abc import Sequence

import click

from cdsl.api.formatting import FormattedFile, format_files
from cdsl.faces.cli.diff import print_diff
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import debug_option, files_argument, stdin_filename_option
from cdsl.faces.cli.rewriting import is_put
from cdsl.faces.cli.sources import Sources
from cdsl.faces.cli.terminal import emit, emit_text, has_color, say, width
from cdsl.source.excerpt import visible
from cdsl.source.render import render_text


@click.command("fmt", epilog=EPILOG)
@files_argument("[FILE|DIR|-]...", required=False)
@click.option("--check", is_flag=True, help="Change nothing: name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing: show what would change.")
@stdin_filename_option
@debug_option
def command(files: tuple[str, ...], check: bool, diff: bool, stdin_filename: str | None) -> int:
    """Put campaign files in the one layout.

    Comments, empty lines between paragraphs and the spelling of values stay; only blanks and line
    breaks move. A file that does not parse is left alone. A folder stands for all `.cdsl` files in
    it; without any argument it is the current one. `-` reads standard input and prints its layout.

    With --check or --diff the exit code is 1 where a file would change.
    """
    paths, texts = Sources(files, stdin_filename).read()
    found = format_files(paths, texts=texts)
    changing = [file for file in found if file.has_changed]
    unwritten = 0
    if diff:
        for file in changing:
            print_diff(file.before, file.after, file.shown)
    elif check:
        for file in changing:
            emit(visible(file.shown))
    else:
        unwritten = _write(found)
    wrong = [diagnostic for file in found for diagnostic in file.diagnostics]
    if wrong:
        say(render_text(wrong, color=has_color(sys.stderr), width=width(sys.stderr)))
        say("")
    only_looks = check or diff
    if only_looks or not texts:
        say(_summary(found, "would change" if only_looks else "formatted", unwritten))
    if unwritten:
        return Exit.WRONG_USAGE
    return Exit.BAD if wrong or (only_looks and changing) else Exit.GOOD


def _write(found: Sequence[FormattedFile]) -> int:
    """Print the layout of standard input, and replace files; how many could not be."""
    unwritten = 0
    for file in found:
        if file.is_given:
            if not file.diagnostics:
                emit_text(file.after)
        elif file.has_changed:
            if is_put(file):
                say(f"formatted {visible(file.shown)}")
            else:
                unwritten += 1
    return unwritten


def _summary(found: Sequence[FormattedFile], what: str, unwritten: int) -> str:
    if not found:
        return "no .cdsl files there"
    changing = sum(file.has_changed for file in found)
    wrong = sum(bool(file.diagnostics) for file in found)
    counts = (
        (changing - unwritten, what),
        (len(found) - changing - wrong, "unchanged"),
        (wrong, "left alone"),
        (unwritten, "not written"),
    )
    return ", ".join(f"{_files(count)} {what}" for count, what in counts if count)


def _files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"
