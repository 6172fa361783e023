"""CDS473: a campaign that waits for a request nobody makes.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.interpreter.calls import REQUEST
from cdsl.semantics.conditions import AllOf, AttributeOf, Compare, Operator
from cdsl.semantics.definitions import Definition
from cdsl.semantics.expressions import Constant
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Campaign, CampaignKind, Trigger
from cdsl.semantics.types import Type
from cdsl.semantics.uses import AssetTarget, Role, Target
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.writing import text_of

_FLOW: Final = "flow"
_SOURCES: Final = (_FLOW, "api", "sales")
"""Where requests come from; those of the API and of sales no file shows."""


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that nothing fires but requests of flows that there are not, or no request."""
    sources: dict[Target, frozenset[str]] = {
        AssetTarget(AssetKind.CAMPAIGN, key): found
        for key, campaign in program.program.campaigns.items()
        if (found := _sources(campaign)) is not None
    }
    for definition in program.usage().own:
        if sources.get(definition.target) == frozenset():
            yield _problem(
                definition,
                "waits for a request of a source that there is not",
                "write `api`, `sales` or `flow` as the `source`",
            )
    for definition in program.usage().unused(
        lambda one: sources.get(one.target) == frozenset({_FLOW}), frozenset({Role.REQUESTS})
    ):
        yield _problem(
            definition,
            "waits for a request by another campaign, and none requests it",
            "request it, or let it react to an activity of its own",
        )


def _problem(definition: Definition, message: str, help: str) -> Problem:
    # No fix drops the campaign: its flow is work, which may be for tomorrow.
    name = text_of(definition.source, definition.span)
    return Problem(definition.span, f"{name} {message}", help, source=definition.source)


def _sources(campaign: Campaign) -> frozenset[str] | None:
    """Of which requests an active campaign takes some; None where it takes anything else."""
    triggers = campaign.triggers
    if campaign.kind is not CampaignKind.TRIGGER or not campaign.active:
        return None
    if not all(one.activity.name == REQUEST and can_hold(AllOf(one.where)) for one in triggers):
        return None
    return frozenset(
        source for source in _SOURCES if any(_takes(trigger, source) for trigger in triggers)
    )


def _takes(trigger: Trigger, source: str) -> bool:
    attribute = next(one for one in trigger.activity.attributes if one.name == "source")
    subject = AttributeOf(attribute, attribute.type)
    asked = Compare(subject, Operator.IS, (Constant(source, Type.TEXT),), attribute.type)
    return can_hold(AllOf((*trigger.where, asked)))


RULE: Final = ProgramRule("CDS473", check)
