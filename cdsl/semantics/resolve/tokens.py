"""Tokens: what a use refers to and which type it has; which frames an asset has by itself.

Floor 2. The chain of types is built first, since the value of one token may use another.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cdsl.semantics.catalogue import OWN_TOKENS, SYSTEM_TOKENS
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.known import Known
from cdsl.semantics.places import Place, TokenLine
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import Chain, Frame, FrameKind, canonical
from cdsl.semantics.type_names import type_meant
from cdsl.semantics.types import Type
from cdsl.semantics.uses import (
    AttributeTarget,
    FieldTarget,
    MemberFieldTarget,
    Role,
    TokenTarget,
)
from cdsl.source.diagnostic import Edit, Fix, Missing
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax import nodes

Lines = Sequence[TokenLine]


def type_chain(known: Known, place: Place, own: Lines = (), owner: str = "") -> Chain[Type]:
    """The types of the tokens that text sees by itself: `own`, then its holders' outwards."""
    return Chain(
        tuple(
            Frame(kind, name, {canonical(line.line.name.text): type_of(line) for line in lines})
            for kind, name, lines in frame_lines(known, place, own, owner)
        )
    )


def frame_lines(
    known: Known, place: Place, own: Lines, owner: str
) -> Sequence[tuple[FrameKind, str, Lines]]:
    """The token lines of each frame, nearest first, with the frame's kind and owner."""
    frames: list[tuple[FrameKind, str, Lines]] = []
    if own:
        frames.append((FrameKind.CAMPAIGN, owner, own))
    seen = known.declarations.modules.sees[place.standpoint]
    for holder in place.holder.outwards():
        lines = [
            line
            for line in known.declarations.tokens.get(holder.key, ())
            if line.place.file in seen
        ]
        if not lines:
            continue
        if not holder.key.path:
            frames.append((FrameKind.WORKSPACE, holder.key.workspace, lines))
        else:
            kind = FrameKind.PROGRAM if holder.is_program else FrameKind.FOLDER
            frames.append((kind, holder.key.name, lines))
    return frames


def type_of(line: TokenLine) -> Type:
    """The type of a token line; one that does not exist is taken for what may be meant."""
    return type_meant(line.line.type_name.text) or Type.TEXT


def token(node: nodes.Token, setting: Setting, wanted: Type) -> Token | None:
    """What a token refers to; None after reporting that it refers to nothing.

    `wanted` is the type that its place takes, as far as that is known.
    """
    if not node.context:
        return None  # The parser could not read it and has said so.
    try:
        context = Context(canonical(node.context))
    except ValueError:
        close = nearest(canonical(node.context), list(Context))
        _unknown(node, setting, [f"{close}.{node.name}"] if close else [])
        return None
    match context:
        case Context.MY:
            return _my(node, setting, wanted)
        case Context.CAMPAIGN | Context.PROGRAM:
            return _by_table(node, context, OWN_TOKENS, setting)
        case Context.SYSTEM:
            return _by_table(node, context, SYSTEM_TOKENS, setting)
        case Context.LEAD:
            if canonical(node.name) == "id":
                return Token(context, "id", Type.TEXT, node.default, -1, node.span)
            return _of_field(node, context, "person", setting)
        case Context.COMPANY:
            return _of_field(node, context, "company", setting)
        case Context.MEMBER:
            return _of_member(node, setting)
        case Context.TRIGGER:
            return _of_trigger(node, setting)


def _my(node: nodes.Token, setting: Setting, wanted: Type) -> Token | None:
    known = setting.known
    name = token_named(node.name, setting.chain, known)
    span = _name_span(node, setting)
    own = setting.chain.find(name)
    if own is not None:
        note_token(span, name, setting.chain, setting.place, setting, Role.READS)
        return Token(Context.MY, name, own.value, node.default, -1, node.span)
    seen = known.declarations.modules.sees[setting.place.file]
    callers = [
        (type, line)
        for type, line in known.token_types.get(name, ())
        if line.place.file in seen
        or setting.place.module.library
        or setting.place.file in known.declarations.modules.sees[line.place.file]
    ]
    for _, line in callers:
        setting.use(span, declared_by(line), Role.READS)
    if callers:
        return Token(Context.MY, name, callers[0][0], node.default, -1, node.span)
    _unknown(node, setting, [f"my.{other}" for other in known.token_types], wanted)
    return None


def _name_span(node: nodes.Token, setting: Setting) -> Span:
    """Where the name of a token stands, behind its context and the dot."""
    written = setting.place.source.text[node.span.start : node.span.end]
    start = node.span.start + max(written.find(node.name, written.find(".") + 1), 0)
    return Span(start, start + len(node.name))


def declared_by(line: TokenLine) -> TokenTarget:
    """What a use of the token that a line declares names."""
    return TokenTarget(line.place.holder.key, line.campaign, canonical(line.line.name.text))


def note_token(
    span: Span, name: str, chain: Chain[Type], place: Place, setting: Setting, role: Role
) -> None:
    """Note the use of a token that the chain of what stands at a place binds."""
    binding = chain.find(name)
    if binding is None:
        return
    kind, owner = binding.frame.kind, binding.frame.owner
    if kind is FrameKind.CAMPAIGN:
        target = TokenTarget(place.holder.key, place.holder.key.inside(owner), name)
        setting.use(span, target, role)
        return
    for holder in place.holder.outwards():
        lines = setting.known.declarations.tokens.get(holder.key, ())
        if any(canonical(line.line.name.text) == name for line in lines):
            setting.use(span, TokenTarget(holder.key, None, name), role)
            return


def token_named(written: str, chain: Chain[Type], known: Known) -> str:
    """The canonical name of what is written by name or label; one of the chain comes first."""
    name = canonical(written)
    names = (name, *known.token_labels.get(name, ()))
    declared = [one for one in names if one in known.token_types]
    own = (one for one in declared if chain.find(one) is not None)
    return next(own, declared[0] if declared else name)


def _by_table(
    node: nodes.Token, context: Context, table: Mapping[str, str], setting: Setting
) -> Token | None:
    name = canonical(node.name).replace(" ", "_")
    name = {"unsubscribelink": "unsubscribe_link"}.get(name, name)
    if name not in table:
        _unknown(node, setting, [f"{context}.{other}" for other in table])
        return None
    return Token(context, name, Type(table[name]), node.default, -1, node.span)


def _of_field(node: nodes.Token, context: Context, owner: str, setting: Setting) -> Token | None:
    schema = setting.known.schema
    fields = schema.person if owner == "person" else schema.company
    seen = {
        name: field
        for name, field in fields.items()
        if setting.known.sees(setting.place, owner, name)
    }
    found = _named(node.name, seen)
    if found is None:
        names = [f"{context}.{name}" for name in seen]
        names += [f"{context}.{field.label}" for field in seen.values()]
        _unknown(node, setting, names)
        return None
    setting.use(_name_span(node, setting), FieldTarget(owner, found.name), Role.READS)
    return Token(context, found.name, found.type, node.default, found.column, node.span)


def _named(name: str, fields: Mapping[str, Field]) -> Field | None:
    wanted = canonical(name)
    if wanted in fields:
        return fields[wanted]
    for field in fields.values():
        if wanted in (canonical(field.name), canonical(field.label)):
            return field
    return next(
        (
            field
            for field in fields.values()
            if wanted in [canonical(alias) for alias in field.aliases]
        ),
        None,
    )


def _of_member(node: nodes.Token, setting: Setting) -> Token | None:
    name = canonical(node.name)
    if name in ("status", "success"):
        type = Type.TEXT if name == "status" else Type.BOOLEAN
        return Token(Context.MEMBER, name, type, node.default, -1, node.span)
    known = setting.known
    program = setting.place.program
    own = known.member_fields.get(program, {}) if program is not None else {}
    everywhere = [own, *known.member_fields.values()]
    owners = (program, *known.member_fields)
    for owner, fields in zip(owners, everywhere, strict=True):
        found = _named(node.name, fields)
        if found is not None and owner is not None:
            target = MemberFieldTarget(owner, found.name)
            setting.use(_name_span(node, setting), target, Role.READS)
            return Token(Context.MEMBER, found.name, found.type, node.default, -1, node.span)
    names = {f"member.{name}": None for fields in everywhere for name in fields}
    _unknown(node, setting, [*names, "member.status", "member.success"])
    return None


def _of_trigger(node: nodes.Token, setting: Setting) -> Token | None:
    wanted = canonical(node.name)
    if wanted in ("name", "trigger_name", "trigger name"):
        name = "name" if wanted == "name" else "trigger_name"
        return Token(Context.TRIGGER, name, Type.TEXT, node.default, -1, node.span)
    every = tuple(setting.known.schema.activities.values())
    fired = setting.activities or every
    found = _carried(wanted, fired)
    if not found and node.default is not None:
        # The author expects that what fired may not carry it.
        found = _carried(wanted, every)
    if not found:
        names = {f"trigger.{attribute.name}": None for attribute in _attributes(fired)}
        _unknown(node, setting, [*names, "trigger.name", "trigger.trigger_name"])
        return None
    for activity in setting.activities or every:
        if found[0] in activity.attributes:
            target = AttributeTarget(activity.name, found[0].name)
            setting.use(_name_span(node, setting), target, Role.READS)
    types = {attribute.type for attribute in found if attribute.name == found[0].name}
    type = types.pop() if len(types) == 1 else Type.TEXT
    return Token(Context.TRIGGER, found[0].name, type, node.default, -1, node.span)


def _carried(name: str, activities: Sequence[Activity]) -> list[Attribute]:
    """The attributes of that name or label."""
    return [
        attribute
        for attribute in _attributes(activities)
        if name in (canonical(attribute.name), canonical(attribute.label))
    ]


def _attributes(activities: Sequence[Activity]) -> list[Attribute]:
    return [attribute for activity in activities for attribute in activity.attributes]


_LISTED: Final = 8


def _way_out(node: nodes.Token, candidates: Sequence[str], wanted: Type | None) -> str:
    """What to do about a token that is like none of the candidates."""
    context = canonical(node.context)
    if wanted is not None:
        name = node.name if node.name.isidentifier() else "name"
        return (
            "declare it where the campaign or its program stands: "
            f"`tokens {{ {name}: {wanted} = … }}`"
        )
    if context not in list(Context):
        return f"contexts are {', '.join(f'`{other}`' for other in Context)}"
    listed = [f"`{candidate}`" for candidate in dict.fromkeys(candidates)]
    more = " …" if len(listed) > _LISTED else ""
    return f"`{context}` has {', '.join(listed[:_LISTED])}{more}"


def _unknown(
    node: nodes.Token, setting: Setting, candidates: Sequence[str], wanted: Type | None = None
) -> None:
    """Report a token; `wanted` is the type of one that could be declared."""
    written = f"{node.context}.{node.name}"
    close = nearest(written, candidates)
    fix = None
    help = _way_out(node, candidates, wanted)
    if close is not None:
        help = f"did you mean `{{{{{close}}}}}`?"
        default = f":default={node.default}" if node.default is not None else ""
        fix = Fix(f"write `{close}`", (Edit(node.span, f"{{{{{close}{default}}}}}"),))
    setting.report(
        "CDS102",
        f"unknown token `{written}`",
        node.span,
        label="no frame defines this token",
        help=help,
        fix=fix,
        missing=Missing(node.name, wanted) if wanted is not None else None,
    )
