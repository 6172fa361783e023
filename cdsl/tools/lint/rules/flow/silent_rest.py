"""CDS431: a choice whose branches all do one thing, and some people get none of it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    HoleCondition,
    Operator,
    Subject,
)
from cdsl.semantics.flow import ChangeField, Choice, ClearField, MapField, SendEmail, Step, Target
from cdsl.semantics.walk import conditions_in
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.implication.implication import implies
from cdsl.tools.lint.course import Passage, passages
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_PARTS_OF_A_TEXT: Final = frozenset({Operator.CONTAINS, Operator.STARTS_WITH})


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report a choice without `else` that asks one field, sets one field or sends in each branch.

    Who enters, and what held on the way, may leave nobody over; a field that was set before the
    choice is not an old one.
    """
    for passage in passages(campaign.flow, campaign.core.key):
        written = campaign.written.get(passage.step.path)
        if isinstance(passage.step, Choice) and isinstance(written, syntax.Choice):
            missed = _missed(passage.step, passage) if written.otherwise is None else ""
            if missed and not _is_whole(passage, passage.step, campaign):
                yield _problem(written, missed)


def _missed(choice: Choice, passage: Passage) -> str:
    """What the rest goes without; nothing where the branches have no common aim."""
    subjects = [_subject(arm.condition) for arm in choice.arms]
    if len(choice.arms) < 2 or None in subjects or len(set(subjects)) > 1:
        return ""
    targets = [_targets(arm.steps) for arm in choice.arms]
    common = [target for target in targets[0] if all(target in others for others in targets)]
    begun = _targets(tuple(one.step for one in passage.earlier()))
    for target in common:
        if target not in (*subjects, *begun):
            return f"keeps the old `{target.field.name}`"
    sends = all(any(isinstance(step, SendEmail) for step in arm.steps) for arm in choice.arms)
    return "gets no email" if sends else ""


def _subject(condition: Condition) -> Subject | None:
    """The one thing that a condition asks about, by values and not by parts of a text."""
    leaves = [part for part in conditions_in(condition) if not isinstance(part, AllOf | AnyOf)]
    asked = {
        part.subject
        if isinstance(part, Compare) and part.operator not in _PARTS_OF_A_TEXT
        else None
        for part in leaves
    }
    return asked.pop() if len(asked) == 1 else None


def _targets(steps: tuple[Step, ...]) -> list[Target]:
    return [step.target for step in steps if isinstance(step, ChangeField | ClearField | MapField)]


def _is_whole(passage: Passage, choice: Choice, campaign: LintedCampaign) -> bool:
    known = (campaign.core.smart_list, *passage.held)
    if any(isinstance(condition, HoleCondition) for condition in known):
        return True
    return implies(AllOf(known), AnyOf(tuple(arm.condition for arm in choice.arms)))


def _problem(written: syntax.Choice, missed: str) -> Problem:
    last = written.arms[-1]
    end = Span(written.span.end, written.span.end)
    return Problem(
        Span(last.condition.span.start, last.condition.span.end),
        f"whoever meets none of these conditions {missed}",
        help="add an `else`, if only to say that it is meant",
        fix=Fix("say that the others are left out", (Edit(end, " else { do nothing }"),)),
    )


RULE: Final = CampaignRule("CDS431", check)
