"""`cdsl trace`: what `cdsl run --trace` has written, for people.

Roof.
"""

import sys
from datetime import UTC
from typing import Final

import click

from cdsl.api.loading import Tables
from cdsl.api.tracing import Event, UnreadableTraceError, events_in, journey, people_in, person_in
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.journey import events_document, timeline_text
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.options import debug_option, format_option, table_option
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.terminal import emit, emit_document, has_color, say, width
from cdsl.faces.cli.world_options import encoding_option
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import render_summary, render_text

_UTC_LABEL: Final = "Z"
_ZONES: Final = "instants with Z are in UTC, values in the time zone of the files"
"""A trace does not know that zone, and has the values as conditions and steps saw them."""


@click.group("trace")
def command() -> None:
    """Look at what happened in a run."""


@command.command("show", epilog=EPILOG)
@click.argument("file", type=click.Path())
@click.option("--person", metavar="ID|EMAIL", help="Whose journey to show.")
@table_option("--people", help="The people of the run, to find one by an email address.")
@encoding_option
@format_option("text", "json")
@debug_option
def show(
    file: str, person: str | None, people: str | None, encoding: str | None, output_format: str
) -> int:
    """Show a person's journey through a trace as a timeline.

    FILE is what `cdsl run --trace FILE` wrote. Without --person the people of the trace are
    listed; where there is one only, it is theirs. A trace knows people by id: by an email address
    one is found in the table of --people.
    """
    try:
        events = events_in(file)
    except UnreadableTraceError as wrong:
        raise click.UsageError(f"{file}: {wrong}") from wrong
    there = people_in(events)
    if person is None and len(there) == 1:
        (person,) = there
    elif person is not None:
        id, found = _id_of(person, events, Tables(people=people, encoding=encoding))
        if found:
            shown = render_text(found, color=has_color(sys.stderr), width=width(sys.stderr))
            say(f"{shown}\n\n{render_summary(found)}")
            return Exit.BAD
        if id not in there:
            raise click.UsageError(f"{file}: nothing happens to {person!r} in it{_way_out(people)}")
        person = id
    mine = [event for event in events if person is None or event.person == person]
    if output_format == "json":
        emit_document({"version": 1, "person": person, "events": events_document(mine)})
    elif not there:
        emit("nothing happened to anybody")
    elif person is not None:
        moments = journey(events, person, UTC, _UTC_LABEL)
        shown = timeline_text(moments, UTC, has_color(sys.stdout), _UTC_LABEL)
        emit(f"{person}; {_ZONES}\n\n{shown}")
    else:
        counts = dict.fromkeys(there, 0)
        for event in events:
            counts[event.person] += 1
        rows = [(one, count) for one, count in counts.items()]
        emit("\n".join(table(("person", "events"), rows, has_color(sys.stdout))))
    return Exit.GOOD


def _id_of(
    person: str, events: tuple[Event, ...], tables: Tables
) -> tuple[str, tuple[Diagnostic, ...]]:
    progress = Progress()
    try:
        return person_in(events, person, tables, progress)
    finally:
        progress.end()


def _way_out(people: str | None) -> str:
    return "" if people else "; a trace knows people by id, `--people TABLE` their email addresses"
