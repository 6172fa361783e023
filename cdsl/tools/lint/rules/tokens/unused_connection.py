"""CDS472: a mapping, a webhook or an action that no step uses.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.definitions import Definition
from cdsl.semantics.places import AssetKind
from cdsl.semantics.uses import ActivityTarget, AssetTarget
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused
from cdsl.tools.lint.writing import text_of

_VERBS: Final = ((AssetKind.MAPPING, "maps by"), (AssetKind.WEBHOOK, "calls"))


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each; of an action, what asks for its activity is a use as well."""
    actions = program.program.schema.actions

    def verb(definition: Definition) -> str:
        match definition.target:
            case AssetTarget(kind=kind):
                return dict(_VERBS).get(kind, "")
            case ActivityTarget(name=name) if name in actions:
                return "does"
            case _:
                return ""

    for definition in program.usage().unused(lambda one: verb(one) != ""):
        name = text_of(definition.source, definition.span)
        target = definition.target
        what = f"the {target.kind} {name}" if isinstance(target, AssetTarget) else f"`{name}`"
        yield unused(
            definition,
            f"no step {verb(definition)} {what}",
            "use it where it was meant, or drop it",
            program,
        )


RULE: Final = ProgramRule("CDS472", check)
