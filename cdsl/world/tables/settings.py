"""How tables are read: what a command hands in.

Floor 3. Data only.
"""

from collections.abc import Callable
from datetime import tzinfo

from cdsl.source.data import dataclass

Progress = Callable[[str, int, int], None]
"""Told now and then: the table's name, how many bytes of it are read, how many it has."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read tables.

    `zone` is that of instants which say none. `encoding` is tried on what is not UTF-8. With
    `bad_cells_empty` a cell that does not fit is empty instead of an error.
    """

    zone: tzinfo
    encoding: str | None = None
    bad_cells_empty: bool = False
    progress: Progress | None = None
