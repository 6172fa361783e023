"""Fields of persons, companies and members.

Floor 2. A field of the library may be given a default or values that it does not have; apart from
that, another type, default or list of values is an error (language.md 2).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.catalogue import COMPANY_EXPORT_NAMES, PERSON_EXPORT_NAMES
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.draft.draft import SchemaDraft, label_of
from cdsl.semantics.expressions import Constant
from cdsl.semantics.expressions import Literal as LiteralValue
from cdsl.semantics.findings import finding
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.places import Place
from cdsl.semantics.schema import Field
from cdsl.semantics.type_names import type_named
from cdsl.semantics.types import Type
from cdsl.source.quoting import quoted
from cdsl.syntax.declarations import FieldDeclaration

_EXPORT_NAMES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "person": PERSON_EXPORT_NAMES,
        "company": COMPANY_EXPORT_NAMES,
        "member": MappingProxyType({}),
    }
)


def member_fields(
    declarations: Declarations, draft: SchemaDraft
) -> Mapping[AssetKey, Mapping[str, Field]]:
    """The member fields of every program."""
    found: dict[AssetKey, Mapping[str, Field]] = {}
    for key, parts in declarations.programs.items():
        fields: dict[str, Field] = {}
        for node, place in parts.members:
            for line in node.fields:
                if line.name.text in ("status", "success"):
                    message = f"every member has a `{line.name.text}` already"
                    draft.report("CDS103", message, place, line.name, "give it another name")
                    continue
                add_field("member", line, place, fields, draft)
        found[key] = fields
    return found


def add_field(
    owner: str, line: FieldDeclaration, place: Place, fields: dict[str, Field], draft: SchemaDraft
) -> None:
    """Add a field to `fields`, or what is new of one that is there."""
    name = line.name.text
    type = type_named(line, place, draft.findings)
    if type != line.type_name.text:
        line = replace(line, values=None, default=None)
    values = _values(line, type, place, draft)
    default = _default(line, type, values, place, draft)
    known = fields.get(name)
    if known is None:
        label = line.label.text if line.label else label_of(name)
        aliases = _EXPORT_NAMES[owner].get(name, ())
        fields[name] = Field(owner, name, label, type, len(fields), values, default, aliases)
        return
    earlier = draft.seen_in.get((owner, name), {place.file})
    may_add = all(file.startswith(STANDARD) for file in earlier)
    differs = [
        what
        for what, changed in (
            ("type", known.type is not type),
            ("values", values and values != known.values and not (may_add and not known.values)),
            (
                "default",
                default and default != known.default and not (may_add and not known.default),
            ),
        )
        if changed
    ]
    if differs:
        other = "other values" if differs[0] == "values" else f"another {differs[0]}"
        message = f"the field `{name}` is declared again with {other}"
        help = f"leave its {differs[0]} out here, or say the same as before"
        if differs[0] == "type":
            help = f"it is declared as {known.type} before"
        draft.report("CDS103", message, place, line.name, help)
        return
    fields[name] = replace(
        known,
        label=line.label.text if line.label else known.label,
        values=known.values or values,
        default=known.default or default,
    )


def _values(
    line: FieldDeclaration, type: Type, place: Place, draft: SchemaDraft
) -> tuple[LiteralValue, ...]:
    if line.values is None:
        return ()
    read = [draft.literal(node, type, place) for node in line.values.values]
    return tuple(constant.value for constant in read if constant is not None)


def _default(
    line: FieldDeclaration,
    type: Type,
    values: tuple[LiteralValue, ...],
    place: Place,
    draft: SchemaDraft,
) -> Constant | None:
    if line.default is None:
        return None
    default = draft.literal(line.default, type, place)
    if default is not None and values and default.value not in values:
        message = f"{quoted(str(default.value))} is not one of the values of `{line.name.text}`"
        found = finding("CDS202", message, place.source, line.default.span)
        draft.findings.add(found, place.clone)
    return default
