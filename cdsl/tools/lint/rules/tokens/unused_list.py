"""CDS468: a list that nothing uses.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.places import AssetKind
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused_assets


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that no campaign, condition or test names."""
    yield from unused_assets(
        program,
        AssetKind.LIST,
        lambda name: f"nothing adds to the list {name}, and nothing asks for it",
        "ask for it where it was meant, or drop it",
    )


RULE: Final = ProgramRule("CDS468", check)
