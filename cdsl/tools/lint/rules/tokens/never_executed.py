"""CDS471: an executable campaign that nothing executes.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.places import AssetKind
from cdsl.semantics.uses import AssetTarget, Role
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.usage import is_asset
from cdsl.tools.lint.writing import text_of

_EXECUTED: Final = frozenset({Role.EXECUTES, Role.CLONES, Role.STARTS})


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that no step executes, no campaign clones and no test starts."""
    executable = {
        AssetTarget(AssetKind.CAMPAIGN, key)
        for key, campaign in program.program.campaigns.items()
        if campaign.kind == "executable"
    }
    for definition in program.usage().unused(
        lambda one: is_asset(one, AssetKind.CAMPAIGN) and one.target in executable, _EXECUTED
    ):
        name = text_of(definition.source, definition.span)
        # To drop it is for the author alone: a flow is work, and the API may execute it.
        yield Problem(
            definition.span,
            f"nothing executes {name}, so that its flow never runs",
            help="execute it from another campaign, or drop it",
            source=definition.source,
        )


RULE: Final = ProgramRule("CDS471", check)
