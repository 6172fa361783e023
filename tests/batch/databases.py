"""Databases that tests fill, run over and look into."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import Any

from cdsl.semantics.program import Program
from cdsl.world.tables.address import address_of
from cdsl.world.tables.databases import connected, header_of, records_of
from cdsl.world.tables.load import Inputs, load
from cdsl.world.tables.output import TABLES, output_tables
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.write import Format, write_tables


def fresh(server: str, name: str) -> str:
    """An empty database of a server."""
    with session(f"{server}/postgres") as cursor:
        cursor.connection.adbc_connection.set_autocommit(True)
        cursor.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@contextmanager
def session(address: str) -> Iterator[Any]:
    found = address_of(address)
    assert found is not None
    with connected(found, writing=True) as cursor:
        yield cursor


def execute(address: str, *statements: str) -> None:
    with session(address) as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.connection.commit()


def inputs_of(place: str, end: str) -> dict[str, Any]:
    """The six tables of a world, in a folder or a database."""
    paths = {name: f"{place}{end.format(name)}" for name in TABLES}
    several = ("activities", "lists", "entries")
    return {name: [path] if name in several else path for name, path in paths.items()}


def again(
    inputs: dict[str, Any], program: Program, folder: Path, zone: tzinfo
) -> dict[str, list[str]]:
    """What is read in some tables, as CSV."""
    own: dict[str, Any] = {
        name: tuple(path) if isinstance(path, list) else path for name, path in inputs.items()
    }
    loaded = load(Inputs(**own), program, Settings(zone))
    assert not loaded.has_errors, loaded.diagnostics
    written = output_tables(loaded.store, program, loaded.layouts, 0, zone)
    assert write_tables(str(folder), written, Format.CSV, zone) is None
    return {name: sorted_lines(folder / f"{name}.csv") for name in TABLES}


def sorted_lines(path: Path) -> list[str]:
    """The lines of a file, of which no two need stand in order, as rows of a database do."""
    return sorted(path.read_text(encoding="utf-8").splitlines())


def cells_in(path: str) -> list[list[str]]:
    """The cells of a table, with the names of its columns, in whatever order rows are."""
    found = address_of(path)
    assert found is not None
    header = header_of(found)
    assert isinstance(header, tuple), header
    return [list(header), *sorted(cells for _, cells in records_of(found))]


def place_beside(database: str, name: str) -> tuple[str, str]:
    """Where output goes beside a database that is read, and how its tables are named."""
    if database.startswith("postgresql:"):
        return f"{database}#{name}", ".{}"
    return f"{database}-{name}", "#{}"
