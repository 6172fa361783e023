"""Rules about flows, schedules and emails: what happens to people, and what does not.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
