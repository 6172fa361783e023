"""The syntax tree of tests (language.md 9).

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import Argument, Date, Datetime, Duration, Name, Reference, Value


@dataclass(frozen=True, slots=True)
class Now:
    """`now 2026-01-01T09:00`."""

    value: Date | Datetime
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenRecord:
    """`given person "ada" { … }` or `given company "ACME" { … }`; `owner` says which."""

    owner: str
    name: Name
    values: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenList:
    """`given list "L" has "a", "b"`."""

    of: Reference
    people: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenMember:
    """`"ada" as "Invited" [{ seat: "A1" }]`."""

    person: Name
    status: Name
    values: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenProgram:
    """`given program "Fair" has "ada" as "Invited"`."""

    of: Reference
    members: tuple[GivenMember, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenActivity:
    """`given "ada" did A { … } [D ago | at T]`."""

    person: Name
    activity: Name
    values: tuple[Argument, ...]
    ago: Duration | None
    at: Date | Datetime | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class GivenWebhook:
    """`given webhook "W" answers { … }` or `fails`; `answers` is None when it fails."""

    of: Reference
    answers: tuple[Argument, ...] | None
    span: Span = field(compare=False)


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
    """`run|execute|request|schedule|activate|deactivate campaign "X" …`."""

    start: Start
    campaign: Reference
    people: tuple[Name, ...]
    at: Value | None
    tokens: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WhenDoes:
    """`when "ada" does A { … }`."""

    person: Name
    activity: Name
    values: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WhenChanges:
    """`when "ada" changes { … }`."""

    person: Name
    values: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AdvanceBy:
    """`advance 3 days`."""

    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AdvanceTo:
    """`advance to T`."""

    value: Value
    span: Span = field(compare=False)


class Quantity(StrEnum):
    """Of whom a test expects something."""

    PERSON = "person"
    EVERYONE = "everyone"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect "ada": C`, `expect everyone: C`, `expect nobody: C`."""

    quantity: Quantity
    person: Name | None
    condition: Condition
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectRefused:
    """`expect refused: STEP`."""

    step: "TestStep"
    span: Span = field(compare=False)


Given = GivenRecord | GivenList | GivenProgram | GivenActivity | GivenWebhook
TestStep = StartCampaign | WhenDoes | WhenChanges | AdvanceBy | AdvanceTo | Expect | ExpectRefused


@dataclass(frozen=True, slots=True)
class Test:
    """`test "…" { … }`; the order of its parts is the checker's to judge."""

    name: Name
    parts: tuple[Now | Given | TestStep, ...]
    span: Span = field(compare=False)
