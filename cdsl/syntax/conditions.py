"""The syntax tree of conditions: comparisons, what somebody did, what somebody is a member of.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.nodes import (
    Duration,
    FieldName,
    Hole,
    Name,
    Reference,
    ThisProgram,
    Token,
    Value,
)


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
