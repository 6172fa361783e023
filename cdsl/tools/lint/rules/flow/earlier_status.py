"""CDS451: a status that people have left behind, which is skipped.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import SetStatus
from cdsl.semantics.program import Program
from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.lint.course import passages
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each step back in one line of a flow that does not say `even back`."""
    for campaign in program.campaigns:
        if sum(isinstance(step, SetStatus) for step in campaign.steps) < 2:
            continue
        for passage in passages(campaign.flow, campaign.core.key):
            step = passage.step
            if not isinstance(step, SetStatus) or step.even_back:
                continue
            before = next(
                (
                    one.step
                    for one in passage.earlier()
                    if isinstance(one.step, SetStatus) and one.step.program == step.program
                ),
                None,
            )
            if isinstance(before, SetStatus) and _is_back(before, step, program.program):
                end = Span(step.span.end, step.span.end)
                yield Problem(
                    step.span,
                    f"{quoted(step.status)} comes before {quoted(before.status)} in the channel: "
                    "this step is skipped",
                    help="set the earlier one first, or say `even back`",
                    related=(Related("is further on", campaign.source, before.span),),
                    fix=Fix("set it even back", (Edit(end, " even back"),)),
                    source=campaign.source,
                )


def _is_back(before: SetStatus, after: SetStatus, program: Program) -> bool:
    first, second = (_rank(step.program, step.status, program) for step in (before, after))
    return first is not None and second is not None and second < first


def _rank(key: AssetKey, status: str, program: Program) -> int | None:
    channel = program.programs[key].channel
    if channel is None:
        return None
    statuses = program.schema.channels[channel].statuses
    return next((one.rank for one in statuses if one.name == status), None)


RULE: Final = ProgramRule("CDS451", check)
