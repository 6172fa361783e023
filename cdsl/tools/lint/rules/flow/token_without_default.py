"""CDS437: a token in an email that is empty for some, and has no default.

Floor 6.
"""

from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    CompanyField,
    Compare,
    HoleCondition,
    Not,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.flow import SendEmail
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Email, Program
from cdsl.semantics.schema import Schema
from cdsl.semantics.walk import tokens_in
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.tools.effects import effects_of, subject_of
from cdsl.tools.implication.implication import implies
from cdsl.tools.lint.audience import Audience
from cdsl.tools.lint.course import Passage, passages
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram

_DEFAULTS: Final = MappingProxyType(
    {
        "first_name": "friend",
        "last_name": "customer",
        "full_name": "friend",
        "company": "your company",
        "name": "your company",
    }
)
_NAMES: Final = frozenset({"salutation", "middle_name", "title", "department", *_DEFAULTS})
"""What people are called, which no flow works out and many a form does not ask for."""

_Sent = tuple[Passage, AssetKey]


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the names of people and companies that some of those who get it do not have.

    Of emails that are sent; an alert is read by a colleague. A field that a campaign sets, and one
    that it asks for, are there.
    """
    emails = {
        key: declared.place
        for key, declared in program.declarations.assets[AssetKind.EMAIL].items()
        if declared.place.clone is None
        and declared.place.file in program.files
        and any(_bare(program.program.emails[key]))
    }
    sent = _sent(program.program, emails.keys()) if emails else {}
    audience = Audience(program.program)
    for key, place in emails.items():
        for token in _bare(program.program.emails[key]):
            field = _field(token, program.program.schema)
            if field is not None and _is_missing(field, sent.get(key, ()), audience):
                yield _problem(token, field, place.source)


def _sent(program: Program, emails: Collection[AssetKey]) -> dict[AssetKey, list[_Sent]]:
    """Where each of some emails is sent, and by which campaign."""
    found: dict[AssetKey, list[_Sent]] = {}
    for key, campaign in program.campaigns.items():
        for passage in passages(campaign.flow, key):
            if isinstance(passage.step, SendEmail) and passage.step.email in emails:
                found.setdefault(passage.step.email, []).append((passage, key))
    return found


def _bare(email: Email) -> Iterator[Token]:
    for value in (email.subject, email.body):
        for token in tokens_in(value):
            if token.default is None and token.name in _NAMES:
                yield token


def _field(token: Token, schema: Schema) -> PersonField | CompanyField | None:
    match token.context:
        case Context.LEAD:
            field = schema.person.get(token.name)
            return None if field is None or field.default is not None else PersonField(field)
        case Context.COMPANY:
            field = schema.company.get(token.name)
            return None if field is None or field.default is not None else CompanyField(field)
        case _:
            return None


def _is_missing(
    field: PersonField | CompanyField, sent: Sequence[_Sent], audience: Audience
) -> bool:
    """Whether somebody gets the email who may not have the field."""
    filled = Not(Compare(field, Operator.IS_EMPTY, (), field.field.type))
    for passage, key in sent:
        campaign = audience.program.campaigns[key]
        written = effects_of(campaign, audience.program).writes
        known = (campaign.smart_list, *passage.held)
        is_unsent = any(isinstance(condition, HoleCondition) for condition in known)
        if not (
            is_unsent
            or (isinstance(field, PersonField) and subject_of(field) in written)
            or implies(AllOf(tuple(map(audience.opened, known))), filled)
        ):
            return True
    return False


def _problem(token: Token, field: PersonField | CompanyField, source: Source) -> Problem:
    name = f"company.{field.field.name}" if isinstance(field, CompanyField) else field.field.name
    default = _DEFAULTS.get(field.field.name)
    end = Span(token.span.end - 2, token.span.end - 2)
    return Problem(
        token.span,
        f"nothing stands here for people without a `{name}`",
        help=f"add a default, as in `:default={default or '…'}`, or ask for the field",
        fix=None
        if default is None
        else Fix("say what stands there then", (Edit(end, f":default={default}"),)),
        source=source,
    )


RULE: Final = ProgramRule("CDS437", check)
