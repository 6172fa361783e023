"""Runs through both engines as `cdsl run` does them: tables in, tables and a report out, compared.

A world is written as tables once; either engine reads them, and what it writes may be read again.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as parquet

from cdsl.api import Project
from cdsl.api.analysis import Understood
from cdsl.api.running import RunResult
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import CallWebhook
from cdsl.semantics.program import CampaignKind, Program
from cdsl.semantics.types import TEXT_LIKE
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.layout import Layouts
from cdsl.world.tables.output import TABLES, OutputTable, output_tables
from cdsl.world.tables.write import Format, write_tables
from cdsl.world.values import Value
from tests.batch.databases import again, inputs_of
from tests.properties.engines import without

DUCKDB: Final = "duckdb"
FORMATS: Final = (*Format, DUCKDB)
"""What tables are written as."""
Inputs = dict[str, Any]
"""The tables that a run reads, as `Project.run` takes them."""
Rows = tuple[tuple[tuple[str, str], ...], list[str]]
"""Columns with their types, and rows in an order of their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tables of a world lie: a folder of files of a format, or a DuckDB file."""

    folder: Path
    format: str

    @property
    def address(self) -> str:
        """The folder, or the database that stands beside where it would."""
        return f"duckdb:{self.file}" if self.format == DUCKDB else str(self.folder)

    @property
    def file(self) -> Path:
        """The DuckDB file."""
        return self.folder.with_suffix(".duckdb")

    @property
    def is_there(self) -> bool:
        """Whether anything was written."""
        return self.file.exists() if self.format == DUCKDB else self.folder.exists()

    @property
    def inputs(self) -> Inputs:
        """The tables as a run takes them."""
        return inputs_of(self.address, "#{}" if self.format == DUCKDB else f"/{{}}.{self.format}")

    @property
    def output(self) -> Mapping[str, Any]:
        """The place as a run is told to write there."""
        return {"out": self.address, "out_format": None if self.format == DUCKDB else self.format}

    def tables(self) -> Mapping[str, Any]:
        """What is there, by table; rows stand in no order but in CSV."""
        match self.format:
            case Format.CSV:
                return {name: (self.folder / f"{name}.csv").read_bytes() for name in TABLES}
            case Format.PARQUET:
                return {name: _parquet(self.folder / f"{name}.parquet") for name in TABLES}
            case _:
                return _in_database(self.file)


def _parquet(path: Path) -> Rows:
    found = parquet.read_table(path)
    columns = tuple((one.name, str(one.type)) for one in found.schema)
    return columns, sorted(map(repr, zip(*found.to_pydict().values(), strict=True)))


def _in_database(file: Path) -> Mapping[str, Rows]:
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in TABLES:
            rows = connection.execute(f"FROM {name}")
            columns = tuple((header, str(type)) for header, type, *_ in rows.description or ())
            found[name] = columns, sorted(map(repr, rows.fetchall()))
    return found


def put(
    store: MemoryStore,
    program: Program,
    place: Place,
    zone: tzinfo,
    *,
    has_labels: bool = False,
    has_empty_texts: bool = False,
) -> None:
    """Write a world as tables; some rows of lists and entries stand there twice.

    If it `has_labels` some activities are called by these; if it `has_empty_texts` some of the
    cells without a text hold an empty one.
    """
    labels = {one.name: one.label for one in program.schema.activities.values()}
    ways = {"lists": _with_doubles, "entries": _with_doubles}
    if has_labels:
        ways["activities"] = partial(_with_labels, labels)
    tables = [
        replace(one, rows=partial(ways[one.name], one)) if one.name in ways else one
        for one in output_tables(store, program, Layouts(), 0, zone)
    ]
    if has_empty_texts:
        tables = [replace(one, rows=partial(_with_empty_texts, one)) for one in tables]
    format = Format.CSV if place.format == DUCKDB else Format(place.format)
    assert write_tables(place.address, tables, format, zone) is None


def _with_doubles(table: OutputTable) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(table.rows()):
        yield from (row,) * (2 if number % 3 == 0 else 1)


def _with_empty_texts(table: OutputTable) -> Iterator[Sequence[Value]]:
    are_texts = [one.type in TEXT_LIKE for one in table.columns]
    for number, row in enumerate(table.rows()):
        yield [
            "" if cell is None and is_text and (number + at) % 3 == 0 else cell
            for at, (cell, is_text) in enumerate(zip(row, are_texts, strict=True))
        ]


def _with_labels(labels: Mapping[str, str], table: OutputTable) -> Iterator[Sequence[Value]]:
    at = [one.header for one in table.columns].index("activity")
    for number, row in enumerate(table.rows()):
        shown = list(row)
        if number % 3 == 0:
            shown[at] = labels[str(row[at])]
        yield shown


def going_on(before: Inputs, after: Place) -> Inputs:
    """The world that a run has written, whose log goes on."""
    came = after.inputs
    return {**came, "activities": [*before["activities"], *came["activities"]]}


# Programs ---------------------------------------------------------------------------------------


def meaning(project: Project) -> Program:
    """What the files of a project mean."""
    return project._program().analysis.program


def with_meaning(project: Project, program: Program) -> Project:
    """A project whose files mean something else, without errors."""
    understood = project._program()
    analysis = understood.analysis
    left = tuple(one for one in analysis.diagnostics if one.severity is not Severity.ERROR)
    analysis = replace(analysis, program=program, diagnostics=left)
    files = project._files(together=True)
    own: dict[tuple[object, ...], Understood] = {
        (files, ()): replace(understood, analysis=analysis, diagnostics=left)
    }
    return Project(project._paths, project._root, project._texts, own)


def as_batch(program: Program, key: AssetKey) -> Program:
    """The program with a campaign that can be started for everybody, whatever kind it was.

    The webhooks that only trigger campaigns call are left out.
    """
    found = program.campaigns[key]
    flow = without(found.flow, CallWebhook)
    own = replace(found, kind=CampaignKind.BATCH, triggers=(), flow=flow)
    return replace(program, campaigns={**program.campaigns, key: own})


def name_of(key: AssetKey) -> str:
    """A campaign as a run is told."""
    return f"{key.workspace}/{key.joined}"


def only(program: Program, keys: Sequence[AssetKey]) -> Program:
    """The program with some campaigns as its batch campaigns, in this order."""
    found = {
        key: replace(one, kind=CampaignKind.BATCH)
        for key, one in ((key, program.campaigns[key]) for key in keys)
    }
    found |= {
        key: replace(one, kind=CampaignKind.EXECUTABLE) if one.kind is CampaignKind.BATCH else one
        for key, one in program.campaigns.items()
        if key not in found
    }
    return replace(program, campaigns=found)


# Both engines -----------------------------------------------------------------------------------

OF_ROWS_ALONE: Final = ("CDS703", "CDS714")
"""Findings about rows of people who are not there, for whom the row engine alone looks."""


def compare(
    project: Project, inputs: Inputs, places: tuple[Place, Place], **order: Any
) -> Diagnostic | None:
    """Do a run by the row engine and by the set-based one, each to its place: they do the same.

    Or why the set-based one does not do it; what is wrong with the order is told by both.
    """
    by_row, by_set = places
    came = project.run(engine="set", **by_set.output, **inputs, **order)
    if not came.has_run:
        (refused,) = came.diagnostics
        if not refused.code.startswith("CDS6"):
            was = project.run(engine="row", **by_row.output, **inputs, **order)
            assert told_of(was.diagnostics) == told_of(came.diagnostics)
        return refused
    was = project.run(engine="row", **by_row.output, **inputs, **order)
    must_agree(told(was), told(came))
    if was.was_written:
        must_agree(by_row.tables(), by_set.tables())
    return None


def compare_in_place(
    project: Project, file: Place, place: Place, zone: tzinfo, **order: Any
) -> Diagnostic | None:
    """Change a DuckDB file by the set-based engine, as the row engine has it in a place."""
    changed = Place(place.folder.with_name("changed"), DUCKDB)
    shutil.copyfile(file.file, changed.file)
    came = project.run(engine="set", world=changed.file, **order)
    if not came.has_run:
        (refused,) = came.diagnostics
        return refused
    was = project.run(engine="row", all_activities=True, **place.output, **file.inputs, **order)
    must_agree(told(was), told(came))
    if was.was_written:
        program, folder = meaning(project), place.folder.with_name("again")
        tables = [
            again(one.inputs, program, folder / str(number), zone)
            for number, one in enumerate((place, changed))
        ]
        must_agree(*tables)
    return None


def told(result: RunResult) -> Mapping[str, Any]:
    """What a run tells, by part."""
    left = [one for one in result.diagnostics if one.code not in OF_ROWS_ALONE]
    return {
        "instants": (result.now, result.ended, result.seed),
        "campaigns": result.campaigns,
        "changes": result.changes,
        "diagnostics": left,
        "ends": (result.has_run, result.was_written),
    }


def told_of(found: Iterable[Diagnostic]) -> list[tuple[str, str]]:
    """What findings say."""
    return [(one.code, one.message) for one in found]


def must_agree(was: Mapping[str, Any], came: Mapping[str, Any]) -> None:
    """Fail where two worlds or reports differ, with what differs of the first part that does."""
    assert was.keys() == came.keys()
    for name in was:
        if was[name] != came[name]:
            first, other = _apart(was[name], came[name])
            raise AssertionError(f"{name} by rows\n{first}\nand at once\n{other}")


def _apart(was: Any, came: Any) -> tuple[Any, Any]:
    """What only the one has, and what only the other."""
    match was, came:
        case (bytes(), bytes()):
            return _apart(was.splitlines(), came.splitlines())
        case ((first, list() as rows), (other, list() as others)) if first == other:
            return _apart(rows, others)
        case (list(), list()):
            return [one for one in was if one not in came], [one for one in came if one not in was]
        case _:
            return was, came
