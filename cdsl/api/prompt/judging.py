"""Whether the person in focus enters a campaign, and what would let them in.

Floor 7. A campaign is tried out for one person and taken back, so that the cost does not grow with
the number of people; only a limit needs everybody.
"""

from cdsl.api.answers import Answer
from cdsl.api.fired import tell_firings
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.verdicts import verdict_of
from cdsl.interpreter.evidence import Extent
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.tools.spelling import reference
from cdsl.tools.trace.event import Event
from cdsl.tools.trace.firing import occasion_of
from cdsl.tools.whynot.prompt import Prompt, campaign_word
from cdsl.tools.whynot.reasons import NotExecuted
from cdsl.tools.whynot.sentences import lines_of
from cdsl.tools.whynot.whynot import why_not


def entry(sitting: Sitting, campaign: Campaign, *, whole: bool = False) -> Answer | None:
    """Why the person in focus enters a campaign or does not; None when it was broken off."""
    person, told = sitting.focus, list[Event]()
    extent = Extent.WHOLE if whole else Extent.DECIDING

    def deed(session: Session) -> Refusals:
        match campaign.kind:
            case CampaignKind.BATCH if campaign.limit is not None:
                return session.run_batch(campaign.key)
            case CampaignKind.BATCH:
                return session.admit(campaign.key, person)
            case CampaignKind.EXECUTABLE:
                return session.execute(campaign.key, (person,))
            case _:
                for firing in tell_firings(session, campaign, person, told, sitting.zone, extent):
                    if firing.holds and firing.record is not None:
                        session.fire(firing.record, campaign.key)
                        break
                return ()

    happened, refused = sitting.try_out(deed, extent)
    if sitting.is_cancelled():
        return None
    events = (*told, *happened)
    enters, because = verdict_of(events, campaign, sitting.environment)
    return Answer(
        campaign.key.name,
        reference(campaign.key, sitting.program.campaigns),
        str(campaign.kind),
        person,
        sitting.now,
        sitting.zone,
        enters,
        because,
        events,
        refused,
    )


def missing(sitting: Sitting, campaign: Campaign) -> tuple[str, ...]:
    """What keeps the person in focus out, and the smallest changes that let them in, as lines."""
    person, environment = sitting.focus, sitting.environment
    occasion = occasion_of(campaign, person, environment)
    found = why_not(campaign, person, environment, occasion=occasion)
    workspace = sitting.world.understood.workspace
    lines = lines_of(found, Prompt(sitting.program, workspace, sitting.now, sitting.zone))
    if any(isinstance(one, NotExecuted) for one in found.reasons):
        named = campaign_word(campaign.key, sitting.program)
        return (*lines, f"from here `.run {named}` executes it all the same")
    return lines
