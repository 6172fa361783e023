"""Fields by the names that texts give them, and what may be meant by a name that is none.

Floor 2. Each lookup reports why it finds nothing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.schema import Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import FieldTarget, MemberFieldTarget, Role
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax.activity_phrases import activity_called
from cdsl.syntax.nodes import FieldName, Name

_DID: Final = re.compile(r"\bdid (\w+)[ \t]+\Z")

_OF_A_MEMBERSHIP: Final = 'a status is of a membership: `member of program "…" where status is "…"`'
_OF_A_CAMPAIGN: Final = 'a membership is asked by `member of campaign "…"`'
_OWN_WAYS: Final = MappingProxyType(
    {
        (Role.READS, "status"): _OF_A_MEMBERSHIP,
        (Role.CHANGES, "status"): 'a status is set by `set status "…" in program "…"`',
        (Role.LISTENS, "status"): 'write `on change_status where program is "…"`',
        (Role.READS, "member of list"): 'a membership is asked by `member of list "…"`',
        (Role.READS, "member of smart list"): 'a membership is asked by `member of smart list "…"`',
        (Role.READS, "member of program"): 'a membership is asked by `member of program "…"`',
        (Role.READS, "member of campaign"): _OF_A_CAMPAIGN,
        (Role.READS, "member of smart campaign"): _OF_A_CAMPAIGN,
        **dict.fromkeys(
            ((Role.READS, count) for count in ("times", "once", "twice", "never")),
            "how often is said behind `did`: `did visit_page at least 2 times in past 7 days`",
        ),
    }
)
"""What is no field, though a screen shows it among them, and what is said instead."""


def person_field(name: Name, setting: Setting, role: Role) -> Field | None:
    """A person's field by identifier, or quoted by label or identifier."""
    return _field("person", name, setting.known.schema.person, setting, role)


def company_field(name: Name, setting: Setting, role: Role) -> Field | None:
    """A company's field, likewise."""
    return _field("company", name, setting.known.schema.company, setting, role)


def member_field(name: Name, program: AssetKey, setting: Setting, role: Role) -> Field | None:
    """A field of a program's members, likewise."""
    fields = setting.known.member_fields.get(program, {})
    found = field_named(name, fields)
    if found is None:
        help = _declare("member", name)
        setting.unknown("member field", name, [*fields, "status"], help=help, by_files=True)
    else:
        setting.use(name.span, MemberFieldTarget(program, found.name), role)
    return found


def _field(
    owner: str, name: Name, fields: Mapping[str, Field], setting: Setting, role: Role
) -> Field | None:
    found = field_named(name, fields)
    if found is not None and setting.known.sees(setting.place, owner, found.name):
        setting.use(name.span, FieldTarget(owner, found.name), role)
        return found
    seen = [
        other for other in fields.values() if setting.known.sees(setting.place, owner, other.name)
    ]
    exported = (other.name for other in seen if is_exported_as(other, name.text))
    names = [other.name for other in seen]
    if name.quoted:
        names += [other.label for other in seen]
    kind = "field" if owner == "person" else f"{owner} field"
    help = _declare(owner, name)
    if name.text in setting.known.schema.activities:
        help = f"it is an activity: `did {name.text}`, with its window behind"
    close = next(exported, None)
    if close is None and owner == "person" and not name.quoted:
        close = _of_another(name, setting)
    if owner == "person" and _of_activity(name, kind, setting):
        return None
    own = _OWN_WAYS.get((role, name.text.lower())) if owner == "person" else None
    if close is not None and close.startswith("company.") and role is Role.CHANGES:
        own = f"`{close}` is the company's: flows read it, they do not change it"
    if owner == "person" and name.quoted and (question := _question(name.text, setting)):
        own = f"it is an activity: `{question}`, with its attributes behind `where`"
    if own is not None and close != "member.status":
        setting.report("CDS101", f"unknown field `{name.text}`", name.span, help=own)
    else:
        setting.unknown(kind, name, names, close, help, by_files=True)
    return None


def _of_activity(name: Name, kind: str, setting: Setting) -> bool:
    """Report what is no field but belongs to the `did` before it: `did fill_form "Demo"`."""
    text = setting.place.source.text
    found = _DID.search(text, text.rfind("\n", 0, name.span.start) + 1, name.span.start)
    activity = setting.known.schema.activities.get(found[1]) if found is not None else None
    if activity is None or not activity.attributes:
        return False
    if name.text in [attribute.name for attribute in activity.attributes]:
        meant = "where "
    elif name.quoted:
        meant = f"where {activity.attributes[0].name} is "
    else:
        return False
    written = text[name.span.start : name.span.end]
    fix = Fix(f"write `{meant}{written}`", (Edit(name.span, f"{meant}{written}"),))
    help = f"what is asked of an activity stands behind `where`: `{meant}{written}`"
    setting.report("CDS101", f"unknown {kind} `{name.text}`", name.span, help=help, fix=fix)
    return True


def _question(label: str, setting: Setting) -> str | None:
    """How an activity is asked for of which this is the label, or what a screen calls it."""
    activities = setting.known.schema.activities
    words = tuple(label.lower().split())
    for one in activities.values():
        if tuple(one.label.lower().split()) == words:
            return f"did {one.name}"
    activity, is_denied = activity_called(words) or ("", False)
    return f"{'not ' * is_denied}did {activity}" if activity in activities else None


def _of_another(name: Name, setting: Setting) -> str | None:
    """What is not a person's field but the company's, or the member's of the program here."""
    if name.text in setting.known.schema.company and setting.known.sees(
        setting.place, "company", name.text
    ):
        return f"company.{name.text}"
    program = setting.place.program
    of_members = {} if program is None else setting.known.member_fields.get(program, {})
    if name.text in of_members or (program is not None and name.text == "status"):
        return f"member.{name.text}"
    return None


def owner_known(target: FieldName, setting: Setting) -> bool:
    """Whether what stands before the dot is `company` or `member`; reports when it is not."""
    if target.owner in ("", "company", "member"):
        return True
    help = "a dot follows only `company` and `member`; a person's field stands alone"
    message = f"unknown `{target.owner}` before `.{target.name.text}`"
    fix = None
    if canonical(target.owner) in ("person", "lead"):
        end = target.name.span.start
        help = "a person's field stands alone, without what it is of"
        fix = Fix("leave out the dot", (Edit(Span(target.span.start, end), ""),))
    elif canonical(target.owner) in ("my", "trigger", "campaign", "program", "system"):
        help = f"a token is written in braces: `{{{{{target.owner}.{target.name.text}}}}}`"
    setting.report("CDS101", message, target.span, help=help, fix=fix)
    return False


def _declare(what: str, name: Name) -> str:
    """How to declare a field; nothing where the name could be no identifier."""
    return f"declare it: `{what} {{ {name.text}: text }}`" if name.text.isidentifier() else ""


def is_exported_as(field: Field, name: str) -> bool:
    """Whether an export or a screen has this name for a field, however its words are joined."""
    return _joined(name) in [_joined(one) for one in (*field.aliases, field.label)]


def _joined(name: str) -> str:
    return name.replace(" ", "").replace("_", "").lower()


def field_named(name: Name, fields: Mapping[str, Field]) -> Field | None:
    """A field by identifier, or, when the name is quoted, by label or identifier."""
    found = fields.get(name.text)
    if found is None and name.quoted:
        found = next((other for other in fields.values() if other.label == name.text), None)
    return found
