"""CDS442: an email after a wait, to people of whom nobody asks any more.

Floor 6.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    MemberStatus,
    Operator,
    PersonField,
)
from cdsl.semantics.flow import Choice, RemoveFromFlow, SendEmail, Wait, WaitFor
from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.time import BELOW_A_DAY
from cdsl.semantics.walk import steps_in
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import effects_of, read_by_condition
from cdsl.tools.lint.audience import Audience
from cdsl.tools.lint.course import Passage, passages
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram

_SEEN_TO_WHEN_SENT: Final = frozenset(
    {"email", "unsubscribed", "marketing_suspended", "block_listed", "email_invalid"}
)


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the first such email of a campaign whose audience asks for what may change.

    After a day or more without an `if` on the way, where no other campaign takes people out of
    the flow. An operational email is owed whatever has changed, and what the flow changes itself
    keeps people from coming twice.
    """
    left = _left(program)
    for campaign in program.campaigns:
        waits = any(isinstance(step, Wait) for step in campaign.steps)
        if waits and campaign.core.key not in left:
            about = (campaign.core, campaign.node)
            yield from program.lookups.once("CDS442", about, partial(_in_flow, campaign))


def _in_flow(campaign: LintedCampaign, program: Program) -> tuple[Problem, ...]:
    for passage in passages(campaign.flow, campaign.core.key):
        step = passage.step
        if isinstance(step, SendEmail) and not program.emails[step.email].operational:
            wait = _unasked(passage)
            if wait is not None:
                changes = _audience_changes(campaign.core, program)
                return (_problem(step, wait, campaign),) if changes else ()
    return ()


def _audience_changes(campaign: Campaign, program: Program) -> bool:
    """Whether people may come to be meant no more, but by the flow itself."""
    own = effects_of(campaign, program).writes
    return any(
        _may_change(leaf, holds) and own.isdisjoint(read_by_condition(leaf, program))
        for leaf, holds in Audience(program).leaves(campaign.smart_list)
    )


def _left(program: LintedProgram) -> frozenset[AssetKey]:
    """The campaigns that others remove people from."""
    return frozenset(
        step.campaign
        for key, campaign in program.program.campaigns.items()
        for step in steps_in(campaign.flow)
        if isinstance(step, RemoveFromFlow) and step.campaign != key
    )


def _unasked(passage: Passage) -> Wait | None:
    """The wait of a day or more since which nothing was asked."""
    for earlier in passage.earlier():
        if isinstance(earlier.step, Choice):
            return None
        if isinstance(earlier.step, Wait) and _is_long(earlier.step):
            return earlier.step
    return None


def _is_long(wait: Wait) -> bool:
    return not isinstance(wait, WaitFor) or wait.duration.unit not in BELOW_A_DAY


def _may_change(leaf: Condition, holds: bool) -> bool:
    """Whether one who meets a condition may not meet it some days later."""
    match leaf:
        case Compare(subject=PersonField(field=field)) if field.name in _SEEN_TO_WHEN_SENT:
            return False
        case Compare(subject=subject, operator=operator):
            is_filled = operator is Operator.IS_EMPTY and not holds
            return not is_filled or isinstance(subject, MemberStatus)
        case Did() | EnteredCampaign():
            return not holds
        case InList() | InProgram():
            return True
        case Everyone() | HoleCondition():
            return False
        case _:
            return False


def _problem(sent: SendEmail, wait: Wait, campaign: LintedCampaign) -> Problem:
    return Problem(
        sent.span,
        f"{quoted(sent.email.name)} goes to whoever was meant before the wait",
        help="ask again with an `if`, or take people out by `remove from flow` when they change",
        related=(Related("the wait", campaign.source, wait.span),),
        source=campaign.source,
    )


RULE: Final = ProgramRule("CDS442", check)
