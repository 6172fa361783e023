"""All tables of a command, read into one world.

Floor 3. What was counted in several of them is told once.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from cdsl.semantics.program import Program
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.effects import ActivityRecord
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.activities import ActivitiesRead, read_activities
from cdsl.world.tables.address import shown
from cdsl.world.tables.layout import Layout, Layouts
from cdsl.world.tables.memberships import read_entries, read_lists, read_members
from cdsl.world.tables.people import read_companies, read_people
from cdsl.world.tables.settings import Settings


@dataclass(frozen=True, slots=True)
class Inputs:
    """The paths of the tables that a command was given."""

    people: str | None = None
    companies: str | None = None
    members: str | None = None
    lists: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def name_people(self) -> bool:
        """Whether some tables beside that of people say by id whose a row is."""
        return bool(self.members or self.lists or self.entries or self.activities or self.events)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A world as the tables describe it, and the events that are to happen in it, in order.

    With an error among the diagnostics neither may be used.
    """

    store: MemoryStore
    events: tuple[ActivityRecord, ...]
    layouts: Layouts
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids a run."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def load(inputs: Inputs, program: Program, settings: Settings) -> Loaded:
    """Read all tables; each one is looked at, so that the errors of all are shown together."""
    store = MemoryStore(program.schema)
    diagnostics: list[Diagnostic] = []
    people = companies = members = Layout()
    strangers: dict[str, int] = {}
    where: dict[str, None] = {}
    unknown_types: dict[str, int] = {}

    def stand_in(path: str, found: Mapping[str, int]) -> None:
        _count(found, strangers)
        if found:
            where[shown(path)] = None

    if inputs.people is not None:
        people, found = read_people(
            inputs.people, program.schema, store, settings, are_named=inputs.name_people
        )
        diagnostics += found
    if inputs.companies is not None:
        companies, found = read_companies(inputs.companies, program.schema, store, settings)
        diagnostics += found
    # Of people who could not be read nobody can say who is missing.
    unread = any(found.severity is Severity.ERROR for found in diagnostics)
    if inputs.members is not None:
        read = read_members(inputs.members, program, store, settings)
        members = read.layout
        diagnostics += read.diagnostics
        stand_in(inputs.members, read.strangers)
    for path in inputs.lists:
        read = read_lists(path, program, store, settings)
        diagnostics += read.diagnostics
        stand_in(path, read.strangers)
    for path in inputs.entries:
        read = read_entries(path, program, store, settings)
        diagnostics += read.diagnostics
        stand_in(path, read.strangers)

    def activities_of(paths: tuple[str, ...]) -> list[ActivityRecord]:
        records: list[ActivityRecord] = []
        for path in paths:
            found = read_activities(
                path, program, lambda id: store.person(id) is not None, settings
            )
            diagnostics.extend(found.diagnostics)
            stand_in(path, found.strangers)
            _count(found.unknown_types, unknown_types)
            records = _together(records, found)
        return records

    for record in activities_of(inputs.activities):
        store.add_activity(record)
    events = tuple(activities_of(inputs.events))
    if not unread:
        diagnostics += _strangers_warning(where, strangers)
    diagnostics += _unknown_types_warning(unknown_types)
    return Loaded(store, events, Layouts(people, companies, members), tuple(diagnostics))


def _together(records: list[ActivityRecord], found: ActivitiesRead) -> list[ActivityRecord]:
    """The activities of several tables in order of time."""
    if not records:
        return found.records
    records.extend(found.records)
    records.sort(key=attrgetter("at"))
    return records


def _count(counts: Mapping[str, int], total: dict[str, int]) -> None:
    for key, count in counts.items():
        total[key] = total.get(key, 0) + count


def _strangers_warning(tables: Iterable[str], counts: Mapping[str, int]) -> tuple[Diagnostic, ...]:
    """The one warning about rows of people who are not in the data, if there are any.

    `tables` are the names of those in which they stand.
    """
    if not counts:
        return ()
    activities, people = sum(counts.values()), len(counts)
    shown = ", ".join(list(counts)[:3]) + (", …" if people > 3 else "")
    message = (
        f"{', '.join(tables)}: {activities:,} {'row is' if activities == 1 else 'rows are'} about "
        f"{'1 person who is' if people == 1 else f'{people:,} people who are'} not in the data"
    )
    help = f"kept, but without effect on anybody: {shown}"
    return (Diagnostic("CDS703", SEVERITIES["CDS703"], message, None, None, help=help),)


def _unknown_types_warning(counts: Mapping[str, int]) -> tuple[Diagnostic, ...]:
    """The one warning about activities whose type no file declares, if there are any."""
    if not counts:
        return ()
    activities = sum(counts.values())
    types = ", ".join(sorted(counts, key=lambda number: (len(number), number)))
    message = (
        f"{activities:,} {'activity has a type' if activities == 1 else 'activities have types'} "
        f"that no file declares: {types}"
    )
    return (
        Diagnostic("CDS714", SEVERITIES["CDS714"], message, None, None, help="they were left out"),
    )
