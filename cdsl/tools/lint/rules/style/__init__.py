"""Rules about style: another way to write the same, always with a fix.

Floor 6. Layout is the formatter's matter.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.style import (
    at_least_once,
    between_equal_ends,
    choice_of_one,
    double_negation,
    else_if,
    empty_block,
    joined_values,
    list_of_one,
    needless_block,
    needless_parentheses,
    negated_comparison,
    nested_if,
    not_any,
    only_else,
    quoted_identifier,
    two_bounds,
    used_twice,
)

RULES: Final[tuple[Rule, ...]] = (
    negated_comparison.RULE,
    double_negation.RULE,
    joined_values.RULE,
    list_of_one.RULE,
    two_bounds.RULE,
    needless_parentheses.RULE,
    needless_block.RULE,
    at_least_once.RULE,
    not_any.RULE,
    else_if.RULE,
    empty_block.RULE,
    used_twice.RULE,
    only_else.RULE,
    nested_if.RULE,
    choice_of_one.RULE,
    between_equal_ends.RULE,
    quoted_identifier.RULE,
)
