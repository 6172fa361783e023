"""Where everybody stands while a plan is made: the columns that hold what is true of them now.

Floor 4. What has not been touched by the flow is read from the base; what has is a column of a
later projection.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, tzinfo
from typing import assert_never

from cdsl.batch.base import Base
from cdsl.batch.kinds import KINDS, literal
from cdsl.batch.layers import Layers
from cdsl.batch.tree import Call, Expression, Kind, Operation, is_missing, opposite
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS, Limits
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is the same for everybody."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Varying:
    """A value that each person has their own of."""

    expression: Expression
    type: Type


Worth = Known | Varying


def as_expression(worth: Worth) -> Expression:
    """A value as an expression."""
    match worth:
        case Known(value=value, type=type):
            return literal(value, KINDS[type])
        case Varying(expression=expression):
            return expression
        case _:
            assert_never(worth)


@dataclass(frozen=True, slots=True)
class Logged:
    """An activity that a step leaves for those of whom `where` holds.

    `campaign` is the one whose flow holds the step.
    """

    where: Expression
    activity: Activity
    values: Mapping[str, Worth]
    campaign: AssetKey
    step: str


@dataclass(frozen=True, slots=True)
class SetField:
    """A step gives a field another value, for those of whom `where` holds."""

    where: Expression
    field: Field
    program: AssetKey | None = None


@dataclass(frozen=True, slots=True)
class StepCount:
    """What became of a step: for whom it was done, and for whom it was skipped, by reason."""

    campaign: AssetKey
    path: str
    kind: str
    done: Expression
    skipped: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class ChildCount:
    """Who came to an `execute campaign`, and who of them qualified."""

    caller: AssetKey
    campaign: AssetKey
    came: Expression
    qualified: Expression


@dataclass(slots=True)
class Standing:
    """Everything that is known of everybody at one moment of a flow, and what the flow has left."""

    program: Program
    now: datetime
    seed: int
    zones: Mapping[str, tzinfo]
    turns_before: Mapping[tuple[AssetKey, str], int]
    has_numbers_for_ids: bool
    has_short_ids: bool
    limits: Limits = LIMITS
    layers: Layers = field(default_factory=Layers)
    log: list[Logged] = field(default_factory=list)
    changes: list[SetField] = field(default_factory=list)
    steps: list[StepCount] = field(default_factory=list)
    children: list[ChildCount] = field(default_factory=list)
    turns: dict[tuple[AssetKey, str], Expression] = field(default_factory=dict)
    deleted: list[Expression] = field(default_factory=list)
    person: dict[str, Expression] = field(default_factory=dict)
    lists: dict[AssetKey, Expression] = field(default_factory=dict)
    entries: dict[AssetKey, Expression] = field(default_factory=dict)
    statuses: dict[AssetKey, Expression] = field(default_factory=dict)
    members: dict[tuple[AssetKey, str], Expression] = field(default_factory=dict)
    base: Base = field(init=False)

    def __post_init__(self) -> None:
        self.base = Base(self.program.schema)

    def order(self) -> tuple[Expression, ...]:
        """What people are in order of: ids as numbers where all are, else by code point."""
        if not self.has_numbers_for_ids:
            return (ID,)
        if self.has_short_ids:
            return Call(Operation.NUMBER, (ID,), Kind.WHOLE), ID
        digits = Call(Operation.DIGITS, (ID,), Kind.TEXT)
        return Call(Operation.LENGTH, (digits,), Kind.WHOLE), digits, ID

    def field_of_person(self, one: Field) -> Expression:
        """What a field of the person holds now."""
        known = self.person.get(one.name)
        return self.base.person(one) if known is None else known

    def on_list(self, key: AssetKey) -> Expression:
        """Whether the person is on a static list now."""
        known = self.lists.get(key)
        return self.base.in_list(key) if known is None else known

    def entered(self, key: AssetKey) -> Expression:
        """When the person last entered a campaign; NULL if never."""
        known = self.entries.get(key)
        return self.base.entered(key) if known is None else known

    def status(self, program: AssetKey) -> Expression:
        """The person's status in a program now; NULL for who is no member."""
        known = self.statuses.get(program)
        return self.base.status(program) if known is None else known

    def is_member(self, program: AssetKey) -> Expression:
        """Whether the person is a member of a program now."""
        return opposite(is_missing(self.status(program)))

    def member_field(self, program: AssetKey, one: Field) -> Expression:
        """What a field of the person's membership holds now."""
        known = self.members.get((program, one.name))
        if known is not None:
            return known
        return self.base.member_field(self.program.programs[program], one)
