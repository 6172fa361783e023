"""What the events of a run say of one person's way into a campaign.

Floor 7. The last judgement counts, as a campaign may be fired several times.
"""

from collections.abc import Sequence

from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED, refused_for_holes
from cdsl.semantics.program import Campaign, Tokens
from cdsl.tools.trace.event import Event, Kind


def verdict_of(
    events: Sequence[Event],
    campaign: Campaign,
    environment: Environment,
    passed: Tokens = NOTHING_PASSED,
) -> tuple[bool, str]:
    """Whether the person has entered the campaign, and else why the last judgement said no."""
    own = [event for event in events if event.campaign == campaign.key.joined]
    if any(event.kind is Kind.ENTERED for event in own):
        return True, ""
    last = next((event for event in reversed(own) if _is_of_judgement(event)), None)
    if last is not None and last.kind is Kind.REFUSED:
        return False, str(last.details["because"])
    if was_judged(own, campaign):
        return False, "not_qualified"
    if refused_for_holes(campaign, passed, environment.program):
        return False, "hole"
    return False, "not_fired" if environment.is_active(campaign.key) else "inactive"


def _is_of_judgement(event: Event) -> bool:
    return event.kind is Kind.REFUSED or event.details.get("of") == "smart list"


def was_judged(events: Sequence[Event], campaign: Campaign) -> bool:
    """Whether the smart list of the campaign was asked: whatever fires it has happened."""
    name = campaign.key.joined
    return any(
        event.campaign == name and event.details.get("of") == "smart list" for event in events
    )
