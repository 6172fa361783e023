"""Rules about names: tokens, lists, campaigns and emails that nothing uses or that hide each other.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
