"""CDS469: a smart list that nothing uses.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.places import AssetKind
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused_assets


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that no condition names."""
    yield from unused_assets(
        program,
        AssetKind.SMART_LIST,
        lambda name: f"nothing asks for the smart list {name}",
        "ask for it where its condition was meant, or drop it",
    )


RULE: Final = ProgramRule("CDS469", check)
