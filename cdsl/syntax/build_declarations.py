"""Builders of declarations that hold no others.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report_twice
from cdsl.syntax.conditions import Condition
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
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
from cdsl.syntax.nodes import (
    Argument,
    ListOf,
    MappingTable,
    Name,
    Text,
    Value,
)


class Reply(NamedTuple):
    """`reply { … }` of a webhook."""

    arguments: tuple[Argument, ...]
    span: Span


def tokens(_: Context, span: Span, declared: tuple[FieldDeclaration, ...]) -> Tokens:
    return Tokens(declared, span)


def description(_: Context, span: Span, name: Name) -> Description:
    return Description(Text(name.text, name.span), span)


def channel(
    _: Context, span: Span, name: Name, statuses: Sequence[StatusDeclaration] = ()
) -> ChannelDeclaration:
    return ChannelDeclaration(name, tuple(statuses), span)


def status(
    _: Context, span: Span, name: Name, beside: Name | None, success: bool | None
) -> StatusDeclaration:
    return StatusDeclaration(name, beside, bool(success), span)


def fields_of(owner: str) -> Callable[[Context, Span, tuple[FieldDeclaration, ...]], FieldsOf]:
    """The builder of the fields of a person, a company or a member."""

    def build(_: Context, span: Span, declared: tuple[FieldDeclaration, ...]) -> FieldsOf:
        return FieldsOf(owner, declared, span)

    return build


def fields(
    _: Context, __: Span, declared: Sequence[FieldDeclaration] = ()
) -> tuple[FieldDeclaration, ...]:
    return tuple(declared)


def field(
    _: Context,
    span: Span,
    name: Name,
    type_name: Name,
    values: ListOf | None,
    label: Name | None,
    default: Value | None,
) -> FieldDeclaration:
    return FieldDeclaration(name, type_name, values, label, default, span)


def labelled_field(
    context: Context,
    span: Span,
    name: Name,
    type_name: Name,
    label: Name,
    values: ListOf,
    default: Value | None,
) -> FieldDeclaration:
    return field(context, span, name, type_name, values, label, default)


def activity(
    _: Context,
    span: Span,
    name: Name,
    label: Name | None,
    attributes: tuple[FieldDeclaration, ...] | None,
) -> ActivityDeclaration:
    return ActivityDeclaration(name, label, attributes or (), span)


def action(
    _: Context,
    span: Span,
    name: Name,
    label: Name | None,
    parameters: tuple[FieldDeclaration, ...] | None,
) -> ActionDeclaration:
    return ActionDeclaration(name, label, parameters or (), span)


def list_declaration(_: Context, span: Span, name: Name) -> ListDeclaration:
    return ListDeclaration(name, span)


def smart_list(
    _: Context, span: Span, name: Name, conditions: tuple[Condition, ...]
) -> SmartListDeclaration:
    return SmartListDeclaration(name, conditions, span)


def mapping(_: Context, span: Span, name: Name, table: MappingTable) -> MappingDeclaration:
    return MappingDeclaration(name, table, span)


def email(_: Context, span: Span, name: Name, arguments: tuple[Argument, ...]) -> EmailDeclaration:
    return EmailDeclaration(name, arguments, span)


def reply(_: Context, span: Span, arguments: tuple[Argument, ...]) -> Reply:
    return Reply(arguments, span)


def webhook(
    context: Context, span: Span, name: Name, items: Sequence[Argument | Reply] = ()
) -> WebhookDeclaration:
    answer: Reply | None = None
    arguments: list[Argument] = []
    for item in items:
        match item:
            case Argument():
                arguments.append(item)
            case Reply() if answer is None:
                answer = item
            case Reply():
                report_twice(context, "`reply`", answer.span, item.span)
    return WebhookDeclaration(name, tuple(arguments), answer.arguments if answer else None, span)
