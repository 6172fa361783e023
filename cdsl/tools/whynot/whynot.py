"""Why does a person not enter a campaign, and what would let them in? The door of this room.

Floor 6. Pure. Every rule is asked where it is: the smart list at the reference evaluator, entries,
limits and holes at the runtime. No way in is told that was not tried in an overlay of the store.
"""

from dataclasses import replace

from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.refusals import no_such_person
from cdsl.semantics.program import Campaign, CampaignKind, Tokens
from cdsl.tools.whynot.done import done_now
from cdsl.tools.whynot.lines import is_fired
from cdsl.tools.whynot.never import is_never_fired, why_no_way
from cdsl.tools.whynot.obstacles import around, entered, limit, not_fired, wrong_list
from cdsl.tools.whynot.reasons import Because, Never, NotInSmartList, Refused, Way, WhyNot
from cdsl.tools.whynot.ways import Asked, FoundWays, find_ways
from cdsl.world.effects import ActivityRecord


def why_not(
    campaign: Campaign,
    person: str,
    environment: Environment,
    passed: Tokens = NOTHING_PASSED,
    occasion: ActivityRecord | None = None,
) -> WhyNot:
    """Every reason that keeps a person out of a campaign now, and the smallest ways in.

    `passed` are values passed with the call, for an executable campaign with parent tokens its
    caller's chain. `occasion` is the activity that might have fired a trigger campaign, already
    recorded: the reasons are of it, as if it came now. What lets somebody into a trigger campaign
    always has something that happens next, as what was recorded fires nothing again.
    """
    row = environment.store.person(person)
    if row is None:
        return WhyNot(campaign.key, person, (Refused(no_such_person(person)),))
    scope = own_scope(campaign, passed, occasion)
    view = View(scene_of(environment, scope, campaign.key.workspace), person, row)
    is_trigger = campaign.kind is CampaignKind.TRIGGER
    fires = is_trigger and occasion is not None and is_fired(campaign, view, occasion)
    has_fired = fires or not is_trigger
    prefers = "" if occasion is None else occasion.activity.name
    asked = Asked(campaign, passed, environment, view, not is_trigger, prefers)
    in_the_way = (*around(campaign, passed, environment), *entered(asked))
    fired = () if has_fired else (not_fired(campaign, view, occasion),)
    if not is_trigger and not wrong_list(asked, None):
        refused = () if in_the_way else tuple(limit(asked, ()))
        reasons = (*in_the_way, *refused)
        return WhyNot(campaign.key, person, reasons, is_enough=not reasons)
    found = find_ways(asked)
    fires_now = None if found.firing is None else replace(found.firing, before=())
    wrong = wrong_list(asked, None if has_fired else fires_now)
    is_startable = not in_the_way and (not is_trigger or found.firing is not None)
    refused, kept = (), found.edits
    if not in_the_way:
        within = tuple(edits for edits in kept if not any(limit(asked, edits)))
        refused = () if within or not kept else tuple(limit(asked, kept[0]))
        kept = within or kept
    found = FoundWays(found.firing, kept, found.is_whole)
    is_enough = is_startable and bool(kept) and not refused
    ways = tuple(map(Way, kept))
    if is_enough:
        found, ways = done_now(asked, found)
    is_list = any(isinstance(reason, NotInSmartList) for reason in wrong)
    never = why_no_way(asked, found) if is_list and not ways and found.is_whole else None
    if never is not None and never.because is Because.GIVEN_UP:
        found, never = replace(found, is_whole=False), None
    if found.is_whole and any(is_never_fired(one) for one in fired):
        never = Never(Because.LINES)
    return WhyNot(
        campaign.key,
        person,
        (*around(campaign, passed, environment), *fired, *wrong, *entered(asked), *refused),
        ways,
        None if found.firing is None else found.firing.event,
        None if found.firing is None else found.firing.change,
        is_enough,
        found.is_whole,
        never,
        occasion if fires else None,
    )
