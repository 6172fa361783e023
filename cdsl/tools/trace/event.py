"""An event of a trace, as data and as a line of JSON (docs/trace.md).

Floor 6. The names of events and of their members are a contract: members may be added, none may
change what it means without another `SCHEMA`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from cdsl.source.data import dataclass

SCHEMA: Final = 1

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Kind(StrEnum):
    """What an event tells."""

    HAPPENED = "happened"
    REFUSED = "refused"
    ENTERED = "entered"
    CONDITION = "condition"
    STEP = "step"
    TOKEN = "token"
    CHILD = "child"
    WAIT = "wait"
    EFFECT = "effect"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a person at an instant.

    `run` is 0 and `campaign` and `step` are empty where there is none; `details` are the members
    of its kind.
    """

    kind: Kind
    at: datetime
    person: str
    run: int
    campaign: str
    step: str
    details: Mapping[str, Json]


class UnreadableTraceError(ValueError):
    """A line that is no event of a trace, with its number from 1 and why."""

    def __init__(self, line: int, reason: str) -> None:
        """Which line, and why."""
        super().__init__(f"line {line} is no event of a trace: {reason}")
        self.line = line
        self.reason = reason


def line_of(event: Event) -> str:
    """An event as a line, without its end; the same event is the same line."""
    return json.dumps(document_of(event), ensure_ascii=False, separators=(", ", ": "))


def document_of(event: Event) -> dict[str, object]:
    """An event as a JSON object."""
    return {
        "event": str(event.kind),
        "at": instant(event.at),
        "person": event.person,
        "run": event.run,
        "campaign": event.campaign,
        "step": event.step,
        **event.details,
    }


def head(now: datetime, seed: int) -> str:
    """The first line of a trace: which schema it has, and what the run began with."""
    document = {"trace": "cdsl", "schema": SCHEMA, "now": instant(now), "seed": seed}
    return json.dumps(document, separators=(", ", ": "))


def is_head(line: str) -> bool:
    """Whether a line is the first one of a trace of this schema."""
    document = _document(line)
    return isinstance(document, dict) and document.get("schema") == SCHEMA and "trace" in document


def event_of(line: str, number: int) -> Event:
    """The event of a line, which is the `number`-th from 1. Raises UnreadableTraceError."""
    document = _document(line)
    if not isinstance(document, dict):
        raise UnreadableTraceError(number, "it is no JSON object")
    rest = dict(document)
    written = rest.pop("event", None)
    if not isinstance(written, str) or written not in set(Kind):
        raise UnreadableTraceError(number, f"there is no event {written!r}")
    try:
        at = _instant(rest.pop("at"))
        person, campaign, step = (str(rest.pop(name)) for name in ("person", "campaign", "step"))
        run = rest.pop("run")
    except KeyError as missing:
        raise UnreadableTraceError(number, f"it has no {missing}") from missing
    except (ValueError, OverflowError) as wrong:
        raise UnreadableTraceError(number, str(wrong)) from wrong
    if not isinstance(run, int):
        raise UnreadableTraceError(number, "`run` is a number")
    return Event(Kind(written), at, person, run, campaign, step, rest)


def instant(at: datetime) -> str:
    """An instant as traces write it: UTC, to the microsecond where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant(written: object) -> datetime:
    """An instant in UTC. Raises ValueError, and OverflowError at the ends of the calendar."""
    at = datetime.fromisoformat(str(written))
    if at.tzinfo is None:
        raise ValueError("`at` is an instant with its zone")
    return at.astimezone(UTC)


def _document(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
