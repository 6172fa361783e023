"""`on` lines: an activity type and conditions on what the activity carries.

Floor 2. `on change of` and `reaches` are sugar for the activity that records such a change.
"""

from dataclasses import replace
from typing import assert_never

from cdsl.semantics.conditions import AttributeOf, Compare, Condition, HoleCondition, Operator
from cdsl.semantics.expressions import Constant, Expression, HoleValue
from cdsl.semantics.program import Reaches, Trigger
from cdsl.semantics.resolve.attributes import changed_field
from cdsl.semantics.resolve.conditions import where_of
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.recorded import NAMING, record_of
from cdsl.semantics.resolve.targets import target
from cdsl.semantics.resolve.values import check_values, compared
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.semantics.uses import Role
from cdsl.semantics.walk import conditions_in
from cdsl.source.span import Span
from cdsl.syntax import campaigns as syntax
from cdsl.syntax import nodes

On = syntax.OnActivity | syntax.OnChange | syntax.OnReaches


def activity_of(part: On, setting: Setting) -> Activity | None:
    """The activity type that an `on` line listens to, None when it names none.

    Its `new_value` and `old_value` have the type of the field that the line names.
    """
    schema = setting.known.schema
    match part:
        case syntax.OnActivity():
            name = part.activity
            found = schema.activities.get(name.text)
            if found is None and name.quoted:
                labelled = (one for one in schema.activities.values() if one.label == name.text)
                found = next(labelled, None)
            if found is None:
                return None
            return _typed(found, changed_field(part.where, found, setting))
        case syntax.OnChange() | syntax.OnReaches():
            field = _changed(part.target, setting)
            return _typed(schema.activities[record_of(field)], field) if field else None
        case _:
            assert_never(part)


def _changed(target: nodes.FieldName, setting: Setting) -> Field | None:
    """The field whose change a line names, without reporting anything."""
    known, program = setting.known, setting.place.program
    if target.owner != "member":
        return field_named(target.name, known.schema.person)
    return field_named(target.name, known.member_fields.get(program, {})) if program else None


def _typed(activity: Activity, field: Field | None) -> Activity:
    if field is None:
        return activity
    attributes = (
        replace(one, type=field.type) if one.name in ("new_value", "old_value") else one
        for one in activity.attributes
    )
    return replace(activity, attributes=tuple(attributes))


def trigger(part: On, setting: Setting) -> Trigger | None:
    """What an `on` line means; None after reporting that it refers to nothing."""
    match part:
        case syntax.OnActivity():
            activity = setting.activity(part.activity, Role.LISTENS)
            if activity is None:
                return None
            where = where_of(activity, part.where, setting)
            return Trigger(activity, _checked(where), None, part.span)
        case syntax.OnChange():
            return _on_change(part, setting)
        case syntax.OnReaches():
            return _on_reaches(part, setting)
        case _:
            assert_never(part)


def _checked(where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What never fires because of a hole keeps the hole alone."""
    for condition in where:
        for part in conditions_in(condition):
            if isinstance(part, HoleCondition):
                return (part,)
    return where


def _on_change(part: syntax.OnChange, setting: Setting) -> Trigger | None:
    changed = target(part.target, setting, Role.LISTENS)
    if changed is None:
        return None
    field = changed.field
    activity, where = _recorded(field, setting, part.span)
    for node, attribute in ((part.old, "old_value"), (part.new, "new_value")):
        if node is not None:
            where.append(_value_is(node, activity, attribute, field, setting))
    return Trigger(activity, _checked(tuple(where)), None, part.span)


def _on_reaches(part: syntax.OnReaches, setting: Setting) -> Trigger | None:
    changed = target(part.target, setting, Role.LISTENS)
    if changed is None:
        return None
    field = changed.field
    if field.type not in NUMBER_LIKE:
        message = f"`{field.name}` is of type {field.type} and cannot reach a number"
        setting.report("CDS201", message, part.target.span, help="use `on change of`")
        return None
    value = compared(part.value, field.type, setting).expression
    activity, where = _recorded(field, setting, part.span)
    if isinstance(value, HoleValue):
        where = [HoleCondition(part.span)]
    return Trigger(activity, tuple(where), Reaches(value), part.span)


def _recorded(field: Field, setting: Setting, span: Span) -> tuple[Activity, list[Condition]]:
    """The activity that records a change of a field, and the conditions that name the field."""
    activity = setting.known.schema.activities[record_of(field)]
    where = [_names(activity, NAMING[activity.name], field.name, span)]
    if field.owner == "member":
        program = setting.place.program
        where.insert(0, _names(activity, "program", program.name if program else "", span))
    return activity, where


def _names(activity: Activity, attribute: str, value: str, span: Span) -> Condition:
    subject = AttributeOf(_attribute(activity, attribute), Type.TEXT)
    return Compare(subject, Operator.IS, (Constant(value, Type.TEXT),), Type.TEXT, span=span)


def _attribute(activity: Activity, name: str) -> Attribute:
    return next(found for found in activity.attributes if found.name == name)


def _value_is(
    node: nodes.Value, activity: Activity, attribute: str, field: Field, setting: Setting
) -> Condition:
    """The value before or after a change, compared as `is` compares it."""
    values: list[Expression] = []
    for value in node.values if isinstance(node, nodes.ListOf) else (node,):
        read = compared(value, field.type, setting).expression
        check_values(value, read, field, setting, exactly=False)
        if isinstance(read, HoleValue):
            return HoleCondition(value.span)
        values.append(read)
    subject = AttributeOf(_attribute(activity, attribute), field.type)
    return Compare(subject, Operator.IS, tuple(values), field.type, span=node.span)
