"""Comparisons: a subject, an operator and what stands on the right.

Floor 2. Checks that the three fit; how a name on the left is understood is handed in.
"""

import re
from collections.abc import Sequence
from typing import Final

from cdsl.semantics.conditions import (
    AttributeOf,
    Compare,
    Condition,
    HoleCondition,
    MemberStatus,
    Not,
)
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.operators import COMPARISON_SIGNS, MEANINGS, Meaning
from cdsl.semantics.resolve.attributes import note_named
from cdsl.semantics.resolve.literals import natural_type
from cdsl.semantics.resolve.statuses import check_status, own_success
from cdsl.semantics.resolve.subjects import FindLeft, Left
from cdsl.semantics.resolve.tokens import token
from cdsl.semantics.resolve.values import check_values, compared, duration, has_hole
from cdsl.semantics.setting import Setting
from cdsl.semantics.time import BELOW_A_DAY, TimeFrame
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.semantics.uses import Role
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes


def comparison(node: syntax.Comparison, setting: Setting, find_left: FindLeft) -> Condition:
    """What a comparison means."""
    left: Left | None
    if isinstance(node.subject, nodes.Token):
        used = token(node.subject, setting, _type_beside(node))
        left = Left(used, used.type) if used is not None else None
    else:
        success = own_success(node, setting)
        if success is not None:
            return success
        left = find_left(node.subject, setting)
    if left is None:
        return HoleCondition(node.span)
    meaning = MEANINGS[node.operator]
    if left.type not in meaning.types:
        _wrong_operator(node, left, setting)
        return HoleCondition(node.span)
    compare = _compare(node, left, meaning, setting)
    if compare is None:
        return HoleCondition(node.span)
    return Not(compare) if meaning.negated else compare


def _type_beside(node: syntax.Comparison) -> Type:
    """The type that a token on the left would have, by what stands beside it."""
    for operand in node.operands:
        for value in operand.values if isinstance(operand, nodes.ListOf) else (operand,):
            match value:
                case (
                    nodes.Text()
                    | nodes.Number()
                    | nodes.Boolean()
                    | nodes.Date()
                    | nodes.Datetime()
                ):
                    return natural_type(value)
                case nodes.Duration():
                    return Type.DATETIME
                case _:
                    pass
    types = MEANINGS[node.operator].types
    usual = (Type.TEXT, Type.INTEGER, Type.DATETIME)
    return next(type for type in usual if type in types)


def _compare(
    node: syntax.Comparison, left: Left, meaning: Meaning, setting: Setting
) -> Compare | None:
    span = node.span
    operands = node.operands
    if len(operands) == 1 and isinstance(operands[0], nodes.Duration):
        window = operands[0]
        if left.type is Type.DATE and duration(window).unit in BELOW_A_DAY:
            message = f"a date has no {window.unit}s"
            setting.report("CDS205", message, window.span, help="use days or longer units")
            return None
        return Compare(
            left.subject, meaning.core, (), left.type, duration=duration(window), span=span
        )
    if node.operator is syntax.Operator.IN_TIME_FRAME:
        frame = time_frame(operands[0], setting)
        if frame is None:
            return None
        return Compare(left.subject, meaning.core, (), left.type, frame=frame, span=span)
    values: list[Expression] = []
    for value in _flat(operands, meaning, setting):
        read = compared(value, left.type, setting).expression
        _check_literal(value, read, left, meaning, setting)
        values.append(read)
    if has_hole(values) or len(values) < len(operands):
        return None
    _hint_false(node, left, values, setting)
    return Compare(left.subject, meaning.core, tuple(values), left.type, span=span)


def _flat(
    operands: Sequence[nodes.Value | nodes.Duration], meaning: Meaning, setting: Setting
) -> list[nodes.Value]:
    """The values on the right, those of a list one by one where the operator takes several."""
    values: list[nodes.Value] = []
    for operand in operands:
        if isinstance(operand, nodes.Duration):
            continue
        if isinstance(operand, nodes.ListOf) and meaning.lists:
            values.extend(operand.values)
        elif isinstance(operand, nodes.ListOf):
            help = "give one value"
            message = f"`{meaning.core}` takes no list of values"
            setting.report("CDS201", message, operand.span, help=help)
        else:
            values.append(operand)
    return values


def _check_literal(
    node: nodes.Value, value: Expression, left: Left, meaning: Meaning, setting: Setting
) -> None:
    """A literal that the field or channel does not have can't ever match."""
    if not isinstance(value, Constant) or meaning.core is not MEANINGS[syntax.Operator.IS].core:
        return
    if left.field is not None:
        check_values(node, value, left.field, setting, exactly=False)
    if isinstance(left.subject, MemberStatus):
        check_status(str(value.value), left.channel, node.span, setting, Role.READS)
    if isinstance(left.subject, AttributeOf):
        note_named(left.subject.attribute, str(value.value), node.span, setting, Role.READS)


_WINDOW: Final = re.compile(
    r"(?:last|past|previous) (\d+ (?:minute|hour|day|week|month|year)s?)", re.IGNORECASE
)


def time_frame(operand: nodes.Value | nodes.Duration, setting: Setting) -> TimeFrame | None:
    """The time frame of a name; None after reporting that there is none."""
    name = operand.value if isinstance(operand, nodes.Text) else None
    for frame in TimeFrame:
        if name is not None and frame == name.lower():
            return frame
    if isinstance(operand, nodes.Hole):
        setting.report("CDS311", "a hole", operand.span, help="fill it in before anything runs")
        return None
    close = nearest(name, list(TimeFrame)) if name else None
    help = f"did you mean {quoted(close)}?" if close else "frames are " + ", ".join(TimeFrame)
    if name and (window := _WINDOW.fullmatch(name)):
        help = f"write `in past {window[1]}`"
    message = "this is no time frame" if name is None else f"there is no time frame {quoted(name)}"
    setting.report("CDS204", message, operand.span, help=help)
    return None


def _wrong_operator(node: syntax.Comparison, left: Left, setting: Setting) -> None:
    operator = node.operator
    help, fix = "", None
    if operator in COMPARISON_SIGNS and left.type in DATE_LIKE:
        word = COMPARISON_SIGNS[operator]
        help = f"dates are compared with `{word}`"
        fix = Fix(f"write `{word}`", (Edit(node.operator_span, word),))
    elif left.type in TEXT_LIKE:
        help = "a text takes `is`, `in`, `starts with`, `contains` and `is empty`"
    elif left.type in NUMBER_LIKE:
        help = "a number takes `is`, `in`, `>`, `>=`, `<`, `<=`, `between` and `is empty`"
    elif left.type in DATE_LIKE:
        help = "a date takes `is`, `before`, `after`, `between`, `in past`, … and `is empty`"
    else:
        help = "a boolean takes `is true`, `is false`, `is not true` and `is empty`"
    message = f"`{operator}` does not fit a value of type {left.type}"
    setting.report("CDS201", message, node.operator_span, help=help, fix=fix)


def _hint_false(
    node: syntax.Comparison, left: Left, values: Sequence[Expression], setting: Setting
) -> None:
    """People without a value are neither true nor false (language.md 3)."""
    asks_false = node.operator is syntax.Operator.IS and values == [Constant(False, Type.BOOLEAN)]
    if left.type is Type.BOOLEAN and left.field is not None and asks_false and setting.hints:
        message = f"people without a value of `{left.field.name}` are left out"
        help = "`is not true` also holds of those without a value"
        setting.report("CDS404", message, node.operator_span, help=help)
