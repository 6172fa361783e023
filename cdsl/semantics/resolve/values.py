"""Values: the right side of anything, with its type.

Floor 2.
"""

from collections.abc import Sequence

from cdsl.semantics.expressions import Constant, Expression, HoleValue, Joined, Shifted, Token
from cdsl.semantics.resolve.literals import constant, kept_as
from cdsl.semantics.resolve.tokens import token
from cdsl.semantics.schema import Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.time import BELOW_A_DAY, Duration, Unit
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax import nodes


@dataclass(frozen=True, slots=True)
class Typed:
    """A value and the type it has by itself."""

    expression: Expression
    type: Type


def compared(node: nodes.Value, wanted: Type, setting: Setting) -> Typed:
    """A value that something of type `wanted` is compared with: of the same family."""
    if isinstance(node, nodes.Text) and not node.value:
        help = "`is empty` asks whether there is no value"
        setting.report("CDS203", "an empty text can never match", node.span, help=help)
        return Typed(HoleValue(node.span), wanted)
    typed = _value(node, wanted, setting)
    if not isinstance(node, _SELF_TYPED) or same_family(typed.type, wanted):
        return typed
    message = f"{_described(node, typed.type)} can never match {_a(wanted)}"
    setting.report("CDS201", message, node.span, help=_misfit_help(node, wanted), fix=None)
    return Typed(HoleValue(node.span), wanted)


def assigned(node: nodes.Value, wanted: Type, setting: Setting) -> Typed:
    """A value given to something of type `wanted`; a text takes every token in its text form."""
    typed = _value(node, wanted, setting)
    if not isinstance(node, _SELF_TYPED) or assignable(typed.type, wanted):
        return typed
    message = f"{_described(node, typed.type)} does not fit {_a(wanted)}"
    setting.report("CDS201", message, node.span, help=_misfit_help(node, wanted))
    return Typed(HoleValue(node.span), wanted)


def assigned_to_field(node: nodes.Value, field: Field, setting: Setting) -> Typed:
    """A value given to a field: it must fit its type, and a literal must be one of its values."""
    if isinstance(node, nodes.Text) and not node.value:
        help = f"`clear {field.name}` makes it empty"
        setting.report("CDS203", "an empty text is no value", node.span, help=help)
        return Typed(HoleValue(node.span), field.type)
    typed = assigned(node, field.type, setting)
    check_values(node, typed.expression, field, setting, exactly=True)
    return typed


def check_values(
    node: nodes.Value, value: Expression, field: Field, setting: Setting, *, exactly: bool
) -> None:
    """Report a literal that is none of the field's values (language.md 2)."""
    if not field.values or not isinstance(value, Constant):
        return
    held = kept_as(value, field.type, setting.zone)
    # A day that an instant is compared with is all of it, and may well hold one of the values.
    if held.value in field.values or (held is not value and not exactly):
        return
    names = [str(other) for other in field.values]
    if not exactly and str(value.value).lower() in [name.lower() for name in names]:
        return
    close = nearest(str(value.value), names)
    listed = ", ".join(quoted(name) for name in names)
    help = f"did you mean {quoted(close)}?" if close else f"its values are {listed}"
    fix = Fix(f"write {quoted(close)}", (Edit(node.span, quoted(close)),)) if close else None
    message = f"{quoted(str(value.value))} is not one of the values of `{field.name}`"
    setting.report("CDS202", message, node.span, help=help, fix=fix)


def same_family(found: Type, wanted: Type) -> bool:
    """Whether values of the two types can be equal."""
    return any(
        found in family and wanted in family for family in (TEXT_LIKE, NUMBER_LIKE, DATE_LIKE)
    ) or (found is wanted)


def assignable(found: Type, wanted: Type) -> bool:
    """Whether a value of one type may be given to something of another."""
    return wanted is Type.TEXT or same_family(found, wanted)


def duration(node: nodes.Duration) -> Duration:
    """A duration as core data."""
    return Duration(node.count, Unit(node.unit))


def has_hole(values: Sequence[Expression]) -> bool:
    """Whether any of the values is a hole."""
    return any(isinstance(value, HoleValue) for value in values)


_SELF_TYPED = nodes.Token | nodes.Template | nodes.Shifted


def _value(node: nodes.Value, wanted: Type, setting: Setting) -> Typed:
    match node:
        case (
            nodes.Text()
            | nodes.Number()
            | nodes.Boolean()
            | nodes.Date()
            | nodes.Datetime()
            | nodes.Time()
        ):
            read = constant(node, wanted, setting.zone, setting.report)
            if read is None:
                return Typed(HoleValue(node.span), wanted)
            return Typed(read, read.type)
        case nodes.Token():
            used = token(node, setting, wanted)
            if used is None:
                return Typed(HoleValue(node.span), wanted)
            return Typed(used, used.type)
        case nodes.Template():
            return Typed(_joined(node, setting), Type.TEXT)
        case nodes.Shifted():
            return _shifted(node, setting, wanted)
        case nodes.Hole():
            help = "fill it in before anything runs"
            setting.report("CDS311", "a hole", node.span, label="still to be filled in", help=help)
            return Typed(HoleValue(node.span), wanted)
        case nodes.BareName():
            return Typed(HoleValue(node.span), wanted)
        case nodes.ListOf():
            message = "a list of values cannot stand here"
            setting.report("CDS201", message, node.span, help="give one value")
            return Typed(HoleValue(node.span), wanted)


def _joined(node: nodes.Template, setting: Setting) -> Expression:
    parts: list[str | Token] = []
    complete = True
    for part in node.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            used = token(part, setting, Type.TEXT)
            complete = complete and used is not None
            parts += [used] if used is not None else []
    return Joined(tuple(parts)) if complete else HoleValue(node.span)


def _shifted(node: nodes.Shifted, setting: Setting, wanted: Type) -> Typed:
    family = wanted if wanted in DATE_LIKE else Type.DATETIME
    base = _value(node.base, family, setting)
    if isinstance(base.expression, HoleValue):
        return base
    if base.type not in DATE_LIKE:
        message = f"{_described(node.base, base.type)} cannot be shifted by a duration"
        setting.report("CDS201", message, node.base.span, help="only dates and datetimes can")
        return Typed(HoleValue(node.span), wanted)
    shift = duration(node.duration)
    if base.type is Type.DATE and shift.unit in BELOW_A_DAY:
        message = f"a date cannot be shifted by {shift.unit}s"
        setting.report("CDS205", message, node.duration.span, help="use days or longer units")
        return Typed(HoleValue(node.span), wanted)
    assert isinstance(base.expression, Constant | Token)
    return Typed(Shifted(base.expression, node.sign, shift), base.type)


def _described(node: nodes.Value, type: Type) -> str:
    match node:
        case nodes.Token():
            return f"the token `{node.context}.{node.name}`, {_a(type)},"
        case nodes.Template():
            return "a text with tokens"
        case _:
            return _a(type)


def _a(type: Type) -> str:
    return f"{'an' if type[0] in 'aeiou' else 'a'} {type}"


def _misfit_help(node: nodes.Value, wanted: Type) -> str:
    if isinstance(node, nodes.Template) and len(node.parts) == 1:
        return "without quotes the token keeps its type"
    return f"{_a(wanted)} is needed here"
