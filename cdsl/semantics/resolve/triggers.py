"""`on` lines: an activity type and conditions on what the activity carries.

Floor 2. `on change of` and `reaches` are sugar for the activity that records such a change.
"""

from cdsl.semantics.conditions import AttributeOf, Compare, Condition, HoleCondition, Operator
from cdsl.semantics.expressions import Constant, Expression, HoleValue
from cdsl.semantics.known import Known, Setting
from cdsl.semantics.program import Reaches, Trigger
from cdsl.semantics.resolve.conditions import where_of
from cdsl.semantics.resolve.targets import target
from cdsl.semantics.resolve.values import check_values, compared
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.semantics.walk import conditions_in
from cdsl.source.span import Span
from cdsl.syntax import declarations as syntax
from cdsl.syntax import nodes


def activity_of(part: syntax.CampaignPart, known: Known) -> Activity | None:
    """The activity type that an `on` line listens to, None when it names none."""
    activities = known.schema.activities
    match part:
        case syntax.OnActivity():
            name = part.activity
            found = activities.get(name.text)
            if found is None and name.quoted:
                labelled = (other for other in activities.values() if other.label == name.text)
                found = next(labelled, None)
            return found
        case syntax.OnChange() | syntax.OnReaches():
            field = known.schema.person.get(part.target.name.text)
            if part.target.owner == "member":
                return activities.get("change_program_member_data")
            is_score = field is not None and field.type is Type.SCORE
            return activities.get("change_score" if is_score else "change_data_value")
        case _:
            return None


def trigger(
    part: syntax.OnActivity | syntax.OnChange | syntax.OnReaches, setting: Setting
) -> Trigger | None:
    """What an `on` line means; None after reporting that it refers to nothing."""
    match part:
        case syntax.OnActivity():
            activity = setting.activity(part.activity)
            if activity is None:
                return None
            where = where_of(activity, part.where, setting)
            return Trigger(activity, _checked(where), None, part.span)
        case syntax.OnChange():
            return _on_change(part, setting)
        case syntax.OnReaches():
            return _on_reaches(part, setting)


def _checked(where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What never fires because of a hole keeps the hole alone."""
    for condition in where:
        for part in conditions_in(condition):
            if isinstance(part, HoleCondition):
                return (part,)
    return where


def _on_change(part: syntax.OnChange, setting: Setting) -> Trigger | None:
    changed = target(part.target, setting)
    if changed is None:
        return None
    field = changed.field
    activity, where = _recorded(field, setting, part.span)
    for node, attribute in ((part.old, "old_value"), (part.new, "new_value")):
        if node is not None:
            where.append(_value_is(node, activity, attribute, field, setting))
    return Trigger(activity, _checked(tuple(where)), None, part.span)


def _on_reaches(part: syntax.OnReaches, setting: Setting) -> Trigger | None:
    changed = target(part.target, setting)
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
    activities = setting.known.schema.activities
    if field.owner == "member":
        activity = activities["change_program_member_data"]
        program = setting.place.program
        where = [_names(activity, "program", program.name if program else "", span)]
        where.append(_names(activity, "attribute", field.name, span))
    elif field.type is Type.SCORE:
        activity = activities["change_score"]
        where = [_names(activity, "score", field.name, span)]
    else:
        activity = activities["change_data_value"]
        where = [_names(activity, "attribute", field.name, span)]
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
