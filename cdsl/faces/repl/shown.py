"""Answers of a session as text.

Roof.
"""

from collections.abc import Sequence

from cdsl.api.answers import Answer
from cdsl.api.prompt.asking import QUESTION
from cdsl.api.prompt.changes import Changed
from cdsl.api.prompt.looking import Table
from cdsl.api.prompt.remembering import Untold
from cdsl.api.prompt.sitting import Done, Sitting
from cdsl.api.tracing import Event, journey
from cdsl.faces.cli.journey import timeline_text
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.terminal import painted
from cdsl.faces.cli.why import entry_text, happened_text
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.excerpt import visible
from cdsl.source.render import render_text


def tables_text(tables: Sequence[Table], color: bool, columns: int | None) -> str:
    """Tables under their titles; empty ones say so. Those are cut to `columns` that can be."""
    return "\n\n".join(_table(one, color, columns) for one in tables)


def _table(one: Table, color: bool, columns: int | None) -> str:
    title = painted(one.title, "bold", color)
    if not one.rows:
        return f"{title}: none"
    more = [f"… and {one.more:,} more"] if one.more else []
    lines = table(one.head, one.rows, color)
    if one.whole and columns is not None:
        whole, lines = lines, table(one.head, one.rows, color, columns)
        if lines != whole:
            more.append(f"cut to the window; {one.whole}")
    return "\n".join((title, *lines, *more))


def events_text(events: Sequence[Event], sitting: Sitting, color: bool) -> str:
    """What happened to one person; that steps were typed goes without saying."""
    told = [event for event in events if event.step or event.campaign != QUESTION]
    moments = journey(told, told[0].person, sitting.zone) if told else ()
    return timeline_text(moments, sitting.zone, color)


_NOW = {
    "batch": "if it ran now",
    "executable": "if it were executed now",
    "trigger": "as things are now",
}
"""How it is said that a campaign of a kind is only tried out."""


def why_text(happened: Answer | Untold | None, answer: Answer, color: bool) -> str:
    """What happened when a campaign was judged last, and what would happen now; each as such."""
    supposed = entry_text(answer, color)
    if not (answer.is_supposed and answer.occasion):
        supposed = f"{painted(_NOW[answer.kind], 'bold', color)}\n{supposed}"
    if happened is None:
        return supposed
    if isinstance(happened, Untold):
        campaign, person = visible(happened.campaign), visible(happened.person)
        said = f"{campaign} was judged before; `.trace {person}` tells what happened to {person}"
        return f"{said}\n\n{supposed}"
    return f"{happened_text(happened, color)}\n\n{supposed}"


def done_text(done: Done, sitting: Sitting, color: bool, width: int) -> str:
    """What came of a deed."""
    parts = [visible(done.refused)] if done.refused else []
    if done.is_broken_off:
        parts.append("broken off: everything is as it was")
    if done.events:
        parts.append(events_text(done.events, sitting, color))
    if done.diagnostics:
        parts.append(diagnostics_text(done.diagnostics, color, width))
    return "\n".join(parts)


def diagnostics_text(found: Sequence[Diagnostic], color: bool, width: int) -> str:
    """Diagnostics with carets."""
    return render_text(found, color=color, width=width)


def changes_text(changes: Sequence[Changed], color: bool) -> str:
    """What a declaration changed, a line each."""
    return "\n".join(_change(one, color) for one in changes)


def _change(one: Changed, color: bool) -> str:
    name = painted(f"{one.kind} {visible(one.named)}", "bold", color)
    line = f"{name} is {one.what}"
    if one.now is not None:
        was = "" if one.was in (None, one.now) else f", were {one.was:,}"
        line += f": {_people(one.now)}{was}"
    elif one.was is not None:
        line += f": {'was' if one.was == 1 else 'were'} {_people(one.was)}"
    if one.what == "changed":
        if one.joined:
            line += f"; now also {', '.join(one.joined)}"
        if one.left:
            line += f"; no longer {', '.join(one.left)}"
    return line


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
