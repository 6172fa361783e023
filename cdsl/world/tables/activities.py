"""Reading activities: history and events.

Floor 3. The rows are streamed; what is kept of one is its record, with equal texts kept once.
An activity of somebody who is not in the store is kept; a bulk extract's types that no file
declares are left out. Both are counted.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.suggest import nearest
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import normal
from cdsl.world.tables.activity_columns import (
    Plan,
    Shape,
    known_column,
    plan_for,
    shape_of,
    undeclared,
)
from cdsl.world.tables.cells import reader_of
from cdsl.world.tables.changed_fields import ChangedFields
from cdsl.world.tables.columns import folded, plain
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.problems import Place, Problem, Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import Table, open_table, records
from cdsl.world.values import Unreadable, Value

_IDS: Final = 200_000
"""So many different ids are kept once."""


@dataclass(frozen=True, slots=True)
class ActivitiesRead:
    """Activities in order of time, those of one instant as they stood.

    `strangers` counts the activities of each id that is not in the store, `unknown_types` those
    of each type's number that no file declares.
    """

    records: list[ActivityRecord]
    strangers: Mapping[str, int]
    unknown_types: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]


def read_activities(
    path: str, program: Program, is_known: Callable[[str], bool], settings: Settings
) -> ActivitiesRead:
    """Read activities; `is_known` tells whether a person of that id is in the data.

    Errors: CDS701, CDS704, CDS705, CDS706 for an activity that no file declares; a
    warning CDS717 for columns that are no attribute of any.
    """
    table = open_table(path, known_column, settings)
    if isinstance(table, Diagnostic):
        return ActivitiesRead([], {}, {}, (table,))
    problems = table.problems(settings)
    shape = shape_of(table.header, program.schema, problems)
    if problems:
        return ActivitiesRead([], {}, {}, table.diagnostics(problems))
    reading = _Reading(program, shape, is_known, problems, settings)
    found = list(reading.records(table, settings))
    found.sort(key=attrgetter("at"))
    told = table.diagnostics(problems) + undeclared(table.name, shape, program.schema)
    return ActivitiesRead(found, reading.strangers, reading.unknown_types, told)


class _Reading:
    """What is known while one table is read: the plans, what is shared, what was counted."""

    def __init__(
        self,
        program: Program,
        shape: Shape,
        is_known: Callable[[str], bool],
        problems: Problems,
        settings: Settings,
    ) -> None:
        self.strangers: dict[str, int] = {}
        self.unknown_types: dict[str, int] = {}
        self._program = program
        self._shape = shape
        self._is_known = is_known
        self._problems = problems
        self._zone = settings.zone
        self._plans: dict[str, Plan | None] = {}
        self._types = activities_by_name(program, shape.bulk)
        self._people: dict[str, tuple[str, bool]] = {}
        self._campaigns = names_of("a campaign", program.campaigns)
        self._changes = ChangedFields(program, shape.bulk, settings)

    def records(self, table: Table, settings: Settings) -> Iterator[ActivityRecord]:
        """The records of all rows, in the order of the table."""
        shape, problems, plans = self._shape, self._problems, self._plans
        read_instant = reader_of(Type.DATETIME, self._zone)
        stamped = shape.by_campaign is not None
        for line, cells in records(table, problems, settings):
            kind = cells[shape.activity]
            plan = plans[kind] if kind in plans else self._plan(kind)
            if plan is None:
                if kind in self.unknown_types:
                    self.unknown_types[kind] += 1
                else:
                    self._unknown_activity(kind, line)
                continue
            at = read_instant(cells[shape.at])
            if not isinstance(at, datetime):
                self._no_instant(at, line)
                continue
            person = self._person(cells[shape.person], line)
            values = self._values(plan, cells, line)
            if problems:
                continue
            if stamped:
                yield self._stamped(person, plan.activity, at, values, cells)
            else:
                yield ActivityRecord(person, plan.activity, at, values)

    def _plan(self, kind: str) -> Plan | None:
        """The plan for what a cell says is the activity; None when no file declares it."""
        name = kind.strip()
        activity = self._types.get(name) or self._types.get(folded(name))
        if activity is None and self._shape.bulk and name.isdigit():
            self.unknown_types[kind] = 0
        plan = None if activity is None else plan_for(self._shape, activity, self._zone)
        self._plans[kind] = plan
        return plan

    def _unknown_activity(self, kind: str, line: int) -> None:
        names = [activity.name for activity in self._program.schema.activities.values()]
        suggestion = nearest(kind, names)
        help = f"did you mean `{suggestion}`?" if suggestion else "declare it with `activity`"
        place = Place(line, self._shape.activity)
        self._problems.unfound(Problem("CDS706", f"there is no activity `{kind}`", place, help))

    def _no_instant(self, at: Value | Unreadable, line: int) -> None:
        reason = at.reason if isinstance(at, Unreadable) else "an activity needs its instant"
        self._problems.add(Problem("CDS701", reason, Place(line, self._shape.at)))

    def _person(self, cell: str, line: int) -> str:
        known = self._people.get(cell)
        if known is None:
            person = normal(cell.strip())
            known = (person, self._is_known(person))
            if len(self._people) < _IDS:
                self._people[cell] = known
            if not person:
                place = Place(line, self._shape.person)
                self._problems.add(Problem("CDS701", "an activity needs its person", place))
        if not known[1]:
            self.strangers[known[0]] = self.strangers.get(known[0], 0) + 1
        return known[0]

    def _values(self, plan: Plan, cells: list[str], line: int) -> tuple[Value, ...]:
        """The values of an activity's attributes; missing ones at the end are left out."""
        texts = [""] * len(plan.readers)
        if self._shape.json is not None:
            self._from_json(plan, cells[self._shape.json], line, texts)
        for column, attribute in plan.cells:
            if cells[column]:
                texts[attribute] = cells[column]
        readers = plan.readers
        if plan.subject is not None:
            readers = self._changes.readers(plan, texts)
        values: list[Value] = []
        filled = 0
        for attribute, text in enumerate(texts):
            value = readers[attribute](text) if text else None
            if isinstance(value, Unreadable):
                self._misfit(plan, attribute, value, cells, line)
                value = None
            values.append(value)
            if value is not None:
                filled = attribute + 1
        return tuple(values[:filled])

    def _from_json(self, plan: Plan, cell: str, line: int, texts: list[str]) -> None:
        """Put the texts of a JSON object into their attributes; other names are left out."""
        if not cell or cell == "null":
            return
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            place = Place(line, self._shape.json)
            self._problems.bad_cell(Problem("CDS701", "this is not a JSON object", place))
            return
        for name, value in found.items():
            attribute = plan.named.get(plain(name))
            if attribute is not None and value is not None:
                texts[attribute] = _clean(value if isinstance(value, str) else json.dumps(value))

    def _misfit(
        self, plan: Plan, attribute: int, why: Unreadable, cells: list[str], line: int
    ) -> None:
        columns = {found: column for column, found in plan.cells if cells[column]}
        place = Place(line, columns.get(attribute, self._shape.json))
        name = f"{plan.activity.name}.{plan.activity.attributes[attribute].name}"
        self._problems.bad_cell(Problem("CDS701", why.reason, place, f"it is `{name}`"))

    def _stamped(
        self,
        person: str,
        activity: Activity,
        at: datetime,
        values: tuple[Value, ...],
        cells: list[str],
    ) -> ActivityRecord:
        """A record with the campaign, run and step that left it, where they can be read."""
        shape = self._shape
        written = cells[shape.by_campaign] if shape.by_campaign is not None else ""
        run = cells[shape.by_run] if shape.by_run is not None else ""
        step = cells[shape.by_step] if shape.by_step is not None else ""
        campaign = _campaign(self._campaigns, written)
        if campaign is None:
            return ActivityRecord(person, activity, at, values)
        number = int(run) if run.isascii() and run.isdigit() and len(run) < 19 else 0
        return ActivityRecord(person, activity, at, values, campaign, number, step)


def activities_by_name(program: Program, bulk: bool) -> Mapping[str, Activity]:
    """Activities by the names that a table may call them; in a bulk extract also by number."""
    activities = list(program.schema.activities.values())
    names: dict[str, Activity] = {}
    for activity in activities:
        if bulk and activity.type_id is not None:
            names[str(activity.type_id)] = activity
    for activity in activities:
        names.setdefault(folded(activity.name), activity)
    for activity in activities:
        names.setdefault(folded(activity.label), activity)
    return names


def _campaign(campaigns: Names, written: str) -> AssetKey | None:
    if not written:
        return None
    found = campaigns.find(written)
    return None if isinstance(found, Unfound) else found


def _clean(text: str) -> str:
    """A text from JSON without what a text file cannot hold: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")
