"""The tables of a set-based run: from files and databases into DuckDB, and back.

Floor 7. Whatever cannot be read or written here exactly as the row engine does is said, not tried.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path

from cdsl.api.loading import Reading
from cdsl.api.running import Output
from cdsl.api.several_files import refuse_other_names
from cdsl.api.tasks import Task
from cdsl.batch.duckdb.columns_as_texts import as_texts
from cdsl.batch.duckdb.csv_files import csv, has_blanks_at_quotes
from cdsl.batch.duckdb.csv_results import copy_as_csv
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.direct import Done, Tables
from cdsl.batch.duckdb.handed import HandedBack
from cdsl.batch.duckdb.results import copy
from cdsl.batch.duckdb.sources import parquet, relation_of
from cdsl.batch.duckdb.streams import handed_out, taken_in
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.shapes import KeyedColumns
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.activity_columns import known_column, shape_of, undeclared
from cdsl.world.tables.address import address_of, shown
from cdsl.world.tables.database_output import Filling, write_database
from cdsl.world.tables.databases import DatabaseError
from cdsl.world.tables.memberships import is_known_column
from cdsl.world.tables.parquet import is_parquet
from cdsl.world.tables.people_columns import (
    known_to_companies,
    known_to_people,
    undeclared_of_people,
)
from cdsl.world.tables.problems import Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import Known, open_table
from cdsl.world.tables.write import Format, cannot_write, make_last, write_together


def tables_of(reading: Reading, task: Task, connection: Connection) -> Tables:
    """The tables as DuckDB selects from them. Raises NotPlainError and DatabaseError."""
    inputs, schema = reading.inputs, task.program.schema
    found: dict[str, str] = {}
    number = 0
    companies = () if inputs.companies is None else (inputs.companies,)
    for name, known, paths in (
        ("people", known_to_people(schema.person), (inputs.people or "",)),
        ("activities", known_column, inputs.activities),
        ("lists", is_known_column, inputs.lists),
        ("entries", is_known_column, inputs.entries),
        ("members", is_known_column, () if inputs.members is None else (inputs.members,)),
        ("companies", known_to_companies(schema.company), companies),
    ):

        def shaped(text: str, name: str = name) -> str:
            return as_texts(name, relation_of(text, connection), task.program, task.zone)

        texts = []
        for path in paths:
            address = address_of(path)
            if address is None:
                text = _selected(name, path, known)
            else:
                number += 1
                text = taken_in(address, number, shaped, connection)
            if is_parquet(path):
                text = shaped(text)
            texts.append(f"FROM {text}")
        if len(texts) > 1:
            headers = [relation_of(f"({text})", connection).header for text in texts]
            refuse_other_names(name, headers, task.program, task.zone)
        found[name] = f"({' UNION ALL BY NAME '.join(texts)})" if texts else ""
    return Tables(**found)


def _selected(name: str, path: str, known: Known) -> str:
    table = open_table(path, known, Settings(UTC))
    if isinstance(table, Diagnostic) and table.code == "CDS731":
        raise DatabaseError(table)
    if isinstance(table, Diagnostic):
        raise NotPlainError(name, table.message, is_broken=True)
    seen: set[str] = set()
    for column in table.header:
        if not column:
            raise NotPlainError(name, f"{path} has a column without a name")
        if column.lower() in seen:
            raise NotPlainError(name, f"{path} has two columns `{column}`")
        seen.add(column.lower())
    if table.text is None:
        return parquet((path,))
    if table.text.content is not None:
        raise NotPlainError(name, f"{path} can be read only once")
    if table.text.has_nul:
        raise NotPlainError(name, f"{path} has NUL characters")
    if has_blanks_at_quotes(path, table.delimiter):
        raise NotPlainError(name, f"{path} has a blank at a quote")
    return csv(path, table.delimiter, table.header)


def tables_read(reading: Reading) -> Sequence[str]:
    """The paths of the tables that a run reads."""
    inputs = reading.inputs
    single = (inputs.people, inputs.companies, inputs.members)
    given = (path for path in single if path is not None)
    return (*given, *inputs.activities, *inputs.lists, *inputs.entries)


def logs_of(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables of activities that can be read, by name, with their columns."""
    for path in reading.inputs.activities:
        table = open_table(path, known_column, Settings(UTC))
        if not isinstance(table, Diagnostic):
            yield table.name, table.header


def undeclared_columns(
    people: KeyedColumns, logs: Iterable[tuple[str, tuple[str, ...]]], task: Task, reading: Reading
) -> Iterator[Diagnostic]:
    """The warnings about columns that no file declares."""
    schema = task.program.schema
    if reading.inputs.people is not None:
        name = shown(reading.inputs.people)
        yield from undeclared_of_people(
            name, people.header, people.key, people.fields, schema.person
        )
    for name, header in logs:
        shape = shape_of(header, schema, Problems("", bad_cells_empty=False))
        yield from undeclared(name, shape, schema)


def cannot_be_written(output: Output, reading: Reading) -> Diagnostic | None:
    """Why the world after a run cannot be written where that is wanted."""
    return cannot_write(output.folder, Format(output.table_format), tables_read(reading))


def write_world(
    done: Done, output: Output, zone: tzinfo, beside: HandedBack | None
) -> Diagnostic | None:
    """Write the world after the campaign, all tables or none."""
    format = Format(output.table_format)
    tables = done.tables(zone, beside)
    address = address_of(output.folder)
    if address is not None:
        handed = (
            Filling(name, query.columns, partial(handed_out, query, done.connection))
            for name, query in tables
        )
        return write_database(address, handed)

    def write_all(aside: Path) -> list[str]:
        for name, query in tables:
            path = aside / f"{name}.{format}"
            if format is Format.CSV:
                copy_as_csv(query, str(path), zone, done.connection)
                make_last(path)
            else:
                copy(query, str(path), done.connection)
        return [f"{name}.{format}" for name, _ in tables]

    return write_together(output.folder, format, write_all)
