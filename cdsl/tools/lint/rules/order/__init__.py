"""Rules about order: races, loops, and effects that nothing promises to be there in time.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
