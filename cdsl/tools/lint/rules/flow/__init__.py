"""Rules about flows, schedules and emails: what happens to people, and what does not.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule
from cdsl.tools.lint.rules.flow import (
    broad_trigger,
    does_nothing,
    earlier_status,
    executable_removed,
    limits_not_respected,
    mail_after_wait,
    mail_to_everyone,
    mailed_again,
    midnight_mail,
    no_address,
    no_wait,
    null_text,
    on_and_off_list,
    once_unsaid,
    overwritten_field,
    past_schedule,
    rounded_shares,
    silent_rest,
    single_way,
    token_without_default,
    two_mails_at_once,
    unchecked_reply,
    unreachable_steps,
    unset_status,
    wait_end_rule,
    wait_in_vain,
    without_limit,
)

RULES: Final[tuple[Rule, ...]] = (
    null_text.RULE,
    silent_rest.RULE,
    wait_end_rule.RULE,
    unreachable_steps.RULE,
    wait_in_vain.RULE,
    mailed_again.RULE,
    token_without_default.RULE,
    unset_status.RULE,
    past_schedule.RULE,
    without_limit.RULE,
    limits_not_respected.RULE,
    mail_after_wait.RULE,
    rounded_shares.RULE,
    single_way.RULE,
    overwritten_field.RULE,
    on_and_off_list.RULE,
    unchecked_reply.RULE,
    broad_trigger.RULE,
    executable_removed.RULE,
    earlier_status.RULE,
    no_wait.RULE,
    no_address.RULE,
    mail_to_everyone.RULE,
    does_nothing.RULE,
    once_unsaid.RULE,
    midnight_mail.RULE,
    two_mails_at_once.RULE,
)
