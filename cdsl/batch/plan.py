"""A batch campaign as a plan: whom it takes in, what its flow makes of them, and what is counted.

Floor 4; the door of this room. A plan is data: it names tables, reads nothing and runs nowhere.
Whatever cannot be a set operation is a `Refused`, whose code and place say why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from cdsl.batch.conditions import judged
from cdsl.batch.flow import do_steps, enter, may_enter, steps_in_all
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.relations import Select, pruned
from cdsl.batch.standing import Standing, as_expression
from cdsl.batch.tree import (
    Call,
    Column,
    Expression,
    Kind,
    Operation,
    columns_in,
    either,
    may_be_missing,
)
from cdsl.batch.values import Scope
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Location, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.semantics.tokens import Chain
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS, Limits

FLOW = "flow"
"""The relation of everybody whom the smart list holds of, with all that becomes of them."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a campaign is not set-based: code, message, and where that stands."""

    code: str
    message: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What a plan is made for: the clock, the seed, the zones by workspace, the turns so far.

    `has_numbers_for_ids` says that every id is a whole number, `has_short_ids` that none has more
    than 18 characters; `active` are the trigger campaigns
    that take new entries.
    """

    now: datetime
    seed: int
    zones: Mapping[str, tzinfo]
    turns: Mapping[tuple[AssetKey, str], int]
    has_numbers_for_ids: bool
    active: Collection[AssetKey]
    limits: Limits = LIMITS
    has_short_ids: bool = False


@dataclass(frozen=True, slots=True)
class FieldAfter:
    """A field that the flow may have changed: its column before and after."""

    field: Field
    before: Expression
    after: Expression


@dataclass(frozen=True, slots=True)
class MembersAfter:
    """A program whose members the flow may have changed; a status is NULL for who is none."""

    program: AssetKey
    before: Expression
    after: Expression
    fields: tuple[FieldAfter, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as selections, of which the last is the flow; `standing` is how things are then.

    `enters` tells those whom the qualification rule lets in, `run` is the number of their run
    from 1.
    """

    campaign: Campaign
    standing: Standing
    enters: Expression
    run: Expression
    selections: tuple[Select, ...]
    joined: tuple[Select, ...]

    def flow(self, wanted: Iterable[Expression]) -> tuple[Select, ...]:
        """The selections that make the flow with what is wanted of it, the last one of its name."""
        names = {ID.name}.union(*map(columns_in, wanted))
        first, *others = pruned(self.selections, names)
        read = columns_in(first.where).union(*(columns_in(one) for _, one in first.columns))
        # Each has one row a person at most: without its columns it does nothing.
        used = {one.name for one in self.joined if any(name in read for name, _ in one.columns[1:])}
        joins = tuple(join for join in first.joins if join.relation in used)
        first = replace(first, joins=joins)
        return (*(one for one in self.joined if one.name in used), first, *others)

    def fields(self) -> tuple[FieldAfter, ...]:
        """The fields of people that the flow may have changed."""
        fields = self.standing.program.schema.person
        return tuple(
            FieldAfter(fields[name], self.standing.base.person(fields[name]), after)
            for name, after in self.standing.person.items()
        )

    def lists(self) -> tuple[tuple[AssetKey, Expression, Expression], ...]:
        """The static lists that the flow may have changed: who was on them, and who is now."""
        base = self.standing.base
        return tuple((key, base.in_list(key), now) for key, now in self.standing.lists.items())

    def entries(self) -> tuple[tuple[AssetKey, Expression, Expression], ...]:
        """The campaigns that people may have entered: when they last did before, and now."""
        base = self.standing.base
        return tuple((key, base.entered(key), now) for key, now in self.standing.entries.items())

    def members(self) -> tuple[MembersAfter, ...]:
        """The programs whose members the flow may have changed."""
        standing = self.standing
        touched = dict.fromkeys((*standing.statuses, *(program for program, _ in standing.members)))
        found = []
        for program in touched:
            declared = standing.program.programs[program]
            fields = tuple(
                FieldAfter(
                    declared.member_fields[name],
                    standing.base.member_field(declared, declared.member_fields[name]),
                    after,
                )
                for (owner, name), after in standing.members.items()
                if owner == program
            )
            before = standing.base.status(program)
            found.append(MembersAfter(program, before, standing.status(program), fields))
        return tuple(found)

    def deleted(self) -> Expression:
        """Who is deleted."""
        return either(*self.standing.deleted)

    def wanted(self) -> Iterator[Expression]:
        """Every column of the flow that somebody asks for who wants to know all."""
        yield from (self.enters, self.run, self.deleted())
        for changed in self.fields():
            yield from (changed.before, changed.after)
        for _, before, after in (*self.lists(), *self.entries()):
            yield from (before, after)
        for membership in self.members():
            yield from (membership.before, membership.after)
            for changed in membership.fields:
                yield from (changed.before, changed.after)
        for left in self.standing.log:
            yield left.where
            yield from map(as_expression, left.values.values())
        for step in self.standing.steps:
            yield from (step.done, *(where for _, where in step.skipped))
        for child in self.standing.children:
            yield from (child.came, child.qualified)
        for change in self.standing.changes:
            yield change.where
        yield from self.standing.turns.values()


def plan(program: Program, campaign: Campaign, passed: Tokens, moment: Moment) -> Plan | Refused:
    """A batch campaign as set operations, or why it cannot be that."""
    standing = Standing(
        program,
        moment.now,
        moment.seed,
        moment.zones,
        moment.turns,
        moment.has_numbers_for_ids,
        moment.has_short_ids,
        moment.limits,
    )
    tokens = Chain((*passed.frames, *campaign.tokens.frames))
    scope = Scope(tokens, campaign, campaign.program, moment.zones[campaign.key.workspace])
    try:
        most = steps_in_all(campaign.flow, program.campaigns, moment.limits.executed_levels)
        if most > moment.limits.run_steps:
            message = f"somebody could do {most:,} steps, and a run ends after so many"
            raise NotSetBasedError("CDS609", message)
        audience = judged(campaign.smart_list, scope, standing)
        found = _planned(campaign, scope, audience, standing)
        _refuse_heard(program, campaign, standing, moment.active)
    except NotSetBasedError as refused:
        where = refused.location or campaign.location
        if refused.span is not None:
            where = Location(where.source, refused.span)
        return Refused(refused.code, refused.message, where)
    return found


def _planned(campaign: Campaign, scope: Scope, audience: Expression, standing: Standing) -> Plan:
    layers = standing.layers
    enters = layers.define("enters at first", may_enter(campaign, standing))
    number = Call(Operation.ROW_NUMBER, (enters, *standing.order()), Kind.WHOLE)
    run = layers.define("run of person", number)
    enter(campaign, enters, standing)
    do_steps(campaign.flow, enters, Place(standing, campaign, scope))
    projections = layers.projections()
    read = {name for projection in projections for _, one in projection for name in columns_in(one)}
    probe = Plan(campaign, standing, enters, run, (), ())
    for one in probe.wanted():
        read |= columns_in(one)
    known = {name: one for projection in projections for name, one in projection}
    base = _columns_of_base(read - known.keys(), audience, probe)
    selections = [standing.base.people(tuple(base.items()), audience)]
    carried: dict[str, Expression] = dict(base)
    for number_of, projection in enumerate(projections, 1):
        own = dict(projection)
        selections.append(
            Select(f"step {number_of}", selections[-1].name, tuple({**carried, **own}.items()))
        )
        carried |= {name: Column(name, one.kind, may_be_missing(one)) for name, one in projection}
    last = selections[-1]
    selections[-1] = Select(FLOW, last.source, last.columns, last.joins, last.where)
    gathered, _ = standing.base.selections()
    return Plan(campaign, standing, enters, run, tuple(selections), gathered)


def _columns_of_base(
    names: Collection[str], audience: Expression, probe: Plan
) -> dict[str, Expression]:
    """The columns of people and of what stands beside them, by name."""
    found: dict[str, Expression] = {ID.name: ID}
    pending: list[Expression] = [audience, *probe.wanted()]
    pending += probe.standing.layers.columns.values()
    while pending:
        one = pending.pop()
        match one:
            case Column(name=name):
                if name in names:
                    found[name] = one
            case Call(arguments=arguments):
                pending += arguments
            case _:
                pass
    return dict(sorted(found.items()))


def _refuse_heard(
    program: Program, campaign: Campaign, standing: Standing, active: Collection[AssetKey]
) -> None:
    """Refuse a flow that leaves activities which an active trigger campaign waits for."""
    left = {one.activity.name: one for one in standing.log}
    for key in active:
        for trigger in program.campaigns[key].triggers:
            heard = left.get(trigger.activity.name)
            if heard is not None:
                message = (
                    f'step {heard.step} leaves `{heard.activity.name}`, which fires "{key.name}" '
                    "for one person at a time"
                )
                raise NotSetBasedError("CDS610", message)
