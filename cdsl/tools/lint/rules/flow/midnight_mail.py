"""CDS458: an email that goes out at midnight.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import (
    SendEmail,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.span import Span
from cdsl.tools.lint.course import last_wait, passages
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each wait for a day without a time of it, where an email comes next."""
    seen: set[str] = set()
    for passage in passages(campaign.flow, campaign.core.key):
        wait = last_wait(passage) if isinstance(passage.step, SendEmail) else None
        message = "" if wait is None or wait.path in seen else _message(wait)
        if wait is not None and message:
            seen.add(wait.path)
            end = Span(wait.span.end, wait.span.end)
            yield Problem(
                wait.span,
                message,
                help="say at what time, as in `at 09:00`",
                related=(Related("goes out then", campaign.source, passage.step.span),),
                fix=Fix("wait for the morning", (Edit(end, " at 09:00"),)),
            )


def _message(wait: Wait) -> str:
    match wait:
        case WaitFor(weekdays=weekdays, at=None) if weekdays:
            return "the email goes out at midnight to whoever comes on another day"
        case WaitUntil(type=Type.DATE, at=None):
            return "this ends at midnight, and the email goes out then"
        case WaitUntilWeekday(at=None) | WaitUntilAnniversary(at=None):
            return "this ends at midnight, and the email goes out then"
        case _:
            return ""


RULE: Final = CampaignRule("CDS458", check)
