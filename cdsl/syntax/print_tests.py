"""Prints the tests of a tree as they are written.

Floor 1; see `cdsl.syntax.print`.
"""

from typing import assert_never

from cdsl.syntax.cases import (
    AdvanceBy,
    AdvanceTo,
    Expect,
    ExpectRefused,
    Given,
    GivenActivity,
    GivenList,
    GivenMember,
    GivenProgram,
    GivenRecord,
    GivenWebhook,
    Now,
    StartCampaign,
    Test,
    TestStep,
    WhenChanges,
    WhenDoes,
)
from cdsl.syntax.nodes import Argument
from cdsl.syntax.print_steps import print_arguments
from cdsl.syntax.print_values import (
    block,
    print_condition,
    print_name,
    print_names,
    print_reference,
    print_value,
)


def print_test(test: Test) -> str:
    """A whole test."""
    return block(f"test {print_name(test.name)}", map(print_test_part, test.parts))


def print_test_part(part: Now | Given | TestStep) -> str:
    """One line of a test."""
    match part:
        case Now(value):
            return f"now {print_value(value)}"
        case GivenRecord(owner, name, values):
            return print_arguments(f"given {owner} {print_name(name)}", values)
        case GivenList(of, people):
            return f"given list {print_reference(of)} has {print_names(people)}"
        case GivenProgram(of, members):
            has = ", ".join(map(_member, members))
            return f"given program {print_reference(of)} has {has}"
        case GivenActivity():
            return _given_activity(part)
        case GivenWebhook(of, answers):
            head = f"given webhook {print_reference(of)}"
            if answers is None:
                return f"{head} fails"
            return print_arguments(f"{head} answers", answers)
        case StartCampaign():
            return _start(part)
        case WhenDoes(person, activity, values):
            head = f"when {print_name(person)} does {print_name(activity)}"
            return _with_values(head, values)
        case WhenChanges(person, values):
            return print_arguments(f"when {print_name(person)} changes", values)
        case AdvanceBy(duration):
            return f"advance {print_value(duration)}"
        case AdvanceTo(value):
            return f"advance to {print_value(value)}"
        case Expect(quantity, person, condition):
            whom = quantity.value if person is None else print_name(person)
            return f"expect {whom}: {print_condition(condition)}"
        case ExpectRefused(step):
            return f"expect refused: {print_test_part(step)}"
        case _:
            assert_never(part)


def _with_values(head: str, values: tuple[Argument, ...]) -> str:
    return print_arguments(head, values) if values else head


def _member(member: GivenMember) -> str:
    head = f"{print_name(member.person)} as {print_name(member.status)}"
    return _with_values(head, member.values)


def _given_activity(part: GivenActivity) -> str:
    head = f"given {print_name(part.person)} did {print_name(part.activity)}"
    text = _with_values(head, part.values)
    if part.ago is not None:
        return f"{text} {print_value(part.ago)} ago"
    return text if part.at is None else f"{text} at {print_value(part.at)}"


def _start(part: StartCampaign) -> str:
    text = f"{part.start.value} campaign {print_reference(part.campaign)}"
    if part.people:
        text += f" for {print_names(part.people)}"
    if part.at is not None:
        text += f" at {print_value(part.at)}"
    return print_arguments(f"{text} with tokens", part.tokens) if part.tokens else text
