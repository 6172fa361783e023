"""Repairs of mistakes whose meaning is plain: report them and go on as if written well.

Floor 1. Each repair is handed the parser at the lexeme that it cannot take, and says whether it
was the one to act. One that acted has made sure that the parser comes further.
"""

from collections.abc import Callable
from typing import Final

from cdsl.syntax.fault import Fault
from cdsl.syntax.repair_branches import choices, random_sample
from cdsl.syntax.repair_calls import (
    alert_to_owner,
    alert_without_email,
    email_to_somebody,
    given_to_action,
    given_to_nothing,
    joined_arguments,
    moment_with_names,
    named_as_token,
    parent_tokens,
    passed_values,
)
from cdsl.syntax.repair_changes import (
    added_to_program,
    changed_status,
    foreign_change,
    status_of_program,
)
from cdsl.syntax.repair_conditions import (
    compared_trigger,
    did_not,
    late_where,
    several_values,
    value_of_activity,
    values_without_list,
)
from cdsl.syntax.repair_counts import at_most, how_often, within_bounds
from cdsl.syntax.repair_fields import field_of_several_words
from cdsl.syntax.repair_filters import (
    attribute_of_activity,
    filter_phrase,
    link_in_email,
    member_of,
    member_of_what,
    other_and,
    sql_around,
    with_status,
)
from cdsl.syntax.repair_joins import comma, left_side_once, turned_round
from cdsl.syntax.repair_logic import filter_logic, numbered_line
from cdsl.syntax.repair_missing import (
    missing_block,
    missing_braces,
    missing_colon,
    missing_sign,
)
from cdsl.syntax.repair_operators import other_operator, some_time_ago
from cdsl.syntax.repair_phrases import (
    all_people,
    capitals,
    dollar_token,
    label_without_quotes,
    superfluous_colon,
    superfluous_then,
    then_between_steps,
    then_without_braces,
)
from cdsl.syntax.repair_sections import section, triggers
from cdsl.syntax.repair_signs import (
    closes_nothing,
    foreign_operator,
    foreign_quotes,
    junk,
    open_string,
    open_token,
)
from cdsl.syntax.repair_statements import (
    equals_for_colon,
    expect_whom,
    kind_of_campaign,
    missing_type,
    other_words,
    removed_from_this,
    shares_outside,
    unquoted_path,
)
from cdsl.syntax.repair_triggers import changed_trigger
from cdsl.syntax.repair_values import (
    address_without_quotes,
    compared_with_nothing,
    foreign_amount,
    foreign_comment,
    foreign_date,
    moment_in_words,
    pattern,
    single_braces,
    values_in_parentheses,
)
from cdsl.syntax.repair_waits import (
    business_days,
    day_in_words,
    several_durations,
    step_at_a_time,
    time_of_day,
)
from cdsl.syntax.repair_windows import missing_unit, negated_window
from cdsl.syntax.repair_words import (
    bare_name,
    joined,
    missing_activity,
    misspelled,
    misspelled_operator,
)

REPAIRS: Final[tuple[Callable[[Fault], bool], ...]] = (
    open_string,
    open_token,
    missing_activity,
    kind_of_campaign,
    unquoted_path,
    section,
    triggers,
    superfluous_then,
    then_without_braces,
    then_between_steps,
    changed_trigger,
    choices,
    random_sample,
    business_days,
    several_durations,
    day_in_words,
    time_of_day,
    step_at_a_time,
    alert_to_owner,
    alert_without_email,
    address_without_quotes,
    filter_logic,
    numbered_line,
    removed_from_this,
    changed_status,
    added_to_program,
    status_of_program,
    foreign_change,
    attribute_of_activity,
    filter_phrase,
    within_bounds,
    at_most,
    how_often,
    link_in_email,
    member_of_what,
    parent_tokens,
    joined_arguments,
    named_as_token,
    given_to_action,
    passed_values,
    given_to_nothing,
    moment_with_names,
    email_to_somebody,
    missing_type,
    equals_for_colon,
    member_of,
    negated_window,
    did_not,
    late_where,
    value_of_activity,
    values_in_parentheses,
    pattern,
    compared_with_nothing,
    foreign_comment,
    foreign_date,
    foreign_amount,
    moment_in_words,
    single_braces,
    values_without_list,
    several_values,
    other_and,
    comma,
    left_side_once,
    turned_round,
    compared_trigger,
    some_time_ago,
    other_operator,
    with_status,
    missing_unit,
    sql_around,
    field_of_several_words,
    all_people,
    other_words,
    shares_outside,
    foreign_operator,
    foreign_quotes,
    dollar_token,
    junk,
    closes_nothing,
    missing_braces,
    capitals,
    misspelled_operator,
    joined,
    misspelled,
    expect_whom,
    superfluous_colon,
    bare_name,
    label_without_quotes,
    missing_colon,
    missing_block,
    missing_sign,
)
"""The repairs, in the order in which they are tried."""
