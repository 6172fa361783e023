"""The left side of a comparison: a field, or what a membership has.

Floor 2. Finds what a name stands for, with its type; what it is compared with is not looked at.
"""

from collections.abc import Callable

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import CompanyField, MemberField, MemberStatus, PersonField, Subject
from cdsl.semantics.resolve.fields import company_field, member_field, owner_known, person_field
from cdsl.semantics.schema import Channel, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Role
from cdsl.source.data import dataclass
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


def field_left(name: nodes.FieldName, setting: Setting, role: Role = Role.READS) -> Left | None:
    """A field of the person, the company or the membership at hand."""
    if not owner_known(name, setting):
        return None
    if name.owner == "company":
        field = company_field(name.name, setting, role)
        return Left(CompanyField(field), field.type, field) if field else None
    if name.owner == "member":
        program = setting.this_program(f"`member.{name.name.text}`", name.span)
        return member_left(name.name, program, setting, role) if program else None
    field = person_field(name.name, setting, role)
    return Left(PersonField(field), field.type, field) if field else None


def member_left(
    name: nodes.Name, program: AssetKey, setting: Setting, role: Role = Role.READS
) -> Left | None:
    """The status or a field of a membership."""
    if name.text == "status":
        channel = setting.known.channels_of.get(program)
        return Left(MemberStatus(program), Type.TEXT, channel=channel)
    field = member_field(name, program, setting, role)
    return Left(MemberField(program, field), field.type, field) if field else None
