"""Comparisons: a subject, an operator and what stands on the right.

Floor 2.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    HoleCondition,
    MemberField,
    MemberStatus,
    Not,
    PersonField,
    Subject,
)
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.known import Setting, field_named
from cdsl.semantics.operators import COMPARISON_SIGNS, MEANINGS, Meaning
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.literals import natural_type
from cdsl.semantics.resolve.tokens import token
from cdsl.semantics.resolve.values import check_values, compared, duration, has_hole
from cdsl.semantics.schema import Activity, Attribute, Channel, Field
from cdsl.semantics.time import BELOW_A_DAY, TimeFrame
from cdsl.semantics.tokens import canonical
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.semantics.uses import (
    AssetTarget,
    AttributeTarget,
    FieldTarget,
    Role,
    StatusTarget,
)
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes


@dataclass(frozen=True, slots=True)
class Left:
    """The left side of a comparison: what it is, its type, and what its values are checked by."""

    subject: Subject
    type: Type
    field: Field | None = None
    channel: Channel | None = None


FindLeft = Callable[[nodes.FieldName, Setting], Left | None]
"""How a name on the left is understood: as a field, an attribute, or a member's."""


def comparison(node: syntax.Comparison, setting: Setting, find_left: FindLeft) -> Condition:
    """What a comparison means."""
    left: Left | None
    if isinstance(node.subject, nodes.Token):
        used = token(node.subject, setting, _type_beside(node))
        left = Left(used, used.type) if used is not None else None
    else:
        success = _success(node, setting)
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


def field_left(name: nodes.FieldName, setting: Setting, role: Role = Role.READS) -> Left | None:
    """A field of the person, the company or the membership at hand."""
    if not setting.owner_known(name):
        return None
    if name.owner == "company":
        field = setting.company_field(name.name, role)
        return Left(CompanyField(field), field.type, field) if field else None
    if name.owner == "member":
        program = setting.this_program(f"`member.{name.name.text}`", name.span)
        return member_left(name.name, program, setting, role) if program else None
    field = setting.person_field(name.name, role)
    return Left(PersonField(field), field.type, field) if field else None


def member_left(
    name: nodes.Name, program: AssetKey, setting: Setting, role: Role = Role.READS
) -> Left | None:
    """The status or a field of a membership."""
    if name.text == "status":
        channel = setting.known.channels_of.get(program)
        return Left(MemberStatus(program), Type.TEXT, channel=channel)
    field = setting.member_field(program, name, role)
    return Left(MemberField(program, field), field.type, field) if field else None


def attribute_left(
    activity: Activity, changed: Field | None
) -> Callable[[nodes.FieldName, Setting], Left | None]:
    """An attribute of an activity; `changed` is the field whose change it records."""

    def find(name: nodes.FieldName, setting: Setting) -> Left | None:
        if name.owner:
            message = f"`{name.owner}.{name.name.text}` is not an attribute of `{activity.name}`"
            help = "`where` compares attributes of the activity only"
            setting.report("CDS101", message, name.span, help=help)
            return None
        attribute = attribute_named(name.name, activity)
        if attribute is None:
            if field_named(name.name, setting.known.schema.person) is not None:
                _field_for_attribute(name.name, activity, setting)
                return None
            names = [other.name for other in activity.attributes]
            help = attributes_of(activity)
            setting.unknown(f"attribute of `{activity.name}`", name.name, names, help=help)
            return None
        setting.use(name.name.span, AttributeTarget(activity.name, attribute.name), Role.READS)
        type = attribute.type
        if changed is not None and attribute.name in ("new_value", "old_value"):
            type = changed.type
        return Left(AttributeOf(attribute, type), type)

    return find


def _field_for_attribute(name: nodes.Name, activity: Activity, setting: Setting) -> None:
    """Report a field of the person behind `where`, which a comma has led there."""
    before = setting.place.source.text[: name.span.start].rstrip(" \t")
    fix = None
    if before.endswith(","):
        edit = Edit(Span(len(before) - 1, len(before)), " and")
        fix = Fix("join by `and`", (edit,))
    setting.report(
        "CDS101",
        f"unknown attribute of `{activity.name}` `{name.text}`",
        name.span,
        help=f"it is a field of the person, which stands behind `and` or in a line of its own; "
        f"{attributes_of(activity)}",
        fix=fix,
    )


def attribute_named(name: nodes.Name, activity: Activity) -> Attribute | None:
    """An attribute by identifier, or quoted by label or identifier."""
    for attribute in activity.attributes:
        if attribute.name == name.text or (name.quoted and attribute.label == name.text):
            return attribute
    return None


def attributes_of(activity: Activity) -> str:
    """The attributes of an activity as the way out of an unknown one."""
    names = ", ".join(f"`{attribute.name}`" for attribute in activity.attributes)
    return f"`{activity.name}` has {names}" if names else f"`{activity.name}` has no attributes"


def changed_field(
    where: Sequence[syntax.Comparison], activity: Activity, setting: Setting
) -> Field | None:
    """The field that a `where` on a change names: it gives `new_value` its type."""
    named = {
        comparison.subject.name.text: comparison.operands[0].value
        for comparison in where
        if isinstance(comparison.subject, nodes.FieldName)
        and comparison.operator is syntax.Operator.IS
        and comparison.operands
        and isinstance(comparison.operands[0], nodes.Text)
    }
    if activity.name == "change_data_value" and "attribute" in named:
        return _by_either(named["attribute"], setting.known.schema.person)
    if activity.name == "change_program_member_data" and "attribute" in named:
        for key, fields in setting.known.member_fields.items():
            if named.get("program", key.name) == key.name and named["attribute"] in fields:
                return fields[named["attribute"]]
    return None


def _by_either(name: str, fields: Mapping[str, Field]) -> Field | None:
    return field_named(nodes.Name(name, True, Span(0, 0)), fields)


def _success(node: syntax.Comparison, setting: Setting) -> Condition | None:
    """`member.success is true`: the statuses that count, since a membership stores none."""
    subject = node.subject
    if not isinstance(subject, nodes.FieldName) or subject.owner != "member":
        return None
    if subject.name.text != "success":
        return None
    program = setting.this_program("`member.success`", subject.span)
    return member_success(node, program, setting) if program else HoleCondition(node.span)


def member_success(node: syntax.Comparison, program: AssetKey, setting: Setting) -> Condition:
    """Whether the status of a membership counts as success."""
    operand = node.operands[0] if len(node.operands) == 1 else None
    if not isinstance(operand, nodes.Boolean) or node.operator not in (
        syntax.Operator.IS,
        syntax.Operator.IS_NOT,
    ):
        help = "ask `is true`, `is false` or `is not true`"
        setting.report("CDS201", "`success` is a boolean", node.span, help=help)
        return HoleCondition(node.span)
    channel = setting.known.channels_of.get(program)
    statuses = channel.statuses if channel else ()
    names: tuple[Expression, ...] = tuple(
        Constant(status.name, Type.TEXT) for status in statuses if status.success is operand.value
    )
    found: Condition = AnyOf(())
    if names:
        operator = MEANINGS[syntax.Operator.IS].core
        found = Compare(MemberStatus(program), operator, names, Type.TEXT, span=node.span)
    return Not(found) if MEANINGS[node.operator].negated else found


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


_NAMED_BY: Final = MappingProxyType(
    {
        "campaign": AssetKind.CAMPAIGN,
        "email": AssetKind.EMAIL,
        "list": AssetKind.LIST,
        "parent": AssetKind.CAMPAIGN,
        "program": AssetKind.PROGRAM,
        "webhook": AssetKind.WEBHOOK,
    }
)
"""The assets that attributes of recorded activities hold the names of."""
_NAMING_FIELDS: Final = frozenset({"attribute", "score"})


def note_named(attribute: Attribute, value: str, span: Span, setting: Setting, role: Role) -> None:
    """Note the asset or field that a text names which is compared with an attribute, or given it.

    Nothing is reported where there is none: activities of the past may name what is gone.
    """
    kind = _NAMED_BY.get(attribute.name)
    if kind is not None:
        setting.known.uses.asked.add((kind, canonical(value)))
        for declared in setting.known.declarations.named.get((kind, value), ()):
            if declared.key.workspace == setting.place.workspace:
                setting.use(span, AssetTarget(kind, declared.key), role)
    elif attribute.name in _NAMING_FIELDS and value in setting.known.schema.person:
        setting.use(span, FieldTarget("person", value), role)


def check_status(
    name: str, channel: Channel | None, span: Span, setting: Setting, role: Role
) -> bool:
    """Whether a channel has a status; reports when it does not. Reading one ignores case."""
    statuses = [status.name for status in channel.statuses] if channel else []
    folded = [] if role is not Role.READS else [status.lower() for status in statuses]
    if channel is not None and (name in statuses or name.lower() in folded):
        meant = name if name in statuses else statuses[folded.index(name.lower())]
        setting.use(span, StatusTarget(channel.name, meant), role)
        return True
    if channel is None:
        message, help = (
            f"the program has no channel, so no status {quoted(name)}",
            "give it a channel",
        )
    else:
        close = nearest(name, statuses)
        listed = ", ".join(quoted(status) for status in statuses)
        message = f"the channel {quoted(channel.name)} has no status {quoted(name)}"
        help = f"did you mean {quoted(close)}?" if close else f"it has {listed}"
    setting.report("CDS109", message, span, help=help)
    return False


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
