"""A flow as set operations: each step is done for those who come to it, all at once.

Floor 4. Who comes to a step is a truth value of everybody. A person is moved by no other, so that
this comes to what the interpreter does one by one, save for what it says of the order of people.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import assert_never

from cdsl.batch import belonging, changes, messages
from cdsl.batch.conditions import judged
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import ChildCount, Known, Standing, Varying, Worth
from cdsl.batch.tree import (
    FALSE,
    TRUE,
    Call,
    Expression,
    Kind,
    Literal,
    Operation,
    both,
    case,
    compared,
    either,
    is_missing,
    opposite,
)
from cdsl.batch.values import PassedDefinition, Scope, value_of
from cdsl.batch.waits import wait
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
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
    PassedToken,
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
from cdsl.semantics.program import Campaign, CampaignKind, TokenDefinition
from cdsl.semantics.tokens import Frame, FrameKind
from cdsl.semantics.types import Type


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
            return _choose(step, who, place)
        case Split():
            return _split(step, who, place)
        case Rotate():
            return _rotate(step, who, place)
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


# Ways -------------------------------------------------------------------------------------------


def _choose(step: Choice, who: Expression, place: Place) -> Expression:
    place.count("if", step.path, who)
    left = who
    ways: list[tuple[Expression, tuple[Step, ...]]] = []
    # Only one arm is entered, but all are judged before any is.
    for number, arm in enumerate(step.arms, 1):
        held = both(left, judged(arm.condition, place.scope, place.standing))
        taken = place.define("takes", f"{step.path}.{number}", held)
        ways.append((taken, arm.steps))
        left = both(left, opposite(taken))
    if step.otherwise:
        left = place.define("takes otherwise", step.path, left)
    ways.append((left, step.otherwise))
    return _go(ways, who, step.path, place)


def _split(step: Split, who: Expression, place: Place) -> Expression:
    place.count("split", step.path, who)
    key = place.campaign.key
    start = f"{place.standing.seed}|{key.workspace}|{key.joined}|{step.name}|"
    drawn_from = Call(Operation.JOIN, (Literal(start, Kind.TEXT), ID), Kind.TEXT)
    drawn = place.define("draw", step.path, Call(Operation.DRAW, (drawn_from,), Kind.TEXT))
    ways: list[tuple[Expression, tuple[Step, ...]]] = []
    left, bound = who, 0
    for number, share in enumerate(step.shares, 1):
        bound += share.hundredths
        # Shares are hundredths of a percent of 64 bits, rounded up: a draw lies below or not.
        limit = -(-(bound << 64) // 10_000)
        falls: Expression = TRUE
        if limit < 1 << 64:
            falls = compared(Operation.LESS, drawn, Literal(f"{limit:016x}", Kind.TEXT))
        taken = place.define("falls into", f"{step.path}.{number}", both(left, falls))
        ways.append((taken, share.steps))
        left = both(left, opposite(taken))
    ways.append((left, ()))
    return _go(ways, who, step.path, place)


def _rotate(step: Rotate, who: Expression, place: Place) -> Expression:
    place.count("rotate", step.path, who)
    if not step.turns:
        return who
    standing, key = place.standing, (place.campaign.key, step.name)
    if key in standing.turns:
        raise NotSetBasedError("CDS607", "people come to one rotation from several places")
    if standing.seed:
        raise NotSetBasedError("CDS607", "a seed shuffles the order in which people take turns")
    standing.turns[key] = who
    number = Call(Operation.ROW_NUMBER, (who, *standing.order()), Kind.WHOLE)
    place_in_row = place.define("place in row", step.path, number)
    count = len(step.turns)
    before = standing.turns_before.get(key, 0)
    turn: Expression = Call(
        Operation.REMAINDER,
        (
            Call(
                Operation.ADD,
                (place_in_row, Literal((before - 1) % count, Kind.WHOLE)),
                Kind.WHOLE,
            ),
            Literal(count, Kind.WHOLE),
        ),
        Kind.WHOLE,
    )
    turn = place.define("turn", step.path, turn)
    ways = [
        (
            place.define(
                "takes turn",
                f"{step.path}.{at + 1}",
                both(who, compared(Operation.EQUAL, turn, Literal(at, Kind.WHOLE))),
            ),
            steps,
        )
        for at, steps in enumerate(step.turns)
    ]
    return _go(ways, who, step.path, place)


def _go(
    ways: list[tuple[Expression, tuple[Step, ...]]], who: Expression, path: str, place: Place
) -> Expression:
    """Do each way's steps for those who take it; everybody goes on who has not ended or stopped."""
    behind = [(taken, do_steps(steps, taken, place)) for taken, steps in ways]
    if all(taken == after for taken, after in behind):
        return who
    return place.define("goes on", path, either(*(after for _, after in behind)))


# Other campaigns --------------------------------------------------------------------------------


def _execute(step: ExecuteCampaign, who: Expression, place: Place) -> Expression:
    standing = place.standing
    child = standing.program.campaigns[step.campaign]
    scope = _child_scope(step, child, place)
    callers = (*place.callers, place.campaign.key)
    qualified: Expression = FALSE
    if len(callers) <= standing.limits.executed_levels and child.key not in callers:
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


def may_enter(campaign: Campaign, standing: Standing) -> Expression:
    """Of whom the qualification rule lets them into a campaign now."""
    rule = campaign.qualification
    if rule.every_time:
        return TRUE
    last = standing.entered(campaign.key)
    never = is_missing(last)
    if rule.period_hours is None:
        return never
    try:
        limit = standing.now - timedelta(hours=rule.period_hours)
    except OverflowError:
        return never
    return either(never, compared(Operation.AT_MOST, last, literal(limit, Kind.INSTANT)))


def enter(campaign: Campaign, who: Expression, standing: Standing) -> None:
    """Note that people enter a campaign now; an entry that is later still stays."""
    last = standing.entered(campaign.key)
    now = literal(standing.now, Kind.INSTANT)
    is_news = either(is_missing(last), compared(Operation.LESS, last, now))
    after = case((both(who, is_news), now), otherwise=last)
    hint = f"entry into {campaign.key.name}"
    standing.entries[campaign.key] = standing.layers.define(hint, after)


def _child_scope(step: ExecuteCampaign, child: Campaign, place: Place) -> Scope:
    """The scope of a child: behind passed values, and behind its caller's if the step says so."""
    tokens, caller = child.tokens, place.scope
    zone = place.standing.zones[child.key.workspace]
    if step.parent_tokens:
        tokens = tokens.called_from(caller.tokens)
    if step.tokens:
        tokens = tokens.inside(_passed(step.tokens, place))
    if step.parent_tokens:
        program = child.program if caller.program is None else caller.program
        return Scope(tokens, caller.campaign, program, zone)
    return Scope(tokens, child, child.program, zone)


def _passed(tokens: tuple[PassedToken, ...], place: Place) -> Frame[TokenDefinition]:
    """The frame of passed values, worked out in the caller's chain at the call."""
    bindings: dict[str, TokenDefinition] = {}
    for token in tokens:
        worth = value_of(token.value, place.scope, place.standing)
        fitting, _ = converted(worth, token.type, place.scope.zone, None)
        bindings[token.name] = PassedDefinition(token.name, token.name, token.type, None, fitting)
    return Frame(FrameKind.PASSED, place.campaign.key.name, bindings)


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


def steps_in_all(
    steps: tuple[Step, ...], campaigns: Mapping[AssetKey, Campaign], depth: int
) -> int:
    """The most steps that somebody can do in a flow, with those of the campaigns it executes."""
    total = 0
    for step in steps:
        total += 1
        match step:
            case Choice():
                ways = (*(arm.steps for arm in step.arms), step.otherwise)
            case Split():
                ways = tuple(share.steps for share in step.shares)
            case Rotate():
                ways = step.turns
            case ExecuteCampaign() if depth:
                ways = (campaigns[step.campaign].flow,)
                total += steps_in_all(ways[0], campaigns, depth - 1)
                continue
            case _:
                continue
        total += max((steps_in_all(way, campaigns, depth) for way in ways), default=0)
    return total
