"""What a plan counts of everybody, for the report.

Floor 4.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cdsl.batch.building import either
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.relations import Select
from cdsl.batch.tree import Call, Expression, Kind, Operation
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class StepCounted:
    """How many did a step of the flow of `campaign`, and how many were skipped, by reason."""

    campaign: AssetKey
    path: str
    kind: str
    done: int
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ChildCounted:
    """How many came to a call of a campaign and qualified, and how many did not."""

    caller: AssetKey
    campaign: AssetKey
    qualified: int
    not_qualified: int


@dataclass(frozen=True, slots=True)
class StartedCounted:
    """How many were in the audience of a batch campaign, and how many of them its rule let in.

    Where it `is_over` its limit none of these went on.
    """

    campaign: Campaign
    audience: int
    entered: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of the campaigns that were started.

    `left` are the activities of each place in the plan's log; `changed` are people by the column of
    a field, `changed_members` by the name of a field; `waiting` are the runs that have not ended,
    by the campaign that was started; `others` how many runs began with each campaign of people who
    are not counted here.
    """

    started: tuple[StartedCounted, ...]
    steps: tuple[StepCounted, ...]
    children: tuple[ChildCounted, ...]
    left: tuple[int, ...]
    changed: Mapping[int, int]
    changed_members: Mapping[str, int]
    waiting: Mapping[AssetKey, int]
    others: tuple[int, ...] = ()

    @property
    def entered(self) -> int:
        """How many runs have begun."""
        return sum(one.entered for one in self.started if not one.is_over)

    def runs_before(self, started: int) -> int:
        """How many runs have begun before those of a campaign."""
        own = sum(one.entered for one in self.started[:started] if not one.is_over)
        return own + sum(self.others[:started])

    def over_limit(self, others: int) -> Campaign | None:
        """The first campaign that lets in more than its limit allows, with so many others."""
        for one in self.started:
            limit = one.campaign.limit
            if limit is not None and one.entered + others > limit and not one.is_over:
                return one.campaign
        return None


@dataclass(slots=True)
class Counting:
    """The conditions to count, each once, and afterwards how many there are of each."""

    conditions: dict[Expression, int]
    found: tuple[int, ...] = ()

    def ask(self, condition: Expression) -> None:
        """Count a condition."""
        self.conditions.setdefault(condition, len(self.conditions))

    def of(self, condition: Expression) -> int:
        """How many a condition holds of."""
        return self.found[self.conditions[condition]]

    def selection(self) -> Select:
        """The one row of counts."""
        columns = tuple(
            (f"count {number}", Call(Operation.COUNT, (condition,), Kind.WHOLE))
            for condition, number in self.conditions.items()
        )
        return Select("counts", FLOW, columns)


def counting_of(plan: Plan) -> Counting:
    """Everything that there is to count."""
    counting = Counting({})
    for condition in _asked(plan):
        counting.ask(condition)
    return counting


def count(plan: Plan, fetch: Callable[[Select], Sequence[tuple[Any, ...]]]) -> Counted:
    """What came of a plan in numbers, wherever it was worked out: `fetch` finds a selection."""
    counting = counting_of(plan)
    (counting.found,) = map(tuple, fetch(counting.selection()))
    return counted(plan, counting)


def counted(plan: Plan, counting: Counting) -> Counted:
    """What was counted, by what it is of."""
    standing = plan.standing
    return Counted(
        tuple(
            StartedCounted(
                one.campaign, counting.of(one.audience), counting.of(one.enters), one.is_over
            )
            for one in standing.started
        ),
        tuple(
            StepCounted(
                step.campaign,
                step.path,
                step.kind,
                counting.of(step.done),
                {reason: counting.of(where) for reason, where in step.skipped},
            )
            for step in standing.steps
        ),
        tuple(
            ChildCounted(
                child.caller,
                child.campaign,
                counting.of(child.qualified),
                counting.of(child.came) - counting.of(child.qualified),
            )
            for child in standing.children
        ),
        tuple(counting.of(one.where) for one in standing.log),
        {column: counting.of(where) for column, where in _changed(plan).items()},
        {name: counting.of(where) for name, where in _changed_members(plan).items()},
        {key: counting.of(who) for key, who in _waiting(plan).items()},
    )


def _asked(plan: Plan) -> list[Expression]:
    standing = plan.standing
    found: list[Expression] = []
    for started in standing.started:
        found += (started.audience, started.enters)
    for step in standing.steps:
        found += (step.done, *(where for _, where in step.skipped))
    for child in standing.children:
        found += (child.came, child.qualified)
    found += (one.where for one in standing.log)
    found += _changed(plan).values()
    found += _changed_members(plan).values()
    found += _waiting(plan).values()
    return found


def _waiting(plan: Plan) -> Mapping[AssetKey, Expression]:
    found: dict[AssetKey, list[Expression]] = {}
    for one in plan.standing.waiting:
        found.setdefault(one.campaigns[0], []).append(one.where)
    return {key: either(*where) for key, where in found.items()}


def _changed(plan: Plan) -> dict[int, Expression]:
    found: dict[int, list[Expression]] = {}
    for change in plan.standing.changes:
        if change.program is None:
            found.setdefault(change.field.column, []).append(change.where)
    return {column: either(*where) for column, where in found.items()}


def _changed_members(plan: Plan) -> dict[str, Expression]:
    found: dict[str, list[Expression]] = {}
    for change in plan.standing.changes:
        if change.program is not None:
            found.setdefault(change.field.name, []).append(change.where)
    return {name: either(*where) for name, where in found.items()}
