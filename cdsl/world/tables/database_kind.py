"""Which kind of database a file is: its first bytes say, whatever it is called.

Floor 3. Nothing is opened as a database here.
"""

import os
import stat
from types import MappingProxyType
from typing import Final

from cdsl.world.tables.address import DatabaseKind

CALLED: Final = MappingProxyType({DatabaseKind.SQLITE: "SQLite", DatabaseKind.DUCKDB: "DuckDB"})
_BEGINNINGS: Final = MappingProxyType(
    {DatabaseKind.SQLITE: (0, b"SQLite format 3\0"), DatabaseKind.DUCKDB: (8, b"DUCK")}
)


def kind_of(path: str) -> DatabaseKind | None:
    """The kind of a database in a file; None for another file, and for none."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as opened:
            head = opened.read(16)
    except OSError:
        return None
    for kind, (start, sign) in _BEGINNINGS.items():
        if head[start : start + len(sign)] == sign:
            return kind
    return None
