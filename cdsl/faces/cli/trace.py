"""`cdsl trace`: what `cdsl run --trace` has written, for people.

Roof.
"""

import sys
from datetime import UTC

import click

from cdsl.api.tracing import UnreadableTraceError, events_in, journey, people_in
from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.journey import events_document, timeline_text
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.options import debug_option, format_option
from cdsl.faces.cli.terminal import emit, emit_document, has_color


@click.group("trace")
def command() -> None:
    """Look at what happened in a run."""


@command.command("show", epilog=EPILOG)
@click.argument("file", type=click.Path())
@click.option("--person", metavar="ID", help="Whose journey to show.")
@format_option("text", "json")
@debug_option
def show(file: str, person: str | None, output_format: str) -> int:
    """Show a person's journey through a trace as a timeline.

    FILE is what `cdsl run --trace FILE` wrote. Without --person the people of the trace are
    listed; where there is one only, it is theirs.
    """
    try:
        events = events_in(file)
    except UnreadableTraceError as wrong:
        raise click.UsageError(f"{file}: {wrong}") from wrong
    people = people_in(events)
    if person is None and len(people) == 1:
        (person,) = people
    if person is not None and person not in people:
        raise click.UsageError(f"{file}: nothing happens to {person!r} in it")
    mine = [event for event in events if person is None or event.person == person]
    if output_format == "json":
        emit_document({"version": 1, "person": person, "events": events_document(mine)})
    elif not people:
        emit("nothing happened to anybody")
    elif person is not None:
        shown = timeline_text(journey(events, person, UTC), UTC, has_color(sys.stdout))
        emit(f"{person}, instants in UTC\n\n{shown}")
    else:
        counts = dict.fromkeys(people, 0)
        for event in events:
            counts[event.person] += 1
        rows = [(one, count) for one, count in counts.items()]
        emit("\n".join(table(("person", "events"), rows, has_color(sys.stdout))))
    return Exit.GOOD
