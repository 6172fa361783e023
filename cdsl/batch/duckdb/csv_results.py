"""Tables as CSV files that DuckDB writes, byte for byte as `cdsl.world.tables.write` does.

Floor 4. Each cell is made the text that stands in the file; DuckDB says where quotes are, and which
row comes first. Python is asked for no more than a zone's clock.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Final

import duckdb
import pyarrow
from duckdb.func import ARROW, SPECIAL
from pyarrow import compute

from cdsl.batch.conversions import TEXTS
from cdsl.batch.duckdb.cells import beside, name_of, text_literal
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import NUMBER, Query, spelled
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.kinds import KINDS
from cdsl.batch.printing import Values
from cdsl.batch.shapes import SHORT
from cdsl.batch.tree import Call, Column, Kind
from cdsl.semantics.types import Type
from cdsl.world.calendar import is_utc
from cdsl.world.tables.cells import cell_text

_FORMAT: Final = (
    "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', "
    # Else a sign that begins comments is quoted.
    "COMMENT ''"
)


def copy_as_csv(found: Query, path: str, zone: tzinfo, connection: Connection) -> None:
    """Write what a query gives into a file; instants are shown in the zone.

    Raises duckdb.Error, and KeyboardInterrupt as it is.
    """
    order = ", ".join(_order(found, connection))
    clocks = {} if is_utc(zone) else _clocks(found)
    texts = ", ".join(
        f"{_text(name, KINDS[type], clocks)} AS {name_of(name)}" for name, type in found.columns
    )
    rows = f"SELECT {texts} FROM {_cells(found, clocks)} AS found ORDER BY {order}"
    with _functions({KINDS[type] for _, type in found.columns}, zone, connection):
        connection.execute(f"COPY ({rows}) TO {text_literal(path)} ({_FORMAT})", found.values)


def _instants(found: Query) -> list[str]:
    return [name for name, type in found.columns if KINDS[type] is Kind.INSTANT]


def _clocks(found: Query) -> Mapping[str, str]:
    """The name of what a clock shows at each column of instants, which no column has."""
    clocks: dict[str, str] = {}
    columns = [name for name, _ in found.columns]
    for name in _instants(found):
        clocks[name] = beside(f"clock of {name}", (*columns, *clocks.values()))
    return clocks


def _cells(found: Query, clocks: Mapping[str, str]) -> str:
    """A query whose instants have no zone, and beside each what a clock shows, where that says it.

    It is UTC that the clock has nothing to say of.
    """
    plain = {name: f"make_timestamp(epoch_us({name_of(name)}))" for name in _instants(found)}
    replaced = ", ".join(f"{value} AS {name_of(name)}" for name, value in plain.items())
    shown = [f"* REPLACE ({replaced})" if plain else "*"]
    shown += [f"{_CLOCK}({plain[name]}) AS {name_of(clock)}" for name, clock in clocks.items()]
    return f"(SELECT {', '.join(shown)} FROM ({found.numbered or found.text}))"


def _text(name: str, kind: Kind, clocks: Mapping[str, str]) -> str:
    """The text of a cell; an empty one is NULL, of which DuckDB writes nothing."""
    own = name_of(name)
    if kind is Kind.TEXT:
        return f"nullif({own}, '')"
    if name in clocks:
        return f"coalesce({_spelled(clocks[name], kind)}, {_INSTANT}({own}))"
    return _spelled(name, kind)


def _spelled(name: str, kind: Kind) -> str:
    return spelled(Call(TEXTS[kind], (Column(name, kind),), Kind.TEXT), Values())


# What DuckDB asks of Python ---------------------------------------------------------------------

_INSTANT, _CLOCK = "text_of_instant", "clock_of_instant"


@contextmanager
def _functions(kinds: Collection[Kind], zone: tzinfo, connection: Connection) -> Iterator[None]:
    """The functions that texts of some kinds need, for as long as DuckDB writes."""
    # Of whatever was asked before and not read to its end, as a look for one row is not.
    connection.abort()
    instant = DUCKDB.types[Kind.INSTANT]
    made: list[str] = []
    try:
        if Kind.INSTANT in kinds and not is_utc(zone):
            connection.create_function(_INSTANT, partial(_instant_text, zone), [instant], "TEXT")
            made.append(_INSTANT)
            clock = partial(on_clock, zone, {})
            connection.create_function(
                _CLOCK, clock, [instant], instant, type=ARROW, null_handling=SPECIAL
            )
            made.append(_CLOCK)
        yield
    except duckdb.Error as stopped:
        # So DuckDB tells of Ctrl-C while it waits for Python.
        if "KeyboardInterrupt" in str(stopped):
            raise KeyboardInterrupt from stopped
        raise
    finally:
        for name in made:
            connection.remove_function(name)


def _instant_text(zone: tzinfo, instant: datetime) -> str:
    return cell_text(instant.replace(tzinfo=UTC), Type.DATETIME, zone)


def on_clock(zone: tzinfo, shifts: dict[datetime, timedelta | None], instants: Any) -> Any:
    """What a clock shows at each of a column of instants.

    Nothing where it is put on or back within the hour, or shows a time again. `shifts` remembers
    how far it is from UTC in each hour.
    """
    hours = compute.floor_temporal(instants, unit="hour")
    different = hours.unique().drop_null()
    found: list[timedelta | None] = []
    for hour in different.to_pylist():
        if hour not in shifts:
            shifts[hour] = _shift_in(hour, zone)
        found.append(shifts[hour])
    by_hour = pyarrow.array(found, type=pyarrow.duration("us"))
    return compute.add(instants, by_hour.take(compute.index_in(hours, value_set=different)))


def _shift_in(hour: datetime, zone: tzinfo) -> timedelta | None:
    start = hour.replace(tzinfo=UTC)
    try:
        ends = start.astimezone(zone), (start + _TO_ITS_END).astimezone(zone)
    except OverflowError:
        return None
    first, last = (None if end.fold else end.utcoffset() for end in ends)
    return first if first == last else None


_TO_ITS_END: Final = timedelta(hours=1, microseconds=-1)


# The order of rows ------------------------------------------------------------------------------


def _order(found: Query, connection: Connection) -> Iterator[str]:
    """How rows are ordered: by owner, by person, and of one person as they came."""
    if found.owner:
        yield f"found.{name_of(found.owner)}"
    if found.person:
        yield from _by_id(found, connection)
    if found.numbered:
        yield f"found.{name_of(NUMBER)}"


def _by_id(found: Query, connection: Connection) -> Iterator[str]:
    """Ids as numbers where all are whole numbers, which are sorted fastest as what they are."""
    own = name_of(found.person)
    digits = f"ltrim({own}, '0')"
    looked_at = connection.execute(
        f"SELECT bool_and(regexp_full_match({own}, '[0-9]+')), max(length({digits})), "
        f"bool_or(starts_with({own}, '0') AND {own} <> '0') FROM ({found.text})",
        found.values,
    ).fetchone()
    assert looked_at is not None
    are_numbers, longest, have_zeros = looked_at
    if are_numbers and longest <= SHORT:
        yield f"CAST(found.{own} AS BIGINT)"
        if not have_zeros:
            return
    elif are_numbers:
        digits = f"ltrim(found.{own}, '0')"
        yield f"length({digits})"
        yield digits
    yield f"found.{own}"
