"""One step of a run (language.md 6).

Floor 4. Pure: reads the store through the environment and gives effects back; nothing is applied.
Everything that data can cause is a skip with its reason; an exception is a bug.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

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
    doing = next_doing(run, environment)
    if doing is None:
        return Moved(None, ())
    run, level = doing.run, doing.level
    block = level.blocks[-1]
    step = block.steps[block.next]
    done = _do(step, doing)
    after = Level(
        level.campaign, level.scope, (*level.blocks[:-1], Block(block.steps, block.next + 1))
    )
    moved = _next(run.levels[:-1], after, done)
    return Moved(
        Run(run.id, run.person, moved, run.causes, run.steps + 1) if moved else None,
        done.effects,
        (StepOutcome(level.campaign.key, step.path, kind_of(step), done.skipped),),
        done.children,
        done.requests,
        done.removed,
        done.until,
        done.deleted,
    )


def next_doing(run: Run, environment: Environment) -> Doing | None:
    """The step that is next, with all that it is done in; None where `advance` does none."""
    levels = _settled(run.levels)
    row = environment.store.person(run.person)
    if not levels or row is None:
        return None
    if levels is not run.levels:
        run = Run(run.id, run.person, levels, run.causes, run.steps)
    level = levels[-1]
    scene = scene_of(environment, level.scope, level.campaign.key.workspace)
    return Doing(environment, run, level, step_of(level).path, View(scene, run.person, row))


def step_of(level: Level) -> Step:
    """The step of a level that is next; it has one unless it is at its end."""
    block = level.blocks[-1]
    return block.steps[block.next]


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
    return STEPS[step.__class__][1](step, doing)


def kind_of(step: Step) -> str:
    """What a step is called in reports: its words, without its values."""
    return STEPS[step.__class__][0]


def _delete_person(step: DeletePerson, doing: Doing) -> Done:
    record = recorded(doing, "delete_person", {})
    return Done((record, effects.DeletePerson(doing.run.person)), ended=True, deleted=True)


def _remove_from_flow(step: RemoveFromFlow, doing: Doing) -> Done:
    """Ends this run too where the campaign is in it: a child takes its callers along."""
    here = any(level.campaign.key == step.campaign for level in doing.run.levels)
    return Done(removed=(step.campaign,), ended=here)


def _stop(step: Stop, doing: Doing) -> Done:
    return Done(stopped=True)


def _do_nothing(step: DoNothing, doing: Doing) -> Done:
    return NOTHING


STEPS: Final[Mapping[type, tuple[str, Callable[[Any, Doing], Done]]]] = MappingProxyType(
    {
        ChangeField: ("change", fields.change_field),
        ChangeBy: ("change", fields.change_by),
        ClearField: ("clear", fields.clear_field),
        MapField: ("map", fields.map_field),
        AddToList: ("add to list", memberships.add_to_list),
        RemoveFromList: ("remove from list", memberships.remove_from_list),
        SetStatus: ("set status", memberships.set_status),
        SendEmail: ("send email", mail.send_email),
        SendAlert: ("send alert", mail.send_alert),
        InterestingMoment: ("interesting moment", mail.interesting_moment),
        DoAction: ("do", handlers.do_action),
        CallWebhook: ("call webhook", handlers.call_webhook),
        ExecuteCampaign: ("execute campaign", calls.execute_campaign),
        RequestCampaign: ("request campaign", calls.request_campaign),
        WaitFor: ("wait", waits.wait_for),
        WaitUntil: ("wait until", waits.wait_until),
        WaitUntilWeekday: ("wait until", waits.wait_until_weekday),
        WaitUntilAnniversary: ("wait until", waits.wait_until_anniversary),
        Choice: ("if", branches.choose),
        Split: ("split", branches.split),
        Rotate: ("rotate", branches.rotate),
        RemoveFromFlow: ("remove from flow", _remove_from_flow),
        DeletePerson: ("delete person", _delete_person),
        Stop: ("stop", _stop),
        DoNothing: ("do nothing", _do_nothing),
    }
)
"""What each class of step is called in reports, and what doing it comes to."""
