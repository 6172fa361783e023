"""CDS435: an email that the same people get again and again.

Floor 6.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from cdsl.semantics.conditions import (
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    HoleCondition,
    InProgram,
    Operator,
)
from cdsl.semantics.expressions import Context
from cdsl.semantics.flow import (
    CallWebhook,
    DeletePerson,
    DoAction,
    ExecuteCampaign,
    RequestCampaign,
    SendEmail,
    Step,
)
from cdsl.semantics.program import Campaign, CampaignKind, Program, Schedule, ScheduleEvery
from cdsl.semantics.time import BELOW_A_DAY, Duration, Unit
from cdsl.semantics.walk import steps_in, tokens_in, values_in_condition
from cdsl.source.diagnostic import Fix
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Thing, effects_of, read_by_condition
from cdsl.tools.lint.audience import Audience
from cdsl.tools.lint.course import Passage, passages
from cdsl.tools.lint.mending import with_condition
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram

_DAYS: Final = 7
_FREQUENT: Final = frozenset({"visit_page", "open_email"})
_MOVING: Final = frozenset({Operator.IN_TIME_FRAME, Operator.IN_FUTURE_AFTER})


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the first email of a campaign that nothing keeps from sending it over and over.

    Of those that run more often than once a week, or react to visits and opens, and take
    people every time. It is enough that a condition looks at what the flow itself changes, or at
    what happened to people; what may change anything is taken to change it.
    """
    for campaign in program.campaigns:
        core = campaign.core
        when = _how_often(core) if core.qualification.every_time else ""
        if when:
            about = (core, campaign.node)
            yield from program.lookups.once("CDS435", about, partial(_in_flow, campaign, when))


def _in_flow(campaign: LintedCampaign, when: str, program: Program) -> tuple[Problem, ...]:
    core = campaign.core
    if any(map(_may_change_anything, _steps(core, program))):
        return ()
    audience = Audience(program)
    changed = effects_of(core, program).writes
    for passage in passages(campaign.flow, core.key):
        step = passage.step
        if isinstance(step, SendEmail) and not _is_guarded(passage, core, changed, audience):
            return (_problem(step, when, campaign),)
    return ()


def _how_often(campaign: Campaign) -> str:
    if campaign.kind is CampaignKind.BATCH:
        often = any(_is_often(schedule) for schedule in campaign.schedules)
        return "with every run" if often else ""
    names = {trigger.activity.name for trigger in campaign.triggers}
    return f"with every `{min(names)}`" if names and names <= _FREQUENT else ""


def _is_often(schedule: Schedule) -> bool:
    match schedule:
        case ScheduleEvery(unit=Unit.DAY, count=count):
            return count < _DAYS
        case ScheduleEvery(unit=Unit.WEEK, weekdays=weekdays, count=count):
            return len(weekdays) > count
        case _:
            return False


def _steps(campaign: Campaign, program: Program) -> Iterator[Step]:
    """The steps of a campaign and of those that it executes."""
    for step in steps_in(campaign.flow):
        yield step
        if isinstance(step, ExecuteCampaign):
            yield from _steps(program.campaigns[step.campaign], program)


def _may_change_anything(step: Step) -> bool:
    return isinstance(step, RequestCampaign | DoAction | CallWebhook | DeletePerson)


def _is_guarded(
    passage: Passage, campaign: Campaign, changed: Collection[Thing], audience: Audience
) -> bool:
    return any(
        _guards(leaf, holds)
        or any(thing in changed for thing in read_by_condition(leaf, audience.program))
        for condition in (campaign.smart_list, *passage.held)
        for leaf, holds in audience.leaves(condition)
    )


def _guards(leaf: Condition, holds: bool) -> bool:
    """Whether a condition stops to hold by itself: through what happened, or as time goes by."""
    match leaf:
        case Did(window=window):
            return not holds or window is not None
        case EnteredCampaign() | HoleCondition():
            return True
        case InProgram(where=where):
            return any(_guards(part, holds) for part in where)
        case Compare(operator=operator, duration=duration):
            moves = any(
                token.context is Context.SYSTEM
                for value in values_in_condition(leaf)
                for token in tokens_in(value)
            )
            is_short = duration is not None and _is_short(duration)
            return moves or operator in _MOVING or (operator is Operator.IN_PAST and is_short)
        case _:
            return False


def _is_short(duration: Duration) -> bool:
    """Whether it is about as long as the time between two runs."""
    return duration.unit in BELOW_A_DAY or duration == Duration(1, Unit.DAY)


def _problem(sent: SendEmail, when: str, campaign: LintedCampaign) -> Problem:
    name = sent.email.name
    guard = f"not did send_email where email is {quoted(name)}"
    edit = with_condition(campaign.node, campaign.source, guard)
    return Problem(
        sent.span,
        f"the same people get {quoted(name)} again {when}",
        help=f"ask for `{guard}`, or let people in once",
        fix=None if edit is None else Fix("leave out whoever had it", (edit,)),
        source=campaign.source,
    )


RULE: Final = ProgramRule("CDS435", check)
