"""CDS425: a reaction that is waited for, and found in an earlier passage.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AttributeOf, Compare, Condition, Did, Operator
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import Choice, SendEmail, Step, WaitFor
from cdsl.semantics.walk import conditions_in
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign

_REACTIONS: Final = frozenset({"open_email", "click_email"})


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report it in flows that a person may pass more than once: send, wait, then `if did …`."""
    rule = campaign.core.qualification
    if rule.every_time or rule.period_hours is not None:
        yield from _in_block(campaign.flow, campaign)


def _in_block(steps: tuple[Step, ...], campaign: LintedCampaign) -> Iterator[Problem]:
    sent: set[str] = set()
    for before, step in zip((None, *steps), steps, strict=False):
        if isinstance(step, SendEmail):
            sent.add(step.email.name)
        if not isinstance(step, Choice):
            continue
        if isinstance(before, WaitFor) and sent:
            yield from _judged(step, before, sent, campaign)
        for branch in (*(arm.steps for arm in step.arms), step.otherwise):
            yield from _in_block(branch, campaign)


def _judged(
    step: Choice, wait: WaitFor, sent: set[str], campaign: LintedCampaign
) -> Iterator[Problem]:
    written = campaign.written.get(wait.path)
    if not isinstance(written, syntax.WaitFor):
        return
    source = campaign.source.text
    length = source[written.duration.span.start : written.duration.span.end]
    # An end rule makes the wait longer than it says.
    window = None if wait.weekdays or wait.at is not None else f" in past {length}"
    for arm in step.arms:
        for part in conditions_in(arm.condition):
            if isinstance(part, Did) and part.window is None and _is_reaction(part, sent):
                yield Problem(
                    part.span,
                    f"also finds a `{part.activity.name}` from before the wait",
                    help="people pass this flow more than once: say how far to look back",
                    fix=None
                    if window is None
                    else replacing(
                        "look back as long as the wait",
                        Span(part.span.end, part.span.end),
                        window,
                        safe=False,
                    ),
                )


def _is_reaction(did: Did, sent: set[str]) -> bool:
    if did.activity.name not in _REACTIONS or did.at_least != 1:
        return False
    named = [name for test in did.where for name in _emails(test)]
    return not named or not sent.isdisjoint(named)


def _emails(test: Condition) -> Iterator[str]:
    match test:
        case Compare(subject=AttributeOf(attribute=attribute), operator=Operator.IS):
            if attribute.name == "email":
                for operand in test.operands:
                    yield str(operand.value) if isinstance(operand, Constant) else ""
        case _:
            return


RULE: Final = CampaignRule("CDS425", check)
