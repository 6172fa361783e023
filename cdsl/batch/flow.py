"""A flow as set operations: each step is done for those who come to it, all at once.

Floor 4. Who comes to a step is a truth value of everybody. A person is moved by no other, so that
this comes to what the interpreter does one by one, save for what it says of the order of people.
"""

from typing import assert_never

from cdsl.batch import belonging, changes, messages
from cdsl.batch.branches import Ways, choose, rotate, split
from cdsl.batch.building import both, either, opposite
from cdsl.batch.conditions import judged
from cdsl.batch.entering import child_scope, enter, may_enter
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import ChildCount, Known, Varying, Worth
from cdsl.batch.tree import FALSE, TRUE, Expression
from cdsl.batch.waits import wait
from cdsl.semantics.flow import (
    AddToList,
    CallWebhook,
    ChangeBy,
    ChangeField,
    Choice,
    ClearField,
    DeletePerson,
    DoAction,
    DoNothing,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Split,
    Step,
    Stop,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.types import Type
from cdsl.source.limits import LIMITS


def do_steps(steps: tuple[Step, ...], who: Expression, place: Place) -> Expression:
    """Do steps in order for some; who of them goes on behind.

    Who comes to a step that is not set-based is handed over. Raises NotSetBasedError where nobody
    may be.
    """
    for step in steps:
        if who == FALSE:
            break
        try:
            who = _do(step, who, place)
        except NotSetBasedError as refused:
            if refused.location is None:
                refused.location = place.at(refused.span or step.span)
            place.standing.hand_over(who, refused)
            return FALSE
    return who


def _do(step: Step, who: Expression, place: Place) -> Expression:
    match step:
        case ChangeField():
            changes.change_field(step, who, place)
        case ChangeBy():
            changes.change_by(step, who, place)
        case ClearField():
            changes.clear_field(step, who, place)
        case MapField():
            changes.map_field(step, who, place)
        case AddToList():
            belonging.add_to_list(step, who, place)
        case RemoveFromList():
            belonging.remove_from_list(step, who, place)
        case SetStatus():
            belonging.set_status(step, who, place)
        case SendEmail():
            messages.send_email(step, who, place)
        case SendAlert():
            messages.send_alert(step, who, place)
        case InterestingMoment():
            messages.interesting_moment(step, who, place)
        case DoAction():
            messages.do_action(step, who, place)
        case DoNothing():
            place.count("do nothing", step.path, who)
        case RequestCampaign():
            _request(step, who, place)
        case ExecuteCampaign():
            return _execute(step, who, place)
        case Choice():
            return _go(choose(step, who, place), who, step.path, place)
        case Split():
            return _go(split(step, who, place), who, step.path, place)
        case Rotate():
            return _go(rotate(step, who, place), who, step.path, place)
        case RemoveFromFlow():
            return _remove_from_flow(step, who, place)
        case DeletePerson():
            return _delete(step, who, place)
        case Stop():
            place.count("stop", step.path, who)
            return FALSE
        case CallWebhook():
            raise AssertionError("only trigger campaigns call webhooks (CDS302)")
        case WaitFor() | WaitUntil() | WaitUntilWeekday() | WaitUntilAnniversary():
            return wait(step, who, place)
        case _:
            assert_never(step)
    return who


def _go(ways: Ways, who: Expression, path: str, place: Place) -> Expression:
    """Do each way's steps for those who take it; everybody goes on who has not ended or stopped."""
    behind = [(taken, do_steps(steps, taken, place)) for taken, steps in ways]
    if all(taken == after for taken, after in behind):
        return who
    return place.define("goes on", path, either(*(after for _, after in behind)))


# Other campaigns --------------------------------------------------------------------------------


def _execute(step: ExecuteCampaign, who: Expression, place: Place) -> Expression:
    standing = place.standing
    child = standing.program.campaigns[step.campaign]
    scope = child_scope(step, child, place)
    callers = (*place.callers, place.campaign.key)
    qualified: Expression = FALSE
    if len(callers) <= LIMITS.executed_levels and child.key not in callers:
        qualified = both(who, judged(child.smart_list, scope, standing))
        qualified = both(qualified, may_enter(child, standing))
    qualified = place.define("qualified", step.path, qualified)
    values: dict[str, Worth] = {
        "campaign": Known(child.key.name, Type.TEXT),
        "qualified": Varying(qualified, Type.BOOLEAN),
        "parent": Known(place.campaign.key.name, Type.TEXT),
        "parent_tokens": Known(step.parent_tokens, Type.BOOLEAN),
    }
    place.leave(who, "execute_campaign", step.path, values)
    place.count("execute campaign", step.path, who)
    standing.children.append(ChildCount(place.campaign.key, child.key, who, qualified))
    if qualified == FALSE:
        return who
    enter(child, qualified, standing)
    inside = Place(standing, child, scope, callers)
    do_steps(child.flow, qualified, inside)
    if not inside.ended:
        return who
    place.ended.extend(inside.ended)
    gone = either(*inside.ended)
    return place.define("goes on", step.path, both(who, opposite(gone)))


def _request(step: RequestCampaign, who: Expression, place: Place) -> None:
    target = place.standing.program.campaigns[step.campaign]
    is_active = target.kind is not CampaignKind.TRIGGER or target.active
    asks = any(trigger.activity.name == "request_campaign" for trigger in target.triggers)
    if asks and is_active:
        message = "a requested campaign runs for one person at a time"
        raise NotSetBasedError("CDS608", message)
    place.skip("request campaign", step.path, who, (("not_requestable", TRUE),))


# Ends -------------------------------------------------------------------------------------------


def _remove_from_flow(step: RemoveFromFlow, who: Expression, place: Place) -> Expression:
    place.count("remove from flow", step.path, who)
    place.standing.end_waiting(who, step.campaign)
    if step.campaign not in (*place.callers, place.campaign.key):
        return who
    place.ended.append(who)
    return FALSE


def _delete(step: DeletePerson, who: Expression, place: Place) -> Expression:
    place.count("delete person", step.path, who)
    place.leave(who, "delete_person", step.path, {})
    place.standing.deleted.append(who)
    place.standing.end_waiting(who, None)
    place.ended.append(who)
    return FALSE
