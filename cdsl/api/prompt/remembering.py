"""What has happened to somebody in a session, whoever was in focus then.

Floor 7. Looks only. What nobody watched is done again, and taken back.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from cdsl.api.answers import Answer
from cdsl.api.prompt.past import Deed
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.starting import named_person
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.tally import NOT_QUALIFIED
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign
from cdsl.source.data import dataclass
from cdsl.tools.spelling import reference
from cdsl.tools.trace.event import Event, Kind

_FOLLOWING: Final = (Kind.ENTERED, Kind.REFUSED)
"""What stands behind the judgement of a smart list that holds."""
_NEAR: Final = 20_000
"""So many notes and people are gone through by a question that is answered at once."""


def journey_of(sitting: Sitting, person: str) -> tuple[Event, ...]:
    """What has happened to a person since the world began. Raises BrokenOffError."""
    with sitting.told(reversed(sitting.deeds()), person) as told:
        newest_first = [one.events for one in told]
    return tuple(event for events in reversed(newest_first) for event in events)


def known_person(sitting: Sitting, name: str) -> tuple[str, Refusals]:
    """The id of somebody who is there, or was when the world began, by id or email address.

    Raises BrokenOffError.
    """
    store = sitting.world.store
    person, refused = named_person(name, sitting.program, store)
    deeds = sitting.deeds()
    if not refused or not deeds:
        return person, refused
    with sitting.at(deeds[0].before):
        was, unknown = named_person(name, sitting.program, store)
    return (person, refused) if unknown else (was, ())


@dataclass(frozen=True, slots=True)
class Untold:
    """A campaign was judged while somebody else was in focus, and finding out of whom takes long.

    `campaign` is in quotes. Once `journey_of` was asked it is known.
    """

    campaign: str
    person: str


def judged_last(
    sitting: Sitting, campaign: Campaign, *, whole: bool = False
) -> Answer | Untold | None:
    """What came of it when a campaign was last judged of the person in focus in this session.

    None where it never was. Its events are those of the judgement, with
    trees folded to what decided, unless they are wanted `whole`. The answer comes at once,
    whatever the number of people. Raises BrokenOffError.
    """
    person = sitting.focus
    deeds = tuple(reversed(tuple(_judging(sitting, campaign.key))))
    noted = sitting.world.session.checkpoint().position.count
    farthest = noted + len(sitting.world.store.people()) - _NEAR
    near = tuple(
        takewhile(lambda deed: person in deed.told or deed.before.position.count >= farthest, deeds)
    )
    with sitting.told(near, person) as told:
        for one in told:
            events = one.whole if whole else one.folded
            for number in range(len(events) - 1, -1, -1):
                found = _judgement(events, number, campaign, sitting)
                if found is not None:
                    return found
    return (
        Untold(reference(campaign.key, sitting.program.campaigns), person)
        if len(near) < len(deeds)
        else None
    )


def _judging(sitting: Sitting, campaign: AssetKey) -> Iterator[Deed]:
    """The deeds in which a campaign was judged of anybody, the person in focus perhaps."""
    person, deeds = sitting.focus, sitting.deeds()
    moments = (*(deed.before for deed in deeds), sitting.world.session.checkpoint())
    for deed, after in zip(deeds, moments[1:], strict=True):
        is_judged = _judgements(deed.before, campaign) != _judgements(after, campaign)
        if is_judged and deed.concerns(person):
            yield deed


def _judgements(moment: Checkpoint, campaign: AssetKey) -> tuple[int, int]:
    """How often a campaign had been judged, by itself and as a child."""
    counted = moment.engine.tallies.get(campaign)
    by_itself = moment.engine.judgements.get(campaign, 0)
    return by_itself, 0 if counted is None else counted.audience


def _judgement(
    events: Sequence[Event], number: int, campaign: Campaign, sitting: Sitting
) -> Answer | None:
    """The judgement of a campaign that one of a person's events tells of, None for another one."""
    event, name = events[number], campaign.key.joined
    details, because = event.details, ""
    told = [event]
    if event.kind is Kind.CHILD and details["child"] == name:
        enters = bool(details["qualified"])
        if not enters:
            because = str(details.get("rule", details.get("because", NOT_QUALIFIED)))
    elif event.kind is Kind.CONDITION and event.campaign == name and event.run == 0:
        enters = bool(details["holds"])
        because = "" if enters else NOT_QUALIFIED
        following = events[number + 1] if number + 1 < len(events) else None
        if following is not None and following.campaign == name and following.kind in _FOLLOWING:
            told.append(following)
            if following.kind is Kind.REFUSED:
                enters, because = False, str(following.details["because"])
    else:
        return None
    return Answer(
        campaign.key.name,
        reference(campaign.key, sitting.program.campaigns),
        str(campaign.kind),
        event.person,
        event.at,
        sitting.zone,
        enters,
        because,
        tuple(told),
        (),
    )
