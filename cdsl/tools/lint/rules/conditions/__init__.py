"""Rules about conditions: who is meant and who is found.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.conditions import (
    always_holds,
    before_matches_empty,
    beyond_retention,
    covered_value,
    did_other_than,
    did_without_window,
    domain_without_at,
    exact_instant,
    implied_condition,
    midnight_end,
    negatives_joined_by_or,
    never_holds,
    outer_blanks,
    past_before,
    repeated_condition,
    reversed_between,
    same_branches,
    unreachable_branch,
    window_below_schedule,
    zero_matches_empty,
)

RULES: Final[tuple[Rule, ...]] = (
    before_matches_empty.RULE,
    never_holds.RULE,
    always_holds.RULE,
    negatives_joined_by_or.RULE,
    unreachable_branch.RULE,
    implied_condition.RULE,
    repeated_condition.RULE,
    same_branches.RULE,
    zero_matches_empty.RULE,
    past_before.RULE,
    outer_blanks.RULE,
    covered_value.RULE,
    domain_without_at.RULE,
    did_other_than.RULE,
    beyond_retention.RULE,
    did_without_window.RULE,
    exact_instant.RULE,
    reversed_between.RULE,
    midnight_end.RULE,
    window_below_schedule.RULE,
)
