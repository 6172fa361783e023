"""Prints flow steps of a tree as they are written.

Floor 1; see `cdsl.syntax.print`.
"""

from collections.abc import Iterable
from typing import assert_never

from cdsl.syntax.nodes import Argument, MappingTable, Reference, ThisProgram, Time
from cdsl.syntax.print_values import (
    block,
    print_condition,
    print_field,
    print_name,
    print_number,
    print_reference,
    print_time,
    print_value,
    print_values,
)
from cdsl.syntax.steps import (
    AddToList,
    CallWebhook,
    Change,
    ChangeBy,
    Choice,
    Clear,
    DoAction,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    Plain,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Split,
    Step,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilDay,
)


def print_steps(head: str, steps: Iterable[Step]) -> str:
    """A block of steps."""
    return block(head, map(print_step, steps))


def print_step(step: Step) -> str:
    """A step; blocks in it break lines."""
    match step:
        case Change(target, value):
            return f"change {print_field(target)} to {print_value(value)}"
        case ChangeBy(target, amount):
            return f"change {print_field(target)} by {print_value(amount)}"
        case Clear(target):
            return f"clear {print_field(target)}"
        case MapField():
            return _map_field(step)
        case AddToList(of):
            return f"add to list {print_reference(of)}"
        case RemoveFromList(of):
            return f"remove from list {print_reference(of)}"
        case SetStatus():
            return _set_status(step)
        case SendEmail(email):
            return f"send email {print_reference(email)}"
        case SendAlert(email, to):
            return f"send alert {print_reference(email)} to {print_values(to)}"
        case InterestingMoment(kind, description):
            return f"interesting moment {print_value(kind)}: {print_value(description)}"
        case DoAction(action, arguments):
            given = ", ".join(map(print_argument, arguments))
            return f"do {print_name(action)}" + (f" with {given}" if given else "")
        case ExecuteCampaign() | RequestCampaign():
            return _call(step)
        case WaitFor() | WaitUntil() | WaitUntilDay() | WaitUntilAnniversary():
            return _wait(step)
        case CallWebhook(webhook):
            return f"call webhook {print_reference(webhook)}"
        case Choice() | Split() | Rotate():
            return _branches(step)
        case RemoveFromFlow(campaign):
            return f"remove from flow {print_reference(campaign)}"
        case Plain(plain):
            return plain.value
        case _:
            assert_never(step)


def print_argument(argument: Argument) -> str:
    """`name: value`."""
    return f"{print_name(argument.name)}: {print_value(argument.value)}"


def print_arguments(head: str, arguments: Iterable[Argument]) -> str:
    """`head { name: value … }` in one line."""
    inner = " ".join(map(print_argument, arguments))
    return f"{head} {{ {inner} }}" if inner else f"{head} {{ }}"


def print_table(head: str, table: MappingTable) -> str:
    """The entries of a mapping."""
    lines = [
        f"{print_value(entry.target)} from {print_values(entry.sources)}" for entry in table.entries
    ]
    if table.says_otherwise:
        other = "keep" if table.otherwise is None else print_value(table.otherwise)
        lines.append(f"otherwise {other}")
    return block(head, lines)


def _map_field(step: MapField) -> str:
    head = f"map {print_field(step.source)}"
    if step.target is not None:
        head += f" to {print_field(step.target)}"
    if isinstance(step.table, Reference):
        return f"{head} using {print_reference(step.table)}"
    return print_table(head, step.table)


def _set_status(step: SetStatus) -> str:
    text = f"set status {print_name(step.status)}"
    match step.program:
        case Reference():
            text += f" in program {print_reference(step.program)}"
        case ThisProgram():
            text += " in this program"
        case None:
            pass
        case _:
            assert_never(step.program)
    return f"{text} even back" if step.even_back else text


def _call(step: ExecuteCampaign | RequestCampaign) -> str:
    word = "execute" if isinstance(step, ExecuteCampaign) else "request"
    text = f"{word} campaign {print_reference(step.campaign)}"
    passed = []
    if isinstance(step, ExecuteCampaign) and step.parent_tokens:
        passed.append("parent tokens")
    if step.tokens:
        passed.append(print_arguments("tokens", step.tokens))
    return f"{text} with {', '.join(passed)}" if passed else text


def _wait(step: WaitFor | WaitUntil | WaitUntilDay | WaitUntilAnniversary) -> str:
    match step:
        case WaitFor(duration, days, at):
            text = f"wait {print_value(duration)}"
            return f"{text} ending on {', '.join(days)}{_at(at)}" if days else text
        case WaitUntil(value, at):
            return f"wait until {print_value(value)}{_at(at)}"
        case WaitUntilDay(day, at):
            return f"wait until next {day}{_at(at)}"
        case WaitUntilAnniversary(of, at):
            return f"wait until next anniversary of {print_value(of)}{_at(at)}"
        case _:
            assert_never(step)


def _at(time: Time | None) -> str:
    return "" if time is None else f" at {print_time(time)}"


def _branches(step: Choice | Split | Rotate) -> str:
    match step:
        case Choice(arms, otherwise):
            texts = [print_steps(f"if {print_condition(arm.condition)}", arm.steps) for arm in arms]
            if otherwise is not None:
                texts.append(print_steps("", otherwise))
            return " else ".join(texts)
        case Split(name, shares):
            head = "split" if name is None else f"split {print_name(name)}"
            return block(
                head,
                (print_steps(f"{print_number(share.percent)}%", share.steps) for share in shares),
            )
        case Rotate(name, turns):
            head = "rotate" if name is None else f"rotate {print_name(name)}"
            return block(head, (print_steps("", turn.steps) for turn in turns))
        case _:
            assert_never(step)
