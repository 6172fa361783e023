"""What a literal or a token is worth for a person (language.md 4).

Floor 4. Pure. Nothing here fails: what has no value is empty (None).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, assert_never
from urllib.parse import quote

from cdsl.interpreter.view import View
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import (
    Constant,
    Context,
    Expression,
    HoleValue,
    Joined,
    Shifted,
    Token,
)
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Status
from cdsl.semantics.types import Type
from cdsl.world.calendar import day_of, local, shift, shift_date
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import normal
from cdsl.world.store import Row
from cdsl.world.values import Unreadable, Value, convert, read, seen_as, text_of


def value_of(expression: Expression, view: View) -> Value:
    """The value of an expression, of the type that `type_of` says.

    A token that is empty gives its default, read by the token's type, else empty.
    """
    if isinstance(expression, Constant):
        return expression.value
    return _value(expression, view, {}, 0)


def text_in(expression: Expression, view: View) -> str:
    """The text form of an expression; empty is `""`.

    A text longer than the limit ends there.
    """
    return _text(expression, view, {}, 0)


def type_of(expression: Expression) -> Type:
    """The type of an expression's value; a text with tokens inside and a hole are texts."""
    match expression:
        case Constant(type=type) | Token(type=type):
            return type
        case Shifted(base=base):
            return base.type
        case Joined() | HoleValue():
            return Type.TEXT
        case _:
            assert_never(expression)


def default_value(default: Constant) -> Value:
    """What a field gets that has a default; an empty text is no value."""
    return None if default.value == "" else default.value


_Known = dict[tuple[str, Type], Value]
"""The tokens of `my` that one working out has come by, so that each is worked out once. `depth`
counts the tokens that the one at hand stands in."""

_MY: Final = Context.MY  # to look a member up in its enumeration costs more than to compare it


def _value(expression: Expression, view: View, known: _Known, depth: int) -> Value:
    match expression:
        case Constant(value=constant):
            return constant
        case Token():
            value = _token(expression, view, known, depth)
            if value is None and expression.default is not None:
                return _or_empty(read(expression.default, expression.type, view.scene.zone))
            return value
        case Joined():
            return _text(expression, view, known, depth) or None
        case Shifted():
            return _shifted(expression, view, known, depth)
        case HoleValue():
            return None
        case _:
            assert_never(expression)


def _text(expression: Expression, view: View, known: _Known, depth: int) -> str:
    zone = view.scene.zone
    match expression:
        case Token():
            text = text_of(_token(expression, view, known, depth), expression.type, zone)
            return text or expression.default or ""
        case Joined(parts=parts):
            limit = view.scene.limits.string_characters
            pieces = (
                part if isinstance(part, str) else _text(part, view, known, depth) for part in parts
            )
            return normal("".join(pieces))[:limit]
        case Constant() | Shifted() | HoleValue():
            return text_of(_value(expression, view, known, depth), type_of(expression), zone)
        case _:
            assert_never(expression)


def _shifted(expression: Shifted, view: View, known: _Known, depth: int) -> Value:
    base = _value(expression.base, view, known, depth)
    if isinstance(base, datetime):
        return shift(base, expression.duration, expression.sign, view.scene.zone)
    if isinstance(base, date):
        return shift_date(base, expression.duration, expression.sign)
    return None


def _or_empty(value: Value | Unreadable) -> Value:
    return None if isinstance(value, Unreadable) else value


def _token(token: Token, view: View, known: _Known, depth: int) -> Value:
    if token.context is _MY:
        return _my(token, view, known, depth)
    return _CONTEXTS[token.context](token, view)


def _my(token: Token, view: View, known: _Known, depth: int) -> Value:
    """The nearest token of that name, worked out in the chain of its use."""
    use = token.name, token.type
    if use in known:
        return known[use]
    scene = view.scene
    definition = scene.scope.tokens.get(token.name)
    if definition is None or definition.value is None:
        return None
    if depth >= scene.limits.token_depth:
        return None
    expression = definition.value
    value: Value
    if isinstance(expression, Constant):
        value, from_type = expression.value, expression.type
    else:
        value, from_type = _value(expression, view, known, depth + 1), type_of(expression)
    for type in (definition.type, token.type):
        if type is not from_type:
            value = _or_empty(convert(value, from_type, type, scene.zone))
            from_type = type
    if value == "":
        value = None
    known[use] = value
    return value


def _lead(token: Token, view: View) -> Value:
    return view.person if token.column == -1 else view.row[token.column]


def _company(token: Token, view: View) -> Value:
    company = company_of(view)
    return None if company is None else company[token.column]


def _campaign(token: Token, view: View) -> Value:
    campaign = view.scene.scope.campaign
    if campaign is None:
        return None
    return _described(token.name, campaign.key, campaign.id, campaign.description)


def _program(token: Token, view: View) -> Value:
    scene = view.scene
    if scene.scope.program is None:
        return None
    program = scene.program.programs[scene.scope.program]
    return _described(token.name, program.key, program.id, program.description)


def _described(name: str, key: AssetKey, number: int, description: str) -> Value:
    match name:
        case "name":
            return key.name
        case "id":
            return number
        case "description":
            return description or None
        case _:
            raise AssertionError(name)


def _member(token: Token, view: View) -> Value:
    name = token.name
    program = view.scene.scope.program
    if program is None:
        return None
    membership = view.scene.store.membership(program, view.person)
    if membership is None:
        return None
    match name:
        case "status":
            return membership.status
        case "success":
            status = status_of(view.scene.program, program, membership.status)
            return status is not None and status.success
        case _:
            return membership.fields.get(name)


def status_of(program: Program, key: AssetKey, name: str) -> Status | None:
    """A status of a program's channel by its name; None when the channel has no such status."""
    channel = program.programs[key].channel
    if channel is None:
        return None
    statuses = program.schema.channels[channel].statuses
    return next((status for status in statuses if status.name == name), None)


def _trigger(token: Token, view: View) -> Value:
    scene = view.scene
    record = scene.scope.trigger
    if record is None:
        return None
    match token.name:
        case "trigger_name":
            return record.activity.label
        case "name":
            column = 0
        case name:
            columns = (a.column for a in record.activity.attributes if a.name == name)
            column = next(columns, len(record.values))
    return seen_as(_at(record, column), token.type, scene.zone)


def _system(token: Token, view: View) -> Value:
    scene = view.scene
    match token.name:
        case "date":
            return day_of(scene.now, scene.zone)
        case "time":
            return local(scene.now, scene.zone).strftime("%H:%M")
        case "datetime":
            return scene.now
        case "unsubscribe_link":
            return f"https://unsubscribe.invalid/{quote(view.person, safe='')}"
        case name:
            raise AssertionError(name)


_CONTEXTS: Final[Mapping[Context, Callable[[Token, View], Value]]] = MappingProxyType(
    {
        Context.LEAD: _lead,
        Context.COMPANY: _company,
        Context.CAMPAIGN: _campaign,
        Context.PROGRAM: _program,
        Context.MEMBER: _member,
        Context.TRIGGER: _trigger,
        Context.SYSTEM: _system,
    }
)
"""What a token of each context but `my` is worth."""


# Values of the person at hand -------------------------------------------------------------------


def company_of(view: View) -> Row | None:
    """The row of the company that the person's `company` field names."""
    field = view.scene.program.schema.person.get("company")
    name = None if field is None else view.row[field.column]
    return view.scene.store.company(name) if isinstance(name, str) else None


def attribute_value(record: ActivityRecord, column: int, type: Type, view: View) -> Value:
    """An attribute of an activity as a value of a type."""
    return seen_as(_at(record, column), type, view.scene.zone)


def _at(record: ActivityRecord, column: int) -> Value:
    return record.values[column] if column < len(record.values) else None
