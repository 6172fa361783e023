"""CDS805: a trigger campaign changes the very field that fires it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AttributeOf, Compare
from cdsl.semantics.program import Trigger
from cdsl.tools.effects import Kind, listened_to, read_by_condition
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.settling import settles
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each such trigger, unless people enter only now and then, or the field settles."""
    for campaign in program.campaigns:
        if not campaign.core.qualification.every_time:
            continue
        writes = program.effects(campaign.core).writes
        for trigger in campaign.core.triggers:
            thing = listened_to(trigger)
            if thing is not None and thing.kind is Kind.FIELD and thing in writes:
                # Whom the change takes out of the smart list, it does not bring back.
                if thing in read_by_condition(campaign.core.smart_list, program.program):
                    continue
                if _is_narrow(trigger) or settles(thing, (campaign.core,), program.lookups):
                    continue
                yield Problem(
                    trigger.span,
                    f"the flow changes {thing}, which fires this campaign again",
                    help="qualify people once or once in a while, or react to one value only",
                    source=campaign.source,
                )


def _is_narrow(trigger: Trigger) -> bool:
    """Whether it reacts to certain values only, or to a limit that is crossed."""
    return trigger.reaches is not None or any(
        isinstance(node, Compare)
        and isinstance(node.subject, AttributeOf)
        and node.subject.attribute.name in ("new_value", "old_value", "change")
        for node in trigger.where
    )


RULE: Final = ProgramRule("CDS805", check)
