"""CDS452: a wait that is none.

Floor 6.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import Step, WaitFor, WaitUntil
from cdsl.source.diagnostic import Fix
from cdsl.tools.lint.mending import without
from cdsl.tools.lint.rule import ClockRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_ANY_ZONE: Final = timedelta(days=1)


def check(campaign: LintedCampaign, now: datetime | None) -> Iterator[Problem]:
    """Report each wait of no time at all, and each until a day that is over."""
    for step in campaign.steps:
        why = _why(step, now)
        if why:
            edit = without(campaign.node, campaign.source, step.span)
            yield Problem(
                step.span,
                f"nobody waits here: {why}",
                help="say how long, or remove it",
                fix=None if edit is None else Fix("remove the wait", (edit,)),
            )


def _why(step: Step, now: datetime | None) -> str:
    match step:
        case WaitFor(duration=duration, weekdays=weekdays, at=at) if not duration.count:
            return "" if weekdays or at is not None else "it takes no time"
        case WaitUntil(value=Constant(value=datetime() as instant), at=at):
            end = instant + _ANY_ZONE if at is not None else instant
            return "its time has passed" if now is not None and end < now else ""
        case WaitUntil(value=Constant(value=date() as day)):
            end = datetime.combine(day, time.max, UTC) + _ANY_ZONE
            return "its day has passed" if now is not None and end < now else ""
        case _:
            return ""


RULE: Final = ClockRule("CDS452", check)
