"""Writing tables into a directory: all files appear together, or nothing changes.

Floor 3. The files are written aside, in a directory of their own on the same disk, and put in
place only when all of them are complete. What stood there before comes back if that fails.
"""

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from shutil import rmtree
from typing import Final

from cdsl.semantics.types import TEXT_LIKE
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import KINDS_OF_DATABASES, address_of, file_of
from cdsl.world.tables.arrow import reader_of_rows
from cdsl.world.tables.cells import cell_text
from cdsl.world.tables.database_files import database_for_directory
from cdsl.world.tables.database_output import Filling, cannot_write_database, write_database
from cdsl.world.tables.databases import cannot_be_written
from cdsl.world.tables.output import TABLES, OutputTable
from cdsl.world.tables.parquet import parquet_missing, write_parquet
from cdsl.world.values import Value


class Format(StrEnum):
    """The formats of output files; each is its files' suffix."""

    CSV = "csv"
    PARQUET = "parquet"


_NEW: Final = ".cdsl-new"
_OLD: Final = ".cdsl-old"


def cannot_write(
    directory: str, format: Format, tables_read: Iterable[str] = ()
) -> Diagnostic | None:
    """What can be said before a run about output that could not be written after it (CDS711).

    That it would replace a table that is read, by whatever links, is such a thing as well. Instead
    of a directory it may be the address of a database.
    """
    database = address_of(directory)
    if database is not None:
        return cannot_write_database(database, tables_read)
    missing = parquet_missing("CDS711") if format is Format.PARQUET else None
    if missing is not None:
        return missing
    path = Path(directory)
    if "://" in directory:
        help = f"say a directory, or {KINDS_OF_DATABASES}; other URLs are for `--engine spark`"
        return cannot_be_written(directory, "it is a URL of another kind", help)
    named = database_for_directory(directory) if format is Format.CSV else None
    if named is not None:
        reason, meant = named
        help = f"say `--out {meant.database}`, or `--out {meant.where}/` for a directory"
        return cannot_be_written(directory, reason, help)
    try:
        reason = _why_not(path) or _what_it_replaces(path, format, tables_read)
    except OSError as error:
        reason = error.strerror or str(error)
    return not_written(path, reason) if reason else None


def _why_not(directory: Path) -> str:
    """Why nothing can be written to a directory, or "" if it can."""
    if directory.is_dir():
        return "" if os.access(directory, os.W_OK) else "it may not be written to"
    if directory.exists() or directory.is_symlink():
        return "it is not a directory"
    for parent in directory.parents:
        if parent.is_dir():
            return "" if os.access(parent, os.W_OK) else f"`{parent}` may not be written to"
        if parent.exists() or parent.is_symlink():
            return f"`{parent}` is not a directory"
    return ""


def _what_it_replaces(directory: Path, format: Format, tables_read: Iterable[str]) -> str:
    """Which of the tables that are read would be replaced, or "" if none would."""
    written = [file for name in TABLES if (file := directory / f"{name}.{format}").exists()]
    for table in filter(None, map(file_of, tables_read)):
        if any(file.samefile(table) for file in written):
            return f"it would replace {table}, which is read"
    return ""


def write_tables(
    directory: str, tables: Sequence[OutputTable], format: Format, zone: tzinfo
) -> Diagnostic | None:
    """Write all tables as `NAME.csv` or `NAME.parquet`; instants are shown in the zone.

    The directory and those above it are made when missing; other files in it are left alone.
    Instead of a directory it may be a database, whose tables they are then. Anything that fails is
    CDS711, and leaves everything as it was.
    """
    database = address_of(directory)
    if database is not None:
        return write_database(database, map(_filling, tables))

    def write_all(aside: Path) -> list[str]:
        names: list[str] = []
        for table in tables:
            names.append(f"{table.name}.{format}")
            _write_table(aside / names[-1], table, format, zone)
        return names

    return write_together(directory, format, write_all)


def write_together(
    directory: str, format: Format, write_all: Callable[[Path], list[str]]
) -> Diagnostic | None:
    """Let somebody write files into a folder aside, and put them in place as `write_tables` does.

    `write_all` gives their names back.
    """
    refused = cannot_write(directory, format)
    if refused is not None:
        return refused
    try:
        _replace_together(Path(directory), write_all)
    except OSError as error:
        return not_written(Path(directory), error.strerror or str(error))
    return None


def not_written(directory: Path | str, reason: str) -> Diagnostic:
    """The finding that the output cannot be written to a directory (CDS711)."""
    return cannot_be_written(str(directory), reason, "say another directory with `--out`")


def _filling(table: OutputTable) -> Filling:
    columns = [(column.header, column.type) for column in table.columns]
    return Filling(table.name, columns, lambda: reader_of_rows(columns, table.rows()))


# One table --------------------------------------------------------------------------------------


def _write_table(path: Path, table: OutputTable, format: Format, zone: tzinfo) -> None:
    match format:
        case Format.CSV:
            _write_csv(path, table, zone)
        case Format.PARQUET:
            columns = [(column.header, column.type) for column in table.columns]
            write_parquet(str(path), columns, table.rows())
    make_last(path)


def make_last(path: Path) -> None:
    """Wait until the disk has what was written into a file."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _write_csv(path: Path, table: OutputTable, zone: tzinfo) -> None:
    typed = [
        (index, column.type)
        for index, column in enumerate(table.columns)
        if column.type not in TEXT_LIKE
    ]

    def texts(row: Sequence[Value]) -> Sequence[Value]:
        """The row with the text of each value; the writer takes None as nothing."""
        cells = list(row)
        for index, type in typed:
            if cells[index] is not None:
                cells[index] = cell_text(cells[index], type, zone)
        return cells

    with path.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        # Both line ends of the writer's are quoted in a cell; with "\n" alone "\r" would not be.
        writer = csv.writer(_UnixLines(opened.write), lineterminator="\r\n")
        writer.writerow([column.header for column in table.columns])
        writer.writerows(map(texts, table.rows()))


class _UnixLines:
    """Takes the lines of a CSV writer and ends each with a line feed alone."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def write(self, line: str) -> None:
        """Write one record."""
        self._write(line[:-2] + "\n")


# All files together -----------------------------------------------------------------------------


def _replace_together(directory: Path, write_all: Callable[[Path], list[str]]) -> None:
    """Let the files be written aside and put them into the directory, all or none."""
    if directory.is_dir():
        aside = _new_directory(directory, _NEW)
        try:
            _put_in_place(directory, aside, write_all(aside))
        except BaseException:
            # What stood there is never thrown away, even if it could not be brought back.
            if not any((aside / _OLD).glob("*")):
                rmtree(aside, ignore_errors=True)
            raise
        rmtree(aside, ignore_errors=True)
        return
    made = [parent for parent in directory.parents if not parent.exists()]
    new: Path | None = None
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        new = _new_directory(directory.parent, f"{_NEW}-{directory.name}")
        write_all(new)
        _sync(new)
        new.rename(directory)
        _sync(directory.parent)
    except BaseException:
        if new is not None:
            rmtree(new, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise


def _new_directory(parent: Path, name: str) -> Path:
    """A directory that nobody else has."""
    number = os.getpid()
    while True:
        path = parent / f"{name}-{number}"
        try:
            path.mkdir()
            return path
        except FileExistsError:
            number += 1


def _put_in_place(directory: Path, aside: Path, names: Sequence[str]) -> None:
    """Move the new files in; if one cannot be, bring back what stood there."""
    old = aside / _OLD
    old.mkdir()
    for name in names:
        if (directory / name).is_dir():
            raise IsADirectoryError(0, f"`{name}` is a directory there")
    placed: set[str] = set()
    try:
        for name in names:
            if (directory / name).exists():
                (directory / name).rename(old / name)
        for name in names:
            placed.add(name)
            (aside / name).rename(directory / name)
        _sync(directory)
    except BaseException:
        for name in names:
            if (old / name).exists():
                (old / name).replace(directory / name)
            elif name in placed:
                (directory / name).unlink(missing_ok=True)
        raise


def _sync(directory: Path) -> None:
    """Make the names in a directory last, where the system can."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
