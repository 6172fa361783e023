"""Attributes of activities: what a `where` compares, and the assets that their values name.

Floor 2. Which texts name a field whose change is recorded, `cdsl.semantics.resolve.recorded` says.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.semantics.conditions import AttributeOf
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.subjects import Left
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import AssetTarget, AttributeTarget, FieldTarget, Role
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes


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
