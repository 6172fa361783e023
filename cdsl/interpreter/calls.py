"""The steps that call another campaign, in this run or in one of its own (language.md 4 and 5).

Floor 4. Pure: a child is a level of the run, a request is data for the runtime.
"""

from cdsl.interpreter.doing import FLOW, Doing, Done, recorded, skip
from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.state import Block, ChildOutcome, Level, Requested, TokenScope
from cdsl.interpreter.values import type_of, value_of
from cdsl.interpreter.view import View, scene_of
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import ExecuteCampaign, PassedToken, RequestCampaign
from cdsl.semantics.program import Campaign, TokenDefinition, Tokens
from cdsl.semantics.tokens import Chain, Frame, FrameKind
from cdsl.world.effects import Effect, Enter
from cdsl.world.reentry import may_enter
from cdsl.world.values import Unreadable, convert

REQUEST = "request_campaign"
"""The activity that a request leaves, and that `on request_campaign` waits for."""


def execute_campaign(step: ExecuteCampaign, doing: Doing) -> Done:
    """`execute campaign "X"`: the decision, and for who qualifies the way into the child's flow.

    Too deep, or a campaign that is executing already: nobody qualifies.
    """
    environment, run, level = doing.environment, doing.run, doing.level
    child = environment.program.campaigns[step.campaign]
    scope = child_scope(step, child, doing)
    qualified = _is_reachable(child, doing) and _qualifies(child, scope, doing)
    record = recorded(
        doing,
        "execute_campaign",
        {
            "campaign": child.key.name,
            "qualified": qualified,
            "parent": level.campaign.key.name,
            "parent_tokens": step.parent_tokens,
        },
    )
    outcome = ChildOutcome(level.campaign.key, child.key, qualified)
    effects: tuple[Effect, ...] = (record,)
    entered = None
    if qualified:
        effects += (Enter(run.person, child.key, environment.now),)
        entered = Level(child, scope, (Block(child.flow, 0),))
    return Done(effects, child=entered, children=(outcome,))


def _is_reachable(child: Campaign, doing: Doing) -> bool:
    levels = doing.run.levels
    if len(levels) > doing.environment.limits.executed_levels:
        return False
    return all(level.campaign.key != child.key for level in levels)


def _qualifies(child: Campaign, scope: TokenScope, doing: Doing) -> bool:
    environment, person = doing.environment, doing.run.person
    scene = scene_of(environment, scope, child.key.workspace)
    if not judged(child.smart_list, View(scene, person, doing.view.row)):
        return False
    return may_enter(child, environment.store.entered(child.key, person), environment.now)


def child_scope(step: ExecuteCampaign, child: Campaign, doing: Doing) -> TokenScope:
    """The scope of a child: behind passed values, and behind its caller's if the step says so."""
    tokens = child.tokens
    caller = doing.level.scope
    if step.parent_tokens:
        tokens = tokens.called_from(caller.tokens)
    if step.tokens:
        tokens = tokens.inside(_passed(step.tokens, doing))
    if step.parent_tokens:
        program = child.program if caller.program is None else caller.program
        return TokenScope(tokens, caller.campaign, program, caller.trigger)
    return TokenScope(tokens, child, child.program, None)


def _passed(tokens: tuple[PassedToken, ...], doing: Doing) -> Frame[TokenDefinition]:
    """The frame of passed values: constants, worked out in the caller's chain at the call."""
    bindings = {}
    for token in tokens:
        value = value_of(token.value, doing.view)
        fitting = convert(value, type_of(token.value), token.type, doing.view.scene.zone)
        if fitting is None or isinstance(fitting, Unreadable):
            constant = None
        else:
            constant = Constant(fitting, token.type)
        bindings[token.name] = TokenDefinition(token.name, token.name, token.type, constant)
    return Frame(FrameKind.PASSED, doing.level.campaign.key.name, bindings)


def request_campaign(step: RequestCampaign, doing: Doing) -> Done:
    """`request campaign "X"`: recorded, and left to the runtime."""
    target = doing.environment.program.campaigns[step.campaign]
    if not (is_requestable(target) and doing.environment.is_active(target.key)):
        return skip(doing, "not_requestable")
    tokens: Tokens = Chain()
    if step.tokens:
        tokens = tokens.inside(_passed(step.tokens, doing))
    record = recorded(doing, REQUEST, {"campaign": target.key.name, "source": FLOW})
    requested = Requested(doing.run.person, target.key, tokens)
    return Done((record,), requests=(requested,))


def is_requestable(campaign: Campaign) -> bool:
    """Whether the campaign has an `on request_campaign` line."""
    return any(trigger.activity.name == REQUEST for trigger in campaign.triggers)
