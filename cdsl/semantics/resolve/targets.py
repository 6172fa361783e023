"""What a step may change: a person's field, or a field of the membership at hand.

Floor 2.
"""

from cdsl.semantics.conditions import CompanyField, MemberField, PersonField
from cdsl.semantics.flow import Target
from cdsl.semantics.known import Setting
from cdsl.semantics.resolve.comparisons import field_left
from cdsl.semantics.uses import Role
from cdsl.syntax.nodes import FieldName


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


def source_of(name: FieldName, setting: Setting) -> PersonField | CompanyField | MemberField | None:
    """The field that is read."""
    left = field_left(name, setting)
    if left is None or not isinstance(left.subject, PersonField | CompanyField | MemberField):
        return None
    return left.subject
