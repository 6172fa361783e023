"""Repairs of mistakes whose meaning is plain: report them and go on as if written well.

Floor 1. Each repair is handed the parser at the lexeme that it cannot take, and says whether it
was the one to act. One that acted has made sure that the parser comes further.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.span import Span
from cdsl.syntax.build_context import report
from cdsl.syntax.fault import (
    Fault,
    braces_to_close,
    close_braces,
    indentation,
    is_first,
    line,
    shown,
    span_of,
    tell,
)
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.machine import after, feed, taken, takes
from cdsl.syntax.repair_calls import (
    email_to_somebody,
    given_to_action,
    given_to_nothing,
    joined_arguments,
    moment_with_names,
    named_as_token,
    parent_tokens,
    passed_values,
)
from cdsl.syntax.repair_changes import changed_status, foreign_change, status_of_program
from cdsl.syntax.repair_conditions import (
    compared_trigger,
    did_not,
    late_where,
    other_operator,
    several_values,
    value_of_activity,
    values_without_list,
)
from cdsl.syntax.repair_fields import field_of_several_words
from cdsl.syntax.repair_filters import (
    attribute_of_activity,
    filter_phrase,
    how_often,
    member_of,
    member_of_what,
    missing_unit,
    other_and,
    sql_around,
    with_status,
)
from cdsl.syntax.repair_joins import comma, left_side_once, turned_round
from cdsl.syntax.repair_phrases import (
    all_people,
    capitals,
    dollar_token,
    label_without_quotes,
    superfluous_colon,
    superfluous_then,
)
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
    shares_outside,
    unquoted_path,
)
from cdsl.syntax.repair_values import (
    compared_with_nothing,
    foreign_amount,
    foreign_comment,
    foreign_date,
    moment_in_words,
    pattern,
    single_braces,
    values_in_parentheses,
)
from cdsl.syntax.repair_words import (
    bare_name,
    joined,
    missing_activity,
    misspelled,
    misspelled_operator,
)
from cdsl.syntax.tables import END, FIXED, KEY, LBRACE, RBRACE

_SIGNS: Final = (":", ",", ")", "]", "{")


def _missing_braces(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    at_end = lexemes.kinds[at] == END
    if not at_end and (
        not is_first(fault, at) or taken(machine.states, RBRACE, machine.final) is None
    ):
        return False
    count = braces_to_close(fault)
    if count is None:
        return False
    if line(fault, at) != machine.told or at_end:
        tell(fault, at)
        opens = [height for height, value in enumerate(machine.values) if value == "{"]
        openers = [Span(machine.starts[h], machine.starts[h] + 1) for h in opens[-count:]]
        if count == 1:
            openers = [_unclosed(fault, openers[0].start)]
        missing = Span(machine.end, machine.end)
        report(
            fault.context,
            "CDS003",
            "this block is not closed" if count == 1 else f"{count} blocks are not closed",
            span_of(fault, at),
            label="`}` is missing before this",
            help="close it with `}`",
            related=tuple(
                Related("the block opens here", fault.context.source, opener) for opener in openers
            ),
            fix=Fix("close the block", (Edit(missing, " }" * count),)),
        )
    close_braces(fault, count)
    return True


def _unclosed(fault: Fault, opener: int) -> Span:
    """The brace that most likely was not closed: its partner stands further left than its line."""
    lexemes = fault.lexemes
    opens: list[int] = []
    for at in range(bisect_left(lexemes.starts, opener), fault.machine.at):
        if lexemes.kinds[at] == LBRACE:
            opens.append(lexemes.starts[at])
        elif lexemes.kinds[at] == RBRACE and opens:
            begin = opens.pop()
            if is_first(fault, at) and indentation(fault, lexemes.starts[at]) < indentation(
                fault, begin
            ):
                return Span(begin, begin + 1)
    return Span(opener, opener + 1)


def _missing_colon(fault: Fault) -> bool:
    """Let a name without its colon be a key; the colon is then the next thing that is missing."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in WORDS or is_first(fault, at + 1):
        return False
    key = after(machine, machine.states, KEY)
    colon = None if key is None else after(machine, key, FIXED[":"])
    if colon is None or takes(machine, lexemes, colon, at + 1) is None:
        return False
    lexemes.leads[at] = KEY
    return True


def _missing_block(fault: Fault) -> bool:
    """`smart list everyone`: what belongs in a block stands in the line without braces."""
    machine, lexemes = fault.machine, fault.lexemes
    at = last = machine.at
    states = None if is_first(fault, at) else after(machine, machine.states, LBRACE)
    depth = 0
    while states is not None and not (last > at and is_first(fault, last)):
        terminal = takes(machine, lexemes, states, last)
        depth += (terminal == LBRACE) - (terminal == RBRACE)
        if terminal is None or depth < 0 or terminal == END:
            break
        states = after(machine, states, terminal)
        last += 1
    closed = None if states is None or last == at else after(machine, states, RBRACE)
    if closed is None or _closes_here(fault, last):
        return False
    if not is_first(fault, last) and takes(machine, lexemes, closed, last) is None:
        return False
    span = Span(lexemes.starts[at], lexemes.ends[last - 1])
    tell(fault, at)
    edits = (Edit(Span(span.start, span.start), "{ "), Edit(Span(span.end, span.end), " }"))
    report(
        fault.context,
        "CDS001",
        f"`{{` is missing before {shown(fault, at)}, and `}}` behind it",
        span,
        help="put it between `{` and `}`",
        fix=Fix("put it between braces", edits),
    )
    for where, terminal, text, offset in (
        (last, RBRACE, "}", span.end),
        (at, LBRACE, "{", machine.end),
    ):
        lexemes.kinds.insert(where, terminal)
        lexemes.leads.insert(where, terminal)
        lexemes.texts.insert(where, text)
        lexemes.starts.insert(where, offset)
        lexemes.ends.insert(where, offset)
    return True


def _closes_here(fault: Fault, at: int) -> bool:
    """Whether a brace closes nothing that its line opens, so that it has lost its own."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] != RBRACE or is_first(fault, at):
        return False
    begin = at
    while begin and not is_first(fault, begin):
        begin -= 1
    depth, end = 0, begin
    while lexemes.kinds[end] != END and (end == begin or not is_first(fault, end)):
        depth += (lexemes.kinds[end] == LBRACE) - (lexemes.kinds[end] == RBRACE)
        end += 1
    return depth < 0


def _missing_sign(fault: Fault) -> bool:
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    for sign in _SIGNS:
        then = after(machine, machine.states, FIXED[sign])
        if then is None or takes(machine, lexemes, then, at) is None:
            continue
        if sign == "{" and is_first(fault, at):
            continue
        tell(fault, at)
        missing = Span(machine.end, machine.end)
        is_last = lexemes.kinds[at] == END
        where = "at the end of the text" if is_last else f"before {shown(fault, at)}"
        report(
            fault.context,
            "CDS001",
            f"`{sign}` is missing {where}",
            span_of(fault, at),
            help=f"write `{sign}` {'there' if is_last else 'before it'}",
            fix=Fix(f"write `{sign}`", (Edit(missing, sign if sign in ":,)]" else f" {sign}"),)),
        )
        feed(machine, fault.context, FIXED[sign], sign)
        return True
    return False


REPAIRS: Final[tuple[Callable[[Fault], bool], ...]] = (
    open_string,
    open_token,
    missing_activity,
    kind_of_campaign,
    unquoted_path,
    changed_status,
    status_of_program,
    foreign_change,
    attribute_of_activity,
    how_often,
    filter_phrase,
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
    other_operator,
    with_status,
    missing_unit,
    sql_around,
    field_of_several_words,
    superfluous_then,
    all_people,
    other_words,
    shares_outside,
    foreign_operator,
    foreign_quotes,
    dollar_token,
    junk,
    closes_nothing,
    _missing_braces,
    capitals,
    misspelled_operator,
    joined,
    misspelled,
    expect_whom,
    superfluous_colon,
    bare_name,
    label_without_quotes,
    _missing_colon,
    _missing_block,
    _missing_sign,
)
"""The repairs, in the order in which they are tried."""
