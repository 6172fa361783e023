"""Rules about names: tokens, lists, campaigns and emails that nothing uses or that hide each other.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.tokens import (
    forgotten_parent_tokens,
    needless_parent_tokens,
    never_executed,
    never_given_token,
    never_requested,
    no_success,
    restored_outer_token,
    same_as_outer,
    unread_passed_token,
    unread_token,
    unused_connection,
    unused_email,
    unused_field,
    unused_list,
    unused_smart_list,
    unused_use,
)

RULES: Final[tuple[Rule, ...]] = (
    unread_token.RULE,
    same_as_outer.RULE,
    restored_outer_token.RULE,
    forgotten_parent_tokens.RULE,
    needless_parent_tokens.RULE,
    unread_passed_token.RULE,
    never_given_token.RULE,
    unused_list.RULE,
    unused_smart_list.RULE,
    unused_email.RULE,
    never_executed.RULE,
    unused_connection.RULE,
    never_requested.RULE,
    unused_use.RULE,
    unused_field.RULE,
    no_success.RULE,
)
