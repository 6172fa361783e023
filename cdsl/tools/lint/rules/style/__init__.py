"""Rules about style: another way to write the same, always with a fix.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
