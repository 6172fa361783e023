"""Where everybody stands while a plan is made: the columns that hold what is true of them now.

Floor 4. What has not been touched by the flow is read from the base; what has is a column of a
later projection.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, tzinfo
from typing import Final, assert_never

from cdsl.batch.base import Base
from cdsl.batch.building import both, is_missing, opposite
from cdsl.batch.kinds import KINDS, literal
from cdsl.batch.layers import Layers
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.tree import FALSE, Call, Expression, Kind, Operation
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Location, Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
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

    `campaign` is the one whose flow holds the step, `started` the place of the one that was
    started among all that were.
    """

    where: Expression
    activity: Activity
    values: Mapping[str, Worth]
    campaign: AssetKey
    step: str
    started: int


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait that does not end before the clock stops, for those of whom `where` holds.

    `campaigns` are those whose flow they are in, from the one that was started.
    """

    campaigns: tuple[AssetKey, ...]
    where: Expression


@dataclass(frozen=True, slots=True)
class Started:
    """A batch campaign that was started: its `audience`, and whom of these its rule lets in.

    `run` is the number of their run among those of this campaign, from 1. Where it `is_over` its
    limit nobody goes on.
    """

    campaign: Campaign
    audience: Expression
    enters: Expression
    run: Expression
    is_over: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Whom the row engine takes through everything from the start, and what it is that they need.

    `code` and `message` are those of the refusal where nobody may be handed over.
    """

    where: Expression
    code: str
    message: str
    location: Location | None


@dataclass(slots=True)
class Standing:
    """Everything that is known of everybody at one moment of a flow, and what the flow has left."""

    program: Program
    now: datetime
    seed: int
    zones: Mapping[str, tzinfo]
    has_numbers_for_ids: bool
    has_short_ids: bool
    until: datetime | None = None
    may_hand_over: bool = False
    layers: Layers = field(default_factory=Layers)
    log: list[Logged] = field(default_factory=list)
    changes: list[SetField] = field(default_factory=list)
    steps: list[StepCount] = field(default_factory=list)
    children: list[ChildCount] = field(default_factory=list)
    turns: set[tuple[AssetKey, str]] = field(default_factory=set)
    started: list[Started] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    handed: list[HandedOver] = field(default_factory=list)
    deleted: list[Expression] = field(default_factory=list)
    person: dict[str, Expression] = field(default_factory=dict)
    lists: dict[AssetKey, Expression] = field(default_factory=dict)
    entries: dict[AssetKey, Expression] = field(default_factory=dict)
    statuses: dict[AssetKey, Expression] = field(default_factory=dict)
    members: dict[tuple[AssetKey, str], Expression] = field(default_factory=dict)
    base: Base = field(init=False)

    def __post_init__(self) -> None:
        self.base = Base(self.program.schema)

    def hand_over(self, who: Expression, refused: NotSetBasedError) -> None:
        """Leave people to the row engine, with all that becomes of them; else raise the refusal."""
        if not self.may_hand_over or refused.code in _SHARED:
            raise refused
        if who != FALSE:
            found = HandedOver(who, refused.code, refused.message, refused.location)
            self.handed.append(found)

    def end_waiting(self, who: Expression, campaign: AssetKey | None) -> None:
        """End the waits of people in the flow of a campaign, or all that they have."""
        self.waiting = [
            replace(one, where=both(one.where, opposite(who)))
            if campaign is None or campaign in one.campaigns
            else one
            for one in self.waiting
        ]

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


_SHARED: Final = frozenset({"CDS607"})
"""Refusals of what people do not do by themselves: the turn of one hangs on that of another."""
