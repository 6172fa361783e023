"""The core tree of `test` blocks (language.md 9), for `cdsl.tools.testing` to carry out.

Floor 2. A person's id is the handle.
"""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition
from cdsl.semantics.expressions import Expression
from cdsl.semantics.flow import PassedToken
from cdsl.semantics.program import Location, Tokens
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.time import Duration
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value for a field of a person, a company or a member."""

    field: Field
    value: Expression


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A value for an attribute of an activity; `type` is the type it is stored as."""

    attribute: Attribute
    value: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class GivenPerson:
    """A person of the world, known by a handle."""

    person: str
    values: tuple[FieldValue, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenCompany:
    """A company of the world; its name is the `company.name` field."""

    company: str
    values: tuple[FieldValue, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenList:
    """People on a static list."""

    list: AssetKey
    people: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenMember:
    """A member of a program."""

    program: AssetKey
    person: str
    status: str
    values: tuple[FieldValue, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenActivity:
    """An activity of the past: `ago` before the test's `now`, or `at`, or at `now` itself."""

    person: str
    activity: Activity
    values: tuple[AttributeValue, ...]
    ago: Duration | None
    at: datetime | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenWebhook:
    """What a webhook answers: values by field or by path of the JSON answer; None when it fails."""

    webhook: AssetKey
    fields: tuple[FieldValue, ...] | None
    paths: tuple[tuple[str, Expression], ...]
    span: Span = field(compare=False)


Given = GivenPerson | GivenCompany | GivenList | GivenMember | GivenActivity | GivenWebhook


class Start(StrEnum):
    """How a test starts a campaign."""

    RUN = "run"
    EXECUTE = "execute"
    REQUEST = "request"
    SCHEDULE = "schedule"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


@dataclass(frozen=True, slots=True)
class StartCampaign:
    """Start a campaign, for some people or for all of its audience."""

    start: Start
    campaign: AssetKey
    people: tuple[str, ...]
    at: Expression | None
    tokens: tuple[PassedToken, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WhenDoes:
    """Record an activity and let campaigns react."""

    person: str
    activity: Activity
    values: tuple[AttributeValue, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WhenChanges:
    """Change fields from outside, record that, and let campaigns react."""

    person: str
    values: tuple[FieldValue, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AdvanceBy:
    """Advance the clock by a duration."""

    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AdvanceTo:
    """Advance the clock to an instant."""

    value: Expression
    type: Type
    span: Span = field(compare=False)


class Quantity(StrEnum):
    """Of whom a test expects something."""

    PERSON = "person"
    EVERYONE = "everyone"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Expect:
    """A condition that must hold of a person, of everyone, or of nobody."""

    quantity: Quantity
    person: str
    condition: Condition
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectRefused:
    """A step that the engine must refuse, leaving the world as it was."""

    step: "CaseStep"
    span: Span = field(compare=False)


CaseStep = StartCampaign | WhenDoes | WhenChanges | AdvanceBy | AdvanceTo | Expect | ExpectRefused


@dataclass(frozen=True, slots=True)
class Case:
    """One `test` block. `tokens` are the frames around it, for the tokens in its conditions."""

    name: str
    workspace: str
    program: AssetKey | None
    tokens: Tokens
    now: datetime
    givens: tuple[Given, ...]
    steps: tuple[CaseStep, ...]
    location: Location = field(compare=False)
