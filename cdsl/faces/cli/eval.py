"""`cdsl eval`: one condition or value, asked of people.

Roof.
"""

import sys
from typing import Final, Unpack

import click

from cdsl.api.loading import WrongArgumentError, reading_of
from cdsl.api.prompt.answering import Count, Verdict
from cdsl.api.prompt.evaluating import Evaluated, evaluate
from cdsl.api.prompt.texts import Texts
from cdsl.api.starting import Order
from cdsl.faces.cli.answers import count_text, verdict_text, worths_text
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import debug_option, format_option
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.terminal import emit, emit_document, has_color, say, width
from cdsl.faces.cli.world_options import (
    TableOptions,
    instant_of,
    now_option,
    seed_option,
    tables_of,
    tables_options,
    usage_error,
)
from cdsl.source.render import render_summary, render_text
from cdsl.source.reports.document import as_json

_REMEDY: Final = "give people with `--people FILE`"
"""What to do where there is nobody to ask."""


class _Options(TableOptions):
    person: str | None
    now: str | None
    seed: int
    whole: bool
    output_format: str


@click.command("eval", epilog=EPILOG)
@click.argument("text", metavar="CONDITION|VALUE")
@click.argument("files", metavar="[FILE...|DIR]", nargs=-1, type=click.Path())
@tables_options
@click.option("--person", metavar="ID|EMAIL", help="Ask of this person, and say why.")
@now_option
@seed_option
@click.option("--all", "whole", is_flag=True, help="Show every part, not only what decided.")
@format_option("text", "json")
@debug_option
def command(text: str, files: tuple[str, ...], **options: Unpack[_Options]) -> int:
    """Ask a condition or a value of people.

    A condition, as in `score > 50 and email is not empty`, is counted over everyone; with --person
    it is answered with the reason, and exit code 1 says that it does not hold. A value, as in
    `"Hi {{lead.First Name}}"` or `{{my.points}}`, is shown for the person, or for the first ones.
    What the files declare can be used in it; nothing runs. Where there is nobody to ask, that is
    said, and is no error.
    """
    progress = Progress()
    try:
        found = evaluate(
            Texts().loading(files),
            text,
            Order(now=instant_of(options["now"]), seed=options["seed"]),
            reading_of(tables_of(options)),
            options["person"],
            progress,
            whole=options["whole"],
        )
    except WrongArgumentError as wrong:
        raise usage_error(wrong) from wrong
    finally:
        progress.end()
    if options["output_format"] == "json":
        emit_document(_document(found))
    elif found.answer is not None:
        emit(_text(found))
    if found.diagnostics and options["output_format"] != "json":
        shown = render_text(found.diagnostics, color=has_color(sys.stderr), width=width(sys.stderr))
        say(f"{shown}\n\n{render_summary(found.diagnostics)}")
    holds = not isinstance(found.answer, Verdict) or found.answer.holds
    return Exit.GOOD if found.answer is not None and holds else Exit.BAD


def _text(found: Evaluated) -> str:
    color = has_color(sys.stdout)
    match found.answer:
        case Verdict() as verdict:
            return verdict_text(verdict, color)
        case Count() as counted:
            return count_text(counted, color, _REMEDY)
        case None:
            return ""
        case worths:
            return worths_text(worths, color, _REMEDY)


def _document(found: Evaluated) -> dict[str, object]:
    document: dict[str, object] = {"version": 1, "asked": str(found.sort)}
    match found.answer:
        case Verdict() as verdict:
            document |= {
                "person": verdict.person,
                "holds": verdict.holds,
                "why": list(verdict.document),
            }
        case Count() as counted:
            document |= {
                "count": counted.count,
                "people": counted.total,
                "sample": list(counted.sample),
            }
        case None:
            pass
        case worths:
            document["values"] = [
                {"person": one.person, "value": one.document, "from": dict(one.frames)}
                for one in worths
            ]
    return {**document, "diagnostics": as_json(found.diagnostics)}
