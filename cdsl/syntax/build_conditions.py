"""Builders of conditions.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report_twice
from cdsl.syntax.build_values import whole
from cdsl.syntax.conditions import (
    And,
    Block,
    BlockKind,
    Comparison,
    Condition,
    Did,
    Everyone,
    Group,
    MemberOf,
    Membership,
    Not,
    Operator,
    Or,
    Window,
    WindowKind,
)
from cdsl.syntax.nodes import Duration, FieldName, Name, Reference, ThisProgram, Token, Value


class WrittenOperator(NamedTuple):
    """An operator and where it is written."""

    operator: Operator
    span: Span


class Predicate(NamedTuple):
    """What a comparison says of its left side."""

    operator: WrittenOperator
    operands: tuple[Value | Duration, ...]


class AtLeast(NamedTuple):
    """`at least N times`."""

    times: int
    span: Span


def operator(kind: Operator) -> Callable[[Context, Span], WrittenOperator]:
    """The builder of the rule that spells an operator."""

    def build(_: Context, span: Span) -> WrittenOperator:
        return WrittenOperator(kind, span)

    return build


def predicate(
    _: Context, __: Span, written: WrittenOperator, *operands: Value | Duration
) -> Predicate:
    return Predicate(written, operands)


def comparison(_: Context, span: Span, subject: FieldName | Token, says: Predicate) -> Comparison:
    kind, operator_span = says.operator
    return Comparison(subject, kind, says.operands, operator_span, span)


def attribute_test(_: Context, span: Span, name: Name, says: Predicate) -> Comparison:
    kind, operator_span = says.operator
    return Comparison(FieldName("", name, name.span), kind, says.operands, operator_span, span)


def where(
    _: Context, __: Span, first: Comparison, rest: Sequence[Comparison] = ()
) -> tuple[Comparison, ...]:
    return (first, *rest)


def times(context: Context, span: Span, raw: str) -> AtLeast:
    return AtLeast(whole(context, span, raw), span)


def window(kind: WindowKind) -> Callable[..., Window]:
    """The builder of one kind of window."""

    def build(_: Context, span: Span, *operands: Value | Duration) -> Window:
        return Window(kind, operands, span)

    return build


def did(
    context: Context,
    span: Span,
    activity: Name,
    filters: tuple[Comparison, ...] | None,
    clauses: Sequence[AtLeast | Window] = (),
) -> Did:
    at_least: AtLeast | None = None
    within: Window | None = None
    for clause in clauses:
        if isinstance(clause, AtLeast):
            if at_least is not None:
                report_twice(context, "`at least`", at_least.span, clause.span)
            at_least = at_least or clause
        else:
            if within is not None:
                report_twice(context, "a window of time", within.span, clause.span)
            within = within or clause
    return Did(activity, filters or (), at_least.times if at_least else None, within, span)


def member_of(kind: Membership) -> Callable[..., MemberOf]:
    """The builder of one kind of membership."""

    def build(
        _: Context,
        span: Span,
        of: Reference | ThisProgram,
        filters: tuple[Comparison, ...] | None = None,
    ) -> MemberOf:
        return MemberOf(kind, of, filters or (), span)

    return build


def everyone(_: Context, span: Span) -> Everyone:
    return Everyone(span)


def conjunction(_: Context, span: Span, first: Condition, rest: Sequence[Condition]) -> And:
    return And((first, *rest), span)


def disjunction(_: Context, span: Span, first: Condition, rest: Sequence[Condition]) -> Or:
    return Or((first, *rest), span)


def negation(_: Context, span: Span, part: Condition) -> Not:
    return Not(part, span)


def group(_: Context, span: Span, part: Condition) -> Group:
    return Group(part, span)


def conditions(_: Context, __: Span, parts: Sequence[Condition] = ()) -> tuple[Condition, ...]:
    return tuple(parts)


def block(kind: BlockKind) -> Callable[..., Block]:
    """The builder of one kind of block."""

    def build(_: Context, span: Span, parts: tuple[Condition, ...]) -> Block:
        return Block(kind, parts, span)

    return build
