"""A person's journey as a timeline, for people and for programs.

Roof.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from cdsl.api.tracing import Event, Moment, document_of
from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import visible
from cdsl.source.reports.document import Json


def timeline_text(moments: Sequence[Moment], zone: tzinfo, color: bool) -> str:
    """The lines of a timeline: the instant where it changes, signs for what holds, indentation.

    Instants are shown in the zone, whose name the caller says.
    """
    stamps = [stamp(moment.at, zone) for moment in moments]
    width = max(map(len, stamps), default=0)
    lines = []
    last = ""
    for moment, at in zip(moments, stamps, strict=True):
        shown = painted((at if at != last else "").ljust(width), "dim", color)
        last = at
        text = f"{sign(moment.holds, color)}{visible(moment.text)}"
        lines.append(f"{shown}  {'  ' * moment.depth}{text}".rstrip())
    return "\n".join(lines)


def sign(holds: bool | None, color: bool) -> str:
    """The sign of what holds or does not, with a blank behind it; none where nothing can."""
    if holds is None:
        return ""
    return painted("✓" if holds else "✗", "good" if holds else "bad", color) + " "


def events_document(events: Iterable[Event]) -> list[Json]:
    """Events as in a trace."""
    return [document_of(event) for event in events]


def stamp(at: datetime, zone: tzinfo) -> str:
    """An instant as timelines show it: in a zone, to the minute where it has no seconds."""
    shown = at.astimezone(zone)
    return shown.strftime("%Y-%m-%d %H:%M:%S" if shown.second else "%Y-%m-%d %H:%M")
