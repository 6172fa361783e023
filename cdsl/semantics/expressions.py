"""The core tree of values: what the right side of anything means.

Floor 2. Names are resolved, types known, sugar gone. Engines read it; nothing here evaluates.
"""

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cdsl.semantics.time import Duration
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span

Literal = str | int | float | Decimal | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, already of the type it is used as; texts are in NFC, datetimes in UTC."""

    value: Literal
    type: Type


class Context(StrEnum):
    """The contexts of tokens (language.md 4)."""

    MY = "my"
    CAMPAIGN = "campaign"
    PROGRAM = "program"
    MEMBER = "member"
    TRIGGER = "trigger"
    LEAD = "lead"
    COMPANY = "company"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Token:
    """A use of a token.

    `name` is canonical: the identifier of the token, field, attribute or system value.
    For `lead` and `company`, `column` is the field's (-1 for `lead.id`, the person's id). `type`
    is the type the value has bare. `default` is the text after `:default=`.
    """

    context: Context
    name: str
    type: Type
    default: str | None
    column: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """A text with tokens inside; each value enters in its text form (language.md 4)."""

    parts: "tuple[str | Token, ...]"


@dataclass(frozen=True, slots=True)
class Shifted:
    """A date or datetime plus (`sign` 1) or minus (-1) a duration; empty stays empty."""

    base: "Constant | Token"
    sign: int
    duration: Duration


@dataclass(frozen=True, slots=True)
class HoleValue:
    """`?` where a value must stand. A run that would use it is refused before it starts."""

    span: Span = field(compare=False)


Expression = Constant | Token | Joined | Shifted | HoleValue
