"""One person's journey through a trace, as the lines of a timeline.

Floor 6. Reads events alone, so that a trace that was written elsewhere is shown the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS
from cdsl.source.quoting import quoted
from cdsl.tools.trace.event import Event, Json, Kind

_DEEPEST: Final = LIMITS.nesting
"""No tree that was written by a run is deeper."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: when, how deep in campaigns and steps, whether it went well, what.

    `holds` is None where there is nothing to hold.
    """

    at: datetime
    depth: int
    holds: bool | None
    text: str


def timeline(
    events: Iterable[Event], person: str, zone: tzinfo, label: str = ""
) -> Iterator[Moment]:
    """The journey of a person, in the order of the trace; waits end in the zone, with its label."""
    depths: dict[int, int] = {}
    for event in events:
        if event.person != person:
            continue
        depth = depths.get(event.run, 0)
        match event.kind:
            case Kind.ENTERED:
                yield Moment(
                    event.at, depth, None, f"enters {quoted(event.campaign)}{_causes(event)}"
                )
                depths[event.run] = depth + 1
            case Kind.LEFT:
                depths[event.run] = max(0, depth - 1)
                because = str(event.details.get("because", ""))
                why = "" if because == "done" else f" ({because})"
                yield Moment(
                    event.at, max(0, depth - 1), None, f"leaves {quoted(event.campaign)}{why}"
                )
            case Kind.STEP:
                skipped = event.details.get("skipped")
                text = f"{event.step}  {event.details.get('text', '')}"
                if skipped:
                    yield Moment(event.at, depth, False, f"{text}: skipped, {skipped}")
                else:
                    yield Moment(event.at, depth, None, text)
                if "branch" in event.details:
                    taken = event.details["branch"]
                    way = "no branch" if taken is None else f"branch {taken}"
                    yield Moment(event.at, depth + 1, None, f"takes {way}")
            case _:
                yield from _inner(event, depth + (1 if event.step else 0), zone, label)


def _inner(event: Event, depth: int, zone: tzinfo, label: str) -> Iterator[Moment]:
    """What belongs to a step, or stands before a campaign is entered."""
    details = event.details
    match event.kind:
        case Kind.EFFECT if details.get("effect") == "activity":
            return  # the record of what the step itself says
        case Kind.HAPPENED | Kind.EFFECT:
            yield Moment(event.at, depth, None, _effect(details))
        case Kind.REFUSED:
            text = f"does not enter {quoted(event.campaign)}: {details.get('because', '')}"
            yield Moment(event.at, depth, False, text)
        case Kind.CONDITION:
            holds = bool(details.get("holds"))
            yield Moment(event.at, depth, holds, _condition(event, holds))
            yield from _tree(event, depth + 1)
        case Kind.TOKEN:
            given = details.get("from")
            origin = "" if given is None else f", from {given}"
            shown = _shown(details.get("value"))
            yield Moment(
                event.at, depth, None, f"{{{{{details.get('token')}}}}} is {shown}{origin}"
            )
        case Kind.CHILD:
            qualified = bool(details.get("qualified"))
            verdict = "qualified" if qualified else "not qualified"
            because = details.get("because")
            reason = "" if because is None else f" ({because})"
            yield Moment(
                event.at,
                depth,
                qualified,
                f"{verdict} for {quoted(str(details.get('child')))}{reason}",
            )
            yield from _tree(event, depth + 1)
        case Kind.WAIT:
            until = _local(details.get("until"), zone, label)
            yield Moment(event.at, depth, None, f"waits until {until}")
        case _:
            return


def _condition(event: Event, holds: bool) -> str:
    """What was judged, with its verdict: a branch, a smart list, an `on` line."""
    details = event.details
    match details.get("of"):
        case "branch":
            return f"branch {details.get('branch')} {'holds' if holds else 'does not hold'}"
        case "smart list":
            verdict = "holds" if holds else "does not hold"
            return f"the smart list of {quoted(event.campaign)} {verdict}"
        case line:
            if details.get("newest") is None:
                return f"`{line}`: there is no such activity"
            verb = "matches" if holds else "does not match"
            return f"`{line}` {verb} the activity of {details.get('newest')}"


def _local(written: Json, zone: tzinfo, label: str) -> str:
    try:
        return stamp(datetime.fromisoformat(str(written)), zone, label)
    except (ValueError, OverflowError):
        return str(written)


def stamp(at: datetime, zone: tzinfo, label: str = "") -> str:
    """An instant in a zone, to the minute where it has no seconds, with the zone's label."""
    shown = at.astimezone(zone)
    return shown.strftime("%Y-%m-%d %H:%M:%S" if shown.second else "%Y-%m-%d %H:%M") + label


def _causes(event: Event) -> str:
    causes = event.details.get("causes")
    if not isinstance(causes, list) or not causes:
        return ""
    return f", because of {' → '.join(str(one) for one in causes)}"


def _tree(event: Event, depth: int) -> Iterator[Moment]:
    lines = event.details.get("why")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            notes = ", ".join(
                f"{word} {what}"
                for word, what in line.items()
                if word not in ("depth", "holds", "condition")
            )
            note = f" ({notes})" if notes else ""
            inner = line.get("depth")
            yield Moment(
                event.at,
                depth + (min(max(inner, 0), _DEEPEST) if isinstance(inner, int) else 0),
                bool(line.get("holds")),
                f"{line.get('condition')}{note}",
            )


def _effect(details: Mapping[str, Json]) -> str:
    effect = details.get("effect")
    before, after = _shown(details.get("before")), _shown(details.get("after"))
    match effect:
        case "field":
            return f"{details.get('field')}: {before} → {after}"
        case "status":
            return f"status in {quoted(str(details.get('program')))}: {before} → {after}"
        case "member field":
            name = f"{details.get('field')} in {quoted(str(details.get('program')))}"
            return f"{name}: {before} → {after}"
        case "list":
            verb = "joins" if details.get("after") else "leaves"
            return f"{verb} the list {quoted(str(details.get('list')))}"
        case "activity":
            return f"activity {activity_text(details)}"
        case "turn":
            return f"turn {details.get('count')} of rotation {details.get('rotation')}"
        case "deleted":
            return "the person is deleted"
        case _:
            return str(effect)


def activity_text(details: Mapping[str, Json]) -> str:
    """The activity that an event tells of, with its attributes, as the language writes it."""
    attributes = details.get("attributes")
    values = attributes.items() if isinstance(attributes, dict) else ()
    inner = "  ".join(f"{name}: {_shown(value)}" for name, value in values)
    return f"{details.get('activity')}{f' {{ {inner} }}' if inner else ''}"


def _shown(value: Json) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case _:
            return str(value)
