"""What the leaves of a condition say of a slot: which values it is compared with, either way round.

Floor 6. Pure. A slot may stand on the left, or in a token on the right or in a window: then what it
is compared with is what the left side is now, taken back through the tokens in between.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import assert_never

from cdsl.interpreter.evaluate import subject_value
from cdsl.interpreter.values import text_in, type_of, value_of
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import (
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    MemberField,
    MemberStatus,
    PersonField,
)
from cdsl.semantics.expressions import (
    Constant,
    Context,
    Expression,
    HoleValue,
    Joined,
    Shifted,
    Token,
)
from cdsl.semantics.types import Type
from cdsl.semantics.walk import conditions_in, tokens_in
from cdsl.source.data import dataclass
from cdsl.tools.whynot.named import Clue, as_type, clue_of, clue_to
from cdsl.tools.whynot.slots import (
    OfCompany,
    OfMember,
    OfPerson,
    Slot,
    StatusOf,
    field_of,
    own_value,
    slots_in,
)
from cdsl.world.calendar import shift, shift_date
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class OfEvent:
    """An attribute of what fired the campaign, by its name."""

    name: str


def clues_of(slot: Slot, condition: Condition, view: View) -> Iterator[Clue]:
    """What a leaf names for a slot that is a field or a status, as the person is in a view."""
    for part in conditions_in(condition):
        if isinstance(part, Compare):
            yield from _of_comparison(slot, part, condition, view)
        elif isinstance(part, Did) and part.window is not None:
            moments: list[Value] = [view.scene.now, *(one.at for one in _history(part, view))]
            for operand in part.window.operands:
                yield from taken_back(operand, slot, moments, Type.DATETIME, view)


def _of_comparison(slot: Slot, node: Compare, leaf: Condition, view: View) -> Iterator[Clue]:
    scene, subject = view.scene, node.subject
    if _is(subject, slot):
        right = tuple(value_of(operand, view) for operand in node.operands)
        yield clue_of(node, right, scene.now, scene.zone)
    elif isinstance(subject, Token) and slot in slots_in(subject, view):
        right = tuple(value_of(operand, view) for operand in node.operands)
        clue = clue_of(node, right, scene.now, scene.zone)
        for value in (*clue.values, *clue.ends):
            for back in _back(subject, slot, value, node.type, view):
                yield Clue(node.operator, *_parted(back))
    for operand in node.operands:
        if slot in slots_in(operand, view):
            yield from taken_back(operand, slot, _left(node, leaf, view), node.type, view)


def clues_of_event(condition: Condition, view: View) -> Iterator[tuple[str, Type, Clue]]:
    """What a leaf compares attributes of what fired the campaign with: each with its name.

    Without a value where there is nothing yet that they are compared with.
    """
    scene = view.scene
    for node in conditions_in(condition):
        if not isinstance(node, Compare):
            continue
        if isinstance(node.subject, Token):
            right = tuple(value_of(operand, view) for operand in node.operands)
            clue = clue_of(node, right, scene.now, scene.zone)
            for name in _of_event(node.subject, view, frozenset()):
                yield name, node.type, clue
                for value in (*clue.values, *clue.ends):
                    for back in _back(node.subject, OfEvent(name), value, node.type, view):
                        yield name, node.type, Clue(node.operator, *_parted(back))
        for operand in node.operands:
            for name in _of_event(operand, view, frozenset()):
                for value in _left(node, condition, view) or [None]:
                    yield name, node.type, clue_to(value)
                    for back in _back(operand, OfEvent(name), value, node.type, view):
                        yield name, node.type, clue_to(back)


def attributes_read(condition: Condition, view: View) -> frozenset[str]:
    """The attributes of what fired the campaign that a leaf reads."""
    return frozenset(name for name, _, _ in clues_of_event(condition, view))


def _of_event(value: Expression, view: View, seen: frozenset[str]) -> Iterator[str]:
    """The attributes that a value reads, also through tokens of `my`."""
    for token in tokens_in(value):
        if token.context is Context.TRIGGER:
            yield token.name
        elif token.context is Context.MY and token.name not in seen:
            inner = own_value(token, view.scene.scope)
            if inner is not None:
                yield from _of_event(inner, view, seen | {token.name})


def _parted(value: Value) -> tuple[tuple[Value, ...], tuple[date, ...]]:
    clue = clue_to(value)
    return clue.values, clue.ends


def _left(node: Compare, leaf: Condition, view: View) -> list[Value]:
    """What stands on the left now: of attributes, in everything that was done."""
    if isinstance(node.subject, AttributeOf) and isinstance(leaf, Did):
        scene, person, row = view.scene, view.person, view.row
        views = (View(scene, person, row, record) for record in _history(leaf, view))
        return [subject_value(node.subject, node.type, one) for one in views]
    return [subject_value(node.subject, node.type, view)]


def _history(did: Did, view: View) -> tuple[ActivityRecord, ...]:
    return tuple(view.scene.store.activities(view.person, did.activity.name))


def taken_back(
    expression: Expression, slot: Slot, values: list[Value], type: Type, view: View
) -> Iterator[Clue]:
    """What a slot has to be for an expression to come to one of these values."""
    for value in values:
        for back in _back(expression, slot, value, type, view):
            yield clue_to(back)


def _back(
    expression: Expression,
    slot: Slot | OfEvent,
    value: Value,
    type: Type,
    view: View,
    seen: frozenset[str] = frozenset(),
) -> Iterator[Value]:
    """The values of a slot with which an expression may come to a value."""
    zone = view.scene.zone
    match expression:
        case Token(context=Context.MY):
            inner = own_value(expression, view.scene.scope)
            if inner is not None and expression.name not in seen:
                fitting = as_type(value, type, type_of(inner), zone)
                known = seen | {expression.name}
                yield from _back(inner, slot, fitting, type_of(inner), view, known)
        case Token() if isinstance(slot, OfEvent):
            if expression.context is Context.TRIGGER and expression.name == slot.name:
                yield as_type(value, type, expression.type, zone)
        case Token():
            assert not isinstance(slot, OfEvent)
            field = field_of(slot, view.scene.program)
            if slot in slots_in(expression, view) and _reads(expression, slot, view):
                yield as_type(value, type, Type.TEXT if field is None else field.type, zone)
        case Shifted(base=base, sign=sign, duration=duration):
            if isinstance(value, datetime):
                yield from _back(base, slot, shift(value, duration, -sign, zone), type, view, seen)
            elif isinstance(value, date):
                yield from _back(base, slot, shift_date(value, duration, -sign), type, view, seen)
        case Joined(parts=parts):
            for place, part in enumerate(parts):
                if isinstance(part, Token) and isinstance(value, str):
                    before = "".join(_text(one, view) for one in parts[:place])
                    after = "".join(_text(one, view) for one in parts[place + 1 :])
                    inner_text = value.removeprefix(before).removesuffix(after) or None
                    for text in dict.fromkeys((inner_text, *_apart(value, parts, place))):
                        yield from _back(part, slot, text, Type.TEXT, view, seen)
        case Constant() | HoleValue():
            pass
        case _:
            assert_never(expression)


def _apart(value: str, parts: Sequence[str | Token], place: int) -> Iterator[str]:
    """What stands in the place of a part, whatever the other tokens come to."""
    for others in (".*?", ".*"):
        pattern = "".join(
            re.escape(part) if isinstance(part, str) else f"({others})" if at == place else others
            for at, part in enumerate(parts)
        )
        found = re.fullmatch(pattern, value, re.DOTALL | re.IGNORECASE)
        if found is not None and found[1]:
            yield found[1]


def _text(part: str | Token, view: View) -> str:
    return part if isinstance(part, str) else text_in(part, view)


def _is(subject: object, slot: Slot) -> bool:
    """Whether the left side of a comparison is a slot itself."""
    match subject, slot:
        case PersonField(field=field), OfPerson(name=name):
            return field.name == name
        case CompanyField(field=field), OfCompany(name=name):
            return field.name == name
        case CompanyField(field=field), OfPerson(name="company"):
            return field.name == "name"
        case MemberField(program=program, field=field), OfMember(program=other, name=name):
            return (program, field.name) == (other, name)
        case MemberStatus(program=program), StatusOf(program=other):
            return program == other
        case _:
            return False


def _reads(token: Token, slot: Slot, view: View) -> bool:
    """Whether a token's own value is the slot's, as a company's field is no person's `company`."""
    match slot:
        case OfPerson(name=name):
            company_name = token.context is Context.COMPANY and token.name == "name"
            return token.context is Context.LEAD or (name == "company" and company_name)
        case OfCompany():
            return token.context is Context.COMPANY
        case _:
            return token.context is Context.MEMBER
