"""Every lint rule there is, by what it is about; a module a rule.

Floor 6. A rule is reported because it stands in the `RULES` of its room and here.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules import conditions, flow, order, portable, style, tokens

RULES: Final[tuple[Rule, ...]] = (
    *conditions.RULES,
    *flow.RULES,
    *tokens.RULES,
    *order.RULES,
    *portable.RULES,
    *style.RULES,
)
