"""`cdsl why`: why a person is let into a campaign or is not, and what happens to them in it.

Roof. Every option becomes an argument of `Project.why`; what comes back is printed.
"""

import sys
from typing import Unpack

import click

from cdsl.api.answers import Answer
from cdsl.api.loading import WrongArgumentError
from cdsl.api.tracing import stamp
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.journey import events_document, sign, timeline_text
from cdsl.faces.cli.options import (
    debug_option,
    files_argument,
    format_option,
)
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.sources import Sources, failing, is_bad
from cdsl.faces.cli.terminal import emit, emit_document, has_color, painted, say, width
from cdsl.faces.cli.world_options import (
    TableOptions,
    campaign_names,
    instant_of,
    seed_option,
    tables_of,
    tables_options,
    token_option,
    tokens_of,
    usage_error,
    webhook_answers_option,
)
from cdsl.source.excerpt import visible
from cdsl.source.render import render_summary, render_text
from cdsl.source.reports.document import as_json

_REASONS = {
    "not_qualified": ("its smart list does not hold", "its smart list did not hold"),
    "not_fired": ("no activity of this person fires it", ""),
    "inactive": ("it is inactive, and nothing else starts it", ""),
    "not_executed": ("nothing executes it", ""),
    "limit": (
        "more people qualify than its limit allows, so that nobody enters",
        "more people qualified than its limit allows, so that nobody entered",
    ),
    "hole": (
        "its flow would use a hole, so that nobody enters",
        "its flow would have used a hole, so that nobody entered",
    ),
    "chain_of_causes": (
        "too many campaigns would have led to it at one instant",
        "too many campaigns had led to it at one instant",
    ),
    "too_many_steps": (
        "their runs are cut, having had too many steps",
        "their runs had been cut, having had too many steps",
    ),
    "depth": ("calls are nested too deeply", "calls were nested too deeply"),
}
"""Why somebody does not enter, and why they did not."""


class _Options(TableOptions):
    campaign: str
    person: str
    tokens: tuple[str, ...]
    at: str | None
    until: str | None
    webhook_answers: str | None
    seed: int
    whole: bool
    output_format: str


@click.command("why", epilog=EPILOG)
@files_argument("FILE...|DIR")
@tables_options
@click.option(
    "--campaign",
    metavar="NAME",
    required=True,
    shell_complete=campaign_names,
    help="The campaign to ask about, of any kind.",
)
@click.option("--person", metavar="ID|EMAIL", required=True, help="Whom to ask about.")
@token_option
@click.option("--at", "--now", "at", metavar="T", help="What the clock shows.  [default: now]")
@click.option("--until", metavar="T", help="Advance the clock to T, so that waits end.")
@webhook_answers_option
@seed_option
@click.option("--all", "whole", is_flag=True, help="Show every part, not only what decided.")
@format_option("text", "json")
@debug_option
def command(files: tuple[str, ...], **options: Unpack[_Options]) -> int:
    """Say why a person enters a campaign or does not, and what happens to them in it.

    The campaign runs as `cdsl run` would run it, and one person is watched: what their smart list
    saw, each step, each branch, each token with the frame that gave its value, each child campaign
    and whether they qualified for it. A trigger campaign is asked of the newest activity that
    fires it, or of --events; with --token it is requested. An executable campaign that nothing
    executes lets nobody in, and is told as if something did. Nothing is kept, and nothing reaches
    outside. Exit code 1 says that they do not enter.
    """
    project = Sources(files).open()
    progress = Progress()
    try:
        answer = project.why(
            campaign=options["campaign"],
            person=options["person"],
            now=instant_of(options["at"]),
            until=options["until"],
            tokens=tokens_of(options["tokens"]),
            webhook_answers=options["webhook_answers"],
            seed=options["seed"],
            whole=options["whole"],
            progress=progress,
            **tables_of(options),
        )
    except WrongArgumentError as wrong:
        raise usage_error(wrong) from wrong
    finally:
        progress.end()
    if options["output_format"] == "json":
        emit_document(answer_document(answer))
    else:
        _show(answer)
    bad = is_bad(answer.diagnostics, strict=False)
    return Exit.GOOD if answer.enters and not bad else Exit.BAD


def answer_document(answer: Answer) -> dict[str, object]:
    """The document of `--format json`."""
    return {
        "version": 1,
        "campaign": answer.campaign,
        "kind": answer.kind,
        "person": answer.person,
        "now": answer.now.isoformat().replace("+00:00", "Z"),
        "enters": answer.enters,
        "because": answer.because,
        **answer.reasons_document,
        **answer.ways_document,
        "events": events_document(answer.events),
        "diagnostics": as_json(answer.diagnostics),
    }


def entry_text(answer: Answer, color: bool) -> str:
    """The answer for people: the verdict, then the journey; what would be is told as such."""
    verb = "enters" if answer.enters else "does not enter"
    supposed = f"if this came now: {answer.occasion}" if answer.is_supposed else ""
    head = "\n  ".join((_verdict(answer, verb, 0, color), *answer.reasons))
    if answer.occasion and supposed:
        head = f"{painted(visible(supposed), 'bold', color)}\n{head}"
    journey = timeline_text(answer.journey, answer.zone, color)
    if journey and not answer.is_executed:
        journey = f"{painted('if it were executed now', 'bold', color)}\n{journey}"
    return "\n\n".join(part for part in (head, journey, "\n".join(answer.ways)) if part)


def happened_text(answer: Answer, color: bool) -> str:
    """What came of it when a campaign was judged: when, what fired it, and the judgement."""
    on = f", on {answer.occasion}" if answer.occasion else ""
    heading = f"what happened at {stamp(answer.now, answer.zone)}{on}"
    verb = "entered" if answer.enters else "did not enter"
    head = f"{painted(visible(heading), 'bold', color)}\n{_verdict(answer, verb, 1, color)}"
    return f"{head}\n\n{timeline_text(answer.journey, answer.zone, color)}"


def _verdict(answer: Answer, verb: str, tense: int, color: bool) -> str:
    campaign = painted(visible(answer.named), "bold", color)
    head = f"{sign(answer.enters, color)}{visible(answer.person)} {verb} {campaign}"
    if answer.enters:
        return head
    is_or_was = ("is", "was")[tense]
    rule = f"its rule {is_or_was} to enter {answer.because}"
    return f"{head}: {_REASONS.get(answer.because, (rule, rule))[tense]}"


def _show(answer: Answer) -> None:
    if answer.enters is not None:
        emit(entry_text(answer, has_color(sys.stdout)))
    # What is merely advice is `check`'s to say.
    told = [found for found in answer.diagnostics if found.severity in failing(strict=True)]
    if told:
        shown = render_text(told, color=has_color(sys.stderr), width=width(sys.stderr))
        say(f"{shown}\n\n{render_summary(told)}")
