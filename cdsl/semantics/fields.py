"""The schema from its declarations: fields, activities, actions and channels add up.

Floor 2. A field of the library may be given a default or values that it does not have; apart from
that, another type, default or list of values is an error (language.md 2).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.catalogue import (
    ACTIVITY_NUMBERS,
    COMPANY_EXPORT_NAMES,
    PERSON_EXPORT_NAMES,
)
from cdsl.semantics.declare import Declarations
from cdsl.semantics.expressions import Constant
from cdsl.semantics.expressions import Literal as LiteralValue
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.places import Place
from cdsl.semantics.schema import Action, Activity, Attribute, Channel, Field, Schema, Status
from cdsl.semantics.types import Type
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    FieldDeclaration,
    FieldsOf,
)
from cdsl.syntax.nodes import Name, Value

_EXPORT_NAMES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "person": PERSON_EXPORT_NAMES,
        "company": COMPANY_EXPORT_NAMES,
        "member": MappingProxyType({}),
    }
)

Literal = Callable[[Value, Type, Place], Constant | None]
"""Reads a literal as a type, reporting what does not fit."""


@dataclass(slots=True)
class SchemaDraft:
    """The schema while it grows; made for one analysis."""

    findings: Findings
    literal: Literal
    fields: dict[str, dict[str, Field]] = field(
        default_factory=lambda: {"person": {}, "company": {}}
    )
    activities: dict[str, Activity] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    seen_in: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def report(self, code: str, message: str, place: Place, name: Name, help: str = "") -> None:
        """Add a finding at a name."""
        found = finding(code, message, place.source, name.span, help=help)
        self.findings.add(found, place.clone)

    def schema(self) -> Schema:
        """What has been declared so far."""
        return Schema(
            self.fields["person"],
            self.fields["company"],
            self.activities,
            self.actions,
            self.channels,
        )


def draft_schema(
    declarations: Declarations, inferred: Sequence[Field], findings: Findings, literal: Literal
) -> SchemaDraft:
    """Add up everything that is declared once for all workspaces."""
    draft = SchemaDraft(findings, literal)
    for node, place in declarations.shared:
        match node:
            case FieldsOf():
                for line in node.fields:
                    _add_field(node.owner, line, place, draft.fields[node.owner], draft)
                    draft.seen_in.setdefault((node.owner, line.name.text), set()).add(place.file)
            case ActivityDeclaration():
                draft.seen_in.setdefault(("activity", node.name.text), set()).add(place.file)
                _add_activity(node, place, draft)
            case ActionDeclaration():
                for kind in ("activity", "action"):
                    draft.seen_in.setdefault((kind, node.name.text), set()).add(place.file)
                _add_action(node, place, draft)
            case ChannelDeclaration():
                draft.seen_in.setdefault(("channel", node.name.text), set()).add(place.file)
                _add_channel(node, place, draft)
    files = set(declarations.modules.modules)
    for extra in inferred:
        fields = draft.fields[extra.owner]
        if extra.name not in fields:
            fields[extra.name] = replace(extra, column=len(fields))
            draft.seen_in[extra.owner, extra.name] = files
    return draft


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
                _add_field("member", line, place, fields, draft)
        found[key] = fields
    return found


def program_channels(
    declarations: Declarations, draft: SchemaDraft
) -> Mapping[AssetKey, Channel | None]:
    """The channel of every program, None for those that name none."""
    found: dict[AssetKey, Channel | None] = {}
    for key, parts in declarations.programs.items():
        found[key] = None
        if parts.channel is None:
            continue
        node, place = parts.channel
        channel = draft.channels.get(node.name.text)
        seen = declarations.modules.sees[place.file]
        if channel is None or draft.seen_in["channel", channel.name].isdisjoint(seen):
            close = nearest(node.name.text, draft.channels)
            help = (
                f"did you mean {quoted(close)}?"
                if close
                else 'declare it: channel "…" { status … }'
            )
            draft.report(
                "CDS101", f"unknown channel {quoted(node.name.text)}", place, node.name, help
            )
            continue
        found[key] = channel
    return found


_OTHER_WORDS: Final = MappingProxyType(
    {
        "string": Type.TEXT,
        "number": Type.INTEGER,
        "int": Type.INTEGER,
        "double": Type.FLOAT,
        "decimal": Type.CURRENCY,
        "bool": Type.BOOLEAN,
        "timestamp": Type.DATETIME,
    }
)
"""What other languages call the types."""


def type_named(line: FieldDeclaration, place: Place, findings: Findings) -> Type:
    """The type of a declaration; an unknown one is reported and taken for what may be meant."""
    written = line.type_name.text
    meant = type_meant(written)
    if meant != written:
        help = f"did you mean `{meant}`?" if meant else "types are " + ", ".join(Type)
        message = f"there is no type `{written}`"
        found = finding("CDS201", message, place.source, line.type_name.span, help=help)
        findings.add(found, place.clone)
    return meant or Type.TEXT


def type_meant(name: str) -> Type | None:
    """The type of a name, or the one that it may be meant for."""
    try:
        return Type(name)
    except ValueError:
        close = _OTHER_WORDS.get(name.lower()) or nearest(name, list(Type))
        return Type(close) if close is not None else None


def _label(name: str) -> str:
    """The label of what states none: `lead_status` is "Lead Status"."""
    return name.replace("_", " ").title()


def _add_field(
    owner: str, line: FieldDeclaration, place: Place, fields: dict[str, Field], draft: SchemaDraft
) -> None:
    name = line.name.text
    type = type_named(line, place, draft.findings)
    if type != line.type_name.text:
        line = replace(line, values=None, default=None)
    values = _values(line, type, place, draft)
    default = _default(line, type, values, place, draft)
    known = fields.get(name)
    if known is None:
        label = line.label.text if line.label else _label(name)
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


def _attributes(
    lines: Sequence[FieldDeclaration],
    known: tuple[Attribute, ...],
    place: Place,
    draft: SchemaDraft,
) -> tuple[Attribute, ...]:
    """Known attributes, with new ones at the end."""
    found = {attribute.name: attribute for attribute in known}
    here: set[str] = set()
    for line in lines:
        name = line.name.text
        type = type_named(line, place, draft.findings)
        if name == "name":
            help = "`{{trigger.name}}` is the value of the first attribute"
            draft.report("CDS103", "no attribute may be called `name`", place, line.name, help)
        elif name in here:
            message = f"the attribute `{name}` is declared twice"
            draft.report("CDS103", message, place, line.name, "keep one of the two")
        elif name in found and found[name].type is not type:
            message = f"the attribute `{name}` is declared again with another type"
            help = f"it is declared as {found[name].type} before"
            draft.report("CDS103", message, place, line.name, help)
        elif name not in found:
            label = line.label.text if line.label else _label(name)
            found[name] = Attribute(name, label, type, len(found))
        here.add(name)
        if line.values is not None or line.default is not None:
            message = f"the attribute `{name}` takes neither values nor a default"
            draft.report("CDS314", message, place, line.name)
    return tuple(found.values())


def _add_activity(node: ActivityDeclaration, place: Place, draft: SchemaDraft) -> None:
    name = node.name.text
    known = draft.activities.get(name)
    attributes = _attributes(node.attributes, known.attributes if known else (), place, draft)
    label = node.label.text if node.label else (known.label if known else _label(name))
    draft.activities[name] = Activity(name, label, attributes, ACTIVITY_NUMBERS.get(name))


def _add_action(node: ActionDeclaration, place: Place, draft: SchemaDraft) -> None:
    name = node.name.text
    if name in draft.activities and name not in draft.actions:
        message = f"`{name}` is an activity already"
        draft.report("CDS103", message, place, node.name, "give the action another name")
        return
    known = draft.actions.get(name)
    parameters = _attributes(node.parameters, known.parameters if known else (), place, draft)
    label = node.label.text if node.label else (known.label if known else _label(name))
    draft.actions[name] = Action(name, label, parameters)
    draft.activities[name] = Activity(name, label, parameters)


def _add_channel(node: ChannelDeclaration, place: Place, draft: SchemaDraft) -> None:
    if node.name.text in draft.channels:
        message = f"the channel {quoted(node.name.text)} is declared twice"
        draft.report("CDS103", message, place, node.name, "keep one of the two")
        return
    statuses: dict[str, Status] = {}
    rank = 0
    for line in node.statuses:
        if line.name.text in statuses:
            message = f"the status {quoted(line.name.text)} stands twice"
            draft.report("CDS103", message, place, line.name, "keep one of the two")
            continue
        if line.beside is not None and line.beside.text not in statuses:
            close = nearest(line.beside.text, statuses)
            help = (
                f"did you mean {quoted(close)}?" if close else "it stands beside an earlier status"
            )
            message = f"the channel has no status {quoted(line.beside.text)} before this one"
            draft.report("CDS109", message, place, line.beside, help)
        if line.beside is not None and line.beside.text in statuses:
            own = statuses[line.beside.text].rank
        else:
            rank += 1
            own = rank
        statuses[line.name.text] = Status(line.name.text, own, line.success)
    draft.channels[node.name.text] = Channel(node.name.text, tuple(statuses.values()))
