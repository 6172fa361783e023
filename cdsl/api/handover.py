"""People whom the set-based engine hands over, taken through everything by the row engine.

Floor 7. Nobody moves anybody else: those who are handed over are a world of their own, in which
the whole run is done, and what becomes of them is put beside the rest. Only the numbers of runs
count on over everybody.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from cdsl.api.analysis import Understood
from cdsl.api.loading import Progress, Reading, make_ready
from cdsl.api.starting import Order, carry_out
from cdsl.batch.counts import Counted
from cdsl.batch.duckdb.direct import Done
from cdsl.batch.duckdb.handed import Filled, HandedBack, copied, count_runs
from cdsl.batch.duckdb.queries import NUMBER
from cdsl.batch.records import kinds_left
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Tokens
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.load import Inputs
from cdsl.world.tables.output import OutputColumn, OutputTable, output_tables
from cdsl.world.tables.write import Format, write_tables
from cdsl.world.values import Value


@dataclass(slots=True)
class Runs:
    """The runs that begin as campaigns are started, one after another.

    For each of these, `first` has the number of a person's first run, `begun` how many there are.
    """

    first: list[dict[str, int]] = field(default_factory=list)
    begun: list[dict[str, int]] = field(default_factory=list)
    is_starting: bool = False

    def begins(self, person: str, run: int) -> None:
        """Note a run; see `Watch`."""
        if self.is_starting:
            self.first[-1].setdefault(person, run)
            self.begun[-1][person] = self.begun[-1].get(person, 0) + 1

    def start(self, session: Session, keys: Iterable[AssetKey], passed: Tokens) -> Refusals:
        """Run batch campaigns one after another."""
        refused: Refusals = ()
        self.is_starting = True
        for key in keys:
            self.first.append({})
            self.begun.append({})
            refused += session.run_batch(key, passed)
        self.is_starting = False
        return refused

    def counted(self, rest: Counted) -> Counted:
        """What was counted of the rest, with how many runs there are beside theirs."""
        return replace(rest, others=tuple(sum(begun.values()) for begun in self.begun))

    def numbered(
        self, firsts: Sequence[Mapping[str, int]], rest: Counted
    ) -> Callable[[str, int], int]:
        """The number of a run among those of everybody, by person and number here.

        `firsts` are the numbers of first runs there, as `count_runs` says them.
        """
        ends = tuple(accumulate(rest.others))

        def number_of(person: str, run: int) -> int:
            started = bisect_left(ends, run)
            if started == len(ends):
                return run + rest.entered
            within = run - self.first[started][person]
            return rest.runs_before(started) + firsts[started][person] + within

        return number_of


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """What became of those who were handed over: a session at its end, and their tables.

    `done` is what became of the rest, beside them.
    """

    session: Session
    done: Done
    beside: HandedBack
    diagnostics: tuple[Diagnostic, ...]


def carry_on(
    done: Done,
    understood: Understood,
    passed: Tokens,
    order: Order,
    reading: Reading,
    folder: Path,
    progress: Progress,
) -> CarriedOn | tuple[Diagnostic, ...]:
    """Take those who are handed over through the whole run; or what is wrong with their tables."""
    before, after = folder / "before", folder / "after"
    before.mkdir()
    key = done.shapes.people.key
    paths = dict(copied(done.relations, key, before, done.connection))
    only = replace(reading, inputs=_inputs(paths))
    ready = make_ready(lambda inferred: understood, order, only, progress)
    if ready.loaded is None or ready.loaded.has_errors:
        return ready.found
    store, runs = ready.loaded.store, Runs()
    store.order_people(done.handed)
    mark = store.mark()
    watch = Watch(partial(progress, "one by one"), begins=runs.begins)
    outside = ready.outside(store)
    session = Session(ready.program, store, ready.now, order.seed, outside=outside, watch=watch)
    keys = [one.campaign.key for one in done.plan.standing.started]
    refused = carry_out(
        session, store, lambda session: runs.start(session, keys, passed), (), ready.until
    )
    firsts = count_runs(done.plan, runs.begun, done.connection)
    counted = runs.counted(done.counted)
    store.number_runs(mark, runs.numbered(firsts, counted))
    tables = output_tables(
        store,
        ready.program,
        ready.loaded.layouts,
        mark,
        ready.zone,
        kinds_left(done.plan, done.counted),
    )
    refused += session.report().diagnostics
    tables = tuple(_numbered(one) if one.name == "activities" else one for one in tables)
    problem = write_tables(str(after), tables, Format.PARQUET, ready.zone)
    if problem is not None:
        return (problem,)
    kinds = {one.activity.name: one.activity for one in store.new_activities(mark)}
    filled = Filled(_fields(store, ready.program.schema.person), _members(store))
    beside = HandedBack(str(after), filled, tuple(kinds.values()))
    return CarriedOn(session, replace(done, counted=counted), beside, refused)


def _numbered(table: OutputTable) -> OutputTable:
    """A table with the place of each row."""

    def rows() -> Iterator[Sequence[Value]]:
        for number, row in enumerate(table.rows()):
            yield (*row, number)

    return OutputTable(table.name, (*table.columns, OutputColumn(NUMBER, Type.INTEGER)), rows)


def _inputs(paths: Mapping[str, str]) -> Inputs:
    def several(table: str) -> tuple[str, ...]:
        return (paths[table],) if table in paths else ()

    return Inputs(
        people=paths["people"],
        companies=paths.get("companies"),
        members=paths.get("members"),
        lists=several("lists"),
        entries=several("entries"),
        activities=several("activities"),
    )


def _fields(store: MemoryStore, fields: Mapping[str, Field]) -> frozenset[str]:
    """The fields that somebody has a value of."""
    rows = [row for person in store.people() if (row := store.person(person)) is not None]
    return frozenset(
        one.name for one in fields.values() if any(row[one.column] is not None for row in rows)
    )


def _members(store: MemoryStore) -> frozenset[tuple[AssetKey, str]]:
    return frozenset(
        (key, name) for key, _, member in store.memberships() for name in member.fields
    )
