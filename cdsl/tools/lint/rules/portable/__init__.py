"""Rules about what the modelled system could not express; asked only with `portable`.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.portable import (
    alert_tokens,
    branch_of_conditions,
    branch_of_steps,
    date_arithmetic,
    in_turn,
    long_text,
    negated_group,
    number_added,
    operator_of_type,
    schedule_form,
    token_in_branch,
    token_wait,
    tokens_with_call,
)

RULES: Final[tuple[Rule, ...]] = (
    branch_of_conditions.RULE,
    branch_of_steps.RULE,
    token_in_branch.RULE,
    in_turn.RULE,
    tokens_with_call.RULE,
    token_wait.RULE,
    operator_of_type.RULE,
    negated_group.RULE,
    number_added.RULE,
    schedule_form.RULE,
    date_arithmetic.RULE,
    alert_tokens.RULE,
    long_text.RULE,
)
