"""A table as a stream of records: CSV with any of the usual delimiters, Parquet, or a database's.

Floor 3. Cells are texts here; what they mean is read elsewhere. In CSV the delimiter is found in
the header, lines may end in any way, a quoted cell may hold line breaks, and blank lines are
left out.
"""

import csv
from collections.abc import Callable, Iterator
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS
from cdsl.world.tables.address import address_of
from cdsl.world.tables.database_files import database_for_table
from cdsl.world.tables.databases import DatabaseError, header_of, records_of
from cdsl.world.tables.parquet import is_parquet, parquet_header, parquet_records
from cdsl.world.tables.problems import Place, Problem, Problems
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.text import InputText, cannot_read, open_input

_DELIMITERS: Final = ",;\t"

Known = Callable[[str], bool]
"""Whether a name in a header is one that the reader of the table knows."""

Row = tuple[int, list[str]]
"""The line on which a record starts (in Parquet its number), and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table; `text` is None for what is no text file. `header` is as it was written."""

    name: str
    path: str
    header: tuple[str, ...]
    text: InputText | None
    delimiter: str = ","

    def problems(self, settings: Settings) -> Problems:
        """A collector for what is wrong in this table."""
        return Problems(self.name, settings.bad_cells_empty)

    def diagnostics(self, problems: Problems) -> tuple[Diagnostic, ...]:
        """What was collected, at its place in the text."""
        return problems.diagnostics(self.text, self.delimiter)


def open_table(path: str, known: Known, settings: Settings) -> Table | Diagnostic:
    """Read the header of a table; CDS704 when there is none or the file cannot be read.

    Diagnostics show the path as it was given, without a password. Of a database's table: CDS730,
    CDS731, the latter also where the file is a whole database.
    """
    address = address_of(path)
    if address is not None:
        header = header_of(address)
        shown = address.shown
        return header if isinstance(header, Diagnostic) else Table(shown, path, header, None)
    if is_parquet(path):
        header = parquet_header(path)
        return header if isinstance(header, Diagnostic) else Table(path, path, header, None)
    if database := database_for_table(path):
        return database
    text = open_input(path, path, settings.encoding)
    if isinstance(text, Diagnostic):
        return text
    try:
        return _open_csv(text, known)
    except (OSError, ValueError, csv.Error) as error:
        return cannot_read(path, str(error))


def _open_csv(text: InputText, known: Known) -> Table | Diagnostic:
    lines = text.lines()
    first = next(lines, "")
    # A quoted name may hold a line break: the header then goes on.
    while first.count('"') % 2 and len(first) < LIMITS.string_characters:
        following = next(lines, "")
        if not following:
            break
        first += following
    if not first.strip():
        help = "its first line names the columns"
        return cannot_read(text.name, "it has no header", help)
    headers = [(delimiter, _split(first, delimiter)) for delimiter in _DELIMITERS]
    delimiter, header = max(headers, key=lambda found: (sum(map(known, found[1])), len(found[1])))
    return Table(text.name, text.path, tuple(header), text, delimiter)


def _split(line: str, delimiter: str) -> list[str]:
    """The names of a header, none where it cannot be read with this delimiter."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def records(table: Table, problems: Problems, settings: Settings) -> Iterator[Row]:
    """The records under the header, each as wide as it; others are problems (CDS704)."""
    try:
        rows = _rows(table, problems, settings)
        width = len(table.header)
        for row in rows:
            if len(row[1]) == width:
                yield row
            elif row[1]:
                problems.add(_wrong_width(row, width))
    except DatabaseError as error:
        problems.add(Problem(error.found.code, error.found.message, Place(1), error.found.help))
    except (OSError, ValueError) as error:
        problems.add(Problem("CDS704", f"reading failed: {error}", Place(1)))


def _rows(table: Table, problems: Problems, settings: Settings) -> Iterator[Row]:
    address = address_of(table.path)
    if address is not None:
        return records_of(address)
    if table.text is None:
        return parquet_records(table.path)
    return _csv_rows(table.text, table.delimiter, problems, settings)


def _csv_rows(
    text: InputText, delimiter: str, problems: Problems, settings: Settings
) -> Iterator[Row]:
    # The limit is one of the whole process; the module's own is too small for a long note.
    csv.field_size_limit(max(csv.field_size_limit(), LIMITS.string_characters))
    reader = csv.reader(text.lines(settings.progress), delimiter=delimiter, strict=True)
    line = 1
    try:
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(_not_csv(str(error), Place(line)))


def _not_csv(reason: str, place: Place) -> Problem:
    if "end of data" in reason:
        return Problem("CDS704", "a quote of this record is never closed", place)
    if "expected after" in reason:
        help = 'a quote inside a quoted cell is written twice: `""`'
        return Problem("CDS704", "a cell of this record goes on after its quote", place, help)
    if "field limit" in reason:
        message = f"a cell of this record has over {LIMITS.string_characters:,} characters"
        return Problem("CDS704", message, place, "perhaps a quote is never closed")
    return Problem("CDS704", f"this record cannot be read: {reason}", place)


def _wrong_width(row: Row, width: int) -> Problem:
    line, cells = row
    found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    wanted = "1 column" if width == 1 else f"{width} columns"
    place = Place(line, width) if len(cells) > width else Place(line)
    help = "a cell that holds the delimiter or a line break stands in quotes"
    return Problem("CDS704", f"a record of {found} under a header of {wanted}", place, help)
