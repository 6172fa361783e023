"""CDS470: an email that nothing sends.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.places import AssetKind
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused_assets


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that no step sends and no condition names."""
    yield from unused_assets(
        program,
        AssetKind.EMAIL,
        lambda name: f"nothing sends the email {name}",
        "send it, or drop it",
    )


RULE: Final = ProgramRule("CDS470", check)
