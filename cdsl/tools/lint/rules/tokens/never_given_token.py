"""CDS467: an executable campaign reads a token that no call gives a value.

Floor 6.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import ExecuteCampaign
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.uses import AssetTarget, Role, TokenTarget
from cdsl.source.diagnostic import Related
from cdsl.tools.lint.frames import is_repeated
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.writing import text_of

_Call = tuple[AssetKey, ExecuteCampaign]
"""A campaign, and a step of it."""


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each empty token of an executable campaign that is executed, always without it."""
    usage = program.usage()
    reads = usage.tokens
    callers: dict[AssetKey, list[_Call]] = {}
    for caller, calls in reads.calls.items():
        for step in calls:
            callers.setdefault(step.campaign, []).append((caller, step))
    for definition in usage.own:
        target = definition.target
        if not isinstance(target, TokenTarget) or target.campaign not in callers:
            continue
        key, name = target.campaign, target.name
        assert key is not None
        bound = reads.chains[key].find(name)
        if bound is None or bound.value.target != target or bound.value.value is not None:
            continue
        if name not in reads.asked[key].bare or _is_given(target, key, program):
            continue
        if not any(_gives(call, name, program) for call in callers[key]):
            written = text_of(definition.source, definition.span)
            yield Problem(
                definition.span,
                f"no call gives `my.{written}` a value, so that it is always empty",
                help="pass it with the call, or give it a value here",
                related=_calls(callers[key], program),
                source=definition.source,
            )


def _is_given(target: TokenTarget, key: AssetKey, program: LintedProgram) -> bool:
    """Whether a test, a clone or another file may give it a value."""
    usage = program.usage()
    campaign = AssetTarget(AssetKind.CAMPAIGN, key)
    return (
        Role.GIVES in usage.roles.of(target)
        or Role.CLONES in usage.roles.of(campaign)
        or is_repeated(target, usage.tokens)
        or usage.elsewhere() != []
    )


def _gives(call: _Call, name: str, program: LintedProgram) -> bool:
    key, step = call
    if any(token.name == name for token in step.tokens):
        return True
    if not step.parent_tokens:
        return False
    caller = program.program.campaigns[key]
    chain = program.usage().tokens.chains[key]
    return caller.kind is CampaignKind.EXECUTABLE or chain.find(name) is not None


def _calls(calls: Sequence[_Call], program: LintedProgram) -> tuple[Related, ...]:
    sources = {campaign.core.key: campaign.source for campaign in program.campaigns}
    return tuple(
        Related("called here", sources[caller], step.span)
        for caller, step in calls
        if caller in sources
    )[:1]


RULE: Final = ProgramRule("CDS467", check)
