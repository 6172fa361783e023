"""A batch campaign as a plan: whom it takes in, what its flow makes of them, and what is counted.

Floor 4; the door of this room. A plan is data: it names tables, reads nothing and runs nowhere.
Whatever cannot be a set operation is a `Refused`, whose code and place say why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from cdsl.batch.building import either
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.relations import Select, pruned
from cdsl.batch.standing import Standing, as_expression
from cdsl.batch.starting import start
from cdsl.batch.tree import (
    FALSE,
    TRUE,
    Call,
    Column,
    Expression,
    Kind,
    Literal,
    Operation,
    columns_in,
    may_be_missing,
)
from cdsl.batch.world import ID
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Location, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass

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
    """What a plan is made for: the clock, the seed, the zones by workspace.

    `has_numbers_for_ids` says that every id is a whole number, `has_short_ids` that none has more
    than 18 characters; `active` are the trigger campaigns that take new entries; `until` is when
    the clock stops, if it goes on; `over` are campaigns that let in too many, so that nobody goes
    on. Only where `may_hand_over` people may be left to the row engine.
    """

    now: datetime
    seed: int
    zones: Mapping[str, tzinfo]
    has_numbers_for_ids: bool
    active: Collection[AssetKey]
    has_short_ids: bool = False
    until: datetime | None = None
    over: Collection[AssetKey] = ()
    may_hand_over: bool = False


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
    """Campaigns as selections, of which the last is the flow; `standing` is how things are then.

    Who is `handed` over is none of this plan's: the row engine takes them through it all. `place`
    is where people stand in the order of all, where somebody is handed over.
    """

    standing: Standing
    handed: Expression
    place: Expression
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
        yield from (self.handed, self.place, self.deleted())
        for started in self.standing.started:
            yield from (started.audience, started.enters)
            if self.standing.log or self.handed != FALSE:
                yield started.run
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
        for waiting in self.standing.waiting:
            yield waiting.where


def plan(
    program: Program, campaigns: Sequence[Campaign], passed: Tokens, moment: Moment
) -> Plan | Refused:
    """Batch campaigns, one after another, as set operations, or why they cannot be that.

    `passed` are the values passed to each of them.
    """
    standing = Standing(
        program,
        moment.now,
        moment.seed,
        moment.zones,
        moment.has_numbers_for_ids,
        moment.has_short_ids,
        moment.until,
        moment.may_hand_over and moment.seed == 0,
    )
    try:
        audience, handed = start(campaigns, passed, moment.active, moment.over, standing)
        return _planned(audience, handed, standing)
    except NotSetBasedError as refused:
        where = refused.location or campaigns[0].location
        if refused.span is not None:
            where = Location(where.source, refused.span)
        return Refused(refused.code, refused.message, where)


def _planned(audience: Expression, handed: Expression, standing: Standing) -> Plan:
    """The selections that make what is known of those of whom `audience` holds at first."""
    layers = standing.layers
    place: Expression = Literal(None, Kind.WHOLE)
    if handed != FALSE:
        in_order = Call(Operation.ROW_NUMBER, (TRUE, *standing.order()), Kind.WHOLE)
        place = layers.define("place in order", in_order)
    projections = layers.projections()
    read = {name for projection in projections for _, one in projection for name in columns_in(one)}
    probe = Plan(standing, handed, place, (), ())
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
    return Plan(standing, handed, place, tuple(selections), gathered)


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
