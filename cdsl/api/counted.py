"""What the set-based engine has counted, as the report says it.

Floor 7. Both engines fill one `Tally`, so that one report is made of either.
"""

from cdsl.batch.counts import Counted, StepCounted
from cdsl.runtime.report import FieldChange
from cdsl.runtime.tally import NOT_QUALIFIED, ChildTally, StepTally, Tally, rule_text
from cdsl.semantics.program import Campaign, Program


def add(tally: Tally, campaign: Campaign, counted: Counted) -> None:
    """Count what came of a batch campaign and of those that it executes, but for the fields."""
    own = tally.of(campaign.key)
    own.audience += counted.audience
    own.entered += counted.entered
    _refuse(tally, campaign, counted)
    for step in counted.steps:
        _step(tally, step)
    for child in counted.children:
        came = child.qualified + child.not_qualified
        if not came:
            continue
        executed = tally.of(child.campaign)
        executed.audience += came
        executed.entered += child.qualified
        if child.not_qualified:
            executed.refused[NOT_QUALIFIED] += child.not_qualified
        calls = tally.of(child.caller).children
        decided = calls.setdefault(child.campaign, ChildTally())
        decided.qualified += child.qualified
        decided.not_qualified += child.not_qualified


def add_over_limit(tally: Tally, campaign: Campaign, counted: Counted) -> None:
    """Count a campaign that more people would have entered than its limit allows: none did."""
    tally.of(campaign.key).audience += counted.audience
    _refuse(tally, campaign, counted)
    tally.of(campaign.key).refused["limit"] += counted.entered


def _refuse(tally: Tally, campaign: Campaign, counted: Counted) -> None:
    refused = counted.audience - counted.entered
    if refused:
        tally.of(campaign.key).refused[rule_text(campaign.qualification)] += refused


def _step(tally: Tally, step: StepCounted) -> None:
    came = step.done + sum(step.skipped.values())
    if not came:
        return
    steps = tally.of(step.campaign).steps
    found = steps.setdefault(step.path, StepTally(step.kind))
    found.done += step.done
    for reason, count in step.skipped.items():
        if count:
            found.skipped[reason] += count


def changes_of(program: Program, counted: Counted) -> tuple[FieldChange, ...]:
    """The fields that one campaign has changed, and of how many people."""
    fields = [
        FieldChange(field.name, counted.changed[field.column])
        for field in program.schema.person.values()
        if counted.changed.get(field.column)
    ]
    members = [
        FieldChange(f"member.{name}", count)
        for name, count in sorted(counted.changed_members.items())
        if count
    ]
    return (*fields, *members)
