"""What of a person conditions look at: the places in which an edit can put something else.

Floor 6. Pure.
"""

from collections.abc import Iterator
from typing import assert_never

from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    PersonField,
    Subject,
)
from cdsl.semantics.expressions import Context, Expression, Token
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.walk import tokens_in
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A field of the person."""

    name: str


@dataclass(frozen=True, slots=True)
class OfCompany:
    """A field of the person's company."""

    name: str


@dataclass(frozen=True, slots=True)
class OnList:
    """Whether the person is on a static list."""

    list: AssetKey


@dataclass(frozen=True, slots=True)
class Member:
    """Whether the person is a member of a program; of others, also with which status and fields."""

    program: AssetKey


@dataclass(frozen=True, slots=True)
class StatusOf:
    """The status of somebody who is a member."""

    program: AssetKey


@dataclass(frozen=True, slots=True)
class OfMember:
    """A field of the membership of somebody who is a member."""

    program: AssetKey
    name: str


@dataclass(frozen=True, slots=True)
class History:
    """The person's activities of one type: the one place that takes several edits."""

    activity: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Whether the person has entered a campaign's flow."""

    campaign: AssetKey


Slot = OfPerson | OfCompany | OnList | Member | StatusOf | OfMember | History | Entry


def slots_of(condition: Condition, view: View) -> frozenset[Slot]:
    """What a condition looks at of the person, smart lists aside, which are opened before."""
    return frozenset(_in_condition(condition, view))


def slots_in(value: Expression, view: View) -> frozenset[Slot]:
    """What of the person a value depends on, also through the tokens that it uses."""
    return frozenset(_in_value(value, view, frozenset()))


def field_of(slot: Slot, program: Program) -> Field | None:
    """The field that a slot is, None for what is no field."""
    match slot:
        case OfPerson(name=name):
            return program.schema.person[name]
        case OfCompany(name=name):
            return program.schema.company[name]
        case OfMember(program=key, name=name):
            return program.programs[key].member_fields[name]
        case OnList() | Member() | StatusOf() | History() | Entry():
            return None
        case _:
            assert_never(slot)


def activity_of(slot: History, program: Program) -> Activity:
    """The activity type of a history."""
    return program.schema.activities[slot.activity]


def _in_condition(condition: Condition, view: View) -> Iterator[Slot]:
    match condition:
        case Compare(subject=subject, operands=operands):
            yield from _in_subject(subject, view)
            for operand in operands:
                yield from _in_value(operand, view, frozenset())
        case Did(activity=activity, where=where, window=window):
            yield History(activity.name)
            for part in where:
                yield from _in_condition(part, view)
            for operand in () if window is None else window.operands:
                yield from _in_value(operand, view, frozenset())
        case InProgram(program=program, where=where):
            yield Member(program)
            for part in where:
                yield from _in_condition(part, view)
        case InList(list=key):
            yield OnList(key)
        case EnteredCampaign(campaign=campaign):
            yield Entry(campaign)
        case Not(part=part):
            yield from _in_condition(part, view)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _in_condition(part, view)
        case InSmartList() | Everyone() | HoleCondition():
            pass
        case _:
            assert_never(condition)


def _in_subject(subject: Subject, view: View) -> Iterator[Slot]:
    match subject:
        case PersonField(field=field):
            yield OfPerson(field.name)
        case CompanyField(field=field):
            yield from _company(field.name)
        case MemberField(program=program, field=field):
            yield from _member(program, field.name, view)
        case MemberStatus(program=program):
            yield from _member(program, "status", view)
        case AttributeOf():
            pass
        case _:
            yield from _in_value(subject, view, frozenset())


def _in_value(value: Expression, view: View, seen: frozenset[str]) -> Iterator[Slot]:
    for token in tokens_in(value):
        yield from _in_token(token, view, seen)


def _in_token(token: Token, view: View, seen: frozenset[str]) -> Iterator[Slot]:
    scope, schema = view.scene.scope, view.scene.program.schema
    match token.context:
        case Context.LEAD:
            if token.column >= 0:
                yield OfPerson(_name_at(tuple(schema.person.values()), token.column))
        case Context.COMPANY:
            yield from _company(_name_at(tuple(schema.company.values()), token.column))
        case Context.MEMBER:
            if scope.program is not None:
                yield from _member(scope.program, token.name, view)
        case Context.MY:
            inner = own_value(token, scope)
            if inner is not None and token.name not in seen:
                yield from _in_value(inner, view, seen | {token.name})
        case Context.CAMPAIGN | Context.PROGRAM | Context.TRIGGER | Context.SYSTEM:
            pass
        case _:
            assert_never(token.context)


def own_value(token: Token, scope: TokenScope) -> Expression | None:
    """What a token of `my` is defined as in a scope."""
    definition = scope.tokens.get(token.name)
    return None if definition is None else definition.value


def _name_at(fields: tuple[Field, ...], column: int) -> str:
    return next(field.name for field in fields if field.column == column)


def _company(name: str) -> Iterator[Slot]:
    """A company's name is how a person is tied to it: another one is another company."""
    yield OfPerson("company")
    if name != "name":
        yield OfCompany(name)


def _member(program: AssetKey, name: str, view: View) -> Iterator[Slot]:
    yield Member(program)
    if view.scene.store.membership(program, view.person) is not None:
        status = name in ("status", "success")
        yield StatusOf(program) if status else OfMember(program, name)
