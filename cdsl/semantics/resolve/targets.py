"""What a step may change: a person's field, or a field of the membership at hand.

Floor 2.
"""

from cdsl.semantics.conditions import CompanyField, MemberField, PersonField
from cdsl.semantics.flow import Target
from cdsl.semantics.resolve.subjects import field_left
from cdsl.semantics.schema import Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import NUMBER_LIKE
from cdsl.semantics.uses import Role
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax.nodes import FieldName, Number
from cdsl.syntax.steps import Change


def target(name: FieldName, setting: Setting, role: Role = Role.CHANGES) -> Target | None:
    """The field that is changed; None after reporting why it cannot be."""
    if name.owner == "member" and name.name.text in ("status", "success"):
        help = 'use `set status "…"`'
        setting.report("CDS201", "a status is not a field", name.span, help=help)
        return None
    left = field_left(name, setting, role)
    if left is None:
        return None
    if isinstance(left.subject, PersonField | MemberField):
        return left.subject
    if isinstance(left.subject, CompanyField):
        message = f"`company.{left.subject.field.name}` belongs to the company"
        help = "flows read a company's fields, they do not change them"
        setting.report("CDS201", message, name.span, help=help)
    return None


def warn_of_sign(node: Change, field: Field, setting: Setting) -> None:
    """Warn of a `+` before what a field is set to, which on a screen means an amount to add."""
    value, text = node.value, setting.place.source.text
    if not isinstance(value, Number) or field.type not in NUMBER_LIKE:
        return
    amount = text[value.span.start : value.span.end]
    if not amount.startswith("+"):
        return
    plain = amount.removeprefix("+")
    message = f"`to {amount}` sets `{field.name}` to {plain}, whatever it was"
    help = f"write `by {amount}` to add it, `to {plain}` to set it"
    between = Span(node.target.span.end, value.span.end)
    is_plain = text[between.start : value.span.start].strip() == "to"
    fix = Fix(f"write `by {amount}`", (Edit(between, f" by {amount}"),)) if is_plain else None
    setting.report("CDS406", message, value.span, help=help, fix=fix)


def source_of(name: FieldName, setting: Setting) -> PersonField | CompanyField | MemberField | None:
    """The field that is read."""
    left = field_left(name, setting)
    if left is None or not isinstance(left.subject, PersonField | CompanyField | MemberField):
        return None
    return left.subject
