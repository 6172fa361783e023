"""Rules about conditions: who is meant and who is found.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.conditions import before_matches_empty

RULES: Final[tuple[Rule, ...]] = (before_matches_empty.RULE,)
