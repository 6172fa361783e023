"""Steps that wait, and the days that they name.

Floor 2.
"""

from typing import assert_never

from cdsl.semantics import flow
from cdsl.semantics.resolve.values import compared, duration
from cdsl.semantics.setting import Setting
from cdsl.semantics.time import WORKING_DAYS, Weekday
from cdsl.semantics.types import Type
from cdsl.syntax import nodes, steps
from cdsl.syntax.campaigns import CampaignKind


def wait(
    node: steps.WaitFor | steps.WaitUntil | steps.WaitUntilDay | steps.WaitUntilAnniversary,
    path: str,
    kind: CampaignKind,
    setting: Setting,
) -> flow.Step:
    """A wait, in a flow of one kind of campaign."""
    if kind is CampaignKind.EXECUTABLE:
        message = "an executable campaign cannot wait"
        help = "wait in the caller, or request a trigger campaign, which may wait"
        setting.report("CDS301", message, node.span, help=help)
    at = node.at.value if node.at else None
    match node:
        case steps.WaitFor():
            days = frozenset(day for name in node.ending_on for day in weekdays(name))
            return flow.WaitFor(path, duration(node.duration), days, at, node.span)
        case steps.WaitUntil():
            value = compared(node.value, Type.DATETIME, setting)
            if at is not None and isinstance(node.value, nodes.Datetime):
                message = "the time is said twice"
                assert node.at is not None
                setting.report("CDS308", message, node.at.span, help="keep one of the two")
            return flow.WaitUntil(path, value.expression, value.type, at, node.span)
        case steps.WaitUntilDay():
            return flow.WaitUntilWeekday(path, weekdays(node.day), at, node.span)
        case steps.WaitUntilAnniversary():
            value = compared(node.of, Type.DATETIME, setting)
            return flow.WaitUntilAnniversary(path, value.expression, value.type, at, node.span)
        case _:
            assert_never(node)


def weekdays(name: str) -> frozenset[int]:
    """The numbers of the days that a day's name or `weekday` means; Monday is 0."""
    days = WORKING_DAYS if name == "weekday" else (Weekday(name),)
    return frozenset(list(Weekday).index(day) for day in days)
