"""What has happened to somebody in a session, whoever was in focus then.

Floor 7. Looks only. What nobody watched is done again, and taken back.
"""

from cdsl.api.prompt.sitting import Sitting
from cdsl.api.starting import named_person
from cdsl.runtime.refusals import Refusals
from cdsl.tools.trace.event import Event


def journey_of(sitting: Sitting, person: str) -> tuple[Event, ...] | None:
    """What has happened to a person since the world began; None when it was broken off."""
    deeds = sitting.deeds()
    newest_first: list[tuple[Event, ...]] = []
    with sitting.told(reversed(deeds), person) as told:
        for events in told:
            if events is None:
                return None
            newest_first.append(events)
    return tuple(event for events in reversed(newest_first) for event in events)


def known_person(sitting: Sitting, name: str) -> tuple[str, Refusals]:
    """The id of somebody who is there, or was when the world began, by id or email address."""
    store, session = sitting.world.store, sitting.world.session
    person, refused = named_person(name, sitting.program, store)
    deeds = sitting.deeds()
    if not refused or not deeds:
        return person, refused
    now = session.checkpoint()
    session.restore(deeds[0].before)
    try:
        was, unknown = named_person(name, sitting.program, store)
    finally:
        session.restore(now)
    return (person, refused) if unknown else (was, ())
