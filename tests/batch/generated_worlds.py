"""Worlds for made-up programs, of values at the edges of what tables hold.

What the set-based engine leaves to be read cell by cell depends on how a table is written; most
worlds have none of that, so that most runs are compared.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from math import isfinite
from random import Random
from typing import Final

from cdsl.semantics.instants import LAST_INSTANT
from cdsl.semantics.numbers import CURRENCY_LIMIT, WHOLE_NUMBERS
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import WHOLE, Type
from cdsl.source.data import dataclass
from cdsl.world.calendar import is_utc
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import normal
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.cells import cell_text
from cdsl.world.values import Value
from tests.batch.generated_conditions import OFTEN
from tests.batch.generated_values import COMPANY, EDGES, MEMBER, PERSON
from tests.properties.populations import Pool, populated

_KINDS: Final = 6
"""How many kinds of activities people have done, beside those that all do."""
_DAYS: Final = (date(1, 1, 2), date(9999, 12, 30))
_FLOAT: Final = re.compile(r"-?[0-9]{1,15}([.][0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Cells:
    """What cells may hold: texts as in CSV or typed ones, and whether only what is plain in them.

    `zone` is that of the workspace, in which instants of CSV are read.
    """

    are_texts: bool
    are_plain: bool
    zone: tzinfo

    def hold(self, value: Value) -> bool:
        """Whether a value may be in a cell."""
        return not self.are_plain or (
            _is_typed(value) and (not self.are_texts or self.shows(value))
        )

    def shows(self, value: Value) -> bool:
        """Whether a value may be in a cell of texts."""
        match value:
            case _ if not self.are_plain:
                return True
            case bool():
                return True
            case int():
                return abs(value) < 10**18
            case Decimal():
                return abs(value) < 10**13
            case float():
                return _FLOAT.fullmatch(cell_text(value, Type.FLOAT, UTC)) is not None
            case datetime():
                return is_utc(self.zone) and value.microsecond == 0
            case _:
                return True


def _is_typed(value: Value) -> bool:
    match value:
        case float():
            return isfinite(value)
        case datetime():
            # The last day is cut off at its beginning.
            return _DAYS[0] <= value.astimezone(UTC).date() < _DAYS[1]
        case date():
            return _DAYS[0] <= value <= _DAYS[1]
        case _:
            return True


class Edges(Pool):
    """Values where the conditions of a program part, and at the edges of what cells hold."""

    def __init__(self, program: Program, now: datetime, random: Random, cells: Cells) -> None:
        """Values for a program, under a clock."""
        earlier = (now, now.replace(microsecond=0), now - timedelta(days=2))
        # In CSV of a zone other than UTC's no instant is plain, whichever it is.
        super().__init__(program, next(filter(cells.hold, earlier), now), random)
        self.cells = cells
        self.edges = {type: [*filter(cells.hold, edges)] or [None] for type, edges in EDGES.items()}
        self.is_wide = random.random() < 0.1
        kinds = program.schema.activities
        self.done = [kinds[name] for name in random.sample([*kinds], _KINDS)]
        self.changed: dict[str, tuple[str, dict[str, Field]]] = {
            name: (subject, {one.name: one for one in fields})
            for name, subject, fields in (
                ("change_score", "score", _scores(program)),
                ("change_data_value", "attribute", [*program.schema.person.values()]),
                ("change_program_member_data", "attribute", _of_members(program)),
            )
        }

    def value(self, type: Type) -> Value:
        """A value of a type, or none."""
        if self.random.random() < 0.4:
            return self.random.choice(self.edges[type])
        found = self._inside(type)
        return found if self.cells.hold(found) else None

    def _inside(self, type: Type) -> Value:
        try:
            found = super().value(type)
        except OverflowError:  # later than the last day
            return None
        if isinstance(found, str):
            return normal(found) or None
        if type in WHOLE and isinstance(found, int):
            return max(WHOLE_NUMBERS[0], min(WHOLE_NUMBERS[-1], found))
        if isinstance(found, Decimal) and abs(found) >= CURRENCY_LIMIT:
            return None
        return found

    def field(self, field: Field) -> Value:
        """A value that a field can have; most tables lack the columns that no program names."""
        is_named = any(field.name in one for one in (PERSON, COMPANY, MEMBER))
        return super().field(field) if is_named or self.is_wide else None

    def activities(self, program: Program) -> Iterable[Activity]:
        """Few activities, as each kind costs a look at the table."""
        return self.done

    def values(self, activity: Activity) -> tuple[Value, ...]:
        """Values for the attributes of an activity; those of a change fit the field it names."""
        found = super().values(activity)
        if activity.name not in self.changed:
            return found
        subject, fields = self.changed[activity.name]
        named = self.random.choice([*fields, None])
        own: dict[str, Value] = {subject: named}
        for attribute in activity.attributes:
            if named is not None and attribute.name in ("new_value", "old_value"):
                value = self.value(fields[named].type)
                own[attribute.name] = value if self.cells.shows(value) else None
        columns = zip(activity.attributes, found, strict=True)
        return tuple(own.get(attribute.name, value) for attribute, value in columns)


def _scores(program: Program) -> list[Field]:
    return [one for one in program.schema.person.values() if one.type is Type.SCORE]


def _of_members(program: Program) -> list[Field]:
    return [one for each in program.programs.values() for one in each.member_fields.values()]


def _named(number: int) -> Callable[[int], str]:
    return (
        lambda at: f"p{at}",
        lambda at: str(at),
        lambda at: f"{'0' * (at % 3)}{at // 2}{at % 2}",
        lambda at: f"{'ßZa'[at % 3]}{at}|",
    )[number]


def world_of(program: Program, random: Random, now: datetime, cells: Cells) -> MemoryStore:
    """People with a past: who has entered campaigns before, has done something just now or will."""
    pool = Edges(program, now, random, cells)
    # Ids in other letters than ASCII's are read one by one beside memberships.
    store = populated(program, pool, _named(random.choice((*(0, 1, 2) * 9, 3))))
    company = program.schema.person["company"].column
    for person in store.people():
        row = list(store.person(person) or ())
        row[company] = random.choice(
            (row[company], normal(str(row[company] or "").upper()) or None)
        )
        store.add_person(person, row)
    for key in program.campaigns:
        for person in store.people():
            if random.random() < 0.25:
                at = later(now, timedelta(hours=random.choice((0, -1, -3, -24, -25, 1, -1000))))
                if cells.hold(at):
                    store.enter(key, person, at)
    instants = [
        *(later(now, timedelta(minutes=minutes)) for minutes in (0, 0, -1, 40)),
        *(now - timedelta(days=days) for days in (1, 7, 30)),
        *(one for one in EDGES[Type.DATETIME] if isinstance(one, datetime)),
    ]
    instants = [*filter(cells.hold, instants)] or [pool.now]
    for person in store.people():
        activities = program.schema.activities
        for name in (*OFTEN, *OFTEN):
            activity, at = activities[name], random.choice(instants)
            store.add_activity(ActivityRecord(person, activity, at, pool.values(activity)))
    return store


def later(now: datetime, distance: timedelta) -> datetime:
    """An instant so much later, at most the last there is."""
    return min(now, LAST_INSTANT - max(distance, timedelta())) + distance
