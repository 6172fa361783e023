"""What the set-based engine has counted, as the report says it.

Floor 7. Both engines fill one `Tally`, so that one report is made of either.
"""

from cdsl.batch.counts import Counted, StepCounted
from cdsl.runtime.report import FieldChange
from cdsl.runtime.tally import NOT_QUALIFIED, ChildTally, StepTally, Tally, rule_text
from cdsl.semantics.program import Program


def add(tally: Tally, counted: Counted) -> None:
    """Count what came of batch campaigns and of those that they execute, but for the fields."""
    for started in counted.started:
        own = tally.of(started.campaign.key)
        own.audience += started.audience
        refused = started.audience - started.entered
        if refused:
            own.refused[rule_text(started.campaign.qualification)] += refused
        if started.is_over:
            own.refused["limit"] += started.entered
        else:
            own.entered += started.entered
    for campaign, runs in counted.waiting.items():
        tally.of(campaign).waiting += runs
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


def changes_of(program: Program, counted: Counted, tally: Tally) -> tuple[FieldChange, ...]:
    """The fields that were changed, and of how many people.

    Of some it was counted how many they are, of others in the tally who they are.
    """
    fields = {
        field.name: counted.changed.get(field.column, 0) + len(tally.changed.get(field.column, ()))
        for field in program.schema.person.values()
    }
    members = {
        f"member.{name}": counted.changed_members.get(name, 0)
        + len(tally.changed_members.get(name, ()))
        for name in sorted({*counted.changed_members, *tally.changed_members})
    }
    return tuple(FieldChange(name, count) for name, count in (fields | members).items() if count)
