"""CDS812: a trigger on every change of a number of which only a threshold counts.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AllOf, Compare, Condition, Operator, PersonField
from cdsl.semantics.program import CampaignKind, Trigger
from cdsl.source.diagnostic import Related
from cdsl.syntax import campaigns as syntax
from cdsl.tools.effects import Kind, listened_to
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign, Role
from cdsl.tools.lint.writing import text_of


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report the `on` line of a campaign whose smart list asks for at least so much.

    Only where the line asks for nothing but the field: who names a value has thought of it. And
    not where people who enter seldom may be waited for by other conditions.
    """
    core = campaign.core
    if core.kind is not CampaignKind.TRIGGER or not core.active:
        return
    audience = next((one for one in campaign.conditions if one.role is Role.AUDIENCE), None)
    lines = {
        part.span: part
        for part in campaign.node.parts
        if isinstance(part, syntax.OnChange) and part.old is None and part.new is None
    }
    for trigger in core.triggers:
        line = lines.get(trigger.span)
        if line is None or audience is None:
            continue
        bound = _bound(trigger, core.smart_list)
        written = None if bound is None else audience.comparison(bound)
        if bound is None or written is None or len(written.operands) != 1:
            continue
        if bound != core.smart_list and not core.qualification.every_time:
            continue
        name = text_of(campaign.source, line.target.span)
        least = text_of(campaign.source, written.operands[0].span)
        yield Problem(
            trigger.span,
            f"every change of `{name}` wakes this campaign, also long after it has reached {least}",
            help=f"write `on {name} reaches {least}`, which fires once, on the way up",
            related=(Related("only this counts", campaign.source, bound.span),),
            fix=replacing(
                f"write `on {name} reaches {least}`",
                trigger.span,
                f"on {name} reaches {least}",
                safe=False,
            ),
        )


def _bound(trigger: Trigger, audience: Condition) -> Compare | None:
    """The `F >= N` that all of a smart list's people meet, for the field that a trigger is on."""
    thing = listened_to(trigger)
    if thing is None or thing.kind is not Kind.FIELD:
        return None
    parts = audience.parts if isinstance(audience, AllOf) else (audience,)
    for part in parts:
        match part:
            case Compare(subject=PersonField(field=field), operator=Operator.AT_LEAST):
                if field.name == thing.name:
                    return part
            case _:
                pass
    return None


RULE: Final = CampaignRule("CDS812", check)
