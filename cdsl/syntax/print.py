"""Prints a tree as text, in a plain layout: `parse(print_file(file)).file == file`.

Floor 1. Knows no comments and no line widths. Values and conditions are printed by
`cdsl.syntax.print_values`, steps by `cdsl.syntax.print_steps`, tests by `cdsl.syntax.print_tests`.
"""

from typing import assert_never

from cdsl.syntax.campaigns import (
    Campaign,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    StatusDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import File, Folder, Program, ProgramItem, Workspace
from cdsl.syntax.nodes import Name
from cdsl.syntax.print_steps import print_argument, print_arguments, print_steps, print_table
from cdsl.syntax.print_tests import print_test
from cdsl.syntax.print_values import (
    block,
    print_conditions,
    print_field,
    print_name,
    print_reference,
    print_text,
    print_time,
    print_value,
    print_where,
)


def print_file(file: File) -> str:
    """The text of a whole file, with a line break at its end unless it is empty."""
    parts = []
    if file.language is not None:
        parts.append(f"language {file.language}")
    if file.workspace is not None:
        parts.append(_workspace(file.workspace))
    if file.uses:
        parts.append("\n".join(f"use {print_name(use.path)}" for use in file.uses))
    parts.extend(map(print_item, file.items))
    return "\n\n".join(parts) + "\n" if parts else ""


def _workspace(workspace: Workspace) -> str:
    text = f"workspace {print_name(workspace.name)}"
    if workspace.zone is not None:
        text += f" in {print_name(workspace.zone)}"
    if not workspace.limits:
        return text
    limits = ", ".join(
        f"{limit.count} per {'day' if limit.days == 1 else f'{limit.days} days'}"
        for limit in workspace.limits
    )
    return f"{text} {{ communication limit {limits} }}"


def print_item(item: ProgramItem) -> str:
    """A declaration, or a part of a program."""
    match item:
        case Tokens(tokens):
            return _fields("tokens", tokens)
        case Folder(name, items):
            return block(f"folder {print_name(name)}", map(print_item, items))
        case Program(name, _, items):
            return block(_cloning("program", name, item), map(print_item, items))
        case ChannelPart(name):
            return f"channel {print_name(name)}"
        case Description(text):
            return f"description {print_text(text.value)}"
        case ChannelDeclaration(name, statuses):
            return block(f"channel {print_name(name)}", map(_status, statuses))
        case FieldsOf(owner, fields):
            return _fields(owner, fields)
        case ActivityDeclaration(name, label, fields):
            return _fields(f"activity {print_name(name)}{_label(label)}", fields)
        case ActionDeclaration(name, label, fields):
            return _fields(f"action {print_name(name)}{_label(label)}", fields)
        case ListDeclaration(name):
            return f"list {print_name(name)}"
        case SmartListDeclaration(name, conditions):
            return print_conditions(f"smart list {print_name(name)}", conditions)
        case MappingDeclaration(name, table):
            return print_table(f"mapping {print_name(name)}", table)
        case EmailDeclaration(name, arguments):
            return block(f"email {print_name(name)}", map(print_argument, arguments))
        case WebhookDeclaration():
            return _webhook(item)
        case Campaign(kind, name, _, parts):
            return block(_cloning(f"{kind.value} campaign", name, item), map(print_part, parts))
        case Test():
            return print_test(item)
        case _:
            assert_never(item)


def _cloning(head: str, name: Name, item: Program | Campaign) -> str:
    clones = "" if item.clones is None else f" clones {print_reference(item.clones)}"
    return f"{head} {print_name(name)}{clones}"


def _label(label: Name | None) -> str:
    return "" if label is None else f" {print_name(label)}"


def _fields(head: str, fields: tuple[FieldDeclaration, ...]) -> str:
    return block(head, map(_field, fields))


def _field(field: FieldDeclaration) -> str:
    text = f"{print_name(field.name)}: {print_name(field.type_name)}"
    if field.values is not None:
        text += f" in {print_value(field.values)}"
    text += _label(field.label)
    return text if field.default is None else f"{text} = {print_value(field.default)}"


def _status(status: StatusDeclaration) -> str:
    beside = "" if status.beside is None else f" beside {print_name(status.beside)}"
    return f"status {print_name(status.name)}{beside}{' success' if status.success else ''}"


def _webhook(webhook: WebhookDeclaration) -> str:
    lines = [print_argument(argument) for argument in webhook.arguments]
    if webhook.reply is not None:
        lines.append(print_arguments("reply", webhook.reply))
    return block(f"webhook {print_name(webhook.name)}", lines)


def print_part(part: CampaignPart) -> str:
    """A part of a campaign."""
    match part:
        case Tokens() | Description():
            return print_item(part)
        case OnActivity(activity, where):
            return " ".join((f"on {print_name(activity)}", *print_where(where)))
        case OnChange(target, old, new):
            text = f"on change of {print_field(target)}"
            text += "" if old is None else f" from {print_value(old)}"
            return text if new is None else f"{text} to {print_value(new)}"
        case OnReaches(target, value):
            return f"on {print_field(target)} reaches {print_value(value)}"
        case ScheduleOnce(value, at):
            text = f"schedule once at {print_value(value)}"
            return text if at is None else f"{text} at {print_time(at)}"
        case ScheduleEvery():
            return _schedule(part)
        case LimitPart(people):
            return f"limit {print_value(people)} people"
        case RespectLimits():
            return "respect communication limits"
        case Inactive():
            return "inactive"
        case SmartListPart(conditions):
            return print_conditions("smart list", conditions)
        case Qualify(True, _):
            return "qualify every time"
        case Qualify(_, period):
            return "qualify once" + ("" if period is None else f" every {print_value(period)}")
        case FlowPart(steps):
            return print_steps("flow", steps)
        case _:
            assert_never(part)


def _schedule(part: ScheduleEvery) -> str:
    text = "schedule every "
    text += part.unit if part.count == 1 else f"{part.count} {part.unit}s"
    if part.days:
        text += f" on {', '.join(part.days)}"
    if part.month_days:
        text += f" on day {', '.join(map(str, part.month_days))}"
    text += f" at {print_time(part.at)}"
    if part.zone is not None:
        text += f" in {print_name(part.zone)}"
    if part.first is not None:
        text += f" from {print_value(part.first)}"
    return text if part.last is None else f"{text} until {print_value(part.last)}"
