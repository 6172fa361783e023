"""The core tree of conditions.

Floor 2. Every operator is positive: a `not OP` is `Not` around its positive form, which is its
whole meaning (language.md 3). A hole can only be the root: what contains a hole holds nobody.
"""

from dataclasses import field
from enum import StrEnum

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Constant, Expression, Token
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.time import Duration, TimeFrame
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span


@dataclass(frozen=True, slots=True)
class PersonField:
    """A field of the person at hand."""

    field: Field


@dataclass(frozen=True, slots=True)
class CompanyField:
    """A field of the company that the person's `company` field names; empty without one."""

    field: Field


@dataclass(frozen=True, slots=True)
class MemberField:
    """A field of the person's membership in a program; empty for non-members."""

    program: AssetKey
    field: Field


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """The person's status in a program; empty for non-members."""

    program: AssetKey


@dataclass(frozen=True, slots=True)
class AttributeOf:
    """An attribute of the activity at hand, inside `where` and `on`.

    `type` is the type it is compared as: that of the changed field for `new_value` and
    `old_value`, else the attribute's own.
    """

    attribute: Attribute
    type: Type


Subject = PersonField | CompanyField | MemberField | MemberStatus | AttributeOf | Token | Constant


class Operator(StrEnum):
    """The positive operators. Behaviour on an empty left side: language.md 3."""

    IS = "is"
    """Any of the operands; for numbers 0 also matches empty."""
    IS_EMPTY = "is empty"
    STARTS_WITH = "starts with"
    CONTAINS = "contains"
    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    BETWEEN = "between"
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
class Compare:
    """SUBJECT OPERATOR OPERANDS.

    `type` is the subject's type; operands are of the same family (a date may meet a datetime:
    it means that whole day). `duration` serves the four window operators, `frame` the last one.
    """

    subject: Subject
    operator: Operator
    operands: tuple[Expression, ...]
    type: Type
    duration: Duration | None = None
    frame: TimeFrame | None = None
    span: Span = field(compare=False, default=Span(0, 0))


class WindowKind(StrEnum):
    """When an activity must have happened, relative to the clock or to values."""

    IN_PAST = "in past"
    SINCE = "since"
    BEFORE = "before"
    BETWEEN = "between"
    IN_TIME_FRAME = "in time frame"


@dataclass(frozen=True, slots=True)
class Window:
    """`since` includes its instant, `before` excludes it, `between` includes both ends."""

    kind: WindowKind
    operands: tuple[Expression, ...] = ()
    duration: Duration | None = None
    frame: TimeFrame | None = None


@dataclass(frozen=True, slots=True)
class Did:
    """At least `at_least` activities of one type, each meeting all of `where`, in the window."""

    activity: Activity
    where: "tuple[Condition, ...]"
    at_least: int
    window: Window | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class InList:
    """Member of a static list."""

    list: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class InSmartList:
    """Member of a named smart list, judged with that list's own token frames."""

    smart_list: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class InProgram:
    """Member of a program; `where` compares `MemberStatus` and `MemberField` of that program."""

    program: AssetKey
    where: "tuple[Condition, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class EnteredCampaign:
    """Has entered the flow of a campaign."""

    campaign: AssetKey
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Everyone:
    """Holds of everyone."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold; without parts it holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; without parts it does not."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class HoleCondition:
    """A condition with a hole somewhere in it: holds nobody. Always a root, never a part."""

    span: Span = field(compare=False)


Condition = (
    Compare
    | Did
    | InList
    | InSmartList
    | InProgram
    | EnteredCampaign
    | Everyone
    | AllOf
    | AnyOf
    | Not
    | HoleCondition
)
