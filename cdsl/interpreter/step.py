"""One step of a run (language.md 6).

Floor 4. Pure: reads the store through the environment and gives effects back; nothing is applied.
Everything that data can cause is a skip with its reason; an exception is a bug.
"""

from dataclasses import replace
from typing import assert_never

from cdsl.interpreter import branches, calls, fields, handlers, mail, memberships, waits
from cdsl.interpreter.doing import NOTHING, Doing, Done, recorded
from cdsl.interpreter.state import Block, Level, Moved, Run, StepOutcome, TokenScope
from cdsl.interpreter.view import Environment, View, scene_of
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
from cdsl.semantics.program import Campaign
from cdsl.world import effects


def enter(
    run_id: int,
    person: str,
    campaign: Campaign,
    scope: TokenScope,
    causes: tuple[AssetKey, ...] = (),
) -> Run:
    """A run at the start of a campaign's flow; that the person may enter is decided before."""
    return Run(run_id, person, (Level(campaign, scope, (Block(campaign.flow, 0),)),), causes)


def advance(run: Run, environment: Environment) -> Moved:
    """Do exactly one step of a run.

    Entering a child is the execute step itself: the child's first step is the next call's. A run
    whose last step was a wait, or whose person is gone, ends without a step.
    """
    levels = _settled(run.levels)
    row = environment.store.person(run.person)
    if not levels or row is None:
        return Moved(None, ())
    level = levels[-1]
    block = level.blocks[-1]
    step = block.steps[block.next]
    scene = scene_of(environment, level.scope, level.campaign.key.workspace)
    doing = Doing(
        environment, replace(run, levels=levels), level, step.path, View(scene, run.person, row)
    )
    done = _do(step, doing)
    after = Level(
        level.campaign, level.scope, (*level.blocks[:-1], Block(block.steps, block.next + 1))
    )
    moved = _next(levels[:-1], after, done)
    return Moved(
        replace(run, levels=moved, steps=run.steps + 1) if moved else None,
        done.effects,
        (StepOutcome(level.campaign.key, step.path, kind_of(step), done.skipped),),
        done.children,
        done.requests,
        done.removed,
        done.until,
        done.deleted,
    )


def _next(callers: tuple[Level, ...], level: Level, done: Done) -> tuple[Level, ...]:
    """Where the run stands after a step; nowhere when it has ended."""
    if done.ended:
        return ()
    if done.until is not None:
        return (*callers, level)
    if done.stopped:
        return _settled(callers)
    if done.child is not None:
        return _settled((*callers, level, done.child))
    if done.branch:
        blocks = (*level.blocks, Block(done.branch, 0))
        return (*callers, Level(level.campaign, level.scope, blocks))
    return _settled((*callers, level))


def _settled(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """The levels without branches and flows that are at their end."""
    while levels:
        level = levels[-1]
        blocks = level.blocks
        while blocks and blocks[-1].next >= len(blocks[-1].steps):
            blocks = blocks[:-1]
        if blocks:
            if len(blocks) == len(level.blocks):
                return levels
            return (*levels[:-1], Level(level.campaign, level.scope, blocks))
        levels = levels[:-1]
    return levels


def _do(step: Step, doing: Doing) -> Done:
    match step:
        case ChangeField():
            return fields.change_field(step, doing)
        case ChangeBy():
            return fields.change_by(step, doing)
        case ClearField():
            return fields.clear_field(step, doing)
        case MapField():
            return fields.map_field(step, doing)
        case AddToList():
            return memberships.add_to_list(step, doing)
        case RemoveFromList():
            return memberships.remove_from_list(step, doing)
        case SetStatus():
            return memberships.set_status(step, doing)
        case SendEmail():
            return mail.send_email(step, doing)
        case SendAlert():
            return mail.send_alert(step, doing)
        case InterestingMoment():
            return mail.interesting_moment(step, doing)
        case DoAction():
            return handlers.do_action(step, doing)
        case CallWebhook():
            return handlers.call_webhook(step, doing)
        case ExecuteCampaign():
            return calls.execute_campaign(step, doing)
        case RequestCampaign():
            return calls.request_campaign(step, doing)
        case WaitFor():
            return waits.wait_for(step, doing)
        case WaitUntil():
            return waits.wait_until(step, doing)
        case WaitUntilWeekday():
            return waits.wait_until_weekday(step, doing)
        case WaitUntilAnniversary():
            return waits.wait_until_anniversary(step, doing)
        case Choice():
            return branches.choose(step, doing)
        case Split():
            return branches.split(step, doing)
        case Rotate():
            return branches.rotate(step, doing)
        case RemoveFromFlow(campaign=campaign):
            return _remove_from_flow(campaign, doing)
        case DeletePerson():
            record = recorded(doing, "delete_person", {})
            gone = (record, effects.DeletePerson(doing.run.person))
            return Done(gone, ended=True, deleted=True)
        case Stop():
            return Done(stopped=True)
        case DoNothing():
            return NOTHING
        case _:
            assert_never(step)


def _remove_from_flow(campaign: AssetKey, doing: Doing) -> Done:
    """Ends this run too where the campaign is in it: a child takes its callers along."""
    here = any(level.campaign.key == campaign for level in doing.run.levels)
    return Done(removed=(campaign,), ended=here)


def kind_of(step: Step) -> str:
    """What a step is called in reports: its words, without its values."""
    match step:
        case ChangeField() | ChangeBy():
            return "change"
        case ClearField():
            return "clear"
        case MapField():
            return "map"
        case AddToList():
            return "add to list"
        case RemoveFromList():
            return "remove from list"
        case SetStatus():
            return "set status"
        case SendEmail():
            return "send email"
        case SendAlert():
            return "send alert"
        case InterestingMoment():
            return "interesting moment"
        case DoAction():
            return "do"
        case CallWebhook():
            return "call webhook"
        case ExecuteCampaign():
            return "execute campaign"
        case RequestCampaign():
            return "request campaign"
        case WaitFor():
            return "wait"
        case WaitUntil() | WaitUntilWeekday() | WaitUntilAnniversary():
            return "wait until"
        case Choice():
            return "if"
        case Split():
            return "split"
        case Rotate():
            return "rotate"
        case RemoveFromFlow():
            return "remove from flow"
        case DeletePerson():
            return "delete person"
        case Stop():
            return "stop"
        case DoNothing():
            return "do nothing"
        case _:
            assert_never(step)
