"""Rules about order: races, loops, and effects that nothing promises to be there in time.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.order import (
    circle,
    decides_too_early,
    every_change,
    mailed_twice,
    overwritten_by_execute,
    read_while_written,
    requested_too_soon,
    same_instant,
    wakes_itself,
    written_by_two,
)

RULES: Final[tuple[Rule, ...]] = (
    circle.RULE,
    mailed_twice.RULE,
    overwritten_by_execute.RULE,
    read_while_written.RULE,
    requested_too_soon.RULE,
    same_instant.RULE,
    wakes_itself.RULE,
    written_by_two.RULE,
    every_change.RULE,
    decides_too_early.RULE,
)
