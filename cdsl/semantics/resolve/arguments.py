"""Values given by name: passed tokens, attributes of activities, fields of records.

Floor 2.
"""

from collections.abc import Mapping, Sequence

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import AttributeValue, FieldValue
from cdsl.semantics.expressions import Constant, HoleValue
from cdsl.semantics.flow import PassedToken
from cdsl.semantics.known import Known
from cdsl.semantics.places import Declared, TokenLine
from cdsl.semantics.resolve.attributes import attribute_named, attributes_of, note_named
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.literals import constant, natural_type
from cdsl.semantics.resolve.parts import token_lines
from cdsl.semantics.resolve.recorded import NAMING, check_named
from cdsl.semantics.resolve.tokens import note_token, token, token_named, type_chain
from cdsl.semantics.resolve.values import assigned, check_values
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import TEXT_LIKE, Type
from cdsl.semantics.uses import AttributeTarget, FieldTarget, MemberFieldTarget, Role, Target
from cdsl.source.diagnostic import Missing, Related
from cdsl.source.quoting import quoted
from cdsl.syntax.nodes import Argument, Boolean, Date, Datetime, Number, Shifted, Text, Token, Value


def own_types(called: Declared, known: Known) -> Chain[Type]:
    """The types of the tokens on a campaign's own chain."""
    lines: Sequence[TokenLine] = token_lines(called, known)
    return type_chain(known, called.place, lines, called.key.name)


def passed_tokens(
    arguments: Sequence[Argument], called: Declared, setting: Setting
) -> tuple[PassedToken, ...]:
    """Tokens passed with a call: each must be declared on the called campaign's chain."""
    if not arguments:
        return ()
    chain = own_types(called, setting.known)
    passed: dict[str, PassedToken] = {}
    for argument in arguments:
        name = token_named(argument.name.text, chain, setting.known)
        binding = chain.find(name)
        if binding is None:
            declared = {other: None for frame in chain.frames for other in frame.bindings}
            listed = ", ".join(f"`{other}`" for other in declared) or "none"
            message = f"{quoted(called.key.name)} declares no token `{argument.name.text}`"
            setting.report(
                "CDS102",
                message,
                argument.name.span,
                help=f"it takes {listed}",
                related=(Related("declared here", called.place.source, called.name.span),),
                missing=Missing(argument.name.text, _fitting(name, argument.value, setting)),
            )
            passed[name] = _as_written(name, argument, setting)
        elif name in passed:
            setting.report("CDS308", f"`{name}` is passed twice", argument.name.span)
        else:
            note_token(argument.name.span, name, chain, called.place, setting, Role.GIVES)
            value = assigned(argument.value, binding.value, setting)
            if isinstance(value.expression, HoleValue):
                passed[name] = _as_written(name, argument, setting)
            else:
                passed[name] = PassedToken(name, binding.value, value.expression)
    return tuple(passed.values())


def _as_written(name: str, argument: Argument, setting: Setting) -> PassedToken:
    """A token that the campaign does not take, kept so that an engine refuses it as well."""
    node = argument.value
    if isinstance(node, Text | Number | Boolean | Date | Datetime):
        type = natural_type(node)
        read = constant(node, type, setting.zone, setting.report)
        if read is not None:
            return PassedToken(name, type, read)
    return PassedToken(name, Type.TEXT, HoleValue(node.span))


def _fitting(name: str, value: Value, setting: Setting) -> Type:
    """The type that a token would have which takes a value: that of others of its name, if any."""
    for type, _ in setting.known.token_types.get(name, ()):
        return type
    match value:
        case Number(value=int(), signed=True):
            return Type.SCORE
        case Text() | Number() | Boolean() | Date() | Datetime():
            return natural_type(value)
        case Token():
            used = token(value, setting, Type.TEXT)
            return used.type if used is not None else Type.TEXT
        case Shifted(base=base):
            return _fitting("", base, setting)
        case _:
            return Type.TEXT


def field_values(
    arguments: Sequence[Argument],
    fields: Mapping[str, Field],
    what: str,
    setting: Setting,
    program: AssetKey | None = None,
) -> tuple[FieldValue, ...]:
    """Values for fields, those of a program's members where it is given.

    An empty text leaves the field empty.
    """
    given: dict[str, FieldValue] = {}
    for argument in arguments:
        field = field_named(argument.name, fields)
        if field is None:
            setting.unknown(what, argument.name, fields, by_files=True)
            continue
        setting.use(argument.name.span, target_of(field, program), Role.GIVES)
        if field.name in given:
            message = f"`{field.name}` is given twice"
            setting.report("CDS308", message, argument.name.span, help="keep one of the two")
        elif isinstance(argument.value, Text) and not argument.value.value:
            given[field.name] = FieldValue(field, Constant("", Type.TEXT))
        else:
            value = assigned(argument.value, field.type, setting)
            check_values(argument.value, value.expression, field, setting, exactly=True)
            given[field.name] = FieldValue(field, value.expression)
    return tuple(given.values())


def target_of(field: Field, program: AssetKey | None) -> Target:
    """What a use of a field names."""
    if program is not None:
        return MemberFieldTarget(program, field.name)
    return FieldTarget(field.owner, field.name)


def attribute_values(
    arguments: Sequence[Argument], activity: Activity, setting: Setting
) -> tuple[AttributeValue, ...]:
    """Values for the attributes of an activity."""
    changed = _changed(arguments, activity, setting)
    given: dict[str, AttributeValue] = {}
    for argument in arguments:
        attribute = attribute_named(argument.name, activity)
        if attribute is None:
            names = [other.name for other in activity.attributes]
            help = attributes_of(activity)
            setting.unknown(f"attribute of `{activity.name}`", argument.name, names, help=help)
            continue
        target = AttributeTarget(activity.name, attribute.name)
        setting.use(argument.name.span, target, Role.GIVES)
        if attribute.name in given:
            message = f"`{attribute.name}` is given twice"
            setting.report("CDS308", message, argument.name.span, help="keep one of the two")
            continue
        type = attribute.type
        if changed is not None and attribute.name in ("new_value", "old_value"):
            type = changed.type
        if isinstance(argument.value, Text) and not argument.value.value and type in TEXT_LIKE:
            continue
        value = assigned(argument.value, type, setting)
        if isinstance(argument.value, Text):
            named = argument.value
            note_named(attribute, named.value, named.span, setting, Role.GIVES)
            if attribute.name == NAMING.get(activity.name):
                check_named(named, activity, setting)
        given[attribute.name] = AttributeValue(attribute, value.expression, type)
    return tuple(given.values())


def _changed(arguments: Sequence[Argument], activity: Activity, setting: Setting) -> Field | None:
    """The field whose change is described: it gives `new_value` its type."""
    if activity.name != "change_data_value":
        return None
    for argument in arguments:
        if argument.name.text == "attribute" and isinstance(argument.value, Text):
            return setting.known.schema.person.get(argument.value.value)
    return None
