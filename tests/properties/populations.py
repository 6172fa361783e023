"""People for any program, and everything that can be done to them: what came of it, completely.

Values lie where the program's own conditions part, so that two programs that differ in whom they
mean hardly ever come to the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from cdsl.interpreter.evaluate import judged, scope_of_list
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View, scene_of
from cdsl.runtime.session import Session
from cdsl.semantics.conditions import Compare, Condition
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import Choice
from cdsl.semantics.program import CampaignKind, Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, WHOLE, Type
from cdsl.semantics.walk import conditions_in, steps_in
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value

CLOCKS: Final = (
    datetime(2026, 3, 10, 8, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
)
PEOPLE: Final = 12
_TEXTS: Final = ("ada@example.com", "x", "VP Sales", "it")
_AGES: Final = (0, 1, 3, 8, 31, 100, 400, 800)


class Pool:
    """Values of each family that a program names, and some that it does not."""

    def __init__(self, program: Program, now: datetime, random: Random) -> None:
        """Values where the conditions of a program part."""
        self.random = random
        self.now = now
        self.texts: list[str] = list(_TEXTS)
        self.numbers: list[Decimal] = [Decimal(0), Decimal(1), Decimal(60)]
        self.moments: list[date] = []
        for condition in conditions_of(program):
            for part in conditions_in(condition):
                if isinstance(part, Compare):
                    self._add(part)
        # Other dictionaries of one program may have other orders, and draws must not depend on it.
        self.texts = sorted({*self.texts, *(text.upper() for text in self.texts)})
        self.numbers = sorted({near for one in self.numbers for near in (one - 1, one, one + 1)})
        self.moments = sorted(set(self.moments), key=str)

    def _add(self, comparison: Compare) -> None:
        for operand in comparison.operands:
            match operand:
                case Constant(value=str() as text):
                    self.texts += [text, f"x {text} y", text.strip()]
                case Constant(value=bool()):
                    pass
                case Constant(value=int() | float() | Decimal() as number):
                    self.numbers.append(
                        Decimal(repr(number) if isinstance(number, float) else number)
                    )
                case Constant(value=date() as moment):
                    self.moments.append(moment)
                case _:
                    pass

    def value(self, type: Type) -> Value:
        """A value of a type, or none."""
        if self.random.random() < 0.2:
            return None
        if type in TEXT_LIKE:
            return self.random.choice(self.texts) or None
        if type is Type.BOOLEAN:
            return self.random.random() < 0.5
        if type in NUMBER_LIKE:
            return _number(self.random.choice(self.numbers), type)
        assert type in DATE_LIKE
        return self._moment(type)

    def _moment(self, type: Type) -> Value:
        named = self.random.choice(self.moments) if self.moments else None
        if named is None or self.random.random() < 0.5:
            at = self.now - timedelta(days=self.random.choice(_AGES)) * self.random.choice(
                (1, 1, -1)
            )
        elif isinstance(named, datetime):
            at = named
        else:
            at = datetime(named.year, named.month, named.day, 12, tzinfo=UTC)
        return at.date() if type is Type.DATE else at

    def field(self, field: Field) -> Value:
        """A value that a field can have."""
        if field.values and self.random.random() < 0.8:
            return self.random.choice(field.values)
        return None if field.values else self.value(field.type)

    def activities(self, program: Program) -> Iterable[Activity]:
        """The activities that people may have done."""
        return program.schema.activities.values()

    def values(self, activity: Activity) -> tuple[Value, ...]:
        """Values for the attributes of an activity."""
        return tuple(self.value(attribute.type) for attribute in activity.attributes)


def _number(number: Decimal, type: Type) -> Value:
    if type in WHOLE:
        return int(number)
    return float(number) if type is Type.FLOAT else number.quantize(Decimal("0.0001"))


def conditions_of(program: Program) -> Iterator[Condition]:
    """Every condition of a program: lists, audiences, `on` lines, branches."""
    for smart_list in program.smart_lists.values():
        yield smart_list.condition
    for campaign in program.campaigns.values():
        yield campaign.smart_list
        for trigger in campaign.triggers:
            yield from trigger.where
        for step in steps_in(campaign.flow):
            if isinstance(step, Choice):
                yield from (arm.condition for arm in step.arms)


def populated(
    program: Program, pool: Pool, named: Callable[[int], str] = "p{}".format
) -> MemoryStore:
    """A world of people with a past, `named` by their numbers."""
    random, schema = pool.random, program.schema
    store = MemoryStore(schema)
    companies = [name for _ in range(3) if (name := pool.value(Type.TEXT))]
    for name in companies:
        row = [pool.field(field) for field in schema.company.values()]
        row[schema.company["name"].column] = name
        store.add_company(row)
    for number in range(PEOPLE):
        person = named(number)
        row = [pool.field(field) for field in schema.person.values()]
        row[schema.person["company"].column] = random.choice((*companies, None))
        if random.random() < 0.8:
            row[schema.person["email"].column] = row[schema.person["email"].column] or "a@b.example"
            for name in ("unsubscribed", "marketing_suspended", "block_listed", "email_invalid"):
                row[schema.person[name].column] = random.choice((None, False))
        store.add_person(person, row)
        for key in program.lists:
            if random.random() < 0.4:
                store.add_to_list(key, person)
        for key, marketing in program.programs.items():
            channel = schema.channels.get(marketing.channel or "")
            if channel is not None and random.random() < 0.5:
                fields = {name: pool.field(one) for name, one in marketing.member_fields.items()}
                status = random.choice(channel.statuses).name
                store.set_membership(key, person, status, fields)
        for activity in pool.activities(program):
            for _ in range(random.choice((0, 0, 1, 3))):
                at = pool.now - timedelta(days=random.choice(_AGES), minutes=random.randrange(99))
                store.add_activity(ActivityRecord(person, activity, at, pool.values(activity)))
    return store


def changed(before: Program, after: Program, seed: int, now: datetime) -> set[str]:
    """What comes out otherwise when the same is done to the same people in two programs."""
    was = outcome(before, seed, Pool(before, now, Random(seed)))
    came = outcome(after, seed, Pool(before, now, Random(seed)))
    return {name for name in was if was[name] != came[name]}


def outcome(program: Program, seed: int, pool: Pool) -> dict[str, Any]:
    """What comes of everything that can be done to people."""
    now = pool.now
    store = populated(program, pool)
    session = Session(program, store, now, seed)
    found: dict[str, Any] = {"before": list(listed(program, session, store))}
    refused: list[tuple[str, str]] = []
    people = list(store.people())
    for key, campaign in program.campaigns.items():
        done: Sequence[Any] = ()
        match campaign.kind:
            case CampaignKind.BATCH:
                done = session.run_batch(key)
            case CampaignKind.TRIGGER:
                done = session.request(key, [one for one in people if store.person(one)])
            case CampaignKind.EXECUTABLE:
                done = session.execute(key, [one for one in people if store.person(one)])
        refused += [(key.name, one.code) for one in done]
    fired = {
        trigger.activity.name: trigger.activity
        for campaign in program.campaigns.values()
        for trigger in campaign.triggers
    }
    fields = list(program.schema.person.values())
    for person in people:
        for activity in fired.values():
            session.happen(person, activity, pool.values(activity))
        values = [(one, pool.field(one)) for one in pool.random.sample(fields, 4)]
        session.change(person, values)
        session.advance_to(session.now + timedelta(hours=7))
    session.advance_to(session.now + timedelta(days=40))
    report = session.report()
    return found | {
        "after": list(listed(program, session, store)),
        "refused": refused,
        "people": [(one, store.person(one)) for one in store.people()],
        "companies": list(store.companies()),
        "lists": sorted(store.list_members(), key=repr),
        "memberships": sorted(store.memberships(), key=repr),
        "entries": sorted(store.entries(), key=repr),
        "activities": list(store.new_activities(0)),
        "campaigns": report.campaigns,
        "changes": report.changes,
        "diagnostics": [(one.code, one.message) for one in report.diagnostics],
    }


def listed(
    program: Program, session: Session, store: MemoryStore
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who is on each named smart list now."""
    for key, smart_list in program.smart_lists.items():
        scope = scope_of_list(smart_list, TokenScope(Chain(), None, None, None))
        scene = scene_of(session.environment, scope, key.workspace)
        rows = [(one, store.person(one)) for one in store.people()]
        held = (
            one
            for one, row in rows
            if row is not None and judged(smart_list.condition, View(scene, one, row))
        )
        yield key.name, tuple(held)
