"""CDS476: a field that nothing reads or changes.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.uses import FieldTarget, MemberFieldTarget
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused
from cdsl.tools.lint.writing import text_of


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each field of a person, a company or a program's members.

    One that is declared again elsewhere may have been for its default.
    """
    usage = program.usage()
    for definition in usage.unused(
        lambda one: isinstance(one.target, FieldTarget | MemberFieldTarget)
    ):
        target = definition.target
        if sum(one.target == target and one.clone is None for one in usage.definitions) > 1:
            continue
        name = text_of(definition.source, definition.span)
        yield unused(
            definition,
            f"nothing reads or changes `{name}`",
            "use it, or drop it; one that is kept for its data says so in an allowance",
            program,
        )


RULE: Final = ProgramRule("CDS476", check)
