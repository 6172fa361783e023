"""A person's journey as a timeline, for people and for programs.

Roof.
"""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from cdsl.api.tracing import Event, Moment, document_of, stamp
from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import visible
from cdsl.source.reports.document import Json


def timeline_text(moments: Sequence[Moment], zone: tzinfo, color: bool, label: str = "") -> str:
    """The lines of a timeline: the instant where it changes, signs for what holds, indentation.

    Instants are shown in the zone, with its label where one is needed.
    """
    stamps = [stamp(moment.at, zone, label) for moment in moments]
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
