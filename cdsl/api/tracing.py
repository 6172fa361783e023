"""Traces written while a run goes on, and read again.

Floor 7. What an event is and says is `cdsl.tools.trace`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from cdsl.api.analysis import Understood, understand
from cdsl.api.files import IN_MEMORY, campaign_files
from cdsl.api.loading import Progress, Tables, make_ready, reading_of
from cdsl.api.starting import Order, named_person
from cdsl.api.writing import written_beside
from cdsl.runtime.watch import Watch
from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.tools.trace.event import Event as Event
from cdsl.tools.trace.event import UnreadableTraceError as UnreadableTraceError
from cdsl.tools.trace.event import document_of as document_of
from cdsl.tools.trace.event import event_of, head, is_head, line_of
from cdsl.tools.trace.record import Recorder
from cdsl.tools.trace.timeline import Moment as Moment
from cdsl.tools.trace.timeline import stamp as stamp
from cdsl.tools.trace.timeline import timeline

_EMPTY: Final = "empty.cdsl"


@dataclass(frozen=True, slots=True)
class Traced:
    """Where the trace of a run is written, and of whom: None means of everybody."""

    path: str
    people: frozenset[str] | None = None


@contextmanager
def recorded(traced: Traced | None, watch: Watch, now: datetime, seed: int) -> Iterator[Watch]:
    """A watch that writes a trace as well, which is in its place when all has gone well.

    It is the same where no trace is wanted. Raises OSError where the file cannot be written.
    """
    if traced is None:
        yield watch
        return
    people = traced.people
    wants = watch.wants if people is None else people.__contains__
    with written_beside(traced.path) as opened:
        opened.write(f"{head(now, seed)}\n".encode())

        def write(event: Event) -> None:
            opened.write(f"{line_of(event)}\n".encode("utf-8", "surrogatepass"))

        yield replace(watch, observe=Recorder(write), wants=wants)


def replaced_by_trace(path: str | None, read: Sequence[str]) -> tuple[Diagnostic, ...]:
    """That a trace would take the place of a file that its own run reads (CDS711)."""
    if path is None or not os.path.exists(path):
        return ()
    for one in read:
        if os.path.exists(one) and os.path.samefile(one, path):
            message = (
                f"the trace cannot be written to `{path}`: it would replace {one}, which is read"
            )
            help = "nothing there was changed; say another file with `--trace`"
            return (Diagnostic("CDS711", SEVERITIES["CDS711"], message, None, None, help=help),)
    return ()


def events_in(path: str) -> tuple[Event, ...]:
    """The events of a trace. Raises OSError, and UnreadableTraceError for what is none."""
    with open(path, "rb") as opened:
        lines = opened.read().decode("utf-8", "replace").split("\n")
    if not is_head(lines[0]):
        raise UnreadableTraceError(1, "a trace begins with its schema, which is 1")
    return tuple(event_of(line, number) for number, line in enumerate(lines[1:], 2) if line)


def people_in(events: tuple[Event, ...]) -> tuple[str, ...]:
    """The people of a trace, in the order in which they come."""
    return tuple(dict.fromkeys(event.person for event in events))


def person_in(
    events: Sequence[Event], name: str, tables: Tables, progress: Progress
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The id of somebody who is named by it, or by their email address in the people of tables.

    A trace itself knows people by id alone. Empty, with what is wrong, where nobody of the tables
    is meant; OSError for a table that cannot be read.
    """
    if not tables.get("people") or not events or any(event.person == name for event in events):
        return name, ()
    # Nothing is asked of other fields, which the files of the run may have declared.
    reading = replace(reading_of(tables), bad_cells_empty=True)
    ready = make_ready(_no_files, Order(events[0].at), reading, progress)
    found = tuple(one for one in ready.found if one.severity is Severity.ERROR)
    if found or ready.loaded is None:
        return "", found
    return named_person(name, ready.program, ready.loaded.store)


def _no_files(inferred: tuple[Field, ...]) -> Understood:
    """The library alone, which declares the email address."""
    return understand(campaign_files((_EMPTY,), IN_MEMORY, together=True), {_EMPTY: ""}, inferred)


def journey(
    events: Sequence[Event], person: str, zone: tzinfo, label: str = ""
) -> tuple[Moment, ...]:
    """One person's journey through a trace, its instants in the zone, with its label."""
    return tuple(timeline(events, person, zone, label))
