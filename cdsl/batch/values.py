"""What a literal or a token is worth for everybody (language.md 4).

Floor 4. What is the same for all is worked out while the plan is made, with the conversions of
`cdsl.world.values`; what is not becomes an expression, or a reason why there is no set operation.
"""

from dataclasses import field as data_field
from dataclasses import replace
from datetime import tzinfo
from typing import assert_never

from cdsl.batch.building import case, is_missing, opposite
from cdsl.batch.combining import joined, or_default, or_missing, shifted, shown_or_default
from cdsl.batch.conversions import converted, text
from cdsl.batch.kinds import literal
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Standing, Varying, Worth
from cdsl.batch.tree import Call, Expression, Kind, Operation
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import (
    Constant,
    Context,
    HoleValue,
    Joined,
    Shifted,
    Token,
)
from cdsl.semantics.expressions import Expression as Written
from cdsl.semantics.program import Campaign, TokenDefinition, Tokens
from cdsl.semantics.schema import Status
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS
from cdsl.world.calendar import day_of, local


@dataclass(frozen=True, slots=True)
class PassedDefinition(TokenDefinition):
    """A token that was passed with a call, and what it was worth for everybody then."""

    worth: Worth = data_field(default=Known(None, Type.TEXT))


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that tokens are resolved in but the person and the clock.

    `zone` is that of the workspace whose text is at hand.
    """

    tokens: Tokens
    campaign: Campaign | None
    program: AssetKey | None
    zone: tzinfo


def value_of(written: Written, scope: Scope, standing: Standing, depth: int = 0) -> Worth:
    """The value of an expression; an empty token gives its default, read by the token's type.

    Raises NotSetBasedError.
    """
    match written:
        case Constant(value=value, type=type):
            return Known(value, type)
        case Token():
            return or_default(_token(written, scope, standing, depth), written, scope.zone)
        case Joined():
            return or_missing(text_in(written, scope, standing, depth))
        case Shifted():
            base = value_of(written.base, scope, standing, depth)
            return shifted(base, written, scope.zone)
        case HoleValue():
            return Known(None, Type.TEXT)
        case _:
            assert_never(written)


def text_in(written: Written, scope: Scope, standing: Standing, depth: int = 0) -> Worth:
    """The text form of an expression, which may be an empty text but is never missing."""
    match written:
        case Token():
            shown = text(_token(written, scope, standing, depth), scope.zone, written.span)
            return shown_or_default(shown, written.default or "")
        case Joined(parts=parts):
            pieces = tuple(
                Known(part, Type.TEXT)
                if isinstance(part, str)
                else text_in(part, scope, standing, depth)
                for part in parts
            )
            return joined(pieces)
        case Constant() | Shifted() | HoleValue():
            return text(value_of(written, scope, standing, depth), scope.zone, None)
        case _:
            assert_never(written)


# Tokens -----------------------------------------------------------------------------------------


def _token(token: Token, scope: Scope, standing: Standing, depth: int) -> Worth:
    match token.context:
        case Context.MY:
            return _my(token, scope, standing, depth)
        case Context.LEAD:
            if token.column == -1:
                return Varying(ID, Type.TEXT)
            fields = list(standing.program.schema.person.values())
            one = fields[token.column]
            return Varying(standing.field_of_person(one), one.type)
        case Context.COMPANY:
            one = list(standing.program.schema.company.values())[token.column]
            return Varying(company_field(one.name, standing), one.type)
        case Context.CAMPAIGN:
            if scope.campaign is None:
                return Known(None, token.type)
            campaign = scope.campaign
            return _described(token, campaign.key, campaign.id, campaign.description)
        case Context.PROGRAM:
            if scope.program is None:
                return Known(None, token.type)
            program = standing.program.programs[scope.program]
            return _described(token, program.key, program.id, program.description)
        case Context.MEMBER:
            return _member(token, scope, standing)
        case Context.TRIGGER:
            return Known(None, token.type)
        case Context.SYSTEM:
            return _system(token, scope, standing)
        case _:
            assert_never(token.context)


def _my(token: Token, scope: Scope, standing: Standing, depth: int) -> Worth:
    """The nearest token of that name, worked out in the chain of its use."""
    definition = scope.tokens.get(token.name)
    if definition is None or depth >= LIMITS.token_depth:
        return Known(None, token.type)
    if isinstance(definition, PassedDefinition):
        found = definition.worth
    elif definition.value is None:
        return Known(None, token.type)
    else:
        found = value_of(definition.value, scope, standing, depth + 1)
    for type in (definition.type, token.type):
        found, _ = converted(found, type, scope.zone, token.span)
    return replace(found, value=None) if isinstance(found, Known) and found.value == "" else found


def company_field(name: str, standing: Standing) -> Expression:
    """A field of the company that the person's `company` field names now."""
    if "company" in standing.person:
        raise NotSetBasedError(
            "CDS604", "a field of the company is read after the flow has changed it"
        )
    return standing.base.company(standing.program.schema.company[name])


def _described(token: Token, key: AssetKey, number: int, description: str) -> Worth:
    match token.name:
        case "name":
            return Known(key.name, token.type)
        case "id":
            return Known(number, token.type)
        case _:
            return Known(description or None, token.type)


def _member(token: Token, scope: Scope, standing: Standing) -> Worth:
    program = scope.program
    if program is None:
        return Known(None, token.type)
    status = standing.status(program)
    match token.name:
        case "status":
            return Varying(status, Type.TEXT)
        case "success":
            good = tuple(
                literal(one.name, Kind.TEXT) for one in statuses(program, standing) if one.success
            )
            is_good: Expression = literal(False, Kind.BOOLEAN)
            if good:
                is_good = Call(Operation.ONE_OF, (status, *good), Kind.BOOLEAN)
            nobody = literal(None, Kind.BOOLEAN)
            succeeds = case((opposite(is_missing(status)), is_good), otherwise=nobody)
            return Varying(succeeds, Type.BOOLEAN)
        case name:
            one = standing.program.programs[program].member_fields[name]
            return Varying(standing.member_field(program, one), one.type)


def statuses(program: AssetKey, standing: Standing) -> tuple[Status, ...]:
    """The statuses of a program's channel."""
    channel = standing.program.programs[program].channel
    return () if channel is None else standing.program.schema.channels[channel].statuses


def _system(token: Token, scope: Scope, standing: Standing) -> Worth:
    match token.name:
        case "date":
            return Known(day_of(standing.now, scope.zone), token.type)
        case "time":
            return Known(local(standing.now, scope.zone).strftime("%H:%M"), token.type)
        case "datetime":
            return Known(standing.now, token.type)
        case name:
            message = f"`system.{name}` is different for each person"
            raise NotSetBasedError("CDS602", message, token.span)
