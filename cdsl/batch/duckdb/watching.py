"""How far DuckDB is, told while it works.

Floor 4. A thread asks and tells: whoever waits for a statement can do neither.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from cdsl.batch.duckdb.database import Connection

_PAUSE: Final = 0.1
"""Seconds between two questions."""


@contextmanager
def watched(connection: Connection, tell: Callable[[int], None]) -> Iterator[None]:
    """Tell several times a second what percentage of the statement at hand is done."""
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    has_ended = Event()

    def ask() -> None:
        while not has_ended.wait(_PAUSE):
            share = connection.query_progress()
            # Below zero nothing is done just now, or it cannot be told.
            if share >= 0:
                tell(int(share))

    asking = Thread(target=ask, name="progress", daemon=True)
    asking.start()
    try:
        yield
    finally:
        has_ended.set()
        asking.join()
