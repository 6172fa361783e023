"""Columns of SQLite, in which any cell may be of any type, as columns of one type each.

Floor 3. A column of whole numbers or of floats alone comes as such. Every other one comes as
texts, as a CSV would hold them: what they mean is then read by the field's type.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from cdsl.world.tables.arrow import module

_STORAGE: Final = ("integer", "real", "text", "blob")
_AT_ONCE: Final = 400
"""So many columns are looked at in one query: SQLite selects 2,000 expressions at most."""


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def sqlite_selection(cursor: Any, table: str) -> tuple[str, list[str]]:
    """What selects the columns of a table, and those that hold bytes.

    Its first row is no row of the table: see `sqlite_rows`.
    """
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    names = [column[0] for column in cursor.description]
    samples: list[str] = []
    shown: list[str] = []
    of_bytes: list[str] = []
    for name, storage in zip(names, _storages(cursor, table, names), strict=True):
        sample, value = _column(quoted(name), storage)
        samples.append(f"{sample} AS {quoted(name)}")
        shown.append(value)
        if "blob" in storage:
            of_bytes.append(name)
    return f"SELECT {', '.join(samples)} UNION ALL SELECT {', '.join(shown)}", of_bytes


def sqlite_rows(batches: Any) -> Any:
    """Record batches without the first row.

    The driver takes a column's type from the first rows, where perhaps all cells are NULL: so a
    row goes before them that has a value of each column's type.
    """
    return module("pyarrow").RecordBatchReader.from_batches(batches.schema, _rest(batches))


def _rest(batches: Iterator[Any]) -> Iterator[Any]:
    first = next(batches)
    return chain((first.slice(1),), batches)


def _storages(cursor: Any, table: str, names: list[str]) -> list[frozenset[str]]:
    """How the cells of each column are stored, NULL apart."""
    found: list[frozenset[str]] = []
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        asked = ", ".join(
            f"max(typeof({quoted(name)}) = '{storage}')" for name in some for storage in _STORAGE
        )
        cursor.execute(f"SELECT {asked} FROM {table}")
        answers = iter(cursor.fetchone())
        for _ in some:
            own = [storage for storage in _STORAGE if next(answers)]
            found.append(frozenset(own))
    return found


def _column(name: str, storage: frozenset[str]) -> tuple[str, str]:
    """A value of a column's type, and what gives the column."""
    if storage == {"integer"}:
        return "0", name
    if storage == {"real"}:
        return "0.0", name
    text = f"CAST({name} AS TEXT)"
    if "real" in storage:
        text = f"CASE typeof({name}) WHEN 'real' THEN {_exact(name)} ELSE {text} END"
    return "''", f"ifnull({text}, '')"


def _exact(name: str) -> str:
    """A float as the shortest of some texts that reads back as the same."""
    tries = (f"CAST({name} AS TEXT)", f"printf('%!.16g', {name})", f"printf('%!.17g', {name})")
    ways = " ".join(f"WHEN CAST({text} AS REAL) = {name} THEN {text}" for text in tries)
    return f"CASE {ways} ELSE {tries[-1]} END"
