"""Whom a condition holds of, as one truth value of everybody (language.md 3).

Floor 4. A second reading of what `cdsl.interpreter.evaluate` says, which is its judge.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Final, assert_never

from cdsl.batch.base import AT
from cdsl.batch.building import both, compared, either, is_missing, opposite
from cdsl.batch.comparisons import compare
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import KINDS
from cdsl.batch.moments import Span, of_window
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Logged, Standing, Worth, as_expression
from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Literal, Operation, columns_in
from cdsl.batch.values import Scope, company_field, value_of
from cdsl.batch.world import AttributeColumn
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    PersonField,
    Subject,
)
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.values import seen_as


@dataclass(frozen=True, slots=True)
class AtHand:
    """The activity that conditions are about: one of the log, or what a step has left.

    `values` None are those of the log.
    """

    activity: Activity
    values: Mapping[str, Worth] | None


def judged(condition: Condition, scope: Scope, standing: Standing) -> Expression:
    """Whether a whole condition holds; one that uses a hole holds of nobody. NotSetBasedError."""
    if uses_hole(condition, scope.tokens):
        return FALSE
    return holds(condition, scope, standing, None)


def holds(
    condition: Condition, scope: Scope, standing: Standing, at_hand: AtHand | None
) -> Expression:
    """Whether a condition holds. Raises NotSetBasedError."""
    match condition:
        case Compare():
            left = _subject(condition.subject, scope, standing, at_hand)
            right = tuple(value_of(one, scope, standing) for one in condition.operands)
            return compare(condition, left, right, scope.zone, standing)
        case Did():
            return _did(condition, scope, standing)
        case InList():
            return standing.on_list(condition.list)
        case InSmartList():
            smart_list = standing.program.smart_lists[condition.smart_list]
            inside = replace(scope, tokens=smart_list.tokens, program=smart_list.program)
            return holds(smart_list.condition, inside, standing, None)
        case InProgram():
            where = (holds(part, scope, standing, at_hand) for part in condition.where)
            return both(standing.is_member(condition.program), *where)
        case EnteredCampaign():
            return opposite(is_missing(standing.entered(condition.campaign)))
        case Everyone():
            return TRUE
        case AllOf():
            return both(*(holds(part, scope, standing, at_hand) for part in condition.parts))
        case AnyOf():
            return either(*(holds(part, scope, standing, at_hand) for part in condition.parts))
        case Not():
            return opposite(holds(condition.part, scope, standing, at_hand))
        case HoleCondition():
            return FALSE
        case _:
            assert_never(condition)


def _subject(
    subject: Subject, scope: Scope, standing: Standing, at_hand: AtHand | None
) -> Expression:
    match subject:
        case PersonField(field=field):
            return standing.field_of_person(field)
        case CompanyField(field=field):
            return company_field(field.name, standing)
        case MemberField(program=program, field=field):
            return standing.member_field(program, field)
        case MemberStatus(program=program):
            return standing.status(program)
        case AttributeOf():
            assert at_hand is not None
            return _attribute(subject, at_hand, scope.zone, standing)
        case Token() | Constant():
            return as_expression(value_of(subject, scope, standing))
        case _:
            assert_never(subject)


def _attribute(
    subject: AttributeOf, at_hand: AtHand, zone: tzinfo, standing: Standing
) -> Expression:
    if at_hand.values is None:
        return standing.base.attribute(at_hand.activity, subject.attribute, subject.type)
    worth = at_hand.values.get(subject.attribute.name, Known(None, subject.type))
    return as_expression(_fitting(worth, subject.type, zone))


def _fitting(worth: Worth, type: Type, zone: tzinfo) -> Worth:
    """A value that a step left as one of the type that a condition sees it as."""
    if isinstance(worth, Known):
        return Known(seen_as(worth.value, type, zone), type)
    kinds = {worth.expression.kind, KINDS[type]}
    if len(kinds) == 1 or kinds <= _NUMBERS:
        return worth
    if Kind.TEXT in kinds or kinds == {Kind.DATE, Kind.INSTANT}:
        return converted(worth, type, zone, None)[0]
    return Known(None, type)


_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.CURRENCY, Kind.FLOAT})


# Activities -------------------------------------------------------------------------------------


def _did(node: Did, scope: Scope, standing: Standing) -> Expression:
    if node.at_least <= 0:
        return TRUE
    span = Span(None, None)
    if node.window is not None:
        operands = tuple(value_of(one, scope, standing) for one in node.window.operands)
        if any(one == Known(None, one.type) for one in operands):
            return FALSE
        span = of_window(node.window, operands, standing.now, scope.zone)
    before = both(*_conditions(node, scope, standing, None), _in_window(span, AT))
    _is_of_the_log(node, before)
    since = None if span.low is None else span.low.at
    count = standing.base.count(node.activity, before, since)
    now = Literal(standing.now.replace(tzinfo=None), Kind.INSTANT)
    happens_now = _in_window(span, now)
    left = tuple(
        both(one.where, *_conditions(node, scope, standing, one), happens_now)
        for one in standing.log
        if one.activity.name == node.activity.name
    )
    return at_least(count, left, node.at_least)


def at_least(count: Expression, left: tuple[Expression, ...], wanted: int) -> Expression:
    """Whether activities of the log and those that steps have left are so many together."""
    left = tuple(one for one in left if one != FALSE)
    total = Call(Operation.TALLY, (count, *left), Kind.WHOLE) if left else count
    return compared(Operation.AT_MOST, Literal(wanted, Kind.WHOLE), total)


def _conditions(
    node: Did, scope: Scope, standing: Standing, left: Logged | None
) -> tuple[Expression, ...]:
    """What `where` asks; one part that never holds is enough to know of all."""
    at_hand = AtHand(node.activity, None if left is None else left.values)
    found: list[Expression] = []
    refused: NotSetBasedError | None = None
    for part in node.where:
        try:
            found.append(holds(part, scope, standing, at_hand))
        except NotSetBasedError as error:
            refused = refused or error
    if refused is not None and FALSE not in found:
        raise refused
    return tuple(found)


def _in_window(span: Span, at: Expression) -> Expression:
    if span.low is None and span.high is None:
        return span.exists
    return span.holds(at)


def _is_of_the_log(node: Did, condition: Expression) -> None:
    """Refuse a condition on activities that also looks at the person who did them."""
    own = {AT.name} | {
        AttributeColumn(node.activity.name, attribute, type).column.name
        for attribute in node.activity.attributes
        for type in Type
    }
    if columns_in(condition) - own:
        message = f"`did {node.activity.name}` is compared with values of the person"
        raise NotSetBasedError("CDS605", message, node.span)


def sent_since(start: Span, standing: Standing) -> tuple[Expression, tuple[Expression, ...]]:
    """Emails in a range of instants: how many of the log, and for whom a step sent one more."""
    activity = standing.program.schema.activities["send_email"]
    since = None if start.low is None else start.low.at
    count = standing.base.count(activity, start.holds(AT), since)
    left = tuple(one.where for one in standing.log if one.activity.name == activity.name)
    return count, left
