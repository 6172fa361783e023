"""The syntax tree: what was written, faithfully, and nothing of what it means.

Floor 1. Nodes are frozen data: they cannot print, check or run themselves and know no parent.
Spans are outside of equality, so that two trees are equal when the same things were written.
Engines never import this module; they read `cdsl.semantics.program`.

Values, names and conditions stand here; flow steps in `cdsl.syntax.steps`, declarations in
`cdsl.syntax.declarations`.
"""

from dataclasses import field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.span import Span

# Names ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written: an identifier, or a quoted text (an asset's name, or a label)."""

    text: str
    quoted: bool
    span: Span = field(compare=False)


class Within(StrEnum):
    """Where a qualified reference looks (language.md 2)."""

    PROGRAM = "in program"
    THIS_PROGRAM = "in this program"
    FOLDER = "in folder"
    TOP = "at top"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One `in program "P"`, `in this program`, `in folder "F"` or `at top`."""

    within: Within
    name: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an asset: its name and what narrows the search, innermost first."""

    name: Name
    qualifiers: tuple[Qualifier, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThisProgram:
    """`this program` where a reference to a program may stand."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThisCampaign:
    """`this` in `remove from flow this`."""

    span: Span = field(compare=False)


# Values -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text literal without tokens; escapes are already read, the text is in NFC."""

    value: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `signed` says that a `+` or `-` stands before it."""

    value: int | Decimal
    signed: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`."""

    value: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """`2026-11-23`."""

    value: date
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Datetime:
    """`2026-11-23T09:00`; a value without zone is in the workspace's."""

    value: datetime
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Time:
    """`09:00`."""

    value: time
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Duration:
    """`3 days`; the unit is in the singular."""

    count: int
    unit: str
    span: Span = field(compare=False)


CONTEXTS: Final = ("my", "campaign", "program", "member", "trigger", "lead", "company", "system")
"""What a token begins with."""


@dataclass(frozen=True, slots=True)
class Token:
    """`{{context.name:default=text}}`; context and name as written, without outer blanks."""

    context: str
    name: str
    default: str | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A text literal with at least one token inside."""

    parts: tuple[str | Token, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Shifted:
    """A date, datetime or token, plus or minus a duration."""

    base: "Date | Datetime | Token"
    sign: int
    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Hole:
    """`?`: a value or a condition still to be filled in."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class BareName:
    """A name where a value must stand; the parser has reported it (CDS005)."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`["IT", "FR"]`."""

    values: "tuple[Value, ...]"
    span: Span = field(compare=False)


Scalar = Text | Number | Boolean | Date | Datetime | Time | Token | Template | Shifted | Hole
Value = Scalar | BareName | ListOf

# Conditions -------------------------------------------------------------------------------------


class Operator(StrEnum):
    """The operators as written; the value is their spelling."""

    IS = "is"
    IS_NOT = "is not"
    IN = "in"
    NOT_IN = "not in"
    IS_EMPTY = "is empty"
    IS_NOT_EMPTY = "is not empty"
    STARTS_WITH = "starts with"
    NOT_STARTS_WITH = "not starts with"
    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"
    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    BETWEEN = "between"
    NOT_BETWEEN = "not between"
    BEFORE = "before"
    AFTER = "after"
    ON_OR_BEFORE = "on or before"
    ON_OR_AFTER = "on or after"
    IN_PAST = "in past"
    IN_PAST_BEFORE = "in past before"
    IN_FUTURE = "in future"
    IN_FUTURE_AFTER = "in future after"
    IN_TIME_FRAME = "in time frame"


@dataclass(frozen=True, slots=True)
class FieldName:
    """The left side of a comparison or the target of a step.

    `owner` is `""` for a person's field, else what stands before the dot (`company`, `member`).
    """

    owner: str
    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`LEFT OP RIGHT`; operands: none (`is empty`), one, two (`between`), or one `ListOf`."""

    subject: FieldName | Token
    operator: Operator
    operands: "tuple[Value | Duration, ...]"
    operator_span: Span = field(compare=False)
    span: Span = field(compare=False)


class WindowKind(StrEnum):
    """When an activity must have happened."""

    IN_PAST = "in past"
    SINCE = "since"
    BEFORE = "before"
    BETWEEN = "between"
    IN_TIME_FRAME = "in time frame"


@dataclass(frozen=True, slots=True)
class Window:
    """`in past D`, `since X`, `before X`, `between X and Y`, `in time frame "…"`."""

    kind: WindowKind
    operands: tuple[Value | Duration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Did:
    """`did A where … at least N times in past D`."""

    activity: Name
    where: tuple[Comparison, ...]
    at_least: int | None
    window: Window | None
    span: Span = field(compare=False)


class Membership(StrEnum):
    """What one can be a member of."""

    SMART_LIST = "smart list"
    LIST = "list"
    PROGRAM = "program"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class MemberOf:
    """`member of KIND "X" [where status is "Attended"]` or `member of this program`."""

    kind: Membership
    of: Reference | ThisProgram
    where: tuple[Comparison, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Everyone:
    """`everyone`."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """`A and B and C`."""

    parts: "tuple[Condition, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """`A or B or C`."""

    parts: "tuple[Condition, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not A`."""

    part: "Condition"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """`( A )`; written parentheses are kept, since they say that a mix was meant."""

    part: "Condition"
    span: Span = field(compare=False)


class BlockKind(StrEnum):
    """How the conditions of a block are taken together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Block:
    """`all { … }`, `any { … }`, `none { … }`."""

    kind: BlockKind
    parts: "tuple[Condition, ...]"
    span: Span = field(compare=False)


Condition = Comparison | Did | MemberOf | Everyone | And | Or | Not | Group | Block | Hole
