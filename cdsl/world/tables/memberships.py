"""Reading who belongs to what: lists, members of programs, entries into campaigns.

Floor 3. The columns are `list,person_id`, or `program,person_id,status` and the member fields, or
`campaign,person_id,at`. Names are those of assets, or their paths where several have one name.
Rows about people who are not in the data are kept and counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.suggest import nearest
from cdsl.world.folding import normal
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.cells import CellReader, field_reader, reader_of
from cdsl.world.tables.columns import (
    PERSON_NAMES,
    plain,
    required_column,
)
from cdsl.world.tables.layout import Layout, LayoutColumn
from cdsl.world.tables.member_columns import columns_of_members, columns_passing
from cdsl.world.tables.names import Names, Unfound, names_of
from cdsl.world.tables.problems import Place, Problem, Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import Table, open_table, records
from cdsl.world.values import Unreadable, Value

_KNOWN: Final = frozenset(map(plain, ("list", "program", "campaign", "status", *PERSON_NAMES)))


def is_known_column(name: str) -> bool:
    """Whether a column of such a table may be called so."""
    return plain(name) in _KNOWN


@dataclass(frozen=True, slots=True)
class BelongingRead:
    """What came of reading a table; `strangers` as in `ActivitiesRead`."""

    diagnostics: tuple[Diagnostic, ...]
    strangers: Mapping[str, int] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)


def member_key(program: AssetKey, person: str) -> str:
    """The key of a member in a layout."""
    return f"{program.workspace}/{program.joined}/{person}"


def read_lists(
    path: str, program: Program, store: MemoryStore, settings: Settings
) -> BelongingRead:
    """Read who is on which static list. Errors: CDS704, CDS705, CDS706."""

    def add(key: AssetKey, person: str, _: list[str], __: int) -> None:
        store.add_to_list(key, person)

    names = names_of("a list", program.lists)
    return _read(path, names, "list", store, settings, lambda _, __: add)


def read_entries(
    path: str, program: Program, store: MemoryStore, settings: Settings
) -> BelongingRead:
    """Read who entered which campaign when; the last time counts. Errors: CDS701, CDS704–706."""

    def adder(table: Table, problems: Problems) -> _Add:
        column = required_column(table.header, ("at",), problems)
        read_instant = reader_of(Type.DATETIME, settings.zone)

        def add(key: AssetKey, person: str, cells: list[str], line: int) -> None:
            at = read_instant(cells[column])
            if isinstance(at, datetime):
                store.enter(key, person, at)
                return
            reason = at.reason if isinstance(at, Unreadable) else "an entry needs its instant"
            problems.add(Problem("CDS701", reason, Place(line, column)))

        return add

    names = names_of("a campaign", program.campaigns)
    return _read(path, names, "campaign", store, settings, adder)


def read_members(
    path: str, program: Program, store: MemoryStore, settings: Settings
) -> BelongingRead:
    """Read the members of programs, their statuses and member fields.

    Errors: CDS701, CDS702 for a member that stands twice, CDS704–CDS706.
    """
    members: list[_Members] = []

    def adder(table: Table, problems: Problems) -> _Add:
        members.append(_Members(table, program, store, settings, problems))
        return members[0].add

    names = names_of("a program", program.programs)
    read = _read(path, names, "program", store, settings, adder)
    layout = members[0].layout if members else Layout()
    return BelongingRead(read.diagnostics, read.strangers, layout)


_Add = Callable[[AssetKey, str, list[str], int], None]
"""Adds one row: the asset, the person, all cells, the line."""


def _read(
    path: str,
    names: Names,
    kind: str,
    store: MemoryStore,
    settings: Settings,
    adder: Callable[[Table, Problems], _Add],
) -> BelongingRead:
    """Read a table whose rows name an asset and a person."""
    table = open_table(path, is_known_column, settings)
    if isinstance(table, Diagnostic):
        return BelongingRead((table,))
    problems = table.problems(settings)
    name_column = required_column(table.header, (kind,), problems)
    person_column = required_column(table.header, PERSON_NAMES, problems, plain)
    add = adder(table, problems)
    if problems:
        return BelongingRead(table.diagnostics(problems))
    strangers: dict[str, int] = {}
    found: dict[str, AssetKey | Unfound] = {}
    for line, cells in records(table, problems, settings):
        name = cells[name_column]
        key = found.get(name)
        if key is None:
            key = found.setdefault(name, names.find(name))
        person = normal(cells[person_column].strip())
        if isinstance(key, Unfound):
            reason = key.reason if name else f"`{table.header[name_column]}` is empty"
            problems.unfound(Problem("CDS706", reason, Place(line, name_column), key.help))
        elif not person:
            place = Place(line, person_column)
            problems.add(Problem("CDS701", "whose row it is, is empty", place))
        else:
            if store.person(person) is None:
                strangers[person] = strangers.get(person, 0) + 1
            add(key, person, cells, line)
    return BelongingRead(table.diagnostics(problems), strangers)


class _Members:
    """Adds members: the columns of each program's fields are found when it is first named."""

    def __init__(
        self,
        table: Table,
        program: Program,
        store: MemoryStore,
        settings: Settings,
        problems: Problems,
    ) -> None:
        self._header = table.header
        self._program = program
        self._store = store
        self._zone = settings.zone
        self._problems = problems
        self._status = required_column(table.header, ("status",), problems)
        self._columns = columns_of_members(table.header, program.programs, problems)
        self._readers: dict[AssetKey, tuple[tuple[int, Field, CellReader], ...]] = {}
        self._statuses: dict[AssetKey, Sequence[str]] = {}
        self._defaults: dict[AssetKey, Mapping[str, Value]] = {}
        self._lines: dict[str, int] = {}
        self._passing = columns_passing(table.header, program.programs.values())
        self._extras: dict[str, tuple[str, ...]] = {}

    @property
    def layout(self) -> Layout:
        """The columns that only pass through."""
        columns = tuple(LayoutColumn(self._header[at]) for at in self._passing)
        return Layout(columns, self._extras)

    def add(self, key: AssetKey, person: str, cells: list[str], line: int) -> None:
        """Make somebody a member, unless something in the row does not fit."""
        member = member_key(key, person)
        first = self._lines.setdefault(member, line)
        if first != line:
            related = ("it stands here first", Place(first))
            message = f"`{person}` is a member of `{key.name}` twice"
            self._problems.add(Problem("CDS702", message, Place(line), "", related))
            return
        status = self._status_of(key, normal(cells[self._status].strip()), line)
        values = dict(self._defaults_of(key))
        for column, member_field, read_cell in self._readers_of(key):
            value = read_cell(cells[column])
            if isinstance(value, Unreadable):
                place = Place(line, column)
                self._problems.bad_cell(Problem("CDS701", value.reason, place))
            elif value is not None:
                values[member_field.name] = value
        self._store.set_membership(key, person, status, values)
        if self._passing:
            self._extras[member] = tuple([cells[column] for column in self._passing])

    def _status_of(self, key: AssetKey, status: str, line: int) -> str:
        """The status, which must be one of the channel's; without a channel there are none."""
        channel = self._program.programs[key].channel
        if key not in self._statuses:
            known = self._program.schema.channels[channel].statuses if channel else ()
            self._statuses[key] = [found.name for found in known]
        statuses = self._statuses[key]
        if status in statuses or (not status and not statuses):
            return status
        suggestion = nearest(status, statuses)
        help = f"did you mean `{suggestion}`?" if suggestion else _choices(statuses)
        message = f"`{key.name}` has no status `{status}`" if status else "a member needs a status"
        self._problems.add(Problem("CDS706", message, Place(line, self._status), help))
        return status

    def _defaults_of(self, key: AssetKey) -> Mapping[str, Value]:
        """What a program's members have where their cell is empty (language.md 2)."""
        if key not in self._defaults:
            self._defaults[key] = {
                name: found.default.value
                for name, found in self._program.programs[key].member_fields.items()
                if found.default is not None
            }
        return self._defaults[key]

    def _readers_of(self, key: AssetKey) -> tuple[tuple[int, Field, CellReader], ...]:
        if key not in self._readers:
            self._readers[key] = tuple(
                (column, field, field_reader(field, self._zone))
                for column, field in self._columns[key].items()
            )
        return self._readers[key]


def _choices(statuses: Sequence[str]) -> str:
    if not statuses:
        return "its program has no channel, so there are no statuses"
    return "it is one of " + ", ".join(f"`{status}`" for status in statuses[:8])
