"""Why a run is the row engine's, as far as that is seen before any table is read.

Floor 7. Files are looked at for their size and kind, and not opened.
"""

import os
from importlib.util import find_spec
from stat import S_ISCHR, S_ISFIFO
from typing import Final

from cdsl.api.choices import Engine, Wish
from cdsl.api.loading import Reading
from cdsl.api.running import Output
from cdsl.api.starting import Order
from cdsl.world.tables.address import address_of, file_of
from cdsl.world.tables.parquet import is_parquet

LARGE: Final = 10_000_000
"""Bytes of people and activities from which `auto` thinks of the set-based engine."""
DENSE: Final = 10
"""So many times the rows of a CSV are in Parquet and in databases of its size."""


def why_row(reading: Reading, order: Order, output: Output | None, wish: Wish) -> str:
    """What of a run is one person's matter, or not to be had; empty if nothing is."""
    inputs, world = reading.inputs, wish.world
    if find_spec("duckdb") is None or find_spec("sqlglot") is None:
        return "DuckDB and sqlglot are not installed: `pip install '/path/to/cdsl[batch]'`"
    if inputs.people is None and world is None:
        return "there are no people"
    for is_there, what in (
        (world is not None and wish.engine is Engine.SPARK, "a DuckDB file is changed in place"),
        (inputs.events, "events happen to one person at a time"),
        (_has_pipe(reading), "a pipe can be read only once"),
        (order.until is not None and world is not None, "the clock goes on"),
        (order.webhook_answers is not None, "webhooks are answered"),
        (order.connect, "webhooks and handlers are called"),
        (order.people is not None, "a campaign is requested"),
        (output is not None and world is not None, "a world in a file is changed, not written out"),
    ):
        if is_there:
            return what
    return why_of_option(reading, order, output)


def why_of_option(reading: Reading, order: Order, output: Output | None) -> str:
    """Which option of a run asks for the row engine; empty if none does."""
    for is_there, what in (
        (order.strict, "with `--strict`, rows of people who are not there are looked for"),
        (reading.infer, "fields are inferred from the data"),
        (reading.bad_cells_empty, "bad cells are taken for empty"),
        (reading.encoding is not None, "tables are in another encoding"),
        (output is not None and output.all_activities, "the history is written out"),
    ):
        if is_there:
            return what
    return ""


def _has_pipe(reading: Reading) -> bool:
    """Whether a table comes through something that is no file, and can be read only once."""
    inputs = reading.inputs
    single = (path for path in (inputs.people, inputs.companies, inputs.members) if path)
    paths = (*single, *inputs.activities, *inputs.lists, *inputs.entries)
    modes = (os.stat(path).st_mode for path in map(file_of, paths) if path and os.path.exists(path))
    return any(S_ISFIFO(mode) or S_ISCHR(mode) for mode in modes)


def why_small(reading: Reading) -> str:
    """That people and activities are few; empty if they are many, or nobody knows."""
    paths = (reading.inputs.people, *reading.inputs.activities)
    files = [file_of(path) for path in paths if path is not None]
    if None in files:
        # Nobody knows how much a server has.
        return ""
    sizes = {file: os.stat(file).st_size for file in files if file and os.path.exists(file)}
    dense = {file_of(path) for path in paths if path and (address_of(path) or is_parquet(path))}
    size = sum(sizes.values())
    weight = sum(own * (DENSE if file in dense else 1) for file, own in sizes.items())
    return "" if weight >= LARGE else f"it is small: {size:,} bytes of people and activities"
